package bonsai.app.data;

import atlantafx.base.theme.Styles;
import bonsai.app.kit.EntityText;
import bonsai.app.kit.Nodes;
import bonsai.ner.CorpusStats.SplitStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javafx.geometry.HPos;
import javafx.scene.Node;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** What there is to count in a split: numbers, and distributions as charts. */
final class CountsView {
  /** Words of so many pieces and more share a bar. */
  private static final int MANY_PIECES = 8;

  private final DataModel model;
  private final VBox content = new VBox(12);
  private final ScrollPane node = new ScrollPane(content);

  CountsView(DataModel model) {
    this.model = model;
    content.getStyleClass().add("side-content");
    node.setFitToWidth(true);
    node.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
    node.setId("data-counts");
    model.countsProperty().subscribe(this::show);
    model.uncountedProperty().subscribe(() -> show(model.countsProperty().get()));
  }

  Node node() {
    return node;
  }

  private void show(Optional<Counts> counts) {
    var open = model.corpusProperty().get();
    if (model.uncountedProperty().get()) {
      content
          .getChildren()
          .setAll(
              Nodes.caption("Counting was cancelled."),
              Nodes.button("Count", Feather.REFRESH_CW, model::countAgain));
      return;
    }
    if (counts.isEmpty() || open.isEmpty()) {
      content.getChildren().setAll(Nodes.caption("Counting…"));
      return;
    }
    var stats = counts.get().stats();
    content
        .getChildren()
        .setAll(
            numbers(stats),
            Nodes.heading("Entities"),
            entities(stats, open.get()),
            Nodes.heading("Tags"),
            tags(stats, open.get()),
            outside(stats),
            Nodes.heading("Sentence length"),
            new Histogram(
                Histogram.bins(stats.lengths(), stats.lengthQuantile(0.995)), lengths(stats)),
            Nodes.paragraph(lengths(stats), Styles.TEXT_SMALL, Styles.TEXT_MUTED),
            Nodes.heading("Pieces per word"),
            pieces(counts.get()),
            Nodes.paragraph(counts.get().piecesNote(), Styles.TEXT_SMALL, Styles.TEXT_MUTED));
  }

  private static GridPane numbers(SplitStats stats) {
    var grid = new GridPane(24, 2);
    var names = List.of("Sentences", "Words", "Distinct words", "Entities", "Documents");
    var values =
        List.of(
            (long) stats.sentences(),
            stats.words(),
            (long) stats.distinctWords(),
            stats.allEntities(),
            (long) stats.documents());
    for (var i = 0; i < names.size(); i++) {
      var number = Nodes.label(number(values.get(i)), Styles.TEXT_BOLD);
      GridPane.setHalignment(number, HPos.RIGHT);
      grid.addRow(i, Nodes.label(names.get(i), Styles.TEXT_MUTED), number);
    }
    return grid;
  }

  private static Node entities(SplitStats stats, OpenCorpus open) {
    var bars = new ArrayList<Bars.Bar>();
    stats
        .entities()
        .forEach(
            (type, count) ->
                bars.add(
                    new Bars.Bar(
                        EntityText.type(type, open.types()),
                        "bar-" + open.types().colour(type),
                        count)));
    return bars.isEmpty() ? Nodes.caption("No entities") : new Bars("Entities by type", bars);
  }

  private static Node tags(SplitStats stats, OpenCorpus open) {
    var bars = new ArrayList<Bars.Bar>();
    stats
        .tags()
        .forEach(
            (tag, count) -> {
              if (!tag.equals("O")) {
                var name = Nodes.label(tag, "tag-name");
                bars.add(new Bars.Bar(name, "bar-" + open.types().colour(tag.substring(2)), count));
              }
            });
    return bars.isEmpty() ? Nodes.caption("No tags but O") : new Bars("Words by tag", bars);
  }

  private static Node outside(SplitStats stats) {
    var outside = stats.tags().getOrDefault("O", 0L);
    return Nodes.caption(
        String.format(
            Locale.ROOT,
            "%,d of %,d words (%.1f %%) are outside of entities: O",
            outside,
            stats.words(),
            100.0 * outside / stats.words()));
  }

  private static String lengths(SplitStats stats) {
    return String.format(
        Locale.ROOT,
        "Mean %.1f words, median %,d, 95 %% have at most %,d, longest %,d",
        stats.meanLength(),
        stats.lengthQuantile(0.5),
        stats.lengthQuantile(0.95),
        stats.lengths().lastKey());
  }

  private static Node pieces(Counts counts) {
    if (counts.pieces().isEmpty()) {
      return new Region();
    }
    var bars = new ArrayList<Bars.Bar>();
    var longest = counts.pieces().lastKey();
    for (var number = 1; number <= Math.min(longest, MANY_PIECES); number++) {
      var last = number == MANY_PIECES && longest > MANY_PIECES;
      var count =
          last
              ? counts.pieces().tailMap(number).values().stream().mapToLong(n -> n).sum()
              : counts.pieces().getOrDefault(number, 0L);
      var name = number + (last ? " or more" : "");
      bars.add(new Bars.Bar(Nodes.label(name), "bar-plain", count));
    }
    return new Bars("Words by their number of pieces", bars);
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
