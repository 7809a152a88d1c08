package bonsai.app.runs.weights;

import bonsai.app.kit.Palette;
import bonsai.compress.CompressionEvent.Factorised;
import java.util.Locale;
import java.util.OptionalInt;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;

/**
 * A matrix's singular values from the greatest on, and where they were cut; on a logarithmic scale.
 */
final class SpectrumPicture implements Picture {
  private static final double FOOT = 18;
  private static final double HEAD = 18;

  /** What is smaller than the greatest by this factor is not told apart any more. */
  private static final double FAR = 1e4;

  private final Factorised cut;
  private final double width;
  private final Box room;
  private final double high;
  private final double low;

  SpectrumPicture(Factorised cut, double width, double height) {
    this.cut = cut;
    this.width = width;
    room = new Box(0, HEAD, width, Math.max(1, height - FOOT - HEAD));
    var first = cut.values().isEmpty() ? 1 : Math.max(cut.values().getFirst(), Float.MIN_NORMAL);
    var last = cut.values().isEmpty() ? 1 : cut.values().getLast();
    high = Math.log10(first);
    low = Math.min(high - 0.5, Math.log10(Math.max(last, first / FAR)) - 0.1);
  }

  @Override
  public int size() {
    return cut.values().size();
  }

  /** A bar for each value that is known, up to the next one. */
  @Override
  public Box box(int thing) {
    var x = x(cut.place(thing));
    var end = thing + 1 < size() ? x(cut.place(thing + 1)) : room.right();
    var top = y(cut.values().get(thing));
    return new Box(x, top, Math.max(0, end - x), room.bottom() - top);
  }

  @Override
  public OptionalInt at(double x, double y) {
    for (var i = 0; i < size(); i++) {
      var box = box(i);
      if (x >= box.x() && x < box.right() && y >= room.y() && y < room.bottom()) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  @Override
  public int next(int thing, Way way) {
    return Math.clamp(thing + way.dx(), 0, size() - 1);
  }

  private double x(double place) {
    return room.x() + place / Math.max(1, cut.full()) * room.width();
  }

  private double y(double value) {
    var share = (Math.log10(Math.max(value, Float.MIN_NORMAL)) - low) / (high - low);
    return room.bottom() - Math.clamp(share, 0, 1) * room.height();
  }

  @Override
  public String text(int thing) {
    return String.format(
        Locale.ROOT,
        "Singular value %,d of %,d: %.4g, %s",
        cut.place(thing) + 1,
        cut.full(),
        cut.values().get(thing),
        cut.place(thing) < cut.rank() ? "kept" : "cut");
  }

  @Override
  public void paint(GraphicsContext canvas, Palette palette) {
    var ink = new Ink(canvas, palette);
    var gone = palette.background().interpolate(palette.muted(), 0.45);
    var at = x(cut.rank());
    for (var i = 0; i < size(); i++) {
      var box = box(i);
      var left = Math.floor(box.x()); // between edges that are no whole pixels there are seams
      var right = Math.ceil(box.right());
      var border = Math.clamp(Math.floor(at), left, right);
      ink.fill(new Box(left, box.y(), border - left, box.height()), palette.series(0));
      ink.fill(new Box(border, box.y(), right - border, box.height()), gone);
    }
    ink.fill(new Box(room.x(), room.bottom(), room.width(), 1), palette.border());
    ink.fill(new Box(at - 1, room.y() - 2, 2, room.height() + 2), palette.foreground());
    var name = String.format(Locale.ROOT, "rank %,d", cut.rank());
    if (at + Ink.width(name) < width) {
      ink.left(name, at, 0, VPos.TOP);
    } else {
      ink.right(name, at, 0, VPos.TOP);
    }
    var foot = room.bottom() + 4;
    ink.left("1", 0, foot, VPos.TOP);
    ink.right(String.format(Locale.ROOT, "%,d", cut.full()), width, foot, VPos.TOP);
    ink.centre(
        String.format(
            Locale.ROOT, "%.3g to %.3g, log scale", Math.pow(10, high), Math.pow(10, low)),
        room.centreX(),
        foot,
        VPos.TOP);
  }
}
