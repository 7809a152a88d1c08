package bonsai.app.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableSet;

/**
 * What charts that stand side by side have in common: the x axis and the part of it in view, the
 * crosshair, the smoothing, and whose curves are hidden or selected.
 */
public final class ChartGroup {
  private final List<XAxis> axes;
  private final List<Plot> plots = new ArrayList<>();
  private final IntegerProperty axis = new SimpleIntegerProperty();
  private final BooleanProperty logX = new SimpleBooleanProperty();
  private final DoubleProperty smoothing = new SimpleDoubleProperty();
  private final ObjectProperty<Optional<Range>> view = new SimpleObjectProperty<>(Optional.empty());
  private final ObjectProperty<OptionalDouble> hover =
      new SimpleObjectProperty<>(OptionalDouble.empty());
  private final ObservableSet<String> hidden = FXCollections.observableSet();
  private final ObjectProperty<Optional<String>> selected =
      new SimpleObjectProperty<>(Optional.empty());

  /**
   * @param axes what can be chosen to draw over; the first is at the beginning
   */
  public ChartGroup(List<XAxis> axes) {
    this.axes = List.copyOf(axes);
    axis.subscribe(this::reset);
    logX.subscribe(this::reset);
  }

  public List<XAxis> axes() {
    return axes;
  }

  /** The place of the chosen axis among {@link #axes()}. */
  public IntegerProperty axisProperty() {
    return axis;
  }

  XAxis axis() {
    return axes.get(axis.get());
  }

  public BooleanProperty logXProperty() {
    return logX;
  }

  /** What the past weighs in smoothed curves, from 0 to below 1. */
  public DoubleProperty smoothingProperty() {
    return smoothing;
  }

  /** The part of the x axis in view; empty shows all there is. */
  public ObjectProperty<Optional<Range>> viewProperty() {
    return view;
  }

  /** Where the crosshair is on the x axis. */
  public ObjectProperty<OptionalDouble> hoverProperty() {
    return hover;
  }

  /** The owners whose curves are not drawn. */
  public ObservableSet<String> hidden() {
    return hidden;
  }

  /** The owner whose curves stand out. */
  public ObjectProperty<Optional<String>> selectedProperty() {
    return selected;
  }

  /** Shows all of every curve again. */
  public void reset() {
    view.set(Optional.empty());
    hover.set(OptionalDouble.empty());
    plots.forEach(plot -> plot.yViewProperty().set(Optional.empty()));
  }

  /** Whether some chart shows less than all. */
  public boolean isZoomed() {
    return view.get().isPresent()
        || plots.stream().anyMatch(p -> p.yViewProperty().get().isPresent());
  }

  /**
   * Shows a part of the x axis, or as much of it as there are curves; all if it is no smaller.
   *
   * @param wanted ignored where it is too narrow to be shown
   */
  public void show(Range wanted) {
    var all = fit();
    if (wanted.low() <= all.low() && wanted.high() >= all.high()) {
      view.set(Optional.empty());
      return;
    }
    var range = wanted;
    if (logX.get()) {
      range = new Range(Math.max(all.low(), range.low()), Math.min(all.high(), range.high()));
    } else if (range.low() < all.low()) {
      range = new Range(all.low(), Math.min(all.high(), all.low() + range.high() - range.low()));
    } else if (range.high() > all.high()) {
      range = new Range(Math.max(all.low(), all.high() - range.high() + range.low()), all.high());
    }
    if (range.isWide()) {
      view.set(Optional.of(range));
    }
  }

  void add(Plot plot) {
    plots.add(plot);
  }

  void remove(Plot plot) {
    plots.remove(plot);
  }

  /** The part of the x axis to show: the one chosen, or where there are curves in any chart. */
  Range xRange() {
    return view.get().orElseGet(this::fit);
  }

  private Range fit() {
    var all = Range.NONE;
    for (var plot : plots) {
      all = all.join(plot.xExtent());
    }
    if (all.isEmpty()) {
      return logX.get() ? new Range(1, 10) : new Range(0, 1);
    }
    if (all.isWide()) {
      return all;
    }
    return logX.get()
        ? new Range(all.low() / 2, all.high() * 2)
        : new Range(all.low() - 0.5, all.high() + 0.5);
  }
}
