package bonsai.app.runs.gates;

import bonsai.app.chart.Viridis;
import bonsai.app.kit.Palette;
import bonsai.app.runs.live.GatePast;
import java.util.Locale;
import java.util.Optional;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/** Draws a sample of gates as a map of layers by heads. */
final class MapPainter {
  private static final double TEXT = 11;
  private static final double BAR = 12;

  private final GraphicsContext canvas;
  private final Palette palette;

  MapPainter(GraphicsContext canvas, Palette palette) {
    this.canvas = canvas;
    this.palette = palette;
  }

  /**
   * @param crossed whether what was removed is crossed out
   */
  void paint(GatePast gates, int sample, boolean crossed, MapLayout layout) {
    var gap = layout.cellWidth() >= 8 && layout.cellHeight() >= 8 ? 1 : 0;
    for (var row = 0; row < gates.sets(); row++) {
      for (var column = 0; column < gates.gates(row); column++) {
        var openness = gates.openness(sample, row, column);
        var x = layout.x(column);
        var y = layout.y(row);
        var width = layout.cellWidth() - gap;
        var height = layout.cellHeight() - gap;
        canvas.setFill(Viridis.colour(openness));
        canvas.fillRect(x, y, width, height);
        if (crossed && gates.isRemoved(row, column)) {
          cross(x, y, width, height, openness);
        }
      }
    }
    names(gates, layout);
    scale(layout);
  }

  private void cross(double x, double y, double width, double height, double openness) {
    canvas.setStroke(Viridis.ink(openness));
    canvas.setLineWidth(height < 10 ? 1 : 1.5);
    var side = Math.min(width, height) * 0.5;
    var left = x + (width - side) / 2;
    var top = y + (height - side) / 2;
    canvas.strokeLine(left, top, left + side, top + side);
    canvas.strokeLine(left, top + side, left + side, top);
  }

  private void names(GatePast gates, MapLayout layout) {
    canvas.setFont(Font.font(TEXT));
    canvas.setFill(palette.muted());
    canvas.setTextBaseline(VPos.CENTER);
    canvas.setTextAlign(TextAlignment.RIGHT);
    for (var row = 0; row < gates.sets(); row += layout.rowStride()) {
      canvas.fillText(
          "Layer " + row, layout.left() - 8, layout.y(row) + (layout.cellHeight() - 1) / 2);
    }
    canvas.setTextAlign(TextAlignment.CENTER);
    canvas.setTextBaseline(VPos.TOP);
    for (var column = 0; column < layout.columns(); column += layout.columnStride()) {
      canvas.fillText(
          Integer.toString(column),
          layout.x(column) + (layout.cellWidth() - 1) / 2,
          layout.bottom() + 4);
    }
    canvas.setTextAlign(TextAlignment.RIGHT);
    canvas.fillText(title(gates.one()), layout.left() - 8, layout.bottom() + 4);
  }

  private static String title(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  private void scale(MapLayout layout) {
    var left = layout.right() + 12;
    var height = Math.max(1, layout.bottom() - layout.top() - 1);
    var steps = (int) Math.ceil(height);
    for (var i = 0; i < steps; i++) {
      canvas.setFill(Viridis.colour(1 - (double) i / Math.max(1, steps - 1)));
      canvas.fillRect(left, layout.top() + i, BAR, Math.min(1, height - i));
    }
    canvas.setFont(Font.font(TEXT));
    canvas.setFill(palette.muted());
    canvas.setTextAlign(TextAlignment.LEFT);
    canvas.setTextBaseline(VPos.TOP);
    canvas.fillText("open", left + BAR + 5, layout.top());
    canvas.setTextBaseline(VPos.BOTTOM);
    canvas.fillText("closed", left + BAR + 5, layout.top() + height);
  }

  /** A frame around the cell that is pointed at. */
  void frame(Optional<MapLayout.Cell> cell, MapLayout layout) {
    cell.ifPresent(
        at -> {
          canvas.setStroke(palette.foreground());
          canvas.setLineWidth(2);
          canvas.strokeRect(
              layout.x(at.column()),
              layout.y(at.row()),
              layout.cellWidth() - 1,
              layout.cellHeight() - 1);
        });
  }
}
