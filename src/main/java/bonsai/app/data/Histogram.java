package bonsai.app.data;

import atlantafx.base.theme.Styles;
import bonsai.app.kit.Nodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** How many sentences have how many words, as columns; what is far beyond the rest shares one. */
final class Histogram extends VBox {
  private static final int MOST_COLUMNS = 30;
  private static final double HEIGHT = 110;

  /** Lengths from one to another with the number of sentences that have them. */
  record Bin(int from, int to, long count) {
    String range() {
      return from == to ? Integer.toString(from) : from + " to " + to;
    }
  }

  Histogram(List<Bin> bins, String summary) {
    super(4);
    var columns = new Columns(bins);
    columns.setAccessibleText(summary);
    var axis = new HBox();
    axis.setAlignment(Pos.CENTER);
    var first = Integer.toString(bins.getFirst().from());
    var last = Integer.toString(bins.getLast().to());
    axis.getChildren()
        .setAll(
            axisLabel(first),
            Nodes.spacer(),
            axisLabel("words in a sentence"),
            Nodes.spacer(),
            axisLabel(last));
    getChildren().setAll(columns, axis);
  }

  private static Label axisLabel(String text) {
    return Nodes.label(text, Styles.TEXT_SMALL, Styles.TEXT_MUTED);
  }

  /**
   * Bins of equal width, but for the last one, which reaches to the longest sentence.
   *
   * @param usual the length that hardly any sentence exceeds
   */
  static List<Bin> bins(SortedMap<Integer, Integer> lengths, int usual) {
    var longest = lengths.lastKey();
    var width = Math.max(1, (usual + MOST_COLUMNS - 1) / MOST_COLUMNS);
    var bins = new ArrayList<Bin>();
    for (var from = 1; from <= longest; from += width) {
      var last = from + width > usual;
      var to = last ? longest : from + width - 1;
      var count =
          lengths.subMap(from, to + 1).values().stream().mapToLong(Integer::longValue).sum();
      bins.add(new Bin(from, to, count));
      if (last) {
        break;
      }
    }
    return bins;
  }

  private static final class Columns extends Pane {
    private final List<Bin> bins;
    private final long most;

    Columns(List<Bin> bins) {
      this.bins = bins;
      most = Math.max(1, bins.stream().mapToLong(Bin::count).max().orElse(1));
      getStyleClass().add("histogram");
      setMinHeight(HEIGHT);
      setPrefHeight(HEIGHT);
      for (var bin : bins) {
        var column = new Region();
        column.getStyleClass().addAll("bar", "bar-plain");
        Tooltip.install(
            column,
            new Tooltip(
                String.format(Locale.ROOT, "%s words: %,d sentences", bin.range(), bin.count())));
        getChildren().add(column);
      }
    }

    @Override
    protected void layoutChildren() {
      var width = getWidth() / bins.size();
      for (var i = 0; i < bins.size(); i++) {
        var count = bins.get(i).count();
        var height = count == 0 ? 0 : Math.max(2, (getHeight() - 1) * count / most);
        var left = snapPositionX(i * width);
        var right = snapPositionX((i + 1) * width) - (width > 4 ? 1 : 0);
        getChildren()
            .get(i)
            .resizeRelocate(left, getHeight() - height, Math.max(1, right - left), height);
      }
    }
  }
}
