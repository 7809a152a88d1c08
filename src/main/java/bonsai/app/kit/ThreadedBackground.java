package bonsai.app.kit;

import bonsai.base.UserException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** Background work on virtual threads, one a job. */
public final class ThreadedBackground implements Background {
  private record Said(double done, String message) {}

  private final Executor toolkit;
  private final BiFunction<String, Throwable, String> unexpected;
  private final ObservableList<Job> jobs = FXCollections.observableArrayList();

  /** Kept, since it listens to the jobs only for as long as it lives. */
  private final ObservableList<Job> view = FXCollections.unmodifiableObservableList(jobs);

  /**
   * @param toolkit runs something on the toolkit's thread, later
   * @param unexpected writes down what was thrown during something, and says so in one sentence
   */
  public ThreadedBackground(Executor toolkit, BiFunction<String, Throwable, String> unexpected) {
    this.toolkit = toolkit;
    this.unexpected = unexpected;
  }

  @Override
  public ObservableList<Job> jobs() {
    return view;
  }

  /** Who is told how work ended. */
  private record Ends<T>(Consumer<T> done, Consumer<String> failed, Runnable cancelled) {}

  @Override
  public <T> Job run(
      String title, Work<T> work, Consumer<T> done, Consumer<String> failed, Runnable cancelled) {
    return start(title, true, work, new Ends<>(done, failed, cancelled));
  }

  @Override
  public <T> Job quietly(
      Work<T> work, Consumer<T> done, Consumer<String> failed, Runnable cancelled) {
    return start("", false, work, new Ends<>(done, failed, cancelled));
  }

  private <T> Job start(String title, boolean listed, Work<T> work, Ends<T> ends) {
    var cancelled = new AtomicBoolean();
    var thread = new AtomicReference<Thread>();
    var job =
        new Job(
            title,
            () -> {
              cancelled.set(true);
              thread.get().interrupt();
            });
    var progress = new CoalescedProgress(job, cancelled);
    if (listed) {
      jobs.add(job);
    }
    thread.set(
        Thread.ofVirtual()
            .name(title)
            .unstarted(
                () -> {
                  Runnable tell;
                  try {
                    var result = work.run(progress);
                    tell = () -> ends.done().accept(result);
                  } catch (UserException e) {
                    tell = () -> ends.failed().accept(e.getMessage());
                  } catch (Throwable e) {
                    var sentence = cancelled.get() ? "" : unexpected.apply(title, e);
                    tell = () -> ends.failed().accept(sentence);
                  }
                  var last = tell;
                  toolkit.execute(
                      () -> {
                        jobs.remove(job);
                        job.end();
                        if (cancelled.get()) {
                          ends.cancelled().run();
                        } else {
                          last.run();
                        }
                      });
                }));
    thread.get().start();
    return job;
  }

  /** Tells the toolkit of the newest state only: one message is under way at a time. */
  private final class CoalescedProgress implements Progress {
    private final Job job;
    private final AtomicBoolean cancelled;
    private final AtomicReference<Said> newest = new AtomicReference<>();

    CoalescedProgress(Job job, AtomicBoolean cancelled) {
      this.job = job;
      this.cancelled = cancelled;
    }

    @Override
    public void report(double done, String message) {
      if (newest.getAndSet(new Said(done, message)) == null) {
        toolkit.execute(
            () -> {
              var said = newest.getAndSet(null);
              job.update(said.done(), said.message());
            });
      }
    }

    @Override
    public boolean isCancelled() {
      return cancelled.get();
    }
  }
}
