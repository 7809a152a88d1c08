package bonsai.app.data;

import atlantafx.base.controls.CustomTextField;
import atlantafx.base.controls.Message;
import atlantafx.base.theme.Styles;
import atlantafx.base.theme.Tweaks;
import bonsai.app.kit.Nodes;
import bonsai.ner.DataSource;
import bonsai.ner.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.StringProperty;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.SplitPane;
import javafx.scene.control.Tab;
import javafx.scene.control.TabPane;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
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

  private static final double ROW = 30;
  private static final PseudoClass WRONG = PseudoClass.getPseudoClass("wrong");

  private final DataModel model;
  private final Actions actions;
  private final VBox root = new VBox();
  private final StackPane centre = new StackPane();
  private final TableView<Listing.Row> table = new TableView<>();
  private final CustomTextField search = new CustomTextField();
  private final Tab problemsTab;
  private final SplitPane content;

  DataView(DataModel model, Actions actions) {
    this.model = model;
    this.actions = actions;
    root.getStyleClass().add("data-panel");
    root.setId("data-panel");
    buildTable();
    var sentence = tab("Sentence", new SentenceView(model).node(), "data-tab-sentence");
    var counts = tab("Counts", new CountsView(model).node(), "data-tab-counts");
    problemsTab = tab("Problems", new ProblemsView(model).node(), "data-tab-problems");
    var side = new TabPane(sentence, counts, problemsTab);
    side.setTabClosingPolicy(TabPane.TabClosingPolicy.UNAVAILABLE);
    side.setAccessibleText("About the corpus");
    side.setMinWidth(330);
    content = new SplitPane(table, side);
    content.getStyleClass().add("data-content");
    content.setDividerPositions(0.62);
    SplitPane.setResizableWithParent(side, true);
    var header = header();
    var filters = filters();
    for (var part : List.of(filters, content)) {
      var there = model.corpusProperty().map(Optional::isPresent);
      part.visibleProperty().bind(there);
      part.managedProperty().bind(there);
    }
    centre.getChildren().setAll(empty(), content);
    centre.getChildren().getFirst().visibleProperty().bind(content.visibleProperty().not());
    VBox.setVgrow(centre, Priority.ALWAYS);
    root.getChildren().setAll(header, message(), loading(), filters, centre);
    model.corpusProperty().subscribe(this::corpusChanged);
    model.listingProperty().subscribe(this::list);
    model.selectedProperty().subscribe(this::showSelection);
  }

  Region root() {
    return root;
  }

  void focusSearch() {
    search.requestFocus();
    search.selectAll();
  }

  double divider() {
    return content.getDividerPositions()[0];
  }

  void setDivider(double position) {
    content.setDividerPositions(position);
  }

  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static Tab tab(String title, Node content, String id) {
    var tab = new Tab(title, content);
    tab.setId(id);
    return tab;
  }

  // ---- what is open -----------------------------------------------------------------------------

  private HBox header() {
    var name = Nodes.label("", Styles.TITLE_4);
    name.setId("data-name");
    name.setMinWidth(Region.USE_PREF_SIZE);
    var about = Nodes.caption("");
    about.setMinWidth(0);
    model
        .corpusProperty()
        .subscribe(
            open -> {
              name.setText(open.map(each -> each.corpus().name()).orElse("No corpus"));
              about.setText(open.map(DataView::about).orElse(""));
              about.setTooltip(open.map(each -> new Tooltip(about(each))).orElse(null));
            });
    var use = Nodes.button("Use in a recipe", Feather.SLIDERS, actions::useInRecipe);
    use.setId("data-use");
    use.visibleProperty().bind(model.corpusProperty().map(Optional::isPresent));
    use.getStyleClass().add(Styles.ACCENT);
    var header = new HBox(12, openMenu(), name, about, Nodes.spacer(), splits(), use);
    header.setAlignment(Pos.CENTER_LEFT);
    header.getStyleClass().add("data-header");
    return header;
  }

  private static String about(OpenCorpus open) {
    return DataModel.place(open.source()) + ", tags in " + open.corpus().scheme();
  }

  private MenuButton openMenu() {
    var menu = new MenuButton("Open", Nodes.icon(Feather.FOLDER));
    menu.setId("data-open");
    menu.setMinWidth(Region.USE_PREF_SIZE);
    model
        .recentProperty()
        .subscribe(
            recent -> {
              var items = new ArrayList<MenuItem>();
              items.add(item("Sample corpus", Feather.PACKAGE, actions::openSample));
              items.add(item("Folder…", Feather.FOLDER, actions::openFolder));
              items.add(item("File…", Feather.FILE_TEXT, actions::openFile));
              var before =
                  recent.sources().stream()
                      .filter(source -> !(source instanceof DataSource.Sample))
                      .toList();
              if (!before.isEmpty()) {
                items.add(new SeparatorMenuItem());
              }
              for (var source : before) {
                items.add(item(DataModel.place(source), Feather.CLOCK, () -> model.open(source)));
              }
              menu.getItems().setAll(items);
            });
    return menu;
  }

  private static MenuItem item(String text, Feather icon, Runnable action) {
    var item = new MenuItem(text, Nodes.icon(icon));
    item.setMnemonicParsing(false);
    item.setOnAction(event -> action.run());
    return item;
  }

  private HBox splits() {
    var group = new ToggleGroup();
    var buttons = new HBox();
    buttons.setAlignment(Pos.CENTER);
    model
        .corpusProperty()
        .subscribe(
            open -> {
              group.getToggles().clear();
              var splits = open.map(OpenCorpus::splits).orElse(List.of());
              buttons
                  .getChildren()
                  .setAll(
                      splits.stream()
                          .map(split -> splitButton(open.get(), split, splits, group))
                          .toList());
              select(group, model.splitProperty().get());
            });
    model.splitProperty().subscribe(split -> select(group, split));
    return buttons;
  }

  private ToggleButton splitButton(
      OpenCorpus open, Split split, List<Split> splits, ToggleGroup group) {
    var name = split.label().substring(0, 1).toUpperCase(Locale.ROOT) + split.label().substring(1);
    var button = new ToggleButton(name + "  " + number(open.index(split).size()));
    button.setId("data-split-" + split.label());
    button.setUserData(split);
    button.setToggleGroup(group);
    button.setMinWidth(Region.USE_PREF_SIZE);
    if (splits.size() > 1) {
      var place = splits.indexOf(split);
      button
          .getStyleClass()
          .add(
              place == 0
                  ? Styles.LEFT_PILL
                  : place == splits.size() - 1 ? Styles.RIGHT_PILL : Styles.CENTER_PILL);
    }
    button.setOnAction(
        event -> {
          model.splitProperty().set(split);
          button.setSelected(true); // the chosen one cannot be switched off
        });
    return button;
  }

  private static void select(ToggleGroup group, Split split) {
    group.getToggles().stream()
        .filter(toggle -> toggle.getUserData() == split)
        .forEach(toggle -> toggle.setSelected(true));
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

  // ---- filters ----------------------------------------------------------------------------------

  private HBox filters() {
    search.setId("data-search");
    search.setPromptText("Search the sentences");
    search.setAccessibleText("Search the sentences");
    search.setLeft(Nodes.icon(Feather.SEARCH));
    search.textProperty().bindBidirectional(model.textProperty());
    search.setMinWidth(120);
    search.setPrefWidth(280);
    search.setOnKeyPressed(
        event -> {
          if (event.getCode() == KeyCode.ESCAPE && !search.getText().isEmpty()) {
            search.clear();
            event.consume();
          } else if (event.getCode() == KeyCode.DOWN || event.getCode() == KeyCode.ENTER) {
            table.requestFocus();
            event.consume();
          }
        });
    HBox.setHgrow(search, Priority.SOMETIMES);
    search.setMaxWidth(420);

    var sensitive = new ToggleButton("Aa");
    sensitive.setId("data-case");
    sensitive.setAccessibleText("Match upper and lower case");
    sensitive.setTooltip(new Tooltip("Match upper and lower case"));
    sensitive.setMinWidth(Region.USE_PREF_SIZE);
    sensitive.selectedProperty().bindBidirectional(model.caseSensitiveProperty());

    var problems = new ToggleButton("Has problems", Nodes.icon(Feather.ALERT_TRIANGLE));
    problems.setId("data-only-problems");
    problems.setMinWidth(Region.USE_PREF_SIZE);
    problems.selectedProperty().bindBidirectional(model.onlyProblemsProperty());

    var to = Nodes.caption("to");
    to.setMinWidth(Region.USE_PREF_SIZE);
    var words = Nodes.caption("words");
    words.setMinWidth(Region.USE_PREF_SIZE);
    var count = Nodes.label("", Styles.TEXT_MUTED);
    count.setId("data-count");
    count.setMinWidth(Region.USE_PREF_SIZE);
    count.textProperty().bind(model.summary());
    count
        .textProperty()
        .subscribe(text -> count.pseudoClassStateChanged(WRONG, model.lengthProblem().isPresent()));
    var clear = Nodes.iconButton("Clear all filters", Feather.X_CIRCLE, model::clearFilters);
    clear.setId("data-clear");
    clear
        .visibleProperty()
        .bind(model.listingProperty().map(now -> now.filter(l -> !l.query().isAll()).isPresent()));
    var row =
        new HBox(
            8,
            search,
            sensitive,
            types(),
            length("data-min-words", "min", "Least number of words", model.minWordsProperty()),
            to,
            length("data-max-words", "max", "Greatest number of words", model.maxWordsProperty()),
            words,
            problems,
            Nodes.spacer(),
            count,
            clear);
    row.setAlignment(Pos.CENTER_LEFT);
    row.getStyleClass().add("data-filters");
    return row;
  }

  private ComboBox<Optional<String>> types() {
    var types = new ComboBox<Optional<String>>();
    types.setId("data-type");
    types.setAccessibleText("Entity type");
    types.setMinWidth(Region.USE_PREF_SIZE);
    types.setConverter(
        new StringConverter<>() {
          @Override
          public String toString(Optional<String> type) {
            return type == null ? "" : type.orElse("Any entities");
          }

          @Override
          public Optional<String> fromString(String text) {
            throw new UnsupportedOperationException("nothing is typed into it");
          }
        });
    model
        .corpusProperty()
        .subscribe(
            open -> {
              var items = new ArrayList<Optional<String>>();
              items.add(Optional.empty());
              open.ifPresent(each -> each.types().names().forEach(n -> items.add(Optional.of(n))));
              types.getItems().setAll(items);
              types.setValue(model.typeProperty().get());
            });
    types
        .valueProperty()
        .subscribe(
            type -> {
              if (type != null) {
                model.typeProperty().set(type);
              }
            });
    model.typeProperty().subscribe(types::setValue);
    return types;
  }

  private static TextField length(String id, String prompt, String name, StringProperty value) {
    var field = new TextField();
    field.setId(id);
    field.setPromptText(prompt);
    field.setAccessibleText(name);
    field.setTooltip(new Tooltip(name));
    field.setPrefWidth(58);
    field.setMinWidth(58);
    field.textProperty().bindBidirectional(value);
    return field;
  }

  // ---- the table --------------------------------------------------------------------------------

  private void buildTable() {
    table.setId("data-table");
    table.setAccessibleText("Sentences");
    table.setFixedCellSize(ROW);
    table.getStyleClass().addAll(Styles.DENSE, Tweaks.EDGE_TO_EDGE, "sentences");
    table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
    table.setMinWidth(320);
    table.setPlaceholder(
        Nodes.empty(
            Feather.SEARCH,
            "No sentence is like that",
            "Change the filters, or clear them.",
            Nodes.button("Clear all filters", Feather.X_CIRCLE, model::clearFilters)));
    var number = numbers("No.", 84, Query.Key.NUMBER, row -> row.number() + 1);
    var words = numbers("Words", 74, Query.Key.WORDS, Listing.Row::words);
    var entities = numbers("Entities", 86, Query.Key.ENTITIES, Listing.Row::entities);
    var text = new TableColumn<Listing.Row, Listing.Row>("Text");
    text.setPrefWidth(560);
    text.setSortable(false);
    text.setReorderable(false);
    text.setCellValueFactory(row -> new ReadOnlyObjectWrapper<>(row.getValue()));
    text.setCellFactory(column -> new TextCell());
    table.getColumns().setAll(List.<TableColumn<Listing.Row, ?>>of(number, words, entities, text));
    table.setSortPolicy(
        sorted -> {
          model.orderProperty().set(order());
          return true;
        });
    model
        .orderProperty()
        .subscribe(
            order -> {
              if (!order.equals(order())) {
                table.getSortOrder().clear(); // only the filters' reset sets it from elsewhere
              }
            });
    table.getSelectionModel().selectedItemProperty().subscribe(this::select);
  }

  private TableColumn<Listing.Row, Integer> numbers(
      String title, double width, Query.Key key, ToIntFunction<Listing.Row> of) {
    var column = new TableColumn<Listing.Row, Integer>(title);
    column.setPrefWidth(width);
    column.setMinWidth(width);
    column.setMaxWidth(width + 40);
    column.setReorderable(false);
    column.setUserData(key);
    column.getStyleClass().add("number-column");
    column.setCellValueFactory(row -> new ReadOnlyObjectWrapper<>(of.applyAsInt(row.getValue())));
    column.setCellFactory(each -> new NumberCell(key));
    return column;
  }

  /** The order that the table's headers ask for. */
  private Query.Order order() {
    return table.getSortOrder().stream()
        .findFirst()
        .map(
            column ->
                new Query.Order(
                    (Query.Key) column.getUserData(),
                    column.getSortType() == TableColumn.SortType.DESCENDING))
        .orElse(Query.Order.OF_THE_FILE);
  }

  private void corpusChanged(Optional<OpenCorpus> open) {
    var problems = open.map(each -> each.corpus().problems().size()).orElse(0);
    problemsTab.setText(problems == 0 ? "Problems" : "Problems (" + number(problems) + ")");
  }

  private void list(Optional<Listing> listing) {
    listing.ifPresent(
        now -> {
          table.setItems(now.rows());
          showSelection(model.selectedProperty().get());
        });
  }

  private void select(Listing.Row row) {
    Optional.ofNullable(row)
        .filter(each -> model.listingProperty().get().equals(Optional.of(each.listing())))
        .filter(each -> !model.selectedProperty().get().equals(OptionalInt.of(each.number())))
        .ifPresent(each -> model.select(each.number()));
  }

  /** Marks the selected sentence's row, and brings it into view if something else chose it. */
  private void showSelection(OptionalInt selected) {
    var row =
        model
            .listingProperty()
            .get()
            .filter(now -> table.getItems() == now.rows() && selected.isPresent())
            .map(now -> now.rowOf(selected.getAsInt()).orElse(-1))
            .orElse(-1);
    if (row < 0) {
      table.getSelectionModel().clearSelection();
    } else if (table.getSelectionModel().getSelectedIndex() != row) {
      table.getSelectionModel().clearAndSelect(row);
      table.getFocusModel().focus(row);
      table.scrollTo(Math.max(0, row - 3));
    }
  }

  private static final class NumberCell extends TableCell<Listing.Row, Integer> {
    private final boolean marksProblems;

    NumberCell(Query.Key key) {
      marksProblems = key == Query.Key.NUMBER;
    }

    @Override
    protected void updateItem(Integer value, boolean empty) {
      super.updateItem(value, empty);
      setText(empty ? "" : number(value));
      var row = getTableRow() == null ? null : getTableRow().getItem();
      var marked = !empty && marksProblems && row != null && row.hasProblem();
      setGraphic(marked ? warning() : null);
    }

    private static Node warning() {
      var icon = Nodes.icon(Feather.ALERT_TRIANGLE);
      icon.getStyleClass().add("problem-mark");
      return icon;
    }
  }

  private static final class TextCell extends TableCell<Listing.Row, Listing.Row> {
    private final TextLine line = new TextLine();

    TextCell() {
      setGraphic(line);
      setMinWidth(0);
    }

    @Override
    protected void updateItem(Listing.Row row, boolean empty) {
      super.updateItem(row, empty);
      if (empty || row == null) {
        line.clear();
        return;
      }
      var sentence = row.sentence();
      line.show(
          sentence.words(),
          sentence.tags(),
          row.listing().open().types(),
          getTableColumn().getWidth());
      setAccessibleText(String.join(" ", sentence.words()));
    }
  }
}
