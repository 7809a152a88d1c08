package bonsai.app.runs.weights;

import bonsai.app.kit.Palette;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;

/** A bar for each matrix of a stage, in a row for each layer and a column for each kind. */
final class LayersPicture implements Picture {
  private static final double HEAD = 20;
  private static final double HIGHEST = 64;

  /** A number of up to four characters beside its bar. */
  private static final double NUMBER = 34;

  private static final double ROOM_FOR_NUMBERS = 84;

  private final Weights weights;
  private final Weights.Table table;
  private final List<Box> boxes;
  private final double left;
  private final double rowHeight;
  private final double columnWidth;
  private final Optional<String> chosen;

  /**
   * @param chosen the matrix that is shown in detail
   */
  LayersPicture(Weights weights, Optional<String> chosen, double width, double height) {
    this.weights = weights;
    this.chosen = chosen;
    table = weights.table();
    left = 10 + table.rows().stream().mapToDouble(Ink::width).max().orElse(0);
    var rows = Math.max(1, table.rows().size());
    rowHeight = Math.max(1, Math.min(HIGHEST, (height - HEAD) / rows));
    columnWidth = Math.max(1, (width - left) / Math.max(1, table.columns().size()));
    boxes =
        table.places().stream()
            .map(
                place ->
                    new Box(
                        left + place.column() * columnWidth,
                        HEAD + place.row() * rowHeight,
                        columnWidth,
                        rowHeight))
            .toList();
  }

  @Override
  public int size() {
    return boxes.size();
  }

  @Override
  public Box box(int thing) {
    return boxes.get(thing);
  }

  String name(int thing) {
    return weights.matrices().get(thing).name();
  }

  @Override
  public String text(int thing) {
    var event = weights.matrices().get(thing);
    return MatrixName.of(event.name()).words() + ": " + WeightsModel.text(event);
  }

  @Override
  public void paint(GraphicsContext canvas, Palette palette) {
    var ink = new Ink(canvas, palette);
    var columns = table.columns();
    var stride =
        (int)
            Math.ceil((columns.stream().mapToDouble(Ink::width).max().orElse(0) + 6) / columnWidth);
    for (var column = 0; column < columns.size(); column += Math.max(1, stride)) {
      ink.left(columns.get(column), left + column * columnWidth, HEAD / 2 - 1, VPos.CENTER);
    }
    var rowStride = Math.max(1, (int) Math.ceil(15 / rowHeight));
    for (var row = 0; row < table.rows().size(); row += rowStride) {
      ink.right(table.rows().get(row), left - 10, HEAD + (row + 0.5) * rowHeight, VPos.CENTER);
    }
    IntStream.range(0, size()).forEach(i -> bar(ink, i));
  }

  private void bar(Ink ink, int thing) {
    var box = boxes.get(thing);
    var numbered = columnWidth >= ROOM_FOR_NUMBERS && rowHeight >= 14;
    var thickness = Math.clamp(0.5 * rowHeight, Math.min(rowHeight, 8), 20);
    var track =
        new Box(
            box.x(),
            Math.floor(box.centreY() - thickness / 2),
            Math.max(1, columnWidth - 8 - (numbered ? NUMBER : 0)),
            thickness);
    var event = weights.matrices().get(thing);
    var share = Weights.share(event);
    ink.fill(track, ink.palette().border());
    ink.fill(
        new Box(track.x(), track.y(), track.width() * Math.clamp(share, 0, 1), track.height()),
        ink.palette().series(0));
    if (numbered) {
      ink.left(number(share), track.right() + 5, box.centreY(), VPos.CENTER);
    }
    if (chosen.equals(Optional.of(event.name()))) {
      ink.frame(
          new Box(box.x() - 4, box.y() + 1, box.width() - 1, box.height() - 2),
          ink.palette().foreground(),
          1);
    }
  }

  private static String number(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }
}
