package bonsai.app.catalog;

import bonsai.base.IoReason;
import bonsai.base.UserException;
import bonsai.run.EventLog;
import bonsai.run.RunFolder;
import bonsai.run.RunFolder.About;
import bonsai.run.RunStatus;
import bonsai.run.Runs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ModifiableObservableListBase;
import javafx.collections.ObservableList;

/**
 * The runs of the workspace, looked at once a second: also those that another window or a command
 * line started. A run at rest whose files have not changed is not read again, so that a thousand of
 * them cost next to nothing.
 */
public final class RunCatalog implements AutoCloseable {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  /** The first look reads every run, the newest first: what is read is shown meanwhile. */
  private static final Duration FIRST_SHOWN_EVERY = Duration.ofMillis(200);

  /** What tells that a run has changed: sizes and times of its files. */
  private record Mark(List<String> files) {}

  private record Known(Mark mark, RunRow row) {}

  private final Runs runs;
  private final Executor toolkit;
  private final Rows rows = new Rows();
  private final ObservableList<RunRow> view = FXCollections.unmodifiableObservableList(rows);
  private final ReadOnlyBooleanWrapper looked = new ReadOnlyBooleanWrapper();
  private final ReadOnlyObjectWrapper<Optional<String>> problem =
      new ReadOnlyObjectWrapper<>(Optional.empty());
  private final Semaphore lookNow = new Semaphore(0);
  private final Thread watcher;

  /** Touched by whoever looks, one at a time. */
  private Map<String, Known> known = new HashMap<>();

  /**
   * @param toolkit runs something on the thread that owns {@link #rows()}, later
   */
  public RunCatalog(Runs runs, Executor toolkit) {
    this.runs = runs;
    this.toolkit = toolkit;
    this.watcher = Thread.ofVirtual().name("run-catalog").unstarted(this::watch);
  }

  /** Begins to look once a second. */
  public void start() {
    watcher.start();
  }

  /** The runs, the newest first; changes on the toolkit's thread. */
  public ObservableList<RunRow> rows() {
    return view;
  }

  /** Whether all runs have been looked at once: before that, no rows means nothing. */
  public ReadOnlyBooleanProperty lookedProperty() {
    return looked.getReadOnlyProperty();
  }

  /** Why the last look failed, in one sentence; the rows are then those of the look before. */
  public ReadOnlyObjectProperty<Optional<String>> problemProperty() {
    return problem.getReadOnlyProperty();
  }

  /** The row of a run, if it is listed. */
  public Optional<RunRow> find(String id) {
    return rows.stream().filter(row -> row.id().equals(id)).findFirst();
  }

  /** Looks at once: after this process has changed something. */
  public void refresh() {
    lookNow.release();
  }

  /** Looks now, in this thread, and waits for nobody; for tests and for the first picture. */
  public void look() {
    try {
      var found = scan();
      toolkit.execute(
          () -> {
            show(found);
            looked.set(true);
            problem.set(Optional.empty());
          });
    } catch (UserException e) {
      failed(e.getMessage());
    } catch (UncheckedIOException e) {
      failed("The runs in " + runs.folder() + " cannot be listed: " + IoReason.of(e) + ".");
    }
  }

  /** A disk in the network may be away for a moment: the next look may find it again. */
  private void failed(String sentence) {
    toolkit.execute(() -> problem.set(Optional.of(sentence)));
  }

  private void watch() {
    try {
      while (true) {
        look();
        if (lookNow.tryAcquire(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)) {
          lookNow.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  private synchronized List<RunRow> scan() {
    var now = new HashMap<String, Known>();
    var newestFirst = folders().reversed();
    var firstLook = known.isEmpty();
    var shown = System.nanoTime();
    for (var folder : newestFirst) {
      var mark = mark(folder);
      var before = known.get(folder.id());
      var same =
          before != null
              && before.mark().equals(mark)
              && before.row().problem().isEmpty()
              && !before.row().isRunning();
      now.put(folder.id(), same ? before : new Known(mark, read(folder)));
      if (firstLook && System.nanoTime() - shown > FIRST_SHOWN_EVERY.toNanos()) {
        shown = System.nanoTime();
        var part = rows(newestFirst.subList(0, now.size()), now);
        toolkit.execute(() -> show(part));
      }
    }
    known = now;
    return rows(newestFirst, now);
  }

  private List<RunFolder> folders() {
    try {
      return runs.all();
    } catch (UserException e) {
      if (known.isEmpty() && Files.notExists(runs.folder())) {
        return List.of(); // the workspace is being made
      }
      throw e;
    }
  }

  private static List<RunRow> rows(List<RunFolder> folders, Map<String, Known> known) {
    return folders.stream().map(folder -> known.get(folder.id()).row()).toList();
  }

  private void show(List<RunRow> found) {
    var same = found.size() == rows.size();
    for (var i = 0; same && i < found.size(); i++) {
      same = found.get(i).id().equals(rows.get(i).id());
    }
    if (same) {
      rows.update(found);
    } else {
      rows.setAll(found);
    }
  }

  /** A list that can tell of many changes at once: who listens looks at all rows each time. */
  private static final class Rows extends ModifiableObservableListBase<RunRow> {
    private final List<RunRow> rows = new ArrayList<>();

    /** Changes rows where they differ, so that a selection in a table survives. */
    void update(List<RunRow> found) {
      beginChange();
      for (var i = 0; i < rows.size(); i++) {
        if (!found.get(i).equals(rows.get(i))) {
          set(i, found.get(i));
        }
      }
      endChange();
    }

    @Override
    public RunRow get(int index) {
      return rows.get(index);
    }

    @Override
    public int size() {
      return rows.size();
    }

    @Override
    protected void doAdd(int index, RunRow row) {
      rows.add(index, row);
    }

    @Override
    protected RunRow doSet(int index, RunRow row) {
      return rows.set(index, row);
    }

    @Override
    protected RunRow doRemove(int index) {
      return rows.remove(index);
    }
  }

  private static Mark mark(RunFolder run) {
    return new Mark(
        List.of(
            mark(run.specFile()),
            mark(run.events()),
            mark(run.path().resolve("about.json")),
            mark(run.path().resolve("worker.lock")),
            mark(run.model().resolve("config.json"))));
  }

  private static String mark(Path file) {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      // A file replaced within a tick of the clock differs only in which file it is.
      return attributes.size() + "@" + attributes.lastModifiedTime() + "#" + attributes.fileKey();
    } catch (IOException e) {
      return "none";
    }
  }

  /** Reads each part for itself: what is damaged takes nothing else away. */
  private static RunRow read(RunFolder run) {
    var problems = new ArrayList<String>();
    var status = part(run, problems, () -> RunStatus.of(run));
    var about = part(run, problems, run::about);
    var spec = part(run, problems, run::spec);
    var started = part(run, problems, () -> started(run)).flatMap(time -> time);
    var hasCheckpoint = part(run, problems, () -> holdsAny(run.checkpoints())).orElse(false);
    return new RunRow(
        run,
        spec,
        about.orElse(About.NOTHING),
        status,
        started,
        Files.isRegularFile(run.model().resolve("config.json")),
        hasCheckpoint,
        problems.stream().findFirst());
  }

  private static boolean holdsAny(Path folder) {
    try (var entries = Files.list(folder)) {
      return entries.anyMatch(entry -> !entry.getFileName().toString().startsWith("."));
    } catch (IOException e) {
      return false; // none has been saved
    }
  }

  private static <T> Optional<T> part(RunFolder run, List<String> problems, Supplier<T> reading) {
    try {
      return Optional.of(reading.get());
    } catch (UserException e) {
      problems.add(e.getMessage());
    } catch (RuntimeException e) {
      problems.add("The run's folder " + run.path() + " cannot be read: " + IoReason.of(e) + ".");
    }
    return Optional.empty();
  }

  private static Optional<Instant> started(RunFolder run) {
    return EventLog.first(run.events())
        .map(EventLog.Entry::time)
        .or(
            () -> {
              try {
                return Optional.of(Files.getLastModifiedTime(run.specFile()).toInstant());
              } catch (IOException e) {
                return Optional.empty(); // deleted at this moment
              }
            });
  }

  @Override
  public void close() {
    watcher.interrupt();
  }
}
