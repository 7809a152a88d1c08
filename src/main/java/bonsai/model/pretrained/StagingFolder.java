package bonsai.model.pretrained;

import bonsai.base.IoReason;
import bonsai.base.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A new folder that vanishes on closing unless it was kept. */
final class StagingFolder implements AutoCloseable {
  private final Path path;
  private boolean kept;

  private StagingFolder(Path path) {
    this.path = path;
  }

  static StagingFolder in(Path cache) {
    try {
      return new StagingFolder(Files.createTempDirectory(Files.createDirectories(cache), "new-"));
    } catch (IOException e) {
      throw new UserException("No folder can be made in " + cache + ": " + IoReason.of(e) + ".", e);
    }
  }

  Path path() {
    return path;
  }

  /** Leaves the folder to the caller. */
  Path keep() {
    kept = true;
    return path;
  }

  @Override
  public void close() {
    if (!kept) {
      delete(path);
    }
  }

  /** Deletes a folder with all that is in it; links are deleted, not followed. */
  static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UserException(folder + " cannot be deleted: " + IoReason.of(e) + ".", e);
    }
  }
}
