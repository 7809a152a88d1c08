package bonsai.run;

import bonsai.base.AtomicFile;
import bonsai.base.Json;
import bonsai.base.RecordReader;
import bonsai.base.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A run: everything that it is, says and makes is in its folder.
 *
 * @param path the folder; its name is the run's id
 */
public record RunFolder(Path path) {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,79}");

  public RunFolder {
    path = path.toAbsolutePath().normalize();
  }

  /** Whether a text can be a run's id: such a text is also a safe file name. */
  public static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /**
   * The run in an existing folder.
   *
   * @throws UserException if it holds no {@code run.json}
   */
  public static RunFolder open(Path path) {
    var folder = new RunFolder(path);
    if (!Files.isRegularFile(folder.specFile())) {
      throw new UserException(
          path + " is not a run: it has no run.json; `bonsai runs` lists the runs there are.");
    }
    return folder;
  }

  public String id() {
    return path.getFileName().toString();
  }

  /** What the run does, written once. */
  public Path specFile() {
    return path.resolve("run.json");
  }

  /** The event log. */
  public Path events() {
    return path.resolve("events.jsonl");
  }

  public Path checkpoints() {
    return path.resolve("checkpoints");
  }

  /** The result: a model folder; there once the run is finished, or was stopped. */
  public Path model() {
    return path.resolve("model");
  }

  /** The model that a stage before the last one left. */
  public Path stage(int index) {
    return path.resolve("stages").resolve(Integer.toString(index));
  }

  /** The worker's standard output and error. */
  public Path workerLog() {
    return path.resolve("worker.log");
  }

  Path lockFile() {
    return path.resolve("worker.lock");
  }

  Path controlFile() {
    return path.resolve("control.json");
  }

  private Path aboutFile() {
    return path.resolve("about.json");
  }

  /**
   * Reads the spec.
   *
   * @throws UserException if it is damaged, or of a newer program
   */
  public RunSpec spec() {
    return RecordReader.read(RunSpec.class, specFile());
  }

  /** What people have noted about the run; empty where nobody has. */
  public About about() {
    return Files.exists(aboutFile()) ? RecordReader.read(About.class, aboutFile()) : About.NOTHING;
  }

  /** Replaces what people have noted about the run. */
  public void about(About about) {
    AtomicFile.write(aboutFile(), Json.PRETTY.writeValueAsString(about) + "\n");
  }

  /**
   * What people note about a run: of no meaning to the run itself.
   *
   * @param displayName what to call the run instead of its spec's name
   * @param archived whether lists leave it out
   */
  public record About(
      Optional<String> displayName, Optional<String> notes, List<String> tags, boolean archived) {
    public static final About NOTHING =
        new About(Optional.empty(), Optional.empty(), List.of(), false);

    public About {
      tags = List.copyOf(tags);
    }
  }
}
