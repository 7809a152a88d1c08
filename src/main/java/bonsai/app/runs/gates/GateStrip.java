package bonsai.app.runs.gates;

import bonsai.app.chart.Range;
import bonsai.app.kit.Appearance;
import bonsai.app.kit.Palette;
import bonsai.app.runs.live.GatePast;
import bonsai.app.runs.live.RunPast;
import java.util.Locale;
import java.util.Optional;
import javafx.geometry.VPos;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Region;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;
import javafx.util.Subscription;

/**
 * How many gates are open and what valid F1 is, over the steps; with a line at the sample that is
 * looked at. The mouse takes the line along.
 */
final class GateStrip extends Region {
  /** Room for the numbers of both sides; the slider below has as much. */
  static final double LEFT = MapLayout.NAMES;

  static final double RIGHT = MapLayout.SCALE;

  /** The slider's thumb is in the middle of itself at both ends. */
  private static final double THUMB = 9;

  private static final double TOP = 8;
  private static final double BOTTOM = 20;
  private static final double TEXT = 11;

  private final GatesModel model;
  private final Appearance appearance;
  private final Canvas canvas = new Canvas();
  private final Canvas overlay = new Canvas();
  private final Subscription subscriptions;
  private boolean stale = true;

  GateStrip(GatesModel model, Appearance appearance) {
    this.model = model;
    this.appearance = appearance;
    setId("gates-strip");
    setMinSize(200, 70);
    setPrefSize(600, 120);
    overlay.setMouseTransparent(true);
    getChildren().setAll(canvas, overlay);
    addEventHandler(MouseEvent.MOUSE_PRESSED, this::take);
    addEventHandler(MouseEvent.MOUSE_DRAGGED, this::take);
    subscriptions =
        Subscription.combine(
            model.trackProperty().subscribe(this::invalidate),
            model.positionProperty().subscribe(this::drawLine),
            appearance.themeProperty().subscribe(this::invalidate));
  }

  private void invalidate() {
    stale = true;
    requestLayout();
  }

  private void take(MouseEvent event) {
    gates()
        .ifPresent(
            gates -> {
              var share = (event.getX() - left()) / Math.max(1, right() - left());
              var first = gates.place(0);
              model.moveTo(first + share * (gates.place(gates.size() - 1) - first));
            });
  }

  private Optional<GatePast> gates() {
    return model.trackProperty().get();
  }

  private static double left() {
    return LEFT + THUMB;
  }

  private double right() {
    return canvas.getWidth() - RIGHT - THUMB;
  }

  private double bottom() {
    return canvas.getHeight() - BOTTOM;
  }

  @Override
  protected void layoutChildren() {
    var width = Math.max(0, snapSizeX(getWidth()));
    var height = Math.max(0, snapSizeY(getHeight()));
    if (canvas.getWidth() != width || canvas.getHeight() != height) {
      for (var each : new Canvas[] {canvas, overlay}) {
        each.setWidth(width);
        each.setHeight(height);
      }
      stale = true;
    }
    if (stale && right() > left() && bottom() > TOP) {
      stale = false;
      canvas.getGraphicsContext2D().clearRect(0, 0, width, height);
      gates().ifPresent(this::draw);
      drawLine();
    }
  }

  private double x(GatePast gates, double place) {
    var first = gates.place(0);
    var span = gates.place(gates.size() - 1) - first;
    return span <= 0 ? right() : left() + (place - first) / span * (right() - left());
  }

  private double y(double share) {
    return bottom() - share * (bottom() - TOP);
  }

  private void draw(GatePast gates) {
    var context = canvas.getGraphicsContext2D();
    var palette = appearance.palette();
    context.setStroke(palette.border());
    context.setLineWidth(1);
    for (var share : new double[] {0, 0.5, 1}) {
      var at = Math.floor(y(share)) + 0.5;
      context.strokeLine(left(), at, right(), at);
    }
    open(gates, context, palette);
    model.valid().flatMap(points -> within(gates, points)).ifPresent(f1 -> f1(gates, f1));
    context.setFont(Font.font(TEXT));
    context.setTextBaseline(VPos.CENTER);
    context.setTextAlign(TextAlignment.RIGHT);
    context.setFill(palette.series(0));
    context.fillText(Integer.toString(gates.gates()), LEFT - 8, y(1));
    context.fillText("0", LEFT - 8, y(0));
    context.setFill(palette.muted());
    context.setTextBaseline(VPos.BOTTOM);
    context.setTextAlign(TextAlignment.LEFT);
    context.fillText("step " + number(gates.step(0)), left(), canvas.getHeight() - 2);
    context.setTextAlign(TextAlignment.RIGHT);
    if (gates.size() > 1) {
      context.fillText(number(gates.step(gates.size() - 1)), right(), canvas.getHeight() - 2);
    }
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** As steps; of many samples for one pixel, from the fewest to the most. */
  private void open(GatePast gates, GraphicsContext context, Palette palette) {
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
    var context = canvas.getGraphicsContext2D();
    var palette = appearance.palette();
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

  private void drawLine() {
    var context = overlay.getGraphicsContext2D();
    context.clearRect(0, 0, overlay.getWidth(), overlay.getHeight());
    gates()
        .ifPresent(
            gates -> {
              var sample = Math.min(model.positionProperty().get(), gates.size() - 1);
              var at = Math.floor(x(gates, gates.place(sample))) + 0.5;
              context.setStroke(appearance.palette().foreground());
              context.setLineWidth(1);
              context.strokeLine(at, TOP - 4, at, bottom());
            });
  }

  void close() {
    subscriptions.unsubscribe();
  }
}
