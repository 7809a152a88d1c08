package bonsai.app.runs.weights;

/** A rectangle, in pixels from the upper left corner. */
record Box(double x, double y, double width, double height) {
  double right() {
    return x + width;
  }

  double bottom() {
    return y + height;
  }

  double area() {
    return width * height;
  }

  double centreX() {
    return x + width / 2;
  }

  double centreY() {
    return y + height / 2;
  }

  boolean contains(double atX, double atY) {
    return atX >= x && atX < right() && atY >= y && atY < bottom();
  }

  /** What is left of it when its edges move in; not less than nothing. */
  Box inset(double by) {
    return new Box(
        x + Math.min(by, width / 2),
        y + Math.min(by, height / 2),
        Math.max(0, width - 2 * by),
        Math.max(0, height - 2 * by));
  }
}
