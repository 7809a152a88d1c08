package bonsai.app.playground;

import atlantafx.base.theme.Styles;
import bonsai.app.kit.Arrangement;
import bonsai.app.kit.EntityText;
import bonsai.app.kit.EntityTypes;
import bonsai.app.kit.Nodes;
import bonsai.tag.ModelInfo;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.Orientation;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TextArea;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** Builds the panel: the models above, the text and its tags, and the tables beside them. */
final class PlaygroundView {
  /** What buttons and menus ask for. */
  interface Actions {
    /** Opens a model folder in one of the model's two slots. */
    void chooseFolder(ModelSlot slot);

    void showRecipe();

    void copyConll(ModelSlot slot);

    void copyJson(ModelSlot slot);
  }

  private static final double TABLES = 0.6;

  /** Two texts side by side need more room. */
  private static final double TABLES_COMPARING = 0.62;

  private final PlaygroundModel model;
  private final Actions actions;
  private final Arrangement arrangement;

  private final StackPane root = new StackPane();
  private final TextArea text = new TextArea();
  private final HBox legend = new HBox(6);
  private final ObjectProperty<EntityTypes> types =
      new SimpleObjectProperty<>(EntityTypes.of(List.of()));
  private final ObjectProperty<Optional<FoundEntity>> chosen =
      new SimpleObjectProperty<>(Optional.empty());
  private final Label heading = Nodes.heading("Tags");
  private final TaggedPane first;
  private final TaggedPane second;
  private final SplitPane tagged;
  private final ResultTables tables;

  PlaygroundView(PlaygroundModel model, Actions actions, Arrangement arrangement) {
    this.model = model;
    this.actions = actions;
    this.arrangement = arrangement;
    var marks = new TaggedPane.Marks(types, chosen, model.comparisonProperty());
    legend.setAlignment(Pos.CENTER_LEFT);
    first =
        new TaggedPane(
            "playground",
            model.first(),
            marks,
            List.of(heading, name(model.first()), legend),
            this::clicked);
    second =
        new TaggedPane(
            "playground-second",
            model.second(),
            marks,
            List.of(name(model.second())),
            this::clicked);
    second.getStyleClass().add("second");
    tagged = new SplitPane(first);
    tables = new ResultTables(types, new Selected(), copyMenu());
    tables.keep(arrangement);
    tables.getStyleClass().addAll("playground-part", "playground-tables");
    var panel = new VBox(12, header(), body());
    panel.getStyleClass().add("playground-content");
    var none = none();
    root.getStyleClass().add("playground");
    root.getChildren().setAll(panel, none);
    model
        .first()
        .chosenProperty()
        .subscribe(
            now -> {
              panel.setVisible(now.isPresent());
              none.setVisible(now.isEmpty());
            });
    model.first().infoProperty().subscribe(this::colour);
    model.second().infoProperty().subscribe(this::colour);
    model.first().taggingProperty().subscribe(tagging -> tables.show(tagging));
    model.comparisonProperty().subscribe(comparison -> tables.show(comparison));
  }

  Node node() {
    return root;
  }

  /** The model whose tags have the focus; the first where none has. */
  ModelSlot focused() {
    return Stream.iterate(root.getScene().getFocusOwner(), Objects::nonNull, Node::getParent)
            .anyMatch(node -> node == second)
        ? model.second()
        : model.first();
  }

  void focusText() {
    text.requestFocus();
  }

  private Node none() {
    var recipe = Nodes.button("Go to Recipe", Feather.SLIDERS, actions::showRecipe);
    recipe.getStyleClass().add(Styles.ACCENT);
    var none =
        Nodes.empty(
            Feather.EDIT_3,
            "No model yet",
            "Train one first: the Recipe panel starts a run on the sample corpus, for a minute or two."
                + " Or open the folder of a model that is already a tagger; dropping it here does"
                + " it, too.",
            recipe,
            Nodes.button(
                "Open a model folder", Feather.FOLDER, () -> actions.chooseFolder(model.first())));
    none.setId("playground-none");
    return none;
  }

  // ---- the models -------------------------------------------------------------------------------

  private Node header() {
    var compare = new ToggleButton("Compare", Nodes.icon(Feather.COLUMNS));
    compare.setId("playground-compare");
    compare.setMinWidth(Region.USE_PREF_SIZE);
    compare.setTooltip(new Tooltip("Tag the same text with a second model, side by side"));
    compare.selectedProperty().bindBidirectional(model.comparingProperty());
    var bar =
        new ModelBar(
            "playground",
            "Model",
            model.choices(),
            model.first(),
            model::choose,
            () -> actions.chooseFolder(model.first()),
            compare);
    var stop =
        Nodes.iconButton(
            "Compare no longer", Feather.X, () -> model.comparingProperty().set(false));
    stop.setId("playground-compare-no-longer");
    var other =
        new ModelBar(
            "playground-second",
            "Compare with",
            model.choices(),
            model.second(),
            model.second()::choose,
            () -> actions.chooseFolder(model.second()),
            stop);
    other.visibleProperty().bind(model.comparingProperty());
    other.managedProperty().bind(model.comparingProperty());
    return new VBox(8, bar, other);
  }

  /** The model's name, while there are two to be told apart. */
  private Label name(ModelSlot slot) {
    var name = Nodes.label("", Styles.TEXT_MUTED);
    name.textProperty()
        .bind(slot.chosenProperty().map(now -> now.map(ModelChoice::name).orElse("")));
    name.setMinWidth(0);
    name.visibleProperty().bind(model.comparingProperty());
    name.managedProperty().bind(model.comparingProperty());
    return name;
  }

  /** Both models' types, so that one type has one colour. */
  private void colour() {
    var tags =
        Stream.of(model.first(), model.second())
            .flatMap(slot -> slot.infoProperty().get().stream())
            .map(ModelInfo::labels)
            .flatMap(List::stream)
            .toList();
    types.set(EntityTypes.ofTags(tags));
    legend
        .getChildren()
        .setAll(
            types.get().names().stream().map(name -> EntityText.type(name, types.get())).toList());
  }

  // ---- the text and its tags --------------------------------------------------------------------

  private Node body() {
    var marks = new VBox(6, tagged, TaggedText.legend(model.comparingProperty()));
    marks.getStyleClass().add("playground-part");
    VBox.setVgrow(tagged, Priority.ALWAYS);
    tagged.getStyleClass().add("playground-tagged");
    var texts = new SplitPane(typed(), marks);
    texts.setOrientation(Orientation.VERTICAL);
    arrangement.place(texts, "playground.text", 0.34);
    arrangement.follow(texts, () -> "playground.text");
    var body = new SplitPane(texts, tables);
    arrangement.place(body, tablesName(), TABLES);
    arrangement.follow(body, this::tablesName);
    VBox.setVgrow(body, Priority.ALWAYS);
    model
        .comparingProperty()
        .subscribe(
            (before, comparing) -> {
              first.setCompared(comparing);
              second.setCompared(comparing);
              heading.setVisible(!comparing);
              heading.setManaged(!comparing);
              tagged.getItems().setAll(comparing ? List.of(first, second) : List.of(first));
              legend.setVisible(!comparing);
              legend.setManaged(!comparing);
              tables.setComparing(comparing);
              arrangement.place(body, tablesName(), comparing ? TABLES_COMPARING : TABLES);
              if (comparing) {
                arrangement.place(tagged, "playground.models", 0.5);
                arrangement.follow(tagged, () -> "playground.models");
              }
            });
    return body;
  }

  private String tablesName() {
    return model.comparingProperty().get() ? "playground.tables.comparing" : "playground.tables";
  }

  private Node typed() {
    var heading = Nodes.heading("Text");
    heading.setLabelFor(text);
    text.setId("playground-text");
    text.setWrapText(true);
    text.setPromptText("Type or paste text; its tags appear as you type.");
    text.setAccessibleText("Text to tag");
    text.textProperty().bindBidirectional(model.textProperty());
    var clear = Nodes.iconButton("Clear the text", Feather.X, text::clear);
    clear.getStyleClass().add(Styles.SMALL);
    clear.disableProperty().bind(text.textProperty().isEmpty());
    VBox.setVgrow(text, Priority.ALWAYS);
    var head = new HBox(8, heading, Nodes.spacer(), examples(), clear);
    head.setAlignment(Pos.CENTER_LEFT);
    head.setMinHeight(32);
    var typed = new VBox(6, head, text);
    typed.getStyleClass().add("playground-part");
    return typed;
  }

  private MenuButton examples() {
    var examples = new MenuButton("Examples");
    examples.setId("playground-examples");
    examples.getStyleClass().addAll(Styles.FLAT, Styles.SMALL);
    for (var example : Examples.ALL) {
      examples
          .getItems()
          .add(
              Nodes.item(
                  example.title(),
                  () -> {
                    text.setText(example.text());
                    text.end();
                    text.requestFocus();
                  }));
    }
    return examples;
  }

  private MenuButton copyMenu() {
    var copy = new MenuButton("Copy", Nodes.icon(Feather.COPY));
    copy.setId("playground-copy");
    copy.getStyleClass().addAll(Styles.FLAT, Styles.SMALL);
    copy.setMinWidth(Region.USE_PREF_SIZE);
    copy.getItems().setAll(copyItems("playground", model.first()));
    model
        .comparingProperty()
        .subscribe(
            (before, comparing) -> {
              copy.getItems().setAll(copyItems("playground", model.first()));
              if (comparing) {
                copy.getItems().add(new SeparatorMenuItem());
                copy.getItems().addAll(copyItems("playground-second", model.second()));
              }
            });
    copy.disableProperty()
        .bind(model.first().taggingProperty().map(tagging -> tagging.sentences().isEmpty()));
    return copy;
  }

  private List<MenuItem> copyItems(String id, ModelSlot slot) {
    var conll = copyItem(slot, "s CoNLL columns", () -> actions.copyConll(slot));
    conll.setId(id + "-copy-conll");
    var json = copyItem(slot, "s JSON, one object a sentence", () -> actions.copyJson(slot));
    json.setId(id + "-copy-json");
    return List.of(conll, json);
  }

  /** Whose tags they are is said where there are two models. */
  private MenuItem copyItem(ModelSlot slot, String how, Runnable action) {
    var item = Nodes.item("", action);
    item.textProperty()
        .bind(
            slot.chosenProperty()
                .map(
                    now ->
                        now.filter(any -> model.comparingProperty().get())
                            .map(choice -> choice.name() + ", a" + how)
                            .orElse("A" + how)));
    item.disableProperty()
        .bind(slot.taggingProperty().map(tagging -> tagging.sentences().isEmpty()));
    return item;
  }

  // ---- from one part to another -----------------------------------------------------------------

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

  private final class Selected implements ResultTables.Selection {
    @Override
    public void entity(Optional<FoundEntity> entity) {
      chosen.set(entity);
      entity.ifPresent(
          it -> {
            select(it.start(), it.end());
            first.reveal(it.sentence(), it.entity().start());
          });
    }

    @Override
    public void word(FoundWord word) {
      select(word.start(), word.end());
      first.reveal(word.sentence(), word.index());
      second.reveal(word.sentence(), word.index());
    }
  }
}
