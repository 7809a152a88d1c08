package bonsai.app.runs.live;

import bonsai.app.chart.Chart;
import java.util.List;
import javafx.geometry.Orientation;
import javafx.scene.layout.Region;

/** Charts of one size in rows, as many in a row as there is room for. */
final class ChartGrid extends Region {
  private static final double NARROWEST = 300;
  private static final double LOWEST = 160;
  private static final double GAP = 10;
  private static final int MOST = 3;

  private List<Chart> charts = List.of();

  /** Shows these charts instead of those before. */
  void show(List<Chart> newCharts) {
    if (!newCharts.equals(charts)) {
      charts = List.copyOf(newCharts);
      getChildren().setAll(charts);
    }
  }

  private int columns(double width) {
    var fit = Math.clamp((int) ((width + GAP) / (NARROWEST + GAP)), 1, MOST);
    var rows = (charts.size() + fit - 1) / fit;
    return (charts.size() + rows - 1) / rows;
  }

  private int rows(double width) {
    var columns = columns(width);
    return (charts.size() + columns - 1) / columns;
  }

  @Override
  public Orientation getContentBias() {
    return Orientation.HORIZONTAL;
  }

  @Override
  protected double computeMinHeight(double width) {
    var rows = rows(width < 0 ? getWidth() : width);
    return rows * LOWEST + (rows - 1) * GAP;
  }

  @Override
  protected double computePrefHeight(double width) {
    return computeMinHeight(width);
  }

  @Override
  protected double computeMinWidth(double height) {
    return NARROWEST;
  }

  @Override
  protected double computePrefWidth(double height) {
    return MOST * NARROWEST;
  }

  @Override
  protected void layoutChildren() {
    var columns = columns(getWidth());
    var rows = rows(getWidth());
    for (var i = 0; i < charts.size(); i++) {
      var column = i % columns;
      var row = i / columns;
      var left = edge(getWidth(), columns, column);
      var top = edge(getHeight(), rows, row);
      charts
          .get(i)
          .resizeRelocate(
              left,
              top,
              edge(getWidth(), columns, column + 1) - GAP - left,
              edge(getHeight(), rows, row + 1) - GAP - top);
    }
  }

  private double edge(double size, int parts, int part) {
    return snapPositionX(part * (size + GAP) / parts);
  }
}
