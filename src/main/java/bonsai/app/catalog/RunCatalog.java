package bonsai.app.catalog;

import bonsai.base.UserException;
import bonsai.run.RunFolder;
import bonsai.run.RunFolder.About;
import bonsai.run.RunSpec;
import bonsai.run.RunState;
import bonsai.run.RunStatus;
import bonsai.run.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/**
 * The runs of the workspace, looked at once a second: also those that another window or a command
 * line started. A run at rest whose files have not changed is not read again, so that a thousand of
 * them cost next to nothing.
 */
public final class RunCatalog implements AutoCloseable {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  /** What tells that a run has changed: sizes and times of its files. */
  private record Mark(List<String> files) {}

  private record Known(Mark mark, RunRow row) {}

  private final Runs runs;
  private final Executor toolkit;
  private final ObservableList<RunRow> rows = FXCollections.observableArrayList();
  private final ObservableList<RunRow> view = FXCollections.unmodifiableObservableList(rows);
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
    var found = scan();
    toolkit.execute(() -> show(found));
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
    List<RunFolder> folders;
    try {
      folders = runs.all();
    } catch (UserException e) {
      folders = List.of(); // the workspace is being made, or was moved away; the next look tells
    }
    var now = new HashMap<String, Known>();
    for (var folder : folders) {
      var mark = mark(folder);
      var before = known.get(folder.id());
      var same =
          before != null
              && before.mark().equals(mark)
              && before
                  .row()
                  .status()
                  .filter(status -> status.state() != RunState.RUNNING)
                  .isPresent();
      now.put(folder.id(), same ? before : new Known(mark, read(folder)));
    }
    known = now;
    return folders.reversed().stream().map(folder -> now.get(folder.id()).row()).toList();
  }

  /** Changes the list where it differs, so that a selection in a table survives. */
  private void show(List<RunRow> found) {
    var same = found.size() == rows.size();
    for (var i = 0; same && i < found.size(); i++) {
      same = found.get(i).id().equals(rows.get(i).id());
    }
    if (!same) {
      rows.setAll(found);
      return;
    }
    for (var i = 0; i < found.size(); i++) {
      if (!found.get(i).equals(rows.get(i))) {
        rows.set(i, found.get(i));
      }
    }
  }

  private static Mark mark(RunFolder run) {
    return new Mark(
        List.of(
            mark(run.specFile()),
            mark(run.events()),
            mark(run.path().resolve("about.json")),
            mark(run.path().resolve("worker.lock"))));
  }

  private static String mark(Path file) {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.size() + "@" + attributes.lastModifiedTime();
    } catch (IOException e) {
      return "none";
    }
  }

  private static RunRow read(RunFolder run) {
    Optional<RunSpec> spec = Optional.empty();
    var about = About.NOTHING;
    Optional<RunStatus> status = Optional.empty();
    Optional<String> problem = Optional.empty();
    try {
      status = Optional.of(RunStatus.of(run));
      about = run.about();
      spec = Optional.of(run.spec());
    } catch (UserException e) {
      problem = Optional.of(e.getMessage());
    } catch (RuntimeException e) {
      problem = Optional.of("The run's folder " + run.path() + " cannot be read: " + e + ".");
    }
    return new RunRow(run, spec, about, status, problem);
  }

  @Override
  public void close() {
    watcher.interrupt();
  }
}
