package bonsai.app.runs.live;

import bonsai.base.UserException;
import bonsai.run.RunFolder;
import bonsai.run.RunFollower;
import bonsai.run.RunStatus;
import bonsai.run.Start;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Follows a run's log on a virtual thread. What it has said so far can be had at any time and from
 * any thread, without a copy.
 */
public final class RunHistory implements AutoCloseable {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
  private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(2);

  private final RunFolder run;
  private final Runnable changed;
  private final Thread thread;
  private volatile RunPast past;
  private volatile boolean caughtUp;
  private volatile OptionalDouble teacherF1 = OptionalDouble.empty();

  /** Touched by the thread alone. */
  private PastBuilder builder = new PastBuilder(0);

  /**
   * @param changed called on the following thread each time there is something new
   */
  public RunHistory(RunFolder run, Runnable changed) {
    this.run = run;
    this.changed = changed;
    past = builder.past(Optional.empty());
    thread = Thread.ofVirtual().name("follow " + run.id()).unstarted(this::follow);
  }

  public RunHistory start() {
    thread.start();
    return this;
  }

  /** All that has been read so far. */
  public RunPast past() {
    return past;
  }

  /** Whether the end of the log has been reached once. */
  public boolean isCaughtUp() {
    return caughtUp;
  }

  /** The valid F1 of the run's teacher; empty where it has none, or its teacher is not a run. */
  OptionalDouble teacherF1() {
    return teacherF1;
  }

  private static OptionalDouble teacherF1(RunFolder run) {
    try {
      return run.spec().teacher().orElse(null) instanceof Start.FromRun teacher
          ? RunStatus.of(RunFolder.open(run.path().resolveSibling(teacher.id()))).f1()
          : OptionalDouble.empty();
    } catch (UserException e) {
      return OptionalDouble
          .empty(); // the spec is damaged, which its own view says, or the teacher is gone
    }
  }

  private void follow() {
    teacherF1 = teacherF1(run);
    try (var follower = new RunFollower(run)) {
      while (true) {
        Thread.sleep(look(follower));
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  /** Reads a part of the log; tells how long to wait for the next. */
  private Duration look(RunFollower follower) {
    try {
      var batch = follower.poll();
      if (batch.restarted()) {
        builder = new PastBuilder(builder.generation() + 1);
      }
      batch.entries().forEach(builder::add);
      if (batch.restarted() || !batch.entries().isEmpty() || past.unreadable().isPresent()) {
        publish(Optional.empty());
      }
      if (!batch.more() && !caughtUp) {
        caughtUp = true;
        changed.run();
      }
      return batch.more() ? Duration.ZERO : BETWEEN_LOOKS;
    } catch (UncheckedIOException e) {
      caughtUp = true;
      publish(Optional.of("The run's log cannot be read: " + e.getCause().getMessage() + "."));
      return AFTER_A_FAILURE;
    }
  }

  private void publish(Optional<String> unreadable) {
    past = builder.past(unreadable);
    changed.run();
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
