package bonsai.app.chart;

import bonsai.app.kit.Palette;
import java.util.List;
import javafx.collections.ObservableSet;
import javafx.collections.SetChangeListener;
import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Region;

/** Names of curves, each with its colour; a click hides or shows one, a second leaves only it. */
public final class Legend extends FlowPane implements AutoCloseable {
  private static final PseudoClass HIDDEN = PseudoClass.getPseudoClass("hidden");

  /**
   * A name in a legend.
   *
   * @param id what goes into the set of hidden ones
   * @param sign a character that looks as the curve does; empty for a spot of its colour
   * @param note what is said of it besides, such as {@code baseline}; may be empty
   */
  public record Entry(String id, String name, int colour, String sign, String note) {}

  private final ObservableSet<String> hidden;
  private final SetChangeListener<String> listener = change -> mark();
  private List<Entry> entries = List.of();

  /**
   * @param hidden the ids of what is not drawn; changed by clicks
   */
  public Legend(ObservableSet<String> hidden) {
    this.hidden = hidden;
    getStyleClass().add("chart-legend");
    hidden.addListener(listener);
  }

  /** Shows these names instead. */
  public void show(List<Entry> newEntries) {
    if (!newEntries.equals(entries)) {
      entries = List.copyOf(newEntries);
      getChildren().setAll(entries.stream().map(this::button).toList());
      mark();
    }
  }

  private Node button(Entry entry) {
    var button = new Button(entry.name(), sign(entry));
    button.setMnemonicParsing(false); // a run's name may hold an underscore
    button.getStyleClass().setAll("chart-legend-item");
    button.setId("legend-" + entry.id());
    var spoken = entry.note().isEmpty() ? entry.name() : entry.name() + ", " + entry.note();
    if (!entry.note().isEmpty()) {
      button.setText(entry.name() + " · " + entry.note());
    }
    button.setAccessibleText(spoken + ": hide or show");
    button.setTooltip(new Tooltip(spoken + "\nClick to hide or show, double-click for only this"));
    button.setOnAction(event -> toggle(entry.id()));
    button.setOnMouseClicked(
        event -> {
          if (event.getClickCount() == 2) {
            only(entry.id());
          }
        });
    return button;
  }

  private static Node sign(Entry entry) {
    if (!entry.sign().isEmpty()) {
      var sign = new Label(entry.sign());
      sign.getStyleClass().add("chart-sign");
      return sign;
    }
    return swatch(entry.colour());
  }

  /** A spot of a curve's colour, flat as a dash where the curve is dashed. */
  static Region swatch(int colour) {
    var swatch = new Region();
    swatch
        .getStyleClass()
        .addAll("chart-swatch", "series-" + Math.floorMod(colour, Palette.SERIES));
    if (Palette.isSecond(colour)) {
      swatch.getStyleClass().add("second-series");
    }
    return swatch;
  }

  private void toggle(String id) {
    if (!hidden.remove(id)) {
      hidden.add(id);
    }
  }

  private void only(String id) {
    for (var entry : entries) {
      if (entry.id().equals(id)) {
        hidden.remove(entry.id());
      } else {
        hidden.add(entry.id());
      }
    }
  }

  private void mark() {
    for (var i = 0; i < entries.size(); i++) {
      getChildren().get(i).pseudoClassStateChanged(HIDDEN, hidden.contains(entries.get(i).id()));
    }
  }

  @Override
  public void close() {
    hidden.removeListener(listener);
  }
}
