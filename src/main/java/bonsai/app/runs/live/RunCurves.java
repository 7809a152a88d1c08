package bonsai.app.runs.live;

import bonsai.app.chart.Column;
import bonsai.app.chart.Plot;
import bonsai.app.chart.Series;
import bonsai.app.runs.live.RunPast.Part;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** One run's part in the charts: its history, and the curves made of it. */
final class RunCurves implements AutoCloseable {
  /** The charts there are, in their order. */
  enum Curve {
    LOSS(new Plot.About("Loss", "nats", "loss", "No steps yet"), true),
    F1(new Plot.About("F1", "", "f1", "No evaluation yet"), false),
    LEARNING_RATE(new Plot.About("Learning rate", "", "learning_rate", "No steps yet"), true),
    GRADIENT_NORM(new Plot.About("Gradient norm", "L2", "gradient_norm", "No steps yet"), true),
    SPEED(new Plot.About("Speed", "tokens/s", "tokens_per_second", "No steps yet"), true),
    MEMORY(new Plot.About("Memory", "GB", "memory_gb", "No heartbeat yet"), false);

    private final Plot.About about;
    private final boolean manySizes;

    Curve(Plot.About about, boolean manySizes) {
      this.about = about;
      this.manySizes = manySizes;
    }

    Plot.About about() {
      return about;
    }

    /** Whether a logarithm may make the curve easier to read. */
    boolean manySizes() {
      return manySizes;
    }
  }

  private final RunHistory history;
  private Shown shown;
  private Map<Curve, List<Series>> series = Map.of();
  private final Map<Part, Series> parts = new LinkedHashMap<>();
  private Optional<RunPast> drawn = Optional.empty();

  private RunCurves(RunHistory history, Shown shown) {
    this.history = history;
    this.shown = shown;
    makeSeries();
  }

  /** Begins to follow a run. */
  static RunCurves follow(Shown shown, Runnable changed) {
    return new RunCurves(new RunHistory(shown.run(), changed).start(), shown);
  }

  /** Takes over the run's name and colour. */
  void show(Shown newShown) {
    if (!newShown.equals(shown)) {
      shown = newShown;
      makeSeries();
    }
  }

  private void makeSeries() {
    var all = new EnumMap<Curve, List<Series>>(Curve.class);
    for (var curve : Curve.values()) {
      all.put(
          curve,
          switch (curve) {
            case LOSS, GRADIENT_NORM, SPEED -> List.of(one("", Series.Look.LINE));
            case LEARNING_RATE, MEMORY -> List.of(one("", Series.Look.EXACT_LINE));
            case F1 ->
                List.of(one("valid", Series.Look.DOTTED_LINE), one("test", Series.Look.RINGS));
          });
    }
    series = all;
    parts.clear();
    drawn = Optional.empty();
  }

  private Series one(String kind, Series.Look look) {
    return new Series(shown.run().id(), kind, shown.name(), shown.colour(), look);
  }

  /** Takes over what the log has said since the last call. */
  void update() {
    var past = history.past();
    if (drawn.isPresent() && drawn.get() == past) {
      return;
    }
    drawn = Optional.of(past);
    var steps = past.steps();
    step(Curve.LOSS, past, steps.loss());
    step(Curve.LEARNING_RATE, past, steps.learningRate());
    step(Curve.GRADIENT_NORM, past, steps.gradientNorm());
    step(Curve.SPEED, past, steps.tokensPerSecond());
    points(series.get(Curve.F1).get(0), past, past.valid());
    points(series.get(Curve.F1).get(1), past, past.test());
    series.get(Curve.F1).get(1).aside(past.untrained());
    points(series.get(Curve.MEMORY).getFirst(), past, past.memory());
    past.parts()
        .forEach(
            (part, numbers) -> points(parts.computeIfAbsent(part, this::series), past, numbers));
  }

  private Series series(Part part) {
    return switch (part.kind()) {
      case LOSS -> one("", Series.Look.LINE);
      case LEARNING_RATE -> one("", Series.Look.EXACT_LINE);
    };
  }

  private void step(Curve curve, RunPast past, Column values) {
    series
        .get(curve)
        .getFirst()
        .data(past.steps().places(), values, past.segments(), past.generation());
  }

  private static void points(Series series, RunPast past, RunPast.Points points) {
    series.data(points.places(), points.value(), Column.NONE, past.generation());
  }

  List<Series> series(Curve curve) {
    return series.get(curve);
  }

  /** The parts of the loss and of the learning rate; none where there is but one. */
  Map<Part, Series> parts() {
    return Collections.unmodifiableMap(parts);
  }

  /** Where stages begin, and where a worker went on. */
  List<Plot.Mark> marks() {
    var marks = new ArrayList<Plot.Mark>();
    drawn.ifPresent(
        past -> {
          past.borders().forEach(at -> marks.add(new Plot.Mark(at.places(), at.label(), false)));
          past.resumes().forEach(at -> marks.add(new Plot.Mark(at.places(), "resumed", true)));
        });
    return marks;
  }

  /** What other runs are compared with where this one is the baseline. */
  List<Plot.Reference> references(Curve curve) {
    if (curve != Curve.F1 || drawn.isEmpty()) {
      return List.of();
    }
    var best = Double.NEGATIVE_INFINITY;
    var valid = drawn.get().valid().value();
    for (var i = 0; i < valid.size(); i++) {
      best = Math.max(best, valid.get(i));
    }
    return valid.isEmpty()
        ? List.of()
        : List.of(
            new Plot.Reference(
                shown.run().id(),
                best,
                String.format(Locale.ROOT, "baseline %.4f", best),
                shown.colour()));
  }

  /** What the run's teacher reaches. */
  List<Plot.Reference> teacher(Curve curve) {
    return reference(curve, "teacher", history.teacherF1());
  }

  /**
   * What the model reached that the run started from, which it is to be compared with by itself.
   */
  List<Plot.Reference> start(Curve curve) {
    return reference(curve, "start", history.startF1());
  }

  private List<Plot.Reference> reference(Curve curve, String whose, OptionalDouble f1) {
    return curve != Curve.F1 || drawn.isEmpty() || f1.isEmpty()
        ? List.of()
        : List.of(
            new Plot.Reference(
                shown.run().id(),
                f1.getAsDouble(),
                String.format(Locale.ROOT, "%s %.4f", whose, f1.getAsDouble()),
                shown.colour()));
  }

  RunPast past() {
    return history.past();
  }

  /** Whether the log has been read to its end once, and that is drawn. */
  boolean isDrawn() {
    return history.isCaughtUp() && drawn.isPresent() && drawn.get() == history.past();
  }

  @Override
  public void close() {
    history.close();
  }
}
