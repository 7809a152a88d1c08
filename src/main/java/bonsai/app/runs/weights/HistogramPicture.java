package bonsai.app.runs.weights;

import bonsai.app.kit.Palette;
import bonsai.compress.CompressionEvent.Histogram;
import java.util.List;
import java.util.Locale;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;

/** How many weights of a matrix have about which value, before and after. */
final class HistogramPicture implements Picture {
  private static final double FOOT = 18;
  private static final double HEAD = 18;

  private final Histogram histogram;
  private final double width;
  private final Box room;
  private final long most;

  HistogramPicture(Histogram histogram, double width, double height) {
    this.histogram = histogram;
    this.width = width;
    room = new Box(0, HEAD, width, Math.max(1, height - FOOT - HEAD));
    most = Math.max(1, Math.max(most(histogram.before()), most(histogram.after())));
  }

  private static int most(List<Integer> counts) {
    return counts.stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  @Override
  public int size() {
    return histogram.after().size();
  }

  @Override
  public Box box(int thing) {
    var each = room.width() / Math.max(1, size());
    return new Box(room.x() + thing * each, room.y(), each, room.height());
  }

  boolean knowsBefore() {
    return !histogram.before().isEmpty();
  }

  @Override
  public String text(int thing) {
    var from = thing == 0 ? "Below" : String.format(Locale.ROOT, "%.4f to", histogram.edge(thing));
    var last = thing == size() - 1;
    var place =
        last
            ? String.format(Locale.ROOT, "Above %.4f", histogram.edge(thing))
            : from + String.format(Locale.ROOT, " %.4f", histogram.edge(thing + 1));
    var after = String.format(Locale.ROOT, "%,d", histogram.after().get(thing));
    return knowsBefore()
        ? place
            + String.format(
                Locale.ROOT, ": %,d before, %s after", histogram.before().get(thing), after)
        : place + ": " + after;
  }

  @Override
  public void paint(GraphicsContext canvas, Palette palette) {
    var ink = new Ink(canvas, palette);
    if (knowsBefore()) {
      bars(ink, histogram.before(), before(palette));
    }
    bars(ink, histogram.after(), palette.series(0));
    ink.fill(new Box(room.x(), room.bottom(), room.width(), 1), palette.border());
    var limit = String.format(Locale.ROOT, "%.3f", histogram.limit());
    var at = room.bottom() + 4;
    ink.left("−" + limit, 0, at, VPos.TOP);
    ink.centre("0", room.centreX(), at, VPos.TOP);
    ink.right(limit, width, at, VPos.TOP);
    var x = 0.0;
    if (knowsBefore()) {
      x = key(ink, "before", before(palette), x);
    }
    key(ink, knowsBefore() ? "after" : "now", palette.series(0), x);
    ink.right(String.format(Locale.ROOT, "at most %,d", most), width, 0, VPos.TOP);
  }

  private static Color before(Palette palette) {
    return palette.background().interpolate(palette.muted(), 0.45);
  }

  private static double key(Ink ink, String text, Color colour, double x) {
    ink.fill(new Box(x, 3, 9, 9), colour);
    ink.left(text, x + 14, 0, VPos.TOP);
    return x + 14 + Ink.width(text) + 14;
  }

  private void bars(Ink ink, List<Integer> counts, Color colour) {
    var wide = box(0).width();
    for (var i = 0; i < counts.size(); i++) {
      var high = room.height() * counts.get(i) / most;
      var box = box(i);
      ink.fill(new Box(box.x(), room.bottom() - high, wide > 4 ? wide - 1 : wide, high), colour);
    }
  }
}
