package bonsai.app.chart;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** Curves for tests. */
final class Curves {
  static final List<XAxis> AXES =
      List.of(new XAxis("Step", "step", false), new XAxis("Time", "seconds", true));

  private Curves() {}

  /** A chart of nothing yet. */
  static Plot plot(ChartGroup group) {
    return new Plot(new Plot.About("Loss", "nats", "loss", "No steps yet"), group);
  }

  /** A curve over the steps from 1 on; a step takes half a second. */
  static Series curve(String owner, double... values) {
    return curve(owner, values.length, i -> values[i]);
  }

  static Series curve(String owner, int count, IntToDoubleFunction value) {
    var series = new Series(owner, "", "run " + owner, 0, Series.Look.LINE);
    extend(series, count, value);
    return series;
  }

  /** Gives a curve so many numbers in all. */
  static void extend(Series series, int count, IntToDoubleFunction value) {
    var steps = Column.of(IntStream.range(0, count).mapToDouble(i -> i + 1).toArray());
    var times = Column.of(IntStream.range(0, count).mapToDouble(i -> (i + 1) / 2.0).toArray());
    var y = Column.of(IntStream.range(0, count).mapToDouble(value).toArray());
    series.data(List.of(steps, times), y, Column.NONE, 0);
  }

  static void show(Plot plot, Series... series) {
    plot.show(List.of(series), List.of(), List.of());
  }
}
