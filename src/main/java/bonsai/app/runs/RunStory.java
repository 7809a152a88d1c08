package bonsai.app.runs;

import bonsai.base.Quantities;
import bonsai.ner.EntityScores;
import bonsai.ner.Split;
import bonsai.run.RunEvent;
import bonsai.run.RunFollower.Batch;
import bonsai.run.WorkerInfo;
import bonsai.train.TrainingEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a run's event log tells, in sentences, and what follows from it. Steps and heartbeats are
 * counted and not told: there are thousands of them, and the charts show them.
 */
final class RunStory {
  /** How a sentence is coloured. */
  enum Level {
    INFO,
    SUCCESS,
    WARNING,
    ERROR
  }

  /** A sentence of the log. */
  record Line(Instant time, Level level, String text) {}

  /**
   * Scores, and whose they are.
   *
   * @param what such as {@code The result} or {@code Best so far, at step 878}
   * @param bySplit valid and test, or valid alone
   */
  record Scores(String what, Map<Split, EntityScores> bySplit) {}

  /**
   * What is known at the end of the log.
   *
   * @param events how many records were read
   * @param step the last optimizer step
   * @param preparing what is being made before the next step, as far as it is
   * @param residentBytes the worker's memory by its last heartbeat
   * @param worker who works on it, or last did
   */
  record Facts(
      long events,
      Optional<TrainingEvent.Stepped> step,
      Optional<TrainingEvent.Preparing> preparing,
      OptionalLong residentBytes,
      Optional<Scores> scores,
      Optional<WorkerInfo> worker) {
    static final Facts NONE =
        new Facts(
            0,
            Optional.empty(),
            Optional.empty(),
            OptionalLong.empty(),
            Optional.empty(),
            Optional.empty());
  }

  private final List<Line> fresh = new ArrayList<>();
  private long events;
  private Optional<TrainingEvent.Stepped> step = Optional.empty();
  private Optional<TrainingEvent.Preparing> preparing = Optional.empty();
  private OptionalLong residentBytes = OptionalLong.empty();
  private Optional<Scores> scores = Optional.empty();
  private Optional<WorkerInfo> worker = Optional.empty();

  /** Adds what is new in the log; forgets all before it if the log is another one. */
  void add(Batch batch) {
    if (batch.restarted()) {
      fresh.clear();
      events = 0;
      step = Optional.empty();
      preparing = Optional.empty();
      residentBytes = OptionalLong.empty();
      scores = Optional.empty();
      worker = Optional.empty();
    }
    for (var entry : batch.entries()) {
      events++;
      add(entry.time(), entry.event());
    }
    var time = batch.entries().isEmpty() ? Instant.EPOCH : batch.entries().getLast().time();
    batch.damages().forEach(damage -> say(time, Level.WARNING, damage.message()));
  }

  /** The sentences since the last call. */
  List<Line> takeLines() {
    var lines = List.copyOf(fresh);
    fresh.clear();
    return lines;
  }

  Facts facts() {
    return new Facts(events, step, preparing, residentBytes, scores, worker);
  }

  private void say(Instant time, Level level, String text) {
    fresh.add(new Line(time, level, text));
  }

  private void add(Instant time, RunEvent event) {
    preparing = stillPreparing(event);
    switch (event) {
      case RunEvent.Taken taken -> {}
      case RunEvent.Started started -> {
        worker = Optional.of(started.worker());
        say(
            time,
            Level.INFO,
            "Started by " + who(started.worker()) + "." + started.worker().reason());
      }
      case RunEvent.Resumed resumed -> {
        worker = Optional.of(resumed.worker());
        step = Optional.empty();
        say(
            time,
            Level.INFO,
            "Resumed after step "
                + Quantities.count(resumed.step())
                + " of stage "
                + (resumed.stage() + 1)
                + " by "
                + who(resumed.worker())
                + "."
                + resumed.worker().reason());
      }
      case RunEvent.StageStarted started -> {
        step = Optional.empty();
        say(
            time,
            Level.INFO,
            "Stage "
                + (started.stage() + 1)
                + ", "
                + started.technique()
                + (started.step() == 0
                    ? ", begins."
                    : ", goes on after step " + Quantities.count(started.step()) + "."));
      }
      case RunEvent.Trained trained -> trained(time, trained.training());
      case RunEvent.Compressed compressed ->
          say(time, Level.INFO, compressed.compression().message());
      case RunEvent.CheckpointWritten written ->
          say(
              time,
              Level.INFO,
              String.format(
                  Locale.ROOT,
                  "%s saved at step %s (%s in %.1f s).",
                  written.best() ? "Best model" : "Checkpoint",
                  Quantities.count(written.step()),
                  Quantities.bytes(written.bytes()),
                  written.seconds()));
      case RunEvent.Warning warning -> say(time, Level.WARNING, warning.message());
      case RunEvent.Heartbeat heartbeat ->
          residentBytes = OptionalLong.of(heartbeat.residentBytes());
      case RunEvent.StageEnded ended -> {
        result("Stage " + (ended.stage() + 1), ended.scores());
        say(
            time,
            Level.SUCCESS,
            "Stage "
                + (ended.stage() + 1)
                + " is done after "
                + Quantities.time(ended.seconds())
                + scored(ended.scores())
                + ".");
      }
      case RunEvent.Paused paused -> {
        var reason = paused.reason().map(text -> ": " + text).orElse(".");
        say(
            time,
            paused.reason().isPresent() ? Level.WARNING : Level.INFO,
            "Paused at step " + Quantities.count(paused.step()) + reason);
      }
      case RunEvent.Stopped stopped -> {
        result("The result, as far as it was learnt", stopped.scores());
        say(
            time,
            Level.INFO,
            "Stopped at step "
                + Quantities.count(stopped.step())
                + scored(stopped.scores())
                + "; what was learnt so far is the result.");
      }
      case RunEvent.Finished finished -> {
        result("The result", finished.scores());
        say(time, Level.SUCCESS, "Finished" + scored(finished.scores()) + ".");
      }
      case RunEvent.Failed failed -> say(time, Level.ERROR, "Failed: " + failed.message());
    }
  }

  /** A worker that does something else has made what it was making, or gives it up. */
  private Optional<TrainingEvent.Preparing> stillPreparing(RunEvent event) {
    if (event instanceof RunEvent.Heartbeat || event instanceof RunEvent.Warning) {
      return preparing;
    }
    return event instanceof RunEvent.Trained trained
            && trained.training() instanceof TrainingEvent.Preparing making
            && making.done() < making.total()
        ? Optional.of(making)
        : Optional.empty();
  }

  private void trained(Instant time, TrainingEvent event) {
    switch (event) {
      case TrainingEvent.Preparing making -> {
        if (making.done() == making.total()) {
          say(time, Level.INFO, "Made " + making.what() + ".");
        }
      }
      case TrainingEvent.Stepped stepped -> step = Optional.of(stepped);
      case TrainingEvent.Gates gates -> {}
      case TrainingEvent.Removed removed -> say(time, Level.INFO, removed.message());
      case TrainingEvent.Skipped skipped ->
          say(
              time,
              Level.WARNING,
              "Step " + Quantities.count(skipped.step()) + " was skipped: " + skipped.reason());
      case TrainingEvent.Evaluated evaluated -> {
        if (evaluated.best()) {
          scores =
              Optional.of(
                  new Scores(
                      "Best so far, at step " + Quantities.count(evaluated.step()),
                      Map.of(evaluated.split(), evaluated.scores())));
        }
        say(
            time,
            Level.INFO,
            String.format(
                Locale.ROOT,
                "Step %s: %s F1 %.4f (precision %.4f, recall %.4f)%s.",
                Quantities.count(evaluated.step()),
                evaluated.split().label(),
                evaluated.scores().f1(),
                evaluated.scores().precision(),
                evaluated.scores().recall(),
                evaluated.best() ? ", the best so far" : ""));
      }
    }
  }

  private void result(String what, Map<Split, EntityScores> found) {
    if (!found.isEmpty()) {
      scores = Optional.of(new Scores(what, found));
    }
  }

  private static String scored(Map<Split, EntityScores> scores) {
    var text = new StringBuilder();
    for (var split : new Split[] {Split.VALID, Split.TEST}) {
      if (scores.containsKey(split)) {
        text.append(
            String.format(Locale.ROOT, ", %s F1 %.4f", split.label(), scores.get(split).f1()));
      }
    }
    return text.toString();
  }

  private static String who(WorkerInfo worker) {
    return String.format(
        Locale.ROOT,
        "process %d on %s (%s, %d threads)",
        worker.pid(),
        worker.host(),
        worker.engine(),
        worker.threads());
  }
}
