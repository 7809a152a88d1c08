package bonsai.app.runs.weights;

import bonsai.app.chart.Viridis;
import bonsai.app.kit.Palette;
import bonsai.compress.CompressionEvent.Pruned;
import bonsai.compress.CompressionEvent.ZeroMap;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;

/** Where a matrix's zeros are; in tiles, or weight by weight where those are large enough. */
final class MaskPicture implements Picture {
  private static final double MOST_PER_WEIGHT = 2;

  private final Pruned matrix;
  private final ZeroMap map;
  private final Viewport viewport;
  private final Box room;

  /**
   * @param exact the zeros weight by weight, if they are known
   */
  MaskPicture(
      Pruned matrix, Optional<ZeroMap> exact, Viewport viewport, double width, double height) {
    this.matrix = matrix;
    this.viewport = viewport;
    var most = new Box(0, 0, width, Math.max(1, height - ColourScale.HEIGHT));
    var shape = shape(matrix);
    var shown = Math.max(1, Math.floor(Math.min(most.width(), most.height() / shape)));
    room = new Box(0, 0, shown, Math.max(1, Math.floor(shown * shape)));
    var perWeight = room.width() / (matrix.columns() * viewport.span());
    map = exact.filter(any -> perWeight >= MOST_PER_WEIGHT).orElse(matrix.map());
  }

  /** The height for a width of 1; a table of many rows would be a thread if it were not bounded. */
  static double shape(Pruned matrix) {
    return Math.clamp((double) matrix.rows() / matrix.columns(), 1 / 3.0, 3);
  }

  Box room() {
    return room;
  }

  @Override
  public int size() {
    return map.rows() * map.columns();
  }

  @Override
  public Box box(int thing) {
    var row = thing / map.columns();
    var column = thing % map.columns();
    var x = x((double) column / map.columns());
    var y = y((double) row / map.rows());
    return new Box(x, y, x((column + 1.0) / map.columns()) - x, y((row + 1.0) / map.rows()) - y);
  }

  private double x(double share) {
    return room.x() + (share - viewport.x()) / viewport.span() * room.width();
  }

  private double y(double share) {
    return room.y() + (share - viewport.y()) / viewport.span() * room.height();
  }

  private int row(double y) {
    var share = viewport.y() + (y - room.y()) / room.height() * viewport.span();
    return Math.clamp((int) (share * map.rows()), 0, map.rows() - 1);
  }

  private int column(double x) {
    var share = viewport.x() + (x - room.x()) / room.width() * viewport.span();
    return Math.clamp((int) (share * map.columns()), 0, map.columns() - 1);
  }

  @Override
  public OptionalInt at(double x, double y) {
    return room.contains(x, y)
        ? OptionalInt.of(row(y) * map.columns() + column(x))
        : OptionalInt.empty();
  }

  @Override
  public int next(int thing, Way way) {
    var row = Math.clamp(thing / map.columns() + way.dy(), 0, map.rows() - 1);
    var column = Math.clamp(thing % map.columns() + way.dx(), 0, map.columns() - 1);
    return row * map.columns() + column;
  }

  /** What must be in view for a thing to be seen. */
  Viewport showing(int thing) {
    var row = thing / map.columns();
    var column = thing % map.columns();
    return viewport.showing(
        (double) column / map.columns(),
        (double) row / map.rows(),
        (column + 1.0) / map.columns(),
        (row + 1.0) / map.rows());
  }

  @Override
  public String text(int thing) {
    var row = thing / map.columns();
    var column = thing % map.columns();
    var share = map.share(row, column);
    return isExact()
        ? String.format(
            Locale.ROOT, "Output %,d, input %,d: %s", row, column, share > 0 ? "0" : "kept")
        : String.format(
            Locale.ROOT,
            "Outputs %s, inputs %s: %.0f %% zeros",
            range(row, map.rows(), matrix.rows()),
            range(column, map.columns(), matrix.columns()),
            100 * share);
  }

  /** The weights of a tile: those whose index times tiles by weights is its own. */
  private static String range(int tile, int tiles, int weights) {
    var from = WeightFiles.first(tile, tiles, weights);
    var to = WeightFiles.first(tile + 1, tiles, weights) - 1;
    return from == to
        ? String.format(Locale.ROOT, "%,d", from)
        : String.format(Locale.ROOT, "%,d–%,d", from, to);
  }

  private boolean isExact() {
    return map.rows() == matrix.rows() && map.columns() == matrix.columns();
  }

  @Override
  public void paint(GraphicsContext canvas, Palette palette) {
    var wide = (int) room.width();
    var high = (int) room.height();
    var pixels = new int[wide * high];
    var columns = new int[wide];
    for (var x = 0; x < wide; x++) {
      columns[x] = column(room.x() + x + 0.5);
    }
    for (var y = 0; y < high; y++) {
      var row = row(room.y() + y + 0.5);
      for (var x = 0; x < wide; x++) {
        pixels[y * wide + x] = COLOURS[(int) Math.round(255 * map.share(row, columns[x]))];
      }
    }
    var image = new WritableImage(wide, high);
    image
        .getPixelWriter()
        .setPixels(0, 0, wide, high, PixelFormat.getIntArgbInstance(), pixels, 0, wide);
    canvas.setImageSmoothing(false);
    canvas.drawImage(image, room.x(), room.y());
    var ink = new Ink(canvas, palette);
    ColourScale.paint(ink, 0, room.bottom());
    if (viewport.span() < 1) {
      ink.right(
          String.format(Locale.ROOT, "× %.1f", 1 / viewport.span()),
          Math.max(room.right(), 240),
          room.bottom() + ColourScale.HEIGHT / 2 + 2,
          VPos.CENTER);
    }
  }

  private static final int[] COLOURS = colours();

  private static int[] colours() {
    var colours = new int[256];
    for (var i = 0; i < colours.length; i++) {
      var colour = Viridis.colour(i / 255.0);
      colours[i] =
          0xff000000
              | (int) Math.round(255 * colour.getRed()) << 16
              | (int) Math.round(255 * colour.getGreen()) << 8
              | (int) Math.round(255 * colour.getBlue());
    }
    return colours;
  }
}
