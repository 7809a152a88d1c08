package bonsai.app.runs.weights;

import java.util.List;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/**
 * A matrix in detail: a head, and under it what is visible of the mask, which gets no more room
 * than its shape can fill, and of the others, which share the rest.
 */
final class MatrixColumn extends Region {
  private static final double GAP = 8;

  /** Of the room, so that the histogram keeps enough. */
  private static final double MOST_OF_MASK = 0.64;

  private final Region head;
  private final VBox mask;
  private final Region picture;
  private final List<Region> others;
  private double shape = 1;

  /**
   * @param mask with its title and words
   * @param picture the mask's picture alone
   */
  MatrixColumn(Region head, VBox mask, Region picture, List<Region> others) {
    this.head = head;
    this.mask = mask;
    this.picture = picture;
    this.others = List.copyOf(others);
    getChildren().addAll(head, mask);
    getChildren().addAll(others);
    setMinSize(0, 0);
  }

  /** What the mask's picture is high, for a width of 1. */
  void shape(double newShape) {
    shape = newShape;
    requestLayout();
  }

  @Override
  protected void layoutChildren() {
    var width = getWidth();
    var y = head.prefHeight(width);
    head.resizeRelocate(0, 0, width, y);
    y += GAP;
    if (mask.isVisible()) {
      var around =
          mask.prefHeight(width) - Math.max(picture.minHeight(width), picture.prefHeight(width));
      var whole = width * shape + ColourScale.HEIGHT + around;
      var high = Math.min(whole, (getHeight() - y) * MOST_OF_MASK);
      mask.resizeRelocate(0, y, width, high);
      y += high + GAP;
    }
    for (var other : others) {
      if (other.isVisible()) {
        other.resizeRelocate(0, y, width, Math.max(0, getHeight() - y));
      }
    }
  }
}
