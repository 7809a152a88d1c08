package bonsai.run;

import bonsai.ner.EntityScores;
import bonsai.ner.Split;
import bonsai.train.TrainingEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How a run is doing, as its folder tells: its lock, and the last records of its log. Cheap enough
 * for a table of a thousand runs.
 *
 * @param stage where it is, from 0
 * @param step optimizer steps done in that stage
 * @param f1 the best valid F1 of that stage so far, or the result's
 * @param message why it failed or paused
 * @param lastRecord when the worker last wrote to the log
 * @param pid the worker's process
 */
public record RunStatus(
    RunState state,
    int stage,
    long step,
    OptionalDouble f1,
    Optional<String> message,
    Optional<Instant> lastRecord,
    OptionalLong pid) {
  /** A worker writes more often than this unless it hangs. */
  public static final Duration HEARTBEAT_OVERDUE = Duration.ofSeconds(30);

  /** Looks at a run's folder. */
  public static RunStatus of(RunFolder run) {
    // The lock first: a worker that ends between the two looks has then written its last record.
    var holder = WorkerLock.holder(run);
    var tail = LogTail.of(run);
    var view = new View();
    tail.entries().forEach(entry -> view.add(entry.event()));
    return new RunStatus(
        holder.isPresent() ? RunState.RUNNING : atRest(run, tail),
        view.stage,
        view.step,
        view.f1,
        view.message,
        tail.entries().isEmpty() ? Optional.empty() : Optional.of(tail.entries().getLast().time()),
        holder.map(each -> OptionalLong.of(each.pid())).orElseGet(OptionalLong::empty));
  }

  /** How long the worker has been silent; empty if it is not running or has not spoken yet. */
  public Optional<Duration> silence(Instant now) {
    return state == RunState.RUNNING
        ? lastRecord.map(last -> Duration.between(last, now))
        : Optional.empty();
  }

  private static RunState atRest(RunFolder run, LogTail tail) {
    if (tail.entries().isEmpty()) {
      return WorkerLock.isAbandoned(run) ? RunState.INTERRUPTED : RunState.QUEUED;
    }
    return tail.end()
        .map(
            end ->
                switch (end) {
                  case RunEvent.Paused paused -> RunState.PAUSED;
                  case RunEvent.Stopped stopped -> RunState.STOPPED;
                  case RunEvent.Finished finished -> RunState.FINISHED;
                  case RunEvent.Failed failed -> RunState.FAILED;
                })
        .orElse(RunState.INTERRUPTED);
  }

  /** What the last records add up to. */
  private static final class View {
    private int stage;
    private long step;
    private OptionalDouble f1 = OptionalDouble.empty();
    private Optional<String> message = Optional.empty();

    void add(RunEvent event) {
      if (!(event instanceof RunEvent.Warning)) {
        message = Optional.empty();
      }
      switch (event) {
        case RunEvent.Taken taken -> {}
        case RunEvent.Started started -> {}
        case RunEvent.Resumed resumed -> at(resumed.stage(), resumed.step());
        case RunEvent.StageStarted started -> at(started.stage(), started.step());
        case RunEvent.Trained trained -> {
          at(trained.stage(), trained.training().step());
          if (trained.training() instanceof TrainingEvent.Evaluated evaluated
              && (evaluated.best() || f1.isEmpty())) {
            f1 = OptionalDouble.of(evaluated.scores().f1());
          }
        }
        case RunEvent.Compressed compressed -> {}
        case RunEvent.CheckpointWritten written -> {}
        case RunEvent.Warning warning -> {}
        case RunEvent.Heartbeat heartbeat -> {
          at(heartbeat.stage(), heartbeat.step());
          f1 = heartbeat.f1();
        }
        case RunEvent.StageEnded ended -> result(ended.scores());
        case RunEvent.Paused paused -> {
          at(paused.stage(), paused.step());
          message = paused.reason();
        }
        case RunEvent.Stopped stopped -> {
          at(stopped.stage(), stopped.step());
          result(stopped.scores());
        }
        case RunEvent.Finished finished -> result(finished.scores());
        case RunEvent.Failed failed -> message = Optional.of(failed.message());
      }
    }

    private void at(int nowStage, long nowStep) {
      if (nowStage != stage) {
        f1 = OptionalDouble.empty();
      }
      stage = nowStage;
      step = nowStep;
    }

    private void result(Map<Split, EntityScores> scores) {
      var valid = scores.get(Split.VALID);
      if (valid != null) {
        f1 = OptionalDouble.of(valid.f1());
      }
    }
  }
}
