package bonsai.base;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/**
 * The folder that holds what belongs to one user: runs, models, corpora and caches. Made on first
 * use, readable by its owner alone.
 *
 * @param root the folder itself
 */
public record Workspace(Path root) {
  /** The environment variable that moves the workspace. */
  public static final String VARIABLE = "BONSAI_HOME";

  public Workspace {
    root = root.toAbsolutePath().normalize();
  }

  /** The workspace asked for, else that of {@code BONSAI_HOME}, else {@code ~/.bonsai}. */
  public static Workspace of(Optional<Path> asked, Map<String, String> environment) {
    return new Workspace(
        asked
            .or(
                () ->
                    Optional.ofNullable(environment.get(VARIABLE))
                        .filter(folder -> !folder.isEmpty())
                        .map(Path::of))
            .orElseGet(() -> home(environment).resolve(".bonsai")));
  }

  /**
   * What a shell calls {@code ~}: {@code HOME}, which Java itself passes over for the account's
   * folder; where it is not set, as on Windows, that folder.
   */
  public static Path home(Map<String, String> environment) {
    return Path.of(
        Optional.ofNullable(environment.get("HOME"))
            .filter(home -> !home.isEmpty())
            .orElseGet(() -> System.getProperty("user.home")));
  }

  public Path runs() {
    return folder("runs");
  }

  /** Pre-trained models, one folder each. */
  public Path models() {
    return folder("models");
  }

  /** Corpora fetched for the user, one folder each. */
  public Path data() {
    return folder("data");
  }

  /** What can be made again: downloads in progress, teacher outputs, timings. */
  public Path cache() {
    return folder("cache");
  }

  /** What teachers said of training sets, a folder for each teacher and set. */
  public Path teacherOutputs() {
    return cache().resolve("teachers");
  }

  /** The program's own log. */
  public Path logs() {
    return folder("logs");
  }

  private Path folder(String name) {
    var folder = root.resolve(name);
    try {
      if (!Files.isDirectory(root)) {
        Files.createDirectories(root);
        if (root.getFileSystem().supportedFileAttributeViews().contains("posix")) {
          Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
        }
      }
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UserException(
          "The workspace folder "
              + folder
              + " cannot be made: "
              + new UncheckedIOException(e).getMessage()
              + ".",
          e);
    }
  }
}
