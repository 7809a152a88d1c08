package bonsai.cli;

import bonsai.base.Quantities;
import bonsai.run.EventLog.Entry;
import bonsai.run.RunEvent;
import bonsai.run.RunFolder;
import bonsai.run.RunFollower;
import bonsai.run.RunSpec;
import bonsai.run.RunState;
import bonsai.run.RunStatus;
import bonsai.run.WorkerInfo;
import bonsai.technique.Technique;
import bonsai.train.Training;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine;

/** Follows a run on the terminal until it rests. The run does not notice. */
final class RunWatch {
  private static final Duration BETWEEN_POLLS = Duration.ofMillis(200);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final RunFolder run;
  private final RunSpec spec;
  private final PrintWriter err;
  private final ProgressLine progress;
  private Optional<Entry> last = Optional.empty();
  private boolean silenceSaid;

  RunWatch(RunFolder run, PrintWriter err) {
    this.run = run;
    this.spec = run.spec();
    this.err = err;
    this.progress = ProgressLine.on(err);
  }

  /**
   * Follows a run to its end and reports on it.
   *
   * @return the command's exit code
   */
  static int andReport(RunFolder run, CommandLine line, boolean json) {
    line.getErr().println("Run " + run.id() + " in " + run.path());
    new RunWatch(run, line.getErr()).toItsEnd();
    return RunReport.print(line.getOut(), run, json);
  }

  /** Follows the run; when this process is ended meanwhile, says how to come back to it. */
  RunState toItsEnd() {
    var watching = new AtomicBoolean(true);
    var farewell =
        new Thread(
            () -> {
              if (watching.get()) {
                err.println();
                err.println(
                    "The run goes on in the background: `bonsai watch "
                        + run.id()
                        + "` shows it again, `bonsai pause "
                        + run.id()
                        + "` pauses it.");
                err.flush();
              }
            },
            "farewell");
    Runtime.getRuntime().addShutdownHook(farewell);
    try {
      return follow();
    } finally {
      watching.set(false);
      progress.close();
      try {
        Runtime.getRuntime().removeShutdownHook(farewell);
      } catch (IllegalStateException e) {
        // this process is ending
      }
    }
  }

  private RunState follow() {
    try (var follower = new RunFollower(run)) {
      var nextLook = Instant.now();
      while (true) {
        if (drain(follower)) {
          nextLook = Instant.now().plus(atRest() ? Duration.ZERO : BETWEEN_LOOKS);
        }
        if (!Instant.now().isBefore(nextLook)) {
          nextLook = Instant.now().plus(BETWEEN_LOOKS);
          var status = RunStatus.of(run);
          if (status.state() != RunState.RUNNING) {
            drain(follower); // what came between the two looks
            return status.state();
          }
          warnOfSilence(status);
        }
        Thread.sleep(BETWEEN_POLLS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return RunStatus.of(run).state();
    }
  }

  private boolean atRest() {
    return last.filter(entry -> entry.event() instanceof RunEvent.End).isPresent();
  }

  /** Shows all that is new; whether anything was. */
  private boolean drain(RunFollower follower) {
    var any = false;
    RunFollower.Batch batch;
    do {
      batch = follower.poll();
      batch.damages().forEach(damage -> progress.say(damage.message()));
      for (var entry : batch.entries()) {
        show(entry.event());
        last = Optional.of(entry);
        any = true;
      }
    } while (batch.more());
    return any;
  }

  private void warnOfSilence(RunStatus status) {
    var silence = status.silence(Instant.now()).filter(RunWatch::isOverdue);
    if (silence.isPresent() && !silenceSaid) {
      progress.say(
          "The worker has been silent for "
              + Quantities.time(silence.get().toSeconds())
              + "; it may be hanging.");
    }
    silenceSaid = silence.isPresent();
  }

  private static boolean isOverdue(Duration silence) {
    return silence.compareTo(RunStatus.HEARTBEAT_OVERDUE) > 0;
  }

  private void show(RunEvent event) {
    switch (event) {
      case RunEvent.Taken taken -> {}
      case RunEvent.Started started ->
          progress.say("Started on " + place(started.worker()) + "." + started.worker().reason());
      case RunEvent.Resumed resumed -> {
        progress.rewind();
        progress.say(
            "Resumed after step "
                + resumed.step()
                + " on "
                + place(resumed.worker())
                + "."
                + resumed.worker().reason());
      }
      case RunEvent.StageStarted started -> begin(started);
      case RunEvent.Trained trained -> progress.on(trained.training());
      case RunEvent.Compressed compressed -> {}
      case RunEvent.CheckpointWritten written -> {}
      case RunEvent.Heartbeat heartbeat -> {}
      case RunEvent.Warning warning -> progress.say(warning.message());
      case RunEvent.StageEnded ended -> {
        if (spec.stages().size() > 1) {
          progress.say(
              "Stage "
                  + (ended.stage() + 1)
                  + " done after "
                  + Quantities.time(ended.seconds())
                  + ".");
        }
      }
      case RunEvent.Paused paused ->
          progress.say(
              "Paused after step "
                  + paused.step()
                  + paused.reason().map(reason -> ": " + reason).orElse(".")
                  + howToGoOn());
      case RunEvent.Stopped stopped ->
          progress.say("Stopped after step " + stopped.step() + "." + howToGoOn());
      case RunEvent.Failed failed -> progress.say("Failed: " + failed.message());
      case RunEvent.Finished finished -> progress.say("Finished.");
    }
  }

  private String howToGoOn() {
    return " `bonsai resume " + run.id() + "` goes on.";
  }

  private static String place(WorkerInfo worker) {
    return worker.engine() + ", " + worker.threads() + " threads, " + worker.machine().cpu();
  }

  private void begin(RunEvent.StageStarted started) {
    var stages = spec.stages().size();
    var label =
        stages == 1
            ? started.technique()
            : (started.stage() + 1) + "/" + stages + " " + started.technique();
    progress.begin(label, epochs(spec.stages().get(started.stage())));
  }

  private static OptionalLong epochs(Technique technique) {
    return technique.trains().stream().mapToLong(Training::epochs).findFirst();
  }
}
