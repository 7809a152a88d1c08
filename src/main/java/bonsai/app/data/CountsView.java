package bonsai.app.data;

import atlantafx.base.theme.Styles;
import atlantafx.base.theme.Tweaks;
import bonsai.app.kit.EntityText;
import bonsai.app.kit.Nodes;
import bonsai.base.Quantities;
import bonsai.ner.CorpusStats.SplitStats;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javafx.geometry.HPos;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.MenuButton;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** What there is to count in a split: numbers, and distributions as charts. */
final class CountsView {
  /** Words of so many pieces and more share a bar. */
  private static final int MANY_PIECES = 8;

  private final DataModel model;
  private final CountsFiles files;
  private final VBox content = new VBox(12);
  private final ScrollPane node = new ScrollPane(content);

  CountsView(DataModel model, CountsFiles files) {
    this.model = model;
    this.files = files;
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
    var entities = entities(stats, open.get());
    var tags = tags(stats, open.get());
    var lengths =
        new Histogram(Histogram.bins(stats.lengths(), stats.lengthQuantile(0.995)), lengths(stats));
    var pieces = pieces(counts.get());
    content
        .getChildren()
        .setAll(
            numbers(stats),
            heading("Entities", "type", "entities", stats.entities(), entities),
            entities,
            heading("Tags", "tag", "words", stats.tags(), tags),
            tags,
            outside(stats),
            heading("Sentence length", "words", "sentences", stats.lengths(), lengths),
            lengths,
            Nodes.paragraph(lengths(stats), Styles.TEXT_SMALL, Styles.TEXT_MUTED),
            heading("Pieces per word", "pieces", "words", counts.get().pieces(), pieces),
            pieces,
            Nodes.paragraph(counts.get().piecesNote(), Styles.TEXT_SMALL, Styles.TEXT_MUTED));
  }

  /** A chart's heading, with a menu to save it. */
  private Node heading(
      String title, String of, String number, Map<?, ? extends Number> counts, Node chart) {
    var rows = new LinkedHashMap<String, Number>();
    counts.forEach((name, count) -> rows.put(name.toString(), count));
    var table =
        new CountsFiles.Table(
            title + " in " + model.splitProperty().get().label(), List.of(of, number), rows);
    var menu = new MenuButton("", Nodes.icon(Feather.MORE_HORIZONTAL));
    menu.getStyleClass().addAll(Styles.BUTTON_ICON, Styles.FLAT, Styles.SMALL, Tweaks.NO_ARROW);
    menu.setId("data-save-" + title.toLowerCase(Locale.ROOT).replace(' ', '-'));
    menu.setAccessibleText("Save: " + title);
    menu.setTooltip(new Tooltip("Save"));
    menu.getItems()
        .setAll(
            Nodes.item("Save as PNG…", () -> files.png(table, chart)),
            Nodes.item("Save as CSV…", () -> files.csv(table)));
    menu.setVisible(!rows.isEmpty());
    var row = new HBox(Nodes.heading(title), Nodes.spacer(), menu);
    row.setAlignment(Pos.CENTER_LEFT);
    return row;
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
      var number = Nodes.label(Quantities.count(values.get(i)), Styles.TEXT_BOLD);
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
}
