package bonsai.app.data;

import bonsai.app.kit.Nodes;
import java.util.List;
import java.util.Locale;
import javafx.geometry.HPos;
import javafx.scene.Node;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

/** Counts as horizontal bars: a name, a bar as long as the count, and the count itself. */
final class Bars extends GridPane {
  /**
   * One bar.
   *
   * @param name the node that names it
   * @param style the class that gives the bar its colour
   */
  record Bar(Node name, String style, long count) {}

  /**
   * @param title what is counted, for those who hear the window
   */
  Bars(String title, List<Bar> bars) {
    super(10, 5);
    getStyleClass().add("bars");
    setAccessibleText(title);
    var names = new ColumnConstraints();
    names.setMinWidth(Region.USE_PREF_SIZE);
    var lengths = new ColumnConstraints();
    lengths.setHgrow(Priority.ALWAYS);
    var counts = new ColumnConstraints();
    counts.setMinWidth(Region.USE_PREF_SIZE);
    counts.setHalignment(HPos.RIGHT);
    getColumnConstraints().setAll(names, lengths, counts);
    var all = Math.max(1, bars.stream().mapToLong(Bar::count).sum());
    var most = Math.max(1, bars.stream().mapToLong(Bar::count).max().orElse(1));
    for (var row = 0; row < bars.size(); row++) {
      var bar = bars.get(row);
      var count =
          Nodes.caption(
              String.format(Locale.ROOT, "%,d  (%.1f %%)", bar.count(), 100.0 * bar.count() / all));
      addRow(row, bar.name(), new Length((double) bar.count() / most, bar.style()), count);
    }
  }

  /** A bar that takes its share of the room there is. */
  private static final class Length extends Region {
    private static final double THICKNESS = 12;

    private final double share;
    private final Region bar = new Region();

    Length(double share, String style) {
      this.share = share;
      bar.getStyleClass().addAll("bar", style);
      getChildren().add(bar);
      setMinWidth(24);
    }

    @Override
    protected double computePrefHeight(double width) {
      return THICKNESS;
    }

    @Override
    protected void layoutChildren() {
      var width = share > 0 ? Math.max(2, getWidth() * share) : 0;
      bar.resizeRelocate(0, snapPositionY((getHeight() - THICKNESS) / 2), width, THICKNESS);
    }
  }
}
