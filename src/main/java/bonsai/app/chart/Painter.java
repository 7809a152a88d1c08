package bonsai.app.chart;

import bonsai.app.chart.Plot.Frame;
import bonsai.app.kit.Palette;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import javafx.scene.paint.Color;

/** Draws a plot with a pen; keeps its buffers from one picture to the next. */
final class Painter {
  private static final double CURVE = 1.5;
  private static final double FAINT = 0.28;
  private static final double ASIDE = 0.2;
  private static final double DASH = 5;

  /** A column of pixels this high on average, or higher, is drawn as a bar and not as lines. */
  private static final double TALL = 3;

  private final Decimation decimation = new Decimation();
  private double[] xs = new double[0];
  private double[] ys = new double[0];
  private double[] bottoms = new double[0];

  void paint(Plot plot, Frame frame, Pen pen, Palette palette) {
    axes(frame, pen, palette);
    clip(frame, pen);
    marks(plot, frame, pen, palette);
    references(plot, frame, pen, palette);
    var selected = plot.group().selectedProperty().get();
    // The first is drawn over the others.
    for (var series : plot.visible().reversed()) {
      var aside = selected.isPresent() && !selected.get().equals(series.owner());
      curve(series, frame, pen, shade(palette.series(series.colour()), aside ? ASIDE : 1));
    }
    pen.endClip();
  }

  /**
   * Leaves room for lines and dots on the border. To whole pixels: a canvas has a fast way for such
   * rectangles, and for all others draws everything twice, through a mask.
   */
  private static void clip(Frame frame, Pen pen) {
    var left = Math.floor(frame.left() - 3);
    var top = Math.floor(frame.top() - 4);
    pen.clip(left, top, Math.ceil(frame.right() + 5) - left, Math.ceil(frame.bottom() + 4) - top);
  }

  /** The length of a curve's dashes; 0 where its colour is its own. */
  static double dash(Series series) {
    return Palette.isSecond(series.colour()) ? DASH : 0;
  }

  private static Color shade(Color colour, double opacity) {
    return colour.deriveColor(0, 1, 1, opacity);
  }

  private static void axes(Frame frame, Pen pen, Palette palette) {
    var grid = palette.border();
    var text = palette.muted();
    for (var tick : frame.yTicks()) {
      var y = crisp(frame.y().place(tick.value()), pen);
      pen.line(frame.left(), y, frame.right(), y, grid, 1 / pen.density(), 0);
      pen.text(tick.label(), frame.left() - 8, y + 4, Pen.Align.RIGHT, text, Plot.TEXT, false);
    }
    var bottom = crisp(frame.bottom(), pen);
    pen.line(
        frame.left(),
        bottom,
        frame.right(),
        bottom,
        palette.colour("-color-border-default"),
        1 / pen.density(),
        0);
    for (var tick : frame.xTicks()) {
      var x = crisp(frame.x().place(tick.value()), pen);
      pen.line(
          x, bottom, x, bottom + 4, palette.colour("-color-border-default"), 1 / pen.density(), 0);
      pen.text(tick.label(), x, frame.bottom() + 16, Pen.Align.CENTRE, text, Plot.TEXT, false);
    }
  }

  /** The middle of the nearest pixel of the medium, so that a thin line is one pixel wide. */
  private static double crisp(double place, Pen pen) {
    return (Math.floor(place * pen.density()) + 0.5) / pen.density();
  }

  private static void marks(Plot plot, Frame frame, Pen pen, Palette palette) {
    // Where several are too close for their labels, it is the latest that matters, and a stage's
    // border more than a faint one.
    var labels = new ArrayList<Range>();
    var byWeight =
        plot.marks().reversed().stream().sorted(Comparator.comparing(Plot.Mark::faint)).toList();
    for (var mark : byWeight) {
      var at = mark.places().get(frame.axis());
      if (frame.x().range().contains(at)) {
        var x = crisp(frame.x().place(at), pen);
        var colour = palette.colour("-color-fg-subtle");
        pen.line(
            x, frame.top(), x, frame.bottom(), colour, 1 / pen.density(), mark.faint() ? 2 : 5);
        if (!mark.label().isEmpty()) {
          // Towards the middle of the picture, where there is room.
          var leftHalf = x < (frame.left() + frame.right()) / 2;
          var width = Plot.CHARACTER * mark.label().length();
          var label = leftHalf ? new Range(x, x + 4 + width) : new Range(x - 4 - width, x);
          if (labels.stream()
              .noneMatch(one -> one.low() < label.high() && label.low() < one.high())) {
            labels.add(label);
            pen.text(
                mark.label(),
                leftHalf ? x + 4 : x - 4,
                frame.top() + 9,
                leftHalf ? Pen.Align.LEFT : Pen.Align.RIGHT,
                palette.muted(),
                Plot.TEXT - 1,
                false);
          }
        }
      }
    }
  }

  private static void references(Plot plot, Frame frame, Pen pen, Palette palette) {
    for (var reference : plot.references()) {
      var y = frame.y().place(reference.value());
      if (plot.isVisible(reference) && y >= frame.top() && y <= frame.bottom()) {
        pen.line(
            frame.left(),
            y,
            frame.right(),
            y,
            shade(palette.series(reference.colour()), 0.8),
            1,
            6);
        var above = y - frame.top() > 16;
        pen.text(
            reference.label(),
            frame.right() - 2,
            above ? y - 4 : y + 12,
            Pen.Align.RIGHT,
            palette.muted(),
            Plot.TEXT - 1,
            false);
      }
    }
  }

  private void curve(Series series, Frame frame, Pen pen, Color colour) {
    switch (series.look()) {
      case LINE -> {
        var smoothed = series.isSmoothed();
        line(series, series.raw(), frame, pen, smoothed ? shade(colour, FAINT) : colour, !smoothed);
        if (smoothed) {
          line(series, series.smooth(), frame, pen, colour, true);
        }
      }
      case EXACT_LINE -> line(series, series.raw(), frame, pen, colour, true);
      case DOTTED_LINE -> {
        line(series, series.raw(), frame, pen, colour, true);
        points(series, frame, (x, y) -> pen.dot(x, y, 3.5, colour));
      }
      case RINGS -> points(series, frame, (x, y) -> pen.ring(x, y, 4, colour, 2));
    }
  }

  /** Does something at a point. */
  private interface AtPoint {
    void at(double x, double y);
  }

  private static void points(Series series, Frame frame, AtPoint then) {
    var range = frame.x().range();
    var x = series.x(frame.axis());
    var to = series.to(frame.axis(), range);
    for (var i = series.from(frame.axis(), range); i < to; i++) {
      if (Double.isFinite(series.y().get(i))) {
        then.at(frame.x().place(x.get(i)), frame.y().place(series.y().get(i)));
      }
    }
  }

  private void line(
      Series series, MinMax values, Frame frame, Pen pen, Color colour, boolean front) {
    var range = frame.x().range();
    var width = front ? CURVE : 1;
    var from = Math.max(0, series.from(frame.axis(), range) - 1);
    var to = Math.min(series.size(), series.to(frame.axis(), range) + 1);
    if (to <= from) {
      return;
    }
    var columns = (int) Math.ceil((frame.right() - frame.left()) * pen.density());
    if (to - from <= 2 * columns) {
      everyPoint(series, values.column(), frame, from, to, pen, colour, width);
      return;
    }
    decimation.divide(
        series.x(frame.axis()),
        values,
        new Scale(frame.x().low(), frame.x().high(), frame.x().log(), 0, columns));
    var pixel = (frame.right() - frame.left()) / columns;
    if (meanHeight(frame) >= TALL) {
      bars(series, frame, pixel, pen, colour, width);
    } else {
      extremes(series, values.column(), frame, pixel, pen, colour, width);
    }
  }

  private double meanHeight(Frame frame) {
    var sum = 0.0;
    for (var n = 0; n < decimation.count(); n++) {
      sum += clampedY(frame, decimation.min(n)) - clampedY(frame, decimation.max(n));
    }
    return sum / Math.max(1, decimation.count());
  }

  /** A place on the y axis, not so far outside of the picture that drawing there costs time. */
  private static double clampedY(Frame frame, double value) {
    return Math.clamp(frame.y().place(value), frame.top() - 50, frame.bottom() + 50);
  }

  private void everyPoint(
      Series series, Column y, Frame frame, int from, int to, Pen pen, Color colour, double width) {
    room(to - from);
    var x = series.x(frame.axis());
    var breaks = series.breaks();
    var nextBreak = breaks.firstAtLeast(from + 1);
    var count = 0;
    for (var i = from; i < to; i++) {
      var broken = nextBreak < breaks.size() && breaks.get(nextBreak) == i;
      if (broken) {
        nextBreak++;
      }
      if (broken || !Double.isFinite(y.get(i))) {
        stroke(pen, series, count, colour, width);
        count = 0;
      }
      if (Double.isFinite(y.get(i))) {
        xs[count] = Math.clamp(frame.x().place(x.get(i)), frame.left() - 4e3, frame.right() + 4e3);
        ys[count] = Math.clamp(frame.y().place(y.get(i)), frame.top() - 4e3, frame.bottom() + 4e3);
        count++;
      }
    }
    stroke(pen, series, count, colour, width);
  }

  private void stroke(Pen pen, Series series, int count, Color colour, double width) {
    if (count == 1) {
      pen.dot(xs[0], ys[0], width, colour);
    } else if (count > 1) {
      pen.polyline(xs, ys, count, colour, width, dash(series));
    }
  }

  /** Each column of pixels as a bar from its smallest to its largest number. */
  private void bars(Series series, Frame frame, double pixel, Pen pen, Color colour, double width) {
    room(decimation.count());
    var breaks = series.breaks();
    for (var n = 0; n < decimation.count(); n++) {
      var top = clampedY(frame, decimation.max(n));
      var bottom = clampedY(frame, decimation.min(n));
      if (n > 0 && !isBroken(breaks, decimation.from(n))) {
        // The line from the column before: up or down to it where the two do not meet.
        top = Math.min(top, clampedY(frame, decimation.min(n - 1)));
        bottom = Math.max(bottom, clampedY(frame, decimation.max(n - 1)));
      }
      xs[n] = frame.left() + decimation.pixel(n) * pixel;
      ys[n] = top;
      bottoms[n] = Math.max(bottom, top + width);
    }
    pen.bars(xs, ys, bottoms, decimation.count(), pixel, colour);
  }

  private static boolean isBroken(Column breaks, int index) {
    if (breaks.isEmpty()) {
      return false;
    }
    var at = breaks.firstAtLeast(index);
    return at < breaks.size() && breaks.get(at) == index;
  }

  /** A line through each column's first, extreme and last points, or one where they coincide. */
  private void extremes(
      Series series, Column y, Frame frame, double pixel, Pen pen, Color colour, double width) {
    room(4 * decimation.count());
    var count = 0;
    for (var n = 0; n < decimation.count(); n++) {
      if (isBroken(series.breaks(), decimation.from(n))) {
        stroke(pen, series, count, colour, width);
        count = 0;
      }
      var x = frame.left() + (decimation.pixel(n) + 0.5) * pixel;
      var top = clampedY(frame, decimation.max(n));
      var bottom = clampedY(frame, decimation.min(n));
      if (bottom - top < 1 / pen.density()) {
        count = point(count, x, (top + bottom) / 2);
        continue;
      }
      var first = clampedY(frame, finite(y, decimation.from(n), decimation.min(n)));
      var last = clampedY(frame, finite(y, decimation.to(n) - 1, decimation.max(n)));
      count = point(count, x, first);
      count = point(count, x, last < first ? bottom : top);
      count = point(count, x, last < first ? top : bottom);
      count = point(count, x, last);
    }
    stroke(pen, series, count, colour, width);
  }

  private static double finite(Column y, int index, double otherwise) {
    return Double.isFinite(y.get(index)) ? y.get(index) : otherwise;
  }

  private int point(int count, double x, double y) {
    xs[count] = x;
    ys[count] = y;
    return count + 1;
  }

  private void room(int count) {
    if (xs.length < count) {
      xs = Arrays.copyOf(xs, count);
      ys = Arrays.copyOf(ys, count);
      bottoms = Arrays.copyOf(bottoms, count);
    }
  }
}
