package bonsai.app.runs.weights;

/**
 * What is in view of a picture that can be zoomed, in shares of its width and height.
 *
 * @param x of the left edge
 * @param y of the upper edge
 * @param span how much of the width and of the height is in view; 1 for all
 */
record Viewport(double x, double y, double span) {
  /** All of the picture. */
  static final Viewport ALL = new Viewport(0, 0, 1);

  private static final double LEAST = 1.0 / 64;

  Viewport {
    span = Math.clamp(span, LEAST, 1);
    x = Math.clamp(x, 0, 1 - span);
    y = Math.clamp(y, 0, 1 - span);
  }

  /**
   * Nearer or farther; what is at a place stays there.
   *
   * @param factor above 1 to see less, and that larger
   * @param atX from 0 at the left edge of what is in view to 1
   * @param atY from 0 at its upper edge to 1
   */
  Viewport zoomed(double factor, double atX, double atY) {
    var to = Math.clamp(span / factor, LEAST, 1);
    return new Viewport(x + atX * (span - to), y + atY * (span - to), to);
  }

  /** Moved by shares of what is in view. */
  Viewport moved(double byX, double byY) {
    return new Viewport(x + byX * span, y + byY * span, span);
  }

  /** Moved as little as brings a piece of the picture into view. */
  Viewport showing(double fromX, double fromY, double toX, double toY) {
    return new Viewport(
        Math.max(Math.min(x, fromX), toX - span), Math.max(Math.min(y, fromY), toY - span), span);
  }
}
