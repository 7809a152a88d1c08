package bonsai.train;

import bonsai.base.IoReason;
import bonsai.base.UserException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The outputs of teachers that are kept in a workspace: a folder for each teacher, training set and
 * choice of outputs. They can be made again, and nothing removes them by itself.
 *
 * @param folder where they all are
 */
public record TeacherCaches(Path folder) {
  /**
   * One of them.
   *
   * @param bytes on the disk
   * @param used when it was last filled or opened
   */
  public record Kept(Path folder, long bytes, Instant used) {}

  /** All of them, the least lately used first. */
  public List<Kept> all() {
    try (Stream<Path> folders = Files.list(folder)) {
      return folders
          .filter(Files::isDirectory)
          .flatMap(kept -> kept(kept).stream())
          .sorted(Comparator.comparing(Kept::used).thenComparing(Kept::folder))
          .toList();
    } catch (IOException e) {
      return List.of(); // none was ever made
    }
  }

  private static Optional<Kept> kept(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      var bytes = 0L;
      var used = FileTime.fromMillis(0);
      for (var file : files.toList()) {
        bytes += Files.size(file);
        var modified = Files.getLastModifiedTime(file);
        used = modified.compareTo(used) > 0 ? modified : used;
      }
      return Optional.of(new Kept(folder, bytes, used.toInstant()));
    } catch (IOException e) {
      return Optional.empty(); // deleted meanwhile
    }
  }

  /**
   * Deletes one, unless a run is filling it. A run that reads it goes on with what it has mapped.
   *
   * @return whether it is gone
   * @throws UserException if the disk does not let it
   */
  public boolean delete(Kept kept) {
    var lock = kept.folder().resolve(TeacherCache.LOCK);
    try (var channel =
        FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      if (!isFree(channel)) {
        return false;
      }
      // First what says how far it is filled: of half a deletion nothing may look whole.
      Files.deleteIfExists(kept.folder().resolve(TeacherCache.PROGRESS));
      try (Stream<Path> files = Files.list(kept.folder())) {
        for (var file : files.filter(file -> !file.equals(lock)).toList()) {
          Files.delete(file);
        }
      }
      Files.delete(lock);
      Files.delete(kept.folder());
      return true;
    } catch (IOException e) {
      throw new UserException(
          "The teacher's outputs in "
              + kept.folder()
              + " cannot be deleted: "
              + IoReason.of(e)
              + ".",
          e);
    }
  }

  private static boolean isFree(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // by a run in this process
    }
  }
}
