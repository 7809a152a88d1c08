package bonsai.run;

import bonsai.base.AtomicFile;
import bonsai.base.Folders;
import bonsai.base.IoReason;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The runs of a workspace.
 *
 * @param folder the folder that holds one folder a run
 */
public record Runs(Path folder) {
  private static final String DIGITS = "abcdefghijklmnopqrstuvwxyz0123456789";

  public static Runs of(Workspace workspace) {
    return new Runs(workspace.runs());
  }

  /** All runs, the oldest first (ids begin with the date). */
  public List<RunFolder> all() {
    try (var entries = Files.list(folder)) {
      return entries
          .filter(entry -> RunFolder.isId(entry.getFileName().toString()))
          .map(RunFolder::new)
          .filter(run -> Files.isRegularFile(run.specFile()))
          .sorted(Comparator.comparing(RunFolder::id))
          .toList();
    } catch (IOException e) {
      throw new UserException(
          "The runs in " + folder + " cannot be listed: " + IoReason.of(e) + ".", e);
    }
  }

  /**
   * The run with an id, a unique beginning of one, or the name of a spec that only one run has.
   *
   * @throws UserException if there is none, or more than one
   */
  public RunFolder find(String wanted) {
    var runs = all();
    for (var run : runs) {
      if (run.id().equals(wanted)) {
        return run;
      }
    }
    var matches =
        runs.stream()
            .filter(run -> run.id().startsWith(wanted) || nameIn(run.id()).equals(wanted))
            .toList();
    if (matches.size() == 1) {
      return matches.getFirst();
    }
    if (matches.isEmpty()) {
      throw new UserException(
          "No run is called '" + wanted + "': `bonsai runs` lists those in " + folder + ".");
    }
    throw new UserException(
        "'"
            + wanted
            + "' could be "
            + matches.stream().map(RunFolder::id).collect(Collectors.joining(" or "))
            + ": give more of the id.");
  }

  /** The part of an id between the date and the random end. */
  private static String nameIn(String id) {
    return id.length() > 16 ? id.substring(11, id.length() - 5) : id;
  }

  /**
   * Makes the folder of a new run. It appears whole or not at all. Runs that the spec names by the
   * name of their own spec are named by their ids in it: another run of that name may come.
   *
   * @param spec with no relative paths
   * @throws UserException if it names a run that there is not
   */
  public RunFolder create(RunSpec spec) {
    var exact = spec.withRuns(name -> find(name).id());
    var random = new SecureRandom();
    try {
      Files.createDirectories(folder);
      var fresh = Files.createTempDirectory(folder, ".new-");
      try {
        AtomicFile.write(new RunFolder(fresh).specFile(), exact.toJson());
        for (; ; ) {
          var id = id(exact.name(), LocalDate.now(), random);
          if (Files.exists(folder.resolve(id))) {
            continue;
          }
          Files.move(fresh, folder.resolve(id), StandardCopyOption.ATOMIC_MOVE);
          AtomicFile.syncFolder(folder);
          return new RunFolder(folder.resolve(id));
        }
      } finally {
        Folders.delete(fresh);
      }
    } catch (IOException e) {
      throw new UserException("A run cannot be made in " + folder + ": " + IoReason.of(e) + ".", e);
    }
  }

  private static String id(String name, LocalDate date, SecureRandom random) {
    var end =
        random
            .ints(4, 0, DIGITS.length())
            .mapToObj(index -> DIGITS.substring(index, index + 1))
            .collect(Collectors.joining());
    return date + "-" + name + "-" + end;
  }
}
