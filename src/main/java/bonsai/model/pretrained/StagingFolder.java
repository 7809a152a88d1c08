package bonsai.model.pretrained;

import bonsai.base.Folders;
import bonsai.base.IoReason;
import bonsai.base.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** A new folder that vanishes on closing unless it was kept. */
final class StagingFolder implements AutoCloseable {
  private static final String PREFIX = "new-";

  /** Nobody works on such a folder for longer: it was left by a process that was killed. */
  private static final Duration LONGEST = Duration.ofDays(1);

  private final Path path;
  private boolean kept;

  private StagingFolder(Path path) {
    this.path = path;
  }

  /** Makes one; those that others left in the same place long ago are deleted. */
  static StagingFolder in(Path cache) {
    try {
      Files.createDirectories(cache);
      sweep(cache);
      return new StagingFolder(Files.createTempDirectory(cache, PREFIX));
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

  private static void sweep(Path cache) throws IOException {
    try (var left = Files.newDirectoryStream(cache, PREFIX + "*")) {
      for (var folder : left) {
        var age = Duration.between(Files.getLastModifiedTime(folder).toInstant(), Instant.now());
        if (age.compareTo(LONGEST) > 0) {
          Folders.delete(folder);
        }
      }
    } catch (NoSuchFileException | UncheckedIOException e) {
      // another process is at it, or it is another user's: no reason not to fetch
    }
  }

  /**
   * Deletes a folder with all that is in it.
   *
   * @throws UserException if that cannot be done
   */
  static void delete(Path folder) {
    try {
      Folders.delete(folder);
    } catch (UncheckedIOException e) {
      throw new UserException(folder + " cannot be deleted: " + IoReason.of(e) + ".", e);
    }
  }
}
