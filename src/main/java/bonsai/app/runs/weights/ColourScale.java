package bonsai.app.runs.weights;

import bonsai.app.chart.Viridis;
import javafx.geometry.VPos;

/** What the colours of zeros mean, in one line. */
final class ColourScale {
  static final double HEIGHT = 20;

  private static final double WIDTH = 90;
  private static final double BAR = 10;

  private ColourScale() {}

  /**
   * @param y the line's upper edge
   */
  static void paint(Ink ink, double x, double y) {
    var middle = y + HEIGHT / 2 + 2;
    ink.left("no zeros", x, middle, VPos.CENTER);
    var from = Math.ceil(x + Ink.width("no zeros") + 6); // else the colours run into one another
    for (var i = 0; i < WIDTH; i++) {
      ink.fill(new Box(from + i, middle - BAR / 2, 1, BAR), Viridis.colour(i / (WIDTH - 1)));
    }
    ink.left("zeros only", from + WIDTH + 6, middle, VPos.CENTER);
  }
}
