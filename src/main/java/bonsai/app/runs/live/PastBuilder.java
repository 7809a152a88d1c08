package bonsai.app.runs.live;

import bonsai.app.chart.DoubleArray;
import bonsai.app.runs.live.RunPast.Part;
import bonsai.app.runs.live.RunPast.Place;
import bonsai.app.runs.live.RunPast.Points;
import bonsai.app.runs.live.RunPast.Steps;
import bonsai.ner.EntityScores;
import bonsai.ner.Split;
import bonsai.run.EventLog.Entry;
import bonsai.run.RunEvent;
import bonsai.train.GatedPart;
import bonsai.train.TrainingEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns the records of a log into columns, one record after the other; of one thread. */
final class PastBuilder {
  private static final double GIGABYTE = 1e9;

  /** Numbers over the three x axes. */
  private static class Track {
    final DoubleArray step = new DoubleArray();
    final DoubleArray epoch = new DoubleArray();
    final DoubleArray time = new DoubleArray();
    final DoubleArray value = new DoubleArray();

    void add(Place at, double number) {
      var size = step.size();
      step.add(size == 0 ? at.step() : Math.max(at.step(), step.get(size - 1)));
      epoch.add(size == 0 ? at.epoch() : Math.max(at.epoch(), epoch.get(size - 1)));
      time.add(size == 0 ? at.time() : Math.max(at.time(), time.get(size - 1)));
      value.add(number);
    }

    /** Drops what is behind a step; tells whether there was anything. */
    boolean dropBehind(double last) {
      var keep = step.column().firstAtLeast(Math.nextUp(last));
      var any = keep < step.size();
      truncate(keep);
      return any;
    }

    void truncate(int size) {
      step.truncate(size);
      epoch.truncate(size);
      time.truncate(size);
      value.truncate(size);
    }

    Points points() {
      return new Points(step.column(), epoch.column(), time.column(), value.column());
    }
  }

  /** The steps: their value is the loss. */
  private static final class StepTrack extends Track {
    final DoubleArray learningRate = new DoubleArray();
    final DoubleArray gradientNorm = new DoubleArray();
    final DoubleArray tokensPerSecond = new DoubleArray();
    final DoubleArray seconds = new DoubleArray();

    @Override
    void truncate(int size) {
      super.truncate(size);
      learningRate.truncate(size);
      gradientNorm.truncate(size);
      tokensPerSecond.truncate(size);
      seconds.truncate(size);
    }

    Steps steps() {
      return new Steps(
          step.column(),
          epoch.column(),
          time.column(),
          value.column(),
          learningRate.column(),
          gradientNorm.column(),
          tokensPerSecond.column(),
          seconds.column());
    }
  }

  private final StepTrack steps = new StepTrack();
  private final Map<Part, Track> parts = new LinkedHashMap<>();
  private final DoubleArray segments = new DoubleArray();
  private final Track valid = new Track();
  private final Track test = new Track();
  private final DoubleArray untrained = new DoubleArray();
  private final Track memory = new Track();
  private final List<GateTrack> gates = new ArrayList<>();

  /** Those before a change may be shown still. */
  private List<RunEvent.Compressed> compressions = List.of();

  /** Where each stage that has begun has its step 0. */
  private final List<Place> stages = new ArrayList<>();

  private final List<Place> resumes = new ArrayList<>();
  private long generation;
  private double evaluationSeconds;
  private long evaluations;
  private long stageStep;
  private double stageEpoch;
  private Optional<Instant> start = Optional.empty();
  private Optional<Instant> last = Optional.empty();
  private Duration rests = Duration.ZERO;
  private boolean atRest;

  /**
   * @param generation the first one's number: more than that of a builder before
   */
  PastBuilder(long generation) {
    this.generation = generation;
  }

  long generation() {
    return generation;
  }

  void add(Entry entry) {
    if (start.isEmpty()) {
      start = Optional.of(entry.time());
    }
    if (isBeforeWork(entry.event()) && last.isPresent()) {
      rests = rests.plus(positive(Duration.between(last.get(), entry.time())));
    }
    last = Optional.of(entry.time());
    atRest = entry.event() instanceof RunEvent.End;
    var time = seconds(positive(Duration.between(start.get(), entry.time()).minus(rests)));
    switch (entry.event()) {
      case RunEvent.Resumed resumed -> resume(resumed.stage(), resumed.step(), time);
      case RunEvent.StageStarted started -> {
        enter(started.stage(), time);
        name(started.stage(), started.technique());
      }
      case RunEvent.Trained trained -> {
        enter(trained.stage(), time);
        train(trained.stage(), trained.training(), time);
      }
      case RunEvent.Heartbeat heartbeat -> {
        enter(heartbeat.stage(), time);
        memory.add(place(heartbeat.step(), stageEpoch, time), heartbeat.residentBytes() / GIGABYTE);
      }
      case RunEvent.StageEnded ended -> result(ended.scores(), time);
      case RunEvent.Stopped stopped -> result(stopped.scores(), time);
      case RunEvent.Taken taken -> {}
      case RunEvent.Started started -> {}
      case RunEvent.Compressed compressed -> {
        enter(compressed.stage(), time);
        compress(compressed);
      }
      case RunEvent.CheckpointWritten written -> {}
      case RunEvent.Warning warning -> {}
      case RunEvent.Paused paused -> {}
      case RunEvent.Finished finished -> {}
      case RunEvent.Failed failed -> {}
    }
  }

  /** From a worker's last word until the next one is ready, nobody computes. */
  private static boolean isBeforeWork(RunEvent event) {
    return event instanceof RunEvent.Taken
        || event instanceof RunEvent.Started
        || event instanceof RunEvent.Resumed;
  }

  private static Duration positive(Duration duration) {
    return duration.isNegative() ? Duration.ZERO : duration; // a clock was set back
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }

  private Place place(long step, double epoch, double time) {
    var base = stages.isEmpty() ? new Place(0, 0, 0, "") : stages.getLast();
    return new Place(base.step() + step, base.epoch() + epoch, time, "");
  }

  /** A stage's steps and epochs are counted on from those of the stage before. */
  private void enter(int stage, double time) {
    while (stages.size() <= stage) {
      var at = place(stageStep, stageEpoch, time);
      stages.add(new Place(at.step(), at.epoch(), time, ""));
      stageStep = 0;
      stageEpoch = 0;
    }
  }

  /** Whoever was killed between two stages resumes in the second before it is said which it is. */
  private void name(int stage, String technique) {
    var at = stages.get(stage);
    stages.set(stage, new Place(at.step(), at.epoch(), at.time(), technique));
  }

  private void train(int stage, TrainingEvent event, double time) {
    switch (event) {
      case TrainingEvent.Preparing preparing -> {}
      case TrainingEvent.Gates sample ->
          gates(stage, sample.part()).add(sample, place(sample.step(), stageEpoch, time).step());
      case TrainingEvent.Removed removed -> gates(stage, removed.part()).remove(removed);
      case TrainingEvent.Stepped step -> {
        stageStep = step.step();
        stageEpoch = step.epoch();
        var at = place(step.step(), step.epoch(), time);
        steps.add(at, step.loss());
        parts(Part.Kind.LOSS, step.terms(), at);
        parts(Part.Kind.LEARNING_RATE, step.learningRates(), at);
        steps.learningRate.add(step.learningRate());
        steps.gradientNorm.add(step.gradientNorm());
        steps.tokensPerSecond.add(step.seconds() > 0 ? step.tokens() / step.seconds() : Double.NaN);
        steps.seconds.add(step.seconds());
      }
      case TrainingEvent.Skipped skipped -> stageStep = skipped.step();
      case TrainingEvent.Evaluated evaluated -> {
        evaluations++;
        evaluationSeconds += (evaluated.seconds() - evaluationSeconds) / evaluations;
        score(
            evaluated.split(),
            place(evaluated.step(), evaluated.epoch(), time),
            evaluated.scores().f1());
      }
    }
  }

  private void parts(Part.Kind kind, Map<String, Double> numbers, Place at) {
    numbers.forEach(
        (name, value) ->
            parts.computeIfAbsent(new Part(kind, name), part -> new Track()).add(at, value));
  }

  private GateTrack gates(int stage, GatedPart part) {
    return gates.stream()
        .filter(track -> track.isOf(stage, part))
        .findFirst()
        .orElseGet(
            () -> {
              var track = new GateTrack(stage, stages.get(stage).label(), part);
              gates.add(track);
              return track;
            });
  }

  /** A matrix that is made smaller again by the same stage is told of again. */
  private void compress(RunEvent.Compressed compressed) {
    var now = new ArrayList<>(compressions);
    now.removeIf(
        earlier ->
            earlier.stage() == compressed.stage()
                && earlier.compression().getClass() == compressed.compression().getClass()
                && earlier.compression().name().equals(compressed.compression().name()));
    now.add(compressed);
    compressions = List.copyOf(now);
  }

  private void score(Split split, Place at, double f1) {
    switch (split) {
      case VALID -> valid.add(at, f1);
      case TEST -> test.add(at, f1);
      case TRAIN -> {}
    }
  }

  /** The test split is looked at once, with the result; on valid, it repeats what is known. */
  private void result(Map<Split, EntityScores> scores, double time) {
    var onTest = scores.get(Split.TEST);
    if (onTest != null) {
      if (stageStep == 0) {
        untrained.add(test.step.size());
      }
      test.add(place(stageStep, stageEpoch, time), onTest.f1());
    }
  }

  /** What came later than the step is done again: it is dropped, as by EventLog's Contents. */
  private void resume(int stage, long step, double time) {
    enter(stage, time);
    while (stages.size() > stage + 1) {
      stages.removeLast();
    }
    stageStep = step;
    var from = stages.getLast().step() + step;
    var dropped = steps.dropBehind(from);
    dropped |= valid.dropBehind(from);
    dropped |= test.dropBehind(from);
    untrained.truncate(untrained.column().firstAtLeast(test.step.size()));
    dropped |= memory.dropBehind(from);
    for (var part : parts.values()) {
      dropped |= part.dropBehind(from);
    }
    dropped |= gates.removeIf(track -> track.stage() > stage);
    for (var track : gates) {
      dropped |= track.stage() == stage && track.dropBehind(step);
    }
    compressions = compressions.stream().filter(each -> each.stage() <= stage).toList();
    stageEpoch =
        steps.epoch.size() == 0
            ? 0
            : Math.max(0, steps.epoch.get(steps.epoch.size() - 1) - stages.getLast().epoch());
    segments.truncate(segments.column().firstAtLeast(steps.step.size()));
    segments.add(steps.step.size());
    resumes.removeIf(earlier -> earlier.step() > from);
    var at = place(step, stageEpoch, time);
    resumes.add(new Place(at.step(), at.epoch(), time, ""));
    if (dropped) {
      generation++;
    }
  }

  RunPast past(Optional<String> unreadable) {
    return new RunPast(
        generation,
        steps.steps(),
        partPoints(),
        segments.column(),
        valid.points(),
        test.points(),
        untrained.column(),
        memory.points(),
        stages.stream().skip(1).toList(),
        List.copyOf(resumes),
        gates.stream().filter(track -> !track.isEmpty()).map(GateTrack::past).toList(),
        compressions,
        evaluationSeconds,
        Math.max(0, stages.size() - 1),
        stageStep,
        stageEpoch,
        start,
        last,
        atRest,
        unreadable);
  }

  private Map<Part, Points> partPoints() {
    var points = new LinkedHashMap<Part, Points>();
    parts.forEach((part, track) -> points.put(part, track.points()));
    return Collections.unmodifiableMap(points);
  }
}
