package bonsai.app.runs.weights;

import java.util.List;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.layout.Region;

/**
 * Three places side by side, or, where that is too narrow, the first two over one another; or the
 * first one alone.
 */
final class WeightsLayout extends Region {
  private static final double GAP = 20;
  private static final double WIDE = 900;
  private static final double LEAST = 300;
  private static final double LEAST_STACKED = 420;

  private final Node parts;
  private final Node layers;
  private final Node matrix;
  private boolean alone;

  WeightsLayout(Node parts, Node layers, Node matrix) {
    this.parts = parts;
    this.layers = layers;
    this.matrix = matrix;
    getChildren().setAll(List.of(parts, layers, matrix));
  }

  /** Whether there is nothing to show in the second and third place. */
  void showFirstAlone(boolean now) {
    if (now != alone) {
      alone = now;
      layers.setVisible(!now);
      matrix.setVisible(!now);
      requestLayout();
    }
  }

  @Override
  protected double computeMinWidth(double height) {
    return 480;
  }

  @Override
  protected double computeMinHeight(double width) {
    return width >= WIDE ? LEAST : LEAST_STACKED;
  }

  @Override
  protected double computePrefWidth(double height) {
    return 1000;
  }

  @Override
  protected double computePrefHeight(double width) {
    return computeMinHeight(width);
  }

  @Override
  public Orientation getContentBias() {
    return Orientation.HORIZONTAL;
  }

  @Override
  protected void layoutChildren() {
    var width = getWidth();
    var height = getHeight();
    if (alone) {
      place(parts, 0, 0, width, height);
    } else if (width >= WIDE) {
      var first = snapPositionX((width - 2 * GAP) * 0.3);
      var second = snapPositionX((width - 2 * GAP) * 0.38);
      place(parts, 0, 0, first, height);
      place(layers, first + GAP, 0, second, height);
      place(matrix, first + second + 2 * GAP, 0, width - first - second - 2 * GAP, height);
    } else {
      var left = snapPositionX((width - GAP) * 0.55);
      var upper = snapPositionY((height - GAP) * 0.45);
      place(parts, 0, 0, left, upper);
      place(layers, 0, upper + GAP, left, height - upper - GAP);
      place(matrix, left + GAP, 0, width - left - GAP, height);
    }
  }

  private static void place(Node node, double x, double y, double width, double height) {
    node.resizeRelocate(x, y, width, height);
  }
}
