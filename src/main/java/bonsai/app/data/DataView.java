package bonsai.app.data;

import atlantafx.base.controls.Message;
import atlantafx.base.theme.Styles;
import bonsai.app.kit.Arrangement;
import bonsai.app.kit.Nodes;
import bonsai.base.Quantities;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.SplitPane;
import javafx.scene.control.Tab;
import javafx.scene.control.TabPane;
import javafx.scene.control.TableView;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** Builds the panel: what is open, the filters, the table of sentences, and what lies beside it. */
final class DataView {
  /** What the panel asks of those around it. */
  interface Actions {
    void openSample();

    void openFolder();

    void openFile();

    void useInRecipe();
  }

  /** What there is to see beside the table. */
  enum Side {
    SENTENCE("Sentence"),
    COUNTS("Counts"),
    PROBLEMS("Problems");

    private final String title;

    Side(String title) {
      this.title = title;
    }

    String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final String DIVIDER = "data.divider";

  private final DataModel model;
  private final Actions actions;
  private final TableView<Listing.Row> table;
  private final VBox root = new VBox();
  private final FilterBar filters;
  private final TabPane sides = new TabPane();
  private final SplitPane content;

  /**
   * @param pieces stands below what lies beside the table
   */
  DataView(DataModel model, Actions actions, Node pieces, CountsFiles files) {
    this.model = model;
    this.actions = actions;
    root.getStyleClass().add("data-panel");
    root.setId("data-panel");
    table = new SentenceTable(model).node();
    filters = new FilterBar(model, table::requestFocus);
    for (var side : Side.values()) {
      sides.getTabs().add(tab(side, files));
    }
    sides.setTabClosingPolicy(TabPane.TabClosingPolicy.UNAVAILABLE);
    sides.setAccessibleText("The sentence in detail, counts, and problems");
    VBox.setVgrow(sides, Priority.ALWAYS);
    var beside = new VBox(sides, pieces);
    beside.setMinWidth(330);
    content = new SplitPane(table, beside);
    content.getStyleClass().add("data-content");
    SplitPane.setResizableWithParent(beside, true);
    for (var part : List.of(filters, content)) {
      var there = model.corpusProperty().map(Optional::isPresent);
      part.visibleProperty().bind(there);
      part.managedProperty().bind(there);
    }
    var none = empty();
    none.visibleProperty().bind(content.visibleProperty().not());
    var centre = new StackPane(none, content);
    VBox.setVgrow(centre, Priority.ALWAYS);
    root.getChildren().setAll(new CorpusBar(model, actions), message(), loading(), filters, centre);
    model.corpusProperty().subscribe(this::corpusChanged);
  }

  Region root() {
    return root;
  }

  void focusSearch() {
    filters.focusSearch();
  }

  /** Brings one of what lies beside the table to the front. */
  void show(Side side) {
    sides.getSelectionModel().select(side.ordinal());
  }

  /** Arranges the panel as it was left. */
  void keep(Arrangement arrangement) {
    arrangement.place(content, DIVIDER, 0.62);
    arrangement.follow(content, () -> DIVIDER);
    arrangement.keep(table, "data.columns");
  }

  private Tab tab(Side side, CountsFiles files) {
    var node =
        switch (side) {
          case SENTENCE -> new SentenceView(model).node();
          case COUNTS -> new CountsView(model, files).node();
          case PROBLEMS -> new ProblemsView(model).node();
        };
    var tab = new Tab(side.title, node);
    tab.setId("data-tab-" + side.id());
    return tab;
  }

  private void corpusChanged(Optional<OpenCorpus> open) {
    var problems = open.map(each -> each.corpus().problems().size()).orElse(0);
    var title = Side.PROBLEMS.title;
    sides
        .getTabs()
        .get(Side.PROBLEMS.ordinal())
        .setText(problems == 0 ? title : title + " (" + Quantities.count(problems) + ")");
  }

  // ---- what is being read, and what went wrong --------------------------------------------------

  private Node message() {
    var place = new StackPane();
    place.setId("data-message");
    model
        .messageProperty()
        .subscribe(
            sentence -> {
              place.getChildren().clear();
              sentence.ifPresent(
                  text -> {
                    var message =
                        new Message("Not opened", text, Nodes.icon(Feather.ALERT_OCTAGON));
                    message.getStyleClass().add(Styles.DANGER);
                    message.setOnClose(event -> model.dismissMessage());
                    place.getChildren().setAll(message);
                  });
              place.setManaged(sentence.isPresent());
              place.setVisible(sentence.isPresent());
            });
    place.getStyleClass().add("data-banner");
    return place;
  }

  private Node loading() {
    var what = Nodes.label("", Styles.TEXT_MUTED);
    var bar = new ProgressBar();
    bar.setPrefWidth(180);
    bar.getStyleClass().add(Styles.SMALL);
    bar.setAccessibleText("Reading");
    var cancel = Nodes.button("Cancel", Feather.X, model::cancelLoading);
    cancel.setId("data-cancel");
    cancel.getStyleClass().add(Styles.SMALL);
    var row = new HBox(12, what, bar, cancel);
    row.setAlignment(Pos.CENTER_LEFT);
    row.setId("data-loading");
    row.getStyleClass().add("data-banner");
    model
        .loadingProperty()
        .subscribe(
            job -> {
              row.setVisible(job.isPresent());
              row.setManaged(job.isPresent());
              bar.progressProperty().unbind();
              job.ifPresent(
                  each -> {
                    what.setText(each.title());
                    bar.progressProperty().bind(each.progressProperty());
                  });
            });
    return row;
  }

  private Node empty() {
    var sample = Nodes.button("Open the sample", Feather.PACKAGE, actions::openSample);
    sample.setId("data-open-sample");
    sample.getStyleClass().add(Styles.ACCENT);
    var folder = Nodes.button("Open a folder", Feather.FOLDER, actions::openFolder);
    var file = Nodes.button("Open a file", Feather.FILE_TEXT, actions::openFile);
    return Nodes.empty(
        Feather.DATABASE,
        "No corpus is open",
        "Open the sample that comes with Bonsai, or drop a folder with train, valid and test files"
            + " here: CoNLL columns or JSON lines.",
        sample,
        folder,
        file);
  }
}
