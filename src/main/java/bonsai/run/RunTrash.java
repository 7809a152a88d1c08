package bonsai.run;

import bonsai.base.Folders;
import bonsai.base.IoReason;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Where deleted runs lie until they are deleted for good, so that a deletion can be undone: beside
 * the runs, under a name that no run can have, and on the same disk, so that it costs a rename.
 *
 * @param folder need not exist
 */
public record RunTrash(Path folder) {
  public static RunTrash of(Workspace workspace) {
    return new RunTrash(workspace.runs().resolve(".trash"));
  }

  /**
   * Takes a run away.
   *
   * @throws UserException if a worker has it, or its folder cannot be moved
   */
  public void take(RunFolder run) {
    if (WorkerLock.holder(run).isPresent()) {
      throw new UserException(
          "The run " + run.id() + " is running: pause or stop it before it is deleted.");
    }
    try {
      Files.createDirectories(folder);
      var place = folder.resolve(run.id());
      Folders.delete(place); // of a run with the same id, which was copied here from elsewhere
      Files.move(run.path(), place, StandardCopyOption.ATOMIC_MOVE);
      Files.setLastModifiedTime(place, FileTime.from(Instant.now()));
    } catch (IOException | UncheckedIOException e) {
      throw new UserException(
          "The run " + run.id() + " cannot be deleted: " + IoReason.of(e) + ".", e);
    }
  }

  /**
   * Puts a run back where it was.
   *
   * @throws UserException if it is no longer here, or another run has its place
   */
  public RunFolder giveBack(String id) {
    var back = folder.resolveSibling(id);
    if (!Files.isDirectory(folder.resolve(id))) {
      throw new UserException("The run " + id + " cannot be brought back: it is deleted for good.");
    }
    if (Files.exists(back)) {
      throw new UserException(
          "The run " + id + " cannot be brought back: there is another in its place.");
    }
    try {
      Files.move(folder.resolve(id), back, StandardCopyOption.ATOMIC_MOVE);
      return new RunFolder(back);
    } catch (IOException e) {
      throw new UserException(
          "The run " + id + " cannot be brought back: " + IoReason.of(e) + ".", e);
    }
  }

  /** The ids of the runs in here. */
  public List<String> ids() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var entries = Files.list(folder)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(RunFolder::isId)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UserException(
          "The deleted runs in " + folder + " cannot be listed: " + IoReason.of(e) + ".", e);
    }
  }

  /**
   * Deletes a run in here for good; one that is not in here is fine.
   *
   * @throws UserException if something of it cannot be deleted
   */
  public void delete(String id) {
    try {
      Folders.delete(folder.resolve(id));
    } catch (UncheckedIOException e) {
      throw new UserException(
          "The deleted run " + id + " cannot be removed: " + IoReason.of(e) + ".", e);
    }
  }

  /**
   * Deletes for good what has been in here for longer: left by a window that was killed.
   *
   * @throws UserException if something of it cannot be deleted
   */
  public void deleteOlderThan(Duration age, Instant now) {
    for (var id : ids()) {
      try {
        var since = Files.getLastModifiedTime(folder.resolve(id)).toInstant();
        if (Duration.between(since, now).compareTo(age) > 0) {
          delete(id);
        }
      } catch (IOException e) {
        // brought back, or deleted, by another window at this moment
      }
    }
  }
}
