package bonsai.app.playground;

import atlantafx.base.theme.Styles;
import bonsai.app.kit.EntityText;
import bonsai.app.kit.EntityTypes;
import bonsai.app.kit.Nodes;
import bonsai.app.playground.TaggerSession.State;
import bonsai.tag.ModelInfo;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.value.ObservableValue;
import javafx.collections.ObservableList;
import javafx.css.PseudoClass;
import javafx.geometry.Orientation;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.TextArea;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import javafx.util.Subscription;
import org.kordamp.ikonli.feather.Feather;

/** Builds the panel: the model above, the text and its tags, and the tables beside them. */
final class PlaygroundView {
  /** What buttons and menus ask for. */
  interface Actions {
    void chooseFolder();

    void showRecipe();

    void copyConll();

    void copyJson();
  }

  private static final PseudoClass STALE = PseudoClass.getPseudoClass("stale");

  private final PlaygroundModel model;
  private final Actions actions;

  private final StackPane root = new StackPane();
  private final ComboBox<ModelChoice> choices = new ComboBox<>();
  private final HBox facts = new HBox(8);
  private final TextArea text = new TextArea();
  private final StackPane result = new StackPane();
  private final ListView<Row> rows = new ListView<>();
  private final HBox legend = new HBox(6);
  private final Label latency = Nodes.caption("");
  private final ToggleButton entitiesTab = new ToggleButton("Entities");
  private final ToggleButton wordsTab = new ToggleButton("Words");
  private final TableView<FoundEntity> entities = new TableView<>();
  private final TableView<FoundWord> words = new TableView<>();
  private final MenuButton copy = new MenuButton("Copy", Nodes.icon(Feather.COPY));

  private final ObjectProperty<EntityTypes> types =
      new SimpleObjectProperty<>(EntityTypes.of(List.of()));
  private final ObjectProperty<Optional<FoundEntity>> chosen =
      new SimpleObjectProperty<>(Optional.empty());
  private Subscription session = Subscription.EMPTY;

  PlaygroundView(PlaygroundModel model, Actions actions) {
    this.model = model;
    this.actions = actions;
    root.getStyleClass().add("playground");
    var panel = new VBox(12, header(), body());
    panel.getStyleClass().add("playground-content");
    var none =
        Nodes.empty(
            Feather.EDIT_3,
            "No model yet",
            "Train one first: the Recipe panel starts a run on the sample corpus that takes a minute."
                + " Or open the folder of a model that is already a tagger; dropping it here does"
                + " it, too.",
            accented(Nodes.button("Go to Recipe", Feather.SLIDERS, actions::showRecipe)),
            Nodes.button("Open a model folder", Feather.FOLDER, actions::chooseFolder));
    none.setId("playground-none");
    root.getChildren().setAll(panel, none);
    model
        .chosenProperty()
        .subscribe(
            now -> {
              panel.setVisible(now.isPresent());
              none.setVisible(now.isEmpty());
              choices.setValue(now.orElse(null));
              choices.setTooltip(now.map(it -> new Tooltip(it.detail())).orElse(null));
            });
    model.sessionProperty().subscribe(this::follow);
  }

  Node node() {
    return root;
  }

  void focusText() {
    text.requestFocus();
  }

  // ---- the model --------------------------------------------------------------------------------

  private Node header() {
    var label = Nodes.label("Model");
    label.setLabelFor(choices);
    label.setMinWidth(Region.USE_PREF_SIZE);
    choices.setId("playground-model");
    choices.setItems(model.choices());
    choices.setPrefWidth(300);
    choices.setCellFactory(list -> new ChoiceCell(true));
    choices.setButtonCell(new ChoiceCell(false));
    choices.setAccessibleText("Model");
    choices
        .valueProperty()
        .subscribe(
            value -> {
              if (value != null) {
                model.choose(value);
              }
            });
    // A list that changes may leave the box without a value, though the model is still there.
    model
        .choices()
        .addListener(
            (javafx.collections.ListChangeListener<ModelChoice>)
                change -> choices.setValue(model.chosenProperty().get().orElse(null)));
    var open = Nodes.iconButton("Open a model folder", Feather.FOLDER, actions::chooseFolder);
    open.setId("playground-open");
    facts.setAlignment(Pos.CENTER_RIGHT);
    facts.setId("playground-facts");
    var header = new HBox(8, label, choices, open, Nodes.spacer(), facts);
    header.setAlignment(Pos.CENTER_LEFT);
    return header;
  }

  private static final class ChoiceCell extends ListCell<ModelChoice> {
    private final boolean detailed;

    ChoiceCell(boolean detailed) {
      this.detailed = detailed;
    }

    @Override
    protected void updateItem(ModelChoice choice, boolean empty) {
      super.updateItem(choice, empty);
      if (empty || choice == null) {
        setText(null);
        setGraphic(null);
      } else if (detailed) {
        setText(null);
        setGraphic(new VBox(Nodes.label(choice.name()), Nodes.caption(choice.detail())));
      } else {
        setText(choice.name());
      }
    }
  }

  private void show(Optional<ModelInfo> info) {
    types.set(EntityTypes.ofTags(info.map(ModelInfo::labels).orElse(List.of())));
    legend
        .getChildren()
        .setAll(
            types.get().names().stream().map(name -> EntityText.type(name, types.get())).toList());
    facts.getChildren().clear();
    info.ifPresent(
        it -> {
          var precision = fact(it.precision());
          precision.setTooltip(new Tooltip(it.reason()));
          facts
              .getChildren()
              .setAll(
                  fact(String.format(Locale.ROOT, "%,d parameters", it.parameters())),
                  fact(it.device().equals("cpu") ? "CPU" : it.device().toUpperCase(Locale.ROOT)),
                  precision);
        });
  }

  private static Label fact(String text) {
    var label = Nodes.label(text, "fact", Styles.TEXT_SMALL);
    label.setMinWidth(Region.USE_PREF_SIZE);
    return label;
  }

  // ---- the text and its tags --------------------------------------------------------------------

  private Node body() {
    var texts = new SplitPane(typed(), tagged());
    texts.setOrientation(Orientation.VERTICAL);
    texts.setDividerPositions(0.34);
    var body = new SplitPane(texts, tables());
    body.setDividerPositions(0.6);
    VBox.setVgrow(body, Priority.ALWAYS);
    return body;
  }

  private Node typed() {
    var heading = Nodes.heading("Text");
    heading.setLabelFor(text);
    text.setId("playground-text");
    text.setWrapText(true);
    text.setPromptText("Type or paste text; its tags appear as you type.");
    text.setAccessibleText("Text to tag");
    text.textProperty().bindBidirectional(model.textProperty());
    var examples = new MenuButton("Examples");
    examples.setId("playground-examples");
    examples.getStyleClass().addAll(Styles.FLAT, Styles.SMALL);
    for (var example : Examples.ALL) {
      var item = new MenuItem(example.title());
      item.setOnAction(
          event -> {
            text.setText(example.text());
            text.end();
            text.requestFocus();
          });
      examples.getItems().add(item);
    }
    var clear = Nodes.iconButton("Clear the text", Feather.X, text::clear);
    clear.getStyleClass().add(Styles.SMALL);
    clear.disableProperty().bind(text.textProperty().isEmpty());
    VBox.setVgrow(text, Priority.ALWAYS);
    return part(row(heading, Nodes.spacer(), examples, clear), text);
  }

  private Node tagged() {
    var tooltip = new Tooltip();
    tooltip.setShowDelay(Duration.millis(200));
    rows.setId("playground-result");
    rows.setAccessibleText("Tagged text");
    rows.setCellFactory(list -> new TaggedText(types, chosen, tooltip, this::clicked));
    rows.getStyleClass().add("tagged-text");
    chosen.subscribe(rows::refresh);
    types.subscribe(rows::refresh);
    legend.setAlignment(Pos.CENTER_LEFT);
    latency.setId("playground-latency");
    latency.setMinWidth(Region.USE_PREF_SIZE);
    result.getStyleClass().add("tagged-area");
    VBox.setVgrow(result, Priority.ALWAYS);
    return part(
        row(Nodes.heading("Tags"), legend, Nodes.spacer(), latency), result, TaggedText.legend());
  }

  /** A click on a sentence shows where it stands in the text. */
  private void clicked(Row row) {
    var offsets = row.tagged().offsets();
    select(offsets.get(row.from()).start(), offsets.get(row.to() - 1).end());
  }

  private void select(int start, int end) {
    if (end <= text.getLength()) {
      text.selectRange(start, end);
    }
  }

  // ---- the tables -------------------------------------------------------------------------------

  private Node tables() {
    var tabs = new ToggleGroup();
    entitiesTab.setToggleGroup(tabs);
    wordsTab.setToggleGroup(tabs);
    entitiesTab.getStyleClass().addAll(Styles.LEFT_PILL, Styles.SMALL);
    wordsTab.getStyleClass().addAll(Styles.RIGHT_PILL, Styles.SMALL);
    entitiesTab.setMinWidth(Region.USE_PREF_SIZE);
    wordsTab.setMinWidth(Region.USE_PREF_SIZE);
    entitiesTab.setId("playground-entities-tab");
    wordsTab.setId("playground-words-tab");
    tabs.selectedToggleProperty()
        .subscribe(
            (before, now) -> {
              if (now == null) {
                tabs.selectToggle(before);
              }
              entities.setVisible(entitiesTab.isSelected());
              words.setVisible(wordsTab.isSelected());
            });
    entities();
    words();
    tabs.selectToggle(entitiesTab);
    words.setVisible(false);

    var conll = new MenuItem("As CoNLL columns");
    conll.setId("playground-copy-conll");
    conll.setOnAction(event -> actions.copyConll());
    var json = new MenuItem("As JSON, one object a sentence");
    json.setOnAction(event -> actions.copyJson());
    copy.setId("playground-copy");
    copy.getStyleClass().addAll(Styles.FLAT, Styles.SMALL);
    copy.setMinWidth(Region.USE_PREF_SIZE);
    copy.getItems().setAll(conll, json);

    var stack = new StackPane(entities, words);
    VBox.setVgrow(stack, Priority.ALWAYS);
    var tables = part(row(new HBox(entitiesTab, wordsTab), Nodes.spacer(), copy), stack);
    tables.getStyleClass().add("playground-tables");
    tables.setMinWidth(320);
    return tables;
  }

  private void entities() {
    entities.setId("playground-entities");
    entities.setAccessibleText("Entities");
    entities.setPlaceholder(Nodes.caption("No entities"));
    entities.getStyleClass().addAll(Styles.DENSE);
    var type = column("Type", 72, (FoundEntity it) -> it.entity().type());
    type.setMinWidth(72);
    type.setCellFactory(
        column ->
            new TableCell<>() {
              @Override
              protected void updateItem(String name, boolean empty) {
                super.updateItem(name, empty);
                setGraphic(empty || name == null ? null : EntityText.type(name, types.get()));
              }
            });
    entities
        .getColumns()
        .setAll(
            List.of(
                column("Text", 200, it -> it.entity().text().replaceAll("\\s+", " ")),
                type,
                confidence(it -> it.entity().confidence()),
                position(it -> position(it.sentence(), it.entity().start(), it.entity().end()))));
    entities.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
    entities
        .getSelectionModel()
        .selectedItemProperty()
        .subscribe(
            it -> {
              chosen.set(Optional.ofNullable(it));
              if (it != null) {
                select(it.start(), it.end());
                reveal(it);
              }
            });
  }

  private void words() {
    words.setId("playground-words");
    words.setAccessibleText("Words");
    words.setPlaceholder(Nodes.caption("No words"));
    words.getStyleClass().addAll(Styles.DENSE);
    words
        .getColumns()
        .setAll(
            List.of(
                column("Word", 200, FoundWord::word),
                column("Tag", 70, FoundWord::tag),
                confidence(FoundWord::confidence),
                position(it -> position(it.sentence(), it.index(), it.index() + 1))));
    words.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
    words
        .getSelectionModel()
        .selectedItemProperty()
        .subscribe(
            it -> {
              if (it != null) {
                select(it.start(), it.end());
              }
            });
  }

  private void reveal(FoundEntity entity) {
    for (var i = 0; i < rows.getItems().size(); i++) {
      var row = rows.getItems().get(i);
      if (row.sentence() == entity.sentence() && entity.entity().start() < row.to()) {
        rows.scrollTo(i);
        return;
      }
    }
  }

  /** {@code 2: 3–4} are the third and the fourth word of the second sentence. */
  private static String position(int sentence, int start, int end) {
    var last = end - start == 1 ? "" : "–" + end;
    return "%d: %d%s".formatted(sentence + 1, start + 1, last);
  }

  private static <T> TableColumn<T, String> column(
      String title, double width, Function<T, String> value) {
    var column = new TableColumn<T, String>(title);
    column.setPrefWidth(width);
    column.setCellValueFactory(row -> constant(value.apply(row.getValue())));
    return column;
  }

  private static <T> TableColumn<T, String> position(Function<T, String> value) {
    var column = column("", 100, value);
    var title = new Label("Position");
    title.setMinWidth(Region.USE_PREF_SIZE);
    title.setTooltip(new Tooltip("The sentence, and the words in it"));
    column.setGraphic(title);
    column.setMinWidth(100);
    column.setSortable(false); // the table's own order
    return column;
  }

  private static <T> TableColumn<T, Float> confidence(Function<T, Float> value) {
    var column = new TableColumn<T, Float>("Confidence");
    column.setPrefWidth(108);
    column.setMinWidth(108);
    column.setComparator(Comparator.naturalOrder());
    column.setCellValueFactory(row -> constant(value.apply(row.getValue())));
    column.getStyleClass().add("numbers");
    column.setCellFactory(
        it ->
            new TableCell<>() {
              @Override
              protected void updateItem(Float probability, boolean empty) {
                super.updateItem(probability, empty);
                setText(empty || probability == null ? null : TaggedText.percent(probability));
              }
            });
    return column;
  }

  private static <T> ObservableValue<T> constant(T value) {
    return new SimpleObjectProperty<>(value);
  }

  // ---- the process ------------------------------------------------------------------------------

  /** Shows what a session says, and no longer what the one before it said. */
  private void follow(Optional<TaggerSession> now) {
    session.unsubscribe();
    session = Subscription.EMPTY;
    show(Tagging.NOTHING);
    show(Optional.<ModelInfo>empty());
    now.ifPresent(
        it ->
            session =
                Subscription.combine(
                    it.infoProperty().subscribe(info -> show(info)),
                    it.taggingProperty().subscribe(tagging -> show(tagging)),
                    it.staleProperty()
                        .subscribe(stale -> rows.pseudoClassStateChanged(STALE, stale)),
                    it.stateProperty().subscribe(() -> arrange(it)),
                    it.taggingProperty().subscribe(() -> arrange(it)),
                    it.staleProperty().subscribe(() -> arrange(it)),
                    it.problemProperty().subscribe(() -> arrange(it))));
    now.ifPresent(this::arrange);
  }

  private void show(Tagging tagging) {
    update(rows.getItems(), Row.of(tagging));
    entities.getItems().setAll(FoundEntity.of(tagging));
    words.getItems().setAll(FoundWord.of(tagging));
    entitiesTab.setText(counted("Entities", entities.getItems().size()));
    wordsTab.setText(counted("Words", words.getItems().size()));
    copy.setDisable(tagging.sentences().isEmpty());
  }

  private static String counted(String what, int count) {
    return count == 0 ? what : String.format(Locale.ROOT, "%s (%,d)", what, count);
  }

  /** Leaves alone what is the same, so that a long list keeps its place while one types. */
  private static void update(ObservableList<Row> shown, List<Row> now) {
    var common = Math.min(shown.size(), now.size());
    for (var i = 0; i < common; i++) {
      if (!shown.get(i).equals(now.get(i))) {
        shown.set(i, now.get(i));
      }
    }
    if (shown.size() > common) {
      shown.remove(common, shown.size());
    } else {
      shown.addAll(now.subList(common, now.size()));
    }
  }

  /** What stands in the place of the tags. */
  private void arrange(TaggerSession of) {
    var tagging = of.taggingProperty().get();
    var content =
        switch (of.stateProperty().get()) {
          case State.GivenUp(var reason) -> givenUp(of, reason);
          case State.Loading loading when tagging.sentences().isEmpty() -> loading();
          case State.Loading loading -> rows;
          case State.Ready ready ->
              tagging.sentences().isEmpty() && !of.staleProperty().get() ? hint() : rows;
        };
    // Anew only if something else is to be seen: a list that is put in again loses its place.
    if (result.getChildren().isEmpty()
        || result.getChildren().getFirst() != content && !sameKind(content)) {
      result.getChildren().setAll(content);
    }
    latency.setText(status(of, tagging));
  }

  private boolean sameKind(Node content) {
    return content.getId() != null
        && content != rows
        && content.getId().equals(result.getChildren().getFirst().getId());
  }

  private static String status(TaggerSession of, Tagging tagging) {
    if (of.problemProperty().get().isPresent()) {
      return of.problemProperty().get().get();
    }
    return switch (of.stateProperty().get()) {
      case State.GivenUp gone -> "";
      case State.Loading(var again) -> again ? "Starting again…" : "";
      case State.Ready ready -> {
        if (!tagging.isWhole()) {
          yield String.format(Locale.ROOT, "%.0f %% tagged…", Math.floor(100 * tagging.done()));
        }
        yield tagging.sentences().isEmpty()
            ? ""
            : String.format(
                Locale.ROOT,
                "%s in the model · %s in all",
                milliseconds(tagging.modelMilliseconds()),
                milliseconds(tagging.totalMilliseconds()));
      }
    };
  }

  private static String milliseconds(double time) {
    return time < 1000
        ? String.format(Locale.ROOT, time < 10 ? "%.1f ms" : "%.0f ms", time)
        : String.format(Locale.ROOT, "%.1f s", time / 1000);
  }

  private static Node hint() {
    var hint =
        Nodes.paragraph(
            "Type above, or choose one of the examples.", Styles.TEXT_MUTED, "tagged-hint");
    hint.setId("playground-hint");
    StackPane.setAlignment(hint, Pos.TOP_LEFT);
    return hint;
  }

  private static Node loading() {
    var bar = new ProgressBar(ProgressBar.INDETERMINATE_PROGRESS);
    bar.setPrefWidth(240);
    bar.setAccessibleText("The model is being opened");
    var box = new VBox(10, Nodes.label("Opening the model…", Styles.TEXT_MUTED), bar);
    box.setAlignment(Pos.CENTER);
    box.setId("playground-loading");
    return box;
  }

  private Node givenUp(TaggerSession of, String reason) {
    var log = new TextArea();
    log.setEditable(false);
    log.setId("playground-log");
    log.setAccessibleText("Log of the tagger");
    log.setVisible(false);
    log.managedProperty().bind(log.visibleProperty());
    VBox.setVgrow(log, Priority.ALWAYS);
    var show = Nodes.button("Show log", Feather.FILE_TEXT, () -> {});
    show.setId("playground-show-log");
    show.setOnAction(
        event -> {
          log.setText(of.log().isEmpty() ? "The log is empty." : String.join("\n", of.log()));
          log.setVisible(!log.isVisible());
          show.setText(log.isVisible() ? "Hide log" : "Show log");
        });
    var again = accented(Nodes.button("Start again", Feather.REFRESH_CW, model::startAgain));
    again.setId("playground-again");
    var buttons = new HBox(8, again, show);
    buttons.setAlignment(Pos.CENTER);
    var sentence = Nodes.paragraph(reason, "centered");
    sentence.setMaxWidth(520);
    var box = new VBox(12, Nodes.heading("The tagger has stopped"), sentence, buttons, log);
    box.setAlignment(Pos.CENTER);
    box.setId("playground-given-up");
    return box;
  }

  private static <N extends Node> N accented(N node) {
    node.getStyleClass().add(Styles.ACCENT);
    return node;
  }

  private static HBox row(Node... nodes) {
    var row = new HBox(8, nodes);
    row.setAlignment(Pos.CENTER_LEFT);
    row.setMinHeight(32);
    return row;
  }

  private static VBox part(Node... nodes) {
    var part = new VBox(6, nodes);
    part.getStyleClass().add("playground-part");
    return part;
  }
}
