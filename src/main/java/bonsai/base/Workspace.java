package bonsai.base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
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
                        .filter(text -> !text.isEmpty())
                        .map(text -> path(VARIABLE, text)))
            .orElseGet(() -> home(environment).resolve(".bonsai")));
  }

  /**
   * What a shell calls {@code ~}: {@code HOME}, which Java itself passes over for the account's
   * folder; where it is not set, as on Windows, that folder.
   */
  public static Path home(Map<String, String> environment) {
    return Optional.ofNullable(environment.get("HOME"))
        .filter(home -> !home.isEmpty())
        .map(home -> path("HOME", home))
        .orElseGet(() -> Path.of(System.getProperty("user.home")));
  }

  private static Path path(String variable, String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new UserException(
          "The variable " + variable + " does not hold a path: " + e.getReason() + ".", e);
    }
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
    if (Files.isRegularFile(root)) {
      throw new UserException("The workspace " + root + " is a file: name a folder.");
    }
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
          "The workspace folder " + folder + " cannot be made: " + IoReason.of(e) + ".", e);
    }
  }
}
