package bonsai.app.chart;

import javafx.scene.paint.Color;

/** Draws a chart somewhere: on a canvas, or into a file. Lengths are in pixels of the layout. */
interface Pen {
  /** Where a text is, seen from its place. */
  enum Align {
    LEFT,
    CENTRE,
    RIGHT
  }

  /** How many dots of the medium a pixel of the layout has in a row. */
  double density();

  void fill(double x, double y, double width, double height, Color colour);

  /** A straight line; dashed with dashes and gaps of a length, unless that is 0. */
  void line(double x0, double y0, double x1, double y1, Color colour, double width, double dash);

  /** The line through the first so many points; dashed as {@link #line} is. */
  void polyline(double[] xs, double[] ys, int count, Color colour, double width, double dash);

  /** Upright bars, each from a top to a bottom, as wide as {@code width}. */
  void bars(double[] lefts, double[] tops, double[] bottoms, int count, double width, Color colour);

  void dot(double x, double y, double radius, Color colour);

  void ring(double x, double y, double radius, Color colour, double width);

  /**
   * A line of text.
   *
   * @param y its base line
   */
  void text(String text, double x, double y, Align align, Color colour, double size, boolean bold);

  /** Leaves out from now on what is outside. */
  void clip(double x, double y, double width, double height);

  /** Ends what {@link #clip} began. */
  void endClip();
}
