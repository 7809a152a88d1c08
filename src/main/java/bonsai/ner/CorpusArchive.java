package bonsai.ner;

import bonsai.base.AtomicFile;
import bonsai.base.Download;
import bonsai.base.IoReason;
import bonsai.base.Sha256;
import bonsai.base.UserException;
import bonsai.base.ZipFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A public corpus that this project may not pass on, but that its users may fetch for themselves.
 *
 * @param name of the folder that it gets
 * @param address of a ZIP archive
 * @param terms one sentence for the user, before anything is fetched
 * @param hashes the files taken from the archive, with their SHA-256
 * @param maxBytes what the archive, and each file, may weigh
 */
public record CorpusArchive(
    String name, URI address, String terms, Map<String, String> hashes, int maxBytes) {
  /** The English part of the shared task, as Hugging Face's loading script fetches it. */
  private static final CorpusArchive CONLL_2003 =
      new CorpusArchive(
          "conll2003",
          URI.create("https://data.deepai.org/conll2003.zip"),
          "CoNLL-2003 is text of the Reuters Corpus, free for research but not to be passed on:"
              + " by fetching it you accept its terms"
              + " (https://trec.nist.gov/data/reuters/reuters.html).",
          Map.of(
              "train.txt", "213953b5522fb7924802d883e50f027b2c6ffb5d4d0e63368ed82909f9b60423",
              "valid.txt", "c02eb19809eafb83998326a0481942eb37d96f31826ae387cfe8773699969f5b",
              "test.txt", "dc4ac7f3d6d01a6bec59261814561da3b287b6b493b97d1f69c580b52ec1831b"),
          20_000_000);

  private static final List<CorpusArchive> KNOWN = List.of(CONLL_2003);

  public CorpusArchive {
    hashes = Collections.unmodifiableMap(new TreeMap<>(hashes));
  }

  /**
   * The archive of that corpus.
   *
   * @throws UserException if it is not known
   */
  public static CorpusArchive of(String name) {
    return known(name).orElseThrow(() -> new UserException(unknown(name)));
  }

  /** What to say of a name that is not known. */
  static String unknown(String name) {
    return "'%s' is not a corpus that can be fetched: use one of %s."
        .formatted(name, KNOWN.stream().map(CorpusArchive::name).toList());
  }

  /** The archive of that corpus, if it is known. */
  static Optional<CorpusArchive> known(String name) {
    return KNOWN.stream().filter(archive -> archive.name().equals(name)).findFirst();
  }

  /** The same corpus from another place; the files must be the same. */
  public CorpusArchive from(URI other) {
    return new CorpusArchive(name, other, terms, hashes, maxBytes);
  }

  /** The corpus's folder among the user's corpora, if it is there and right. */
  public Optional<Path> installed(Path corpora) {
    var folder = corpora.resolve(name);
    try {
      for (var file : hashes.keySet()) {
        var path = folder.resolve(file);
        if (!Files.isRegularFile(path) || !Sha256.of(path).equals(hashes.get(file))) {
          return Optional.empty();
        }
      }
      return Optional.of(folder);
    } catch (IOException e) {
      throw new UserException(
          "The folder " + folder + " cannot be read: " + IoReason.of(e) + ".", e);
    }
  }

  /**
   * Puts the corpus among the user's corpora: all its files, each the right one, or none.
   *
   * @param corpora the folder that holds one folder a corpus
   * @return the corpus's folder
   * @throws UserException if it cannot be had
   */
  public Path fetch(Path corpora, Download.Patience patience, Download.Progress progress) {
    var installed = installed(corpora);
    if (installed.isPresent()) {
      return installed.get();
    }
    var folder = corpora.resolve(name);
    if (Files.exists(folder)) {
      throw new UserException(
          "The folder " + folder + " holds something else: move it away, then fetch again.");
    }
    var archive = corpora.resolve(name + ".zip");
    Download.of(address, maxBytes).withPatience(patience).withProgress(progress).to(archive);
    try {
      try {
        return install(checked(archive), corpora);
      } finally {
        Files.deleteIfExists(archive);
      }
    } catch (IOException e) {
      throw new UserException(
          "The folder " + folder + " cannot be made: " + IoReason.of(e) + ".", e);
    }
  }

  private Map<String, byte[]> checked(Path archive) {
    var contents = ZipFiles.read(archive, hashes.keySet(), maxBytes);
    contents.forEach(
        (file, bytes) -> {
          if (!Sha256.of(bytes).equals(hashes.get(file))) {
            throw new UserException(
                "The %s from %s is not the expected one (sha256 %s instead of %s): nothing was kept."
                    .formatted(file, address, Sha256.of(bytes), hashes.get(file)));
          }
        });
    return contents;
  }

  private Path install(Map<String, byte[]> contents, Path corpora) throws IOException {
    var part = Files.createTempDirectory(corpora, "." + name + ".");
    try {
      contents.forEach((file, bytes) -> AtomicFile.write(part.resolve(file), bytes));
      var folder = Files.move(part, corpora.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      AtomicFile.syncFolder(corpora);
      return folder;
    } finally {
      for (var file : contents.keySet()) {
        Files.deleteIfExists(part.resolve(file));
      }
      Files.deleteIfExists(part);
    }
  }
}
