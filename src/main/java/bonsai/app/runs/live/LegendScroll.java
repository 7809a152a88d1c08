package bonsai.app.runs.live;

import bonsai.app.chart.Legend;
import javafx.geometry.Orientation;
import javafx.scene.control.ScrollPane;

/** A legend in as many lines as it needs, but in few: what is more is scrolled to. */
final class LegendScroll extends ScrollPane {
  /** Four lines of names; the charts need the room. */
  static final double MOST = 104;

  private final Legend legend;

  LegendScroll(Legend legend) {
    super(legend);
    this.legend = legend;
    setFitToWidth(true);
    setHbarPolicy(ScrollBarPolicy.NEVER);
    setMinHeight(0);
    setMaxHeight(MOST);
    setFocusTraversable(false);
    managedProperty().bind(visibleProperty());
    getStyleClass().add("run-charts-scroll");
  }

  // A pane that scrolls has one height whatever it holds; this one has that of the names.

  @Override
  public Orientation getContentBias() {
    return Orientation.HORIZONTAL;
  }

  @Override
  protected double computePrefHeight(double width) {
    var room = width - snappedLeftInset() - snappedRightInset();
    return snappedTopInset() + legend.prefHeight(width < 0 ? width : room) + snappedBottomInset();
  }
}
