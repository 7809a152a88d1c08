package bonsai.app.chart;

import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.shape.StrokeLineCap;
import javafx.scene.shape.StrokeLineJoin;
import javafx.scene.text.Font;
import javafx.scene.text.FontWeight;
import javafx.scene.text.TextAlignment;

/** Draws on a canvas. */
final class CanvasPen implements Pen {
  private final GraphicsContext canvas;
  private final double density;

  /**
   * @param density how many pixels of the screen a pixel of the layout has in a row
   */
  CanvasPen(GraphicsContext canvas, double density) {
    this.canvas = canvas;
    this.density = density;
    canvas.setLineJoin(StrokeLineJoin.BEVEL);
    canvas.setLineCap(StrokeLineCap.BUTT);
    canvas.setTextBaseline(VPos.BASELINE);
  }

  @Override
  public double density() {
    return density;
  }

  @Override
  public void fill(double x, double y, double width, double height, Color colour) {
    canvas.setFill(colour);
    canvas.fillRect(x, y, width, height);
  }

  @Override
  public void line(
      double x0, double y0, double x1, double y1, Color colour, double width, double dash) {
    dashed(dash, colour, width, () -> canvas.strokeLine(x0, y0, x1, y1));
  }

  private void dashed(double dash, Color colour, double width, Runnable stroke) {
    canvas.setStroke(colour);
    canvas.setLineWidth(width);
    if (dash > 0) {
      canvas.setLineDashes(dash, dash);
    }
    stroke.run();
    if (dash > 0) {
      canvas.setLineDashes();
    }
  }

  @Override
  public void polyline(
      double[] xs, double[] ys, int count, Color colour, double width, double dash) {
    dashed(dash, colour, width, () -> canvas.strokePolyline(xs, ys, count));
  }

  @Override
  public void bars(
      double[] lefts, double[] tops, double[] bottoms, int count, double width, Color colour) {
    canvas.setFill(colour);
    for (var i = 0; i < count; i++) {
      canvas.fillRect(lefts[i], tops[i], width, bottoms[i] - tops[i]);
    }
  }

  @Override
  public void dot(double x, double y, double radius, Color colour) {
    canvas.setFill(colour);
    canvas.fillOval(x - radius, y - radius, 2 * radius, 2 * radius);
  }

  @Override
  public void ring(double x, double y, double radius, Color colour, double width) {
    canvas.setStroke(colour);
    canvas.setLineWidth(width);
    canvas.strokeOval(x - radius, y - radius, 2 * radius, 2 * radius);
  }

  @Override
  public void text(
      String text, double x, double y, Align align, Color colour, double size, boolean bold) {
    canvas.setFont(bold ? Font.font(null, FontWeight.BOLD, size) : Font.font(size));
    canvas.setTextAlign(
        switch (align) {
          case LEFT -> TextAlignment.LEFT;
          case CENTRE -> TextAlignment.CENTER;
          case RIGHT -> TextAlignment.RIGHT;
        });
    canvas.setFill(colour);
    canvas.fillText(text, x, y);
  }

  @Override
  public void clip(double x, double y, double width, double height) {
    canvas.save();
    canvas.beginPath();
    canvas.rect(x, y, width, height);
    canvas.clip();
  }

  @Override
  public void endClip() {
    canvas.restore();
  }
}
