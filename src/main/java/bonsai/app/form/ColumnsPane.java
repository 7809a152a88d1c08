package bonsai.app.form;

import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.layout.Pane;

/** Lays its children out row by row in as many equal columns as there is room for. */
final class ColumnsPane extends Pane {
  private static final double LEAST_WIDTH = 210;
  private static final double GAP = 20;
  private static final double ROW_GAP = 14;
  private static final int MOST_COLUMNS = 4;

  @Override
  public Orientation getContentBias() {
    return Orientation.HORIZONTAL;
  }

  private int columns(double width) {
    var fitting = (int) ((width + GAP) / (LEAST_WIDTH + GAP));
    return Math.clamp(fitting, 1, Math.max(1, Math.min(MOST_COLUMNS, getManagedChildren().size())));
  }

  private static double columnWidth(double width, int columns) {
    return Math.max(0, (width - (columns - 1) * GAP) / columns);
  }

  @Override
  protected double computeMinWidth(double height) {
    return 160;
  }

  @Override
  protected double computePrefWidth(double height) {
    return 2 * LEAST_WIDTH + GAP;
  }

  @Override
  protected double computeMinHeight(double width) {
    return computePrefHeight(width);
  }

  @Override
  protected double computePrefHeight(double width) {
    var available = width < 0 ? computePrefWidth(-1) : width;
    var columns = columns(available);
    var children = getManagedChildren();
    var height = 0.0;
    for (var from = 0; from < children.size(); from += columns) {
      height += rowHeight(from, columns, columnWidth(available, columns)) + ROW_GAP;
    }
    return Math.max(0, height - ROW_GAP);
  }

  private double rowHeight(int from, int columns, double width) {
    var height = 0.0;
    for (var i = from; i < Math.min(from + columns, getManagedChildren().size()); i++) {
      height = Math.max(height, getManagedChildren().get(i).prefHeight(width));
    }
    return height;
  }

  @Override
  protected void layoutChildren() {
    var columns = columns(getWidth());
    var width = columnWidth(getWidth(), columns);
    var children = getManagedChildren();
    var y = 0.0;
    for (var from = 0; from < children.size(); from += columns) {
      var height = rowHeight(from, columns, width);
      for (var i = from; i < Math.min(from + columns, children.size()); i++) {
        Node child = children.get(i);
        child.resizeRelocate(
            snapPositionX((i - from) * (width + GAP)), snapPositionY(y), width, height);
      }
      y += height + ROW_GAP;
    }
  }
}
