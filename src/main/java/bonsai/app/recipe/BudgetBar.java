package bonsai.app.recipe;

import bonsai.model.Parameter.Component;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;

/** A model's parameters as one bar, a piece for each component, and a line at the limit. */
final class BudgetBar extends Pane {
  private static final double BAR = 22;
  private static final double LABEL = 18;

  private final List<Region> pieces = new ArrayList<>();
  private final List<Long> counts = new ArrayList<>();
  private final Region line = new Region();
  private final Label mark;
  private final long limit;
  private final long total;

  /**
   * @param limit where the line stands, in parameters
   * @param name what stands above the line, such as {@code 20M}
   */
  BudgetBar(Map<Component, Long> parameters, long limit, String name) {
    this.limit = limit;
    this.total = parameters.values().stream().mapToLong(Long::longValue).sum();
    parameters.forEach(
        (component, count) -> {
          var piece = new Region();
          piece.getStyleClass().addAll("budget-piece", style(component));
          Tooltip.install(
              piece, new Tooltip(String.format(Locale.ROOT, "%s: %,d", component.label(), count)));
          pieces.add(piece);
          counts.add(count);
        });
    line.getStyleClass().add("budget-line");
    mark = new Label(name);
    mark.getStyleClass().add("budget-mark");
    getChildren().addAll(pieces);
    getChildren().addAll(line, mark);
    setMinHeight(BAR + LABEL);
    setPrefHeight(BAR + LABEL);
    setAccessibleText(
        "Parameters by component: "
            + parameters.entrySet().stream()
                .map(
                    entry ->
                        String.format(
                            Locale.ROOT, "%s %,d", entry.getKey().label(), entry.getValue()))
                .collect(Collectors.joining(", ")));
  }

  /** The style class that gives a component its colour. */
  static String style(Component component) {
    return "budget-" + component.ordinal();
  }

  @Override
  protected double computeMinWidth(double height) {
    return 120;
  }

  @Override
  protected void layoutChildren() {
    var width = getWidth();
    var scale = width / (Math.max(total, limit) * (total > limit ? 1.0 : 1.08));
    var x = 0.0;
    for (var i = 0; i < pieces.size(); i++) {
      var end = x + counts.get(i) * scale;
      var from = snapPositionX(x);
      // What is too small to be seen is still a piece of the bar.
      var wide = counts.get(i) == 0 ? 0 : Math.max(1, snapPositionX(end) - from);
      pieces.get(i).resizeRelocate(from, LABEL, wide, BAR);
      x = end;
    }
    var at = snapPositionX(limit * scale);
    line.resizeRelocate(at - 1, LABEL - 4, 2, BAR + 4);
    var markWidth = mark.prefWidth(-1);
    mark.resizeRelocate(
        Math.clamp(at - markWidth / 2, 0, Math.max(0, width - markWidth)), 0, markWidth, LABEL - 4);
  }
}
