package bonsai.app.runs.weights;

import bonsai.app.kit.Palette;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.scene.text.Text;
import javafx.scene.text.TextAlignment;

/** Small words on a canvas. */
record Ink(GraphicsContext canvas, Palette palette) {
  static final double SIZE = 11;

  /** How wide a text is. */
  static double width(String text) {
    var node = new Text(text);
    node.setFont(Font.font(SIZE));
    return node.getLayoutBounds().getWidth();
  }

  /** A text that begins at a place. */
  void left(String text, double x, double y, VPos baseline) {
    write(text, x, y, TextAlignment.LEFT, baseline, palette.muted());
  }

  /** A text that ends at a place. */
  void right(String text, double x, double y, VPos baseline) {
    write(text, x, y, TextAlignment.RIGHT, baseline, palette.muted());
  }

  void centre(String text, double x, double y, VPos baseline) {
    write(text, x, y, TextAlignment.CENTER, baseline, palette.muted());
  }

  void write(String text, double x, double y, TextAlignment align, VPos baseline, Color colour) {
    canvas.setFont(Font.font(SIZE));
    canvas.setFill(colour);
    canvas.setTextAlign(align);
    canvas.setTextBaseline(baseline);
    canvas.fillText(text, x, y);
  }

  /** A name on a chip of the background's colour, so that it can be read on anything. */
  void chip(String text, double x, double y) {
    canvas.setFill(palette.background());
    canvas.fillRoundRect(x, y, width(text) + 10, 18, 6, 6);
    write(text, x + 5, y + 9, TextAlignment.LEFT, VPos.CENTER, palette.foreground());
  }

  void fill(Box box, Color colour) {
    canvas.setFill(colour);
    canvas.fillRect(box.x(), box.y(), box.width(), box.height());
  }

  void frame(Box box, Color colour, double width) {
    canvas.setStroke(colour);
    canvas.setLineWidth(width);
    canvas.strokeRect(box.x(), box.y(), box.width(), box.height());
  }
}
