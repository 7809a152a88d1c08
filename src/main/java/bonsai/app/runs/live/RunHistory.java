package bonsai.app.runs.live;

import bonsai.base.IoReason;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.model.ModelFolder;
import bonsai.ner.Split;
import bonsai.run.ModelSource;
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
  private volatile OptionalDouble startF1 = OptionalDouble.empty();

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

  /** The valid F1 of the run's teacher; empty where it has none, or nobody scored it. */
  OptionalDouble teacherF1() {
    return teacherF1;
  }

  /**
   * The valid F1 of the model that the run started from; empty where nobody scored it, or it is the
   * teacher as well.
   */
  OptionalDouble startF1() {
    return startF1;
  }

  private void lookAtOthers() {
    try {
      var spec = run.spec();
      teacherF1 = f1(spec.teacher());
      startF1 =
          f1(
              Optional.of(spec.start())
                  .filter(ModelSource.class::isInstance)
                  .map(ModelSource.class::cast)
                  .filter(start -> !spec.teacher().equals(Optional.of(start))));
    } catch (UserException | UncheckedIOException e) {
      // the spec cannot be read, which its own view says
    }
  }

  private OptionalDouble f1(Optional<ModelSource> source) {
    try {
      return source.isPresent() ? f1(source.get()) : OptionalDouble.empty();
    } catch (UserException | UncheckedIOException e) {
      return OptionalDouble.empty(); // it is gone, or somebody else's
    }
  }

  private OptionalDouble f1(ModelSource source) {
    return switch (source) {
      case Start.FromRun other ->
          RunStatus.of(RunFolder.open(run.path().resolveSibling(other.id()))).f1();
      case Start.Pretrained model -> {
        var workspace = new Workspace(run.path().resolve("../.."));
        var scores = new ModelFolder(model.modelFolder(workspace)).scores();
        yield scores.containsKey(Split.VALID)
            ? OptionalDouble.of(scores.get(Split.VALID).f1())
            : OptionalDouble.empty();
      }
    };
  }

  private void follow() {
    lookAtOthers();
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
      publish(Optional.of("The run's log cannot be read: " + IoReason.of(e) + "."));
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
