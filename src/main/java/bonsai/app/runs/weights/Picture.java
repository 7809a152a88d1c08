package bonsai.app.runs.weights;

import bonsai.app.kit.Palette;
import java.util.OptionalInt;
import javafx.scene.canvas.GraphicsContext;

/** Something drawn of things in boxes, laid out for a size; each thing has something to say. */
interface Picture {
  /** Where an arrow key leads. */
  enum Way {
    LEFT(-1, 0),
    RIGHT(1, 0),
    UP(0, -1),
    DOWN(0, 1);

    private final int dx;
    private final int dy;

    Way(int dx, int dy) {
      this.dx = dx;
      this.dy = dy;
    }

    int dx() {
      return dx;
    }

    int dy() {
      return dy;
    }
  }

  /** How many things there are. */
  int size();

  /** Where a thing is. */
  Box box(int thing);

  /** What a thing says when it is pointed at. */
  String text(int thing);

  void paint(GraphicsContext canvas, Palette palette);

  /** The thing at a place; empty beside all of them. */
  default OptionalInt at(double x, double y) {
    for (var i = 0; i < size(); i++) {
      if (box(i).contains(x, y)) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  /** The next thing in a direction, what is straight ahead first; the same one at the end. */
  default int next(int thing, Way way) {
    var from = box(thing);
    var best = thing;
    var least = Double.POSITIVE_INFINITY;
    for (var i = 0; i < size(); i++) {
      var to = box(i);
      var right = to.centreX() - from.centreX();
      var down = to.centreY() - from.centreY();
      var ahead = right * way.dx() + down * way.dy();
      var beside = Math.abs(right * way.dy()) + Math.abs(down * way.dx());
      if (ahead > 1e-6 && ahead + 3 * beside < least) {
        least = ahead + 3 * beside;
        best = i;
      }
    }
    return best;
  }
}
