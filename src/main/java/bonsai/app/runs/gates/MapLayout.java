package bonsai.app.runs.gates;

import java.util.Optional;

/**
 * Where the cells of a map are: a row for each set of gates, under one another from the input on.
 *
 * @param left of the first cell, which has room for the rows' names before it
 * @param cellWidth from one cell to the next
 */
record MapLayout(
    double left, double top, double cellWidth, double cellHeight, int rows, int columns) {
  /** Room for the names of rows, and under the map for the numbers of columns. */
  static final double NAMES = 58;

  static final double NUMBERS = 22;

  /** Room for the scale of colours beside the map. */
  static final double SCALE = 84;

  private static final double WIDEST = 180;
  private static final double HIGHEST = 72;

  /** A cell. */
  record Cell(int row, int column) {}

  /** As large as fits. */
  static MapLayout of(double width, double height, int rows, int columns) {
    var cellWidth = Math.min(WIDEST, (width - NAMES - SCALE) / Math.max(1, columns));
    var cellHeight = Math.min(HIGHEST, (height - NUMBERS) / Math.max(1, rows));
    return new MapLayout(
        NAMES, 0, Math.max(1, whole(cellWidth)), Math.max(1, whole(cellHeight)), rows, columns);
  }

  /** Edges of whole pixels are sharp; where cells are small, some room is worth more. */
  private static double whole(double size) {
    return size >= 12 ? Math.floor(size) : size;
  }

  double x(int column) {
    return left + column * cellWidth;
  }

  double y(int row) {
    return top + row * cellHeight;
  }

  double right() {
    return x(columns);
  }

  double bottom() {
    return y(rows);
  }

  /** The cell at a place; empty beside the map. */
  Optional<Cell> cell(double x, double y) {
    var column = (int) Math.floor((x - left) / cellWidth);
    var row = (int) Math.floor((y - top) / cellHeight);
    return column >= 0 && column < columns && row >= 0 && row < rows
        ? Optional.of(new Cell(row, column))
        : Optional.empty();
  }

  /** Every so many rows have room for a name. */
  int rowStride() {
    return stride(cellHeight, 15);
  }

  /** Every so many columns have room for a number. */
  int columnStride() {
    return stride(cellWidth, 24);
  }

  private static int stride(double size, double needed) {
    return Math.max(1, (int) Math.ceil(needed / size));
  }
}
