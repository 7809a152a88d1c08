package bonsai.app.runs.gates;

import bonsai.app.chart.Range;
import bonsai.app.kit.Palette;
import bonsai.app.runs.live.GatePast;
import bonsai.app.runs.live.RunPast;
import bonsai.base.Quantities;
import java.util.Locale;
import java.util.Optional;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/**
 * Draws how many gates are open and what valid F1 is, over the steps.
 *
 * @param width of all of it, with the numbers on both sides
 */
record StripPainter(GraphicsContext context, Palette palette, double width, double height) {
  /** Room for the numbers of both sides; the slider below has as much. */
  static final double LEFT = MapLayout.NAMES;

  static final double RIGHT = MapLayout.SCALE;

  /** The slider's thumb is in the middle of itself at both ends. */
  private static final double THUMB = 9;

  static final double TOP = 8;
  private static final double BOTTOM = 20;
  private static final double TEXT = 11;

  double left() {
    return LEFT + THUMB;
  }

  double right() {
    return width - RIGHT - THUMB;
  }

  double bottom() {
    return height - BOTTOM;
  }

  boolean hasRoom() {
    return right() > left() && bottom() > TOP;
  }

  double x(GatePast gates, double place) {
    var first = gates.place(0);
    var span = gates.place(gates.size() - 1) - first;
    return span <= 0 ? right() : left() + (place - first) / span * (right() - left());
  }

  private double y(double share) {
    return bottom() - share * (bottom() - TOP);
  }

  void paint(GatePast gates, Optional<RunPast.Points> valid) {
    context.setStroke(palette.border());
    context.setLineWidth(1);
    for (var share : new double[] {0, 0.5, 1}) {
      var at = Math.floor(y(share)) + 0.5;
      context.strokeLine(left(), at, right(), at);
    }
    open(gates);
    valid.flatMap(points -> within(gates, points)).ifPresent(f1 -> f1(gates, f1));
    context.setFont(Font.font(TEXT));
    context.setTextBaseline(VPos.CENTER);
    context.setTextAlign(TextAlignment.RIGHT);
    context.setFill(palette.series(0));
    context.fillText(Integer.toString(gates.gates()), LEFT - 8, y(1));
    context.fillText("0", LEFT - 8, y(0));
    context.setFill(palette.muted());
    context.setTextBaseline(VPos.BOTTOM);
    context.setTextAlign(TextAlignment.LEFT);
    context.fillText("step " + Quantities.count(gates.step(0)), left(), height - 2);
    context.setTextAlign(TextAlignment.RIGHT);
    if (gates.size() > 1) {
      context.fillText(Quantities.count(gates.step(gates.size() - 1)), right(), height - 2);
    }
  }

  /** As steps; of many samples for one pixel, from the fewest to the most. */
  private void open(GatePast gates) {
    context.setStroke(palette.series(0));
    context.setLineWidth(1.5);
    var all = Math.max(1, gates.gates());
    var before = y((double) gates.open(0) / all);
    var pixel = Math.floor(x(gates, gates.place(0)));
    var least = before;
    var most = before;
    context.beginPath();
    context.moveTo(pixel, before);
    for (var sample = 1; sample < gates.size(); sample++) {
      var x = Math.floor(x(gates, gates.place(sample)));
      var y = y((double) gates.open(sample) / all);
      if (x > pixel) {
        context.lineTo(pixel, least);
        context.lineTo(pixel, most);
        context.lineTo(pixel, before);
        context.lineTo(x, before);
        pixel = x;
        least = y;
        most = y;
      }
      least = Math.min(least, y);
      most = Math.max(most, y);
      before = y;
    }
    context.lineTo(pixel, least);
    context.lineTo(pixel, most);
    context.lineTo(pixel, before);
    context.stroke();
  }

  /** Evaluations during these steps: their places and numbers. */
  private record Evaluations(double[] places, double[] values, Range range) {}

  private static Optional<Evaluations> within(GatePast gates, RunPast.Points points) {
    var from = points.step().firstAtLeast(gates.place(0));
    var to = points.step().firstAtLeast(Math.nextUp(gates.place(gates.size() - 1)));
    if (from >= to) {
      return Optional.empty();
    }
    var places = new double[to - from];
    var values = new double[to - from];
    var low = Double.POSITIVE_INFINITY;
    var high = Double.NEGATIVE_INFINITY;
    for (var i = from; i < to; i++) {
      places[i - from] = points.step().get(i);
      values[i - from] = points.value().get(i);
      low = Math.min(low, values[i - from]);
      high = Math.max(high, values[i - from]);
    }
    // at least a point of F1 from bottom to top, so that noise does not look like a fall
    var room = Math.max(0, 0.01 - (high - low)) / 2;
    return Optional.of(new Evaluations(places, values, new Range(low - room, high + room)));
  }

  private void f1(GatePast gates, Evaluations found) {
    var low = found.range.low();
    var span = found.range.high() - low;
    var xs = new double[found.places.length];
    var ys = new double[found.places.length];
    for (var i = 0; i < xs.length; i++) {
      xs[i] = x(gates, found.places[i]);
      ys[i] = y((found.values[i] - low) / span);
    }
    context.setStroke(palette.series(1));
    context.setFill(palette.series(1));
    context.setLineWidth(1.5);
    context.strokePolyline(xs, ys, xs.length);
    for (var i = 0; i < xs.length && xs.length <= 200; i++) {
      context.fillOval(xs[i] - 2.5, ys[i] - 2.5, 5, 5);
    }
    context.setFont(Font.font(TEXT));
    context.setTextBaseline(VPos.CENTER);
    context.setTextAlign(TextAlignment.LEFT);
    context.fillText(String.format(Locale.ROOT, "%.3f", found.range.high()), right() + 8, y(1));
    context.fillText(String.format(Locale.ROOT, "%.3f", low), right() + 8, y(0));
  }
}
