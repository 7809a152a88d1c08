package bonsai.app.kit;

import java.util.List;
import javafx.scene.SnapshotParameters;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.image.Image;
import javafx.scene.paint.Color;
import javafx.scene.shape.StrokeLineCap;

/** The program's sign: a small tree in a flat pot. */
public final class AppIcon {
  /** The sides, in pixels, that desktops ask for. */
  private static final List<Integer> SIDES = List.of(16, 32, 48, 128);

  /** The side of the square that the shapes below are told in. */
  private static final double GRID = 64;

  private static final Color GROUND = Color.web("#1f883d");

  private AppIcon() {}

  /** In all sizes that a window needs; on the toolkit's thread. */
  public static List<Image> all() {
    return SIDES.stream().map(AppIcon::of).toList();
  }

  /**
   * Draws it; on the toolkit's thread.
   *
   * @param side in pixels
   */
  public static Image of(int side) {
    var canvas = new Canvas(side, side);
    var pen = canvas.getGraphicsContext2D();
    pen.scale(side / GRID, side / GRID);
    pen.setFill(GROUND);
    pen.fillRoundRect(2, 2, 60, 60, 30, 30);
    pen.setFill(Color.WHITE);
    pen.setStroke(Color.WHITE);
    pen.setLineCap(StrokeLineCap.ROUND);
    crown(pen);
    trunk(pen);
    pot(pen);
    var clear = new SnapshotParameters();
    clear.setFill(Color.TRANSPARENT);
    return canvas.snapshot(clear, null);
  }

  private static void crown(GraphicsContext pen) {
    pen.fillOval(19, 9.5, 28, 14);
    pen.fillOval(9.5, 23.5, 20, 11);
    pen.fillOval(36.5, 22, 19, 11);
  }

  private static void trunk(GraphicsContext pen) {
    branch(pen, 4.6, 33, 45, 22, 38, 42, 31, 33, 19);
    branch(pen, 3.2, 31, 37, 27, 36, 22, 35, 20, 31);
    branch(pen, 3.2, 35.5, 30, 38, 31.5, 43, 31, 45, 29);
  }

  private static void pot(GraphicsContext pen) {
    pen.fillRect(14, 44.5, 36, 3.5);
    pen.fillPolygon(new double[] {18, 46, 43, 21}, new double[] {49.5, 49.5, 56, 56}, 4);
  }

  /** A Bézier curve from its first point to its last, bent by the two between. */
  private static void branch(GraphicsContext pen, double width, double... points) {
    pen.setLineWidth(width);
    pen.beginPath();
    pen.moveTo(points[0], points[1]);
    pen.bezierCurveTo(points[2], points[3], points[4], points[5], points[6], points[7]);
    pen.stroke();
  }
}
