package bonsai.app.playground;

import atlantafx.base.theme.Styles;
import bonsai.app.kit.Arrangement;
import bonsai.app.kit.EntityText;
import bonsai.app.kit.EntityTypes;
import bonsai.app.kit.Nodes;
import bonsai.app.kit.Toggles;
import bonsai.app.playground.Comparison.Difference;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/** The first model's entities and words as tables, and the words on which two models differ. */
final class ResultTables extends VBox {
  /** As wide as {@code I-MISC 100 %}. */
  private static final double SURE = 116;

  private final ObservableValue<EntityTypes> types;
  private final TableView<FoundEntity> entities = new TableView<>();
  private final TableView<FoundWord> words = new TableView<>();
  private final TableView<Difference> differences = new TableView<>();
  private final ObjectProperty<TableView<?>> shown = new SimpleObjectProperty<>(entities);
  private final ToggleButton entitiesTab = tab("Entities", "entities", entities);
  private final ToggleButton wordsTab = tab("Words", "words", words);
  private final ToggleButton differencesTab = tab("Differ", "differences", differences);

  /** What is done with what is selected. */
  interface Selection {
    void entity(Optional<FoundEntity> entity);

    void word(FoundWord word);
  }

  /**
   * @param copy stands above the tables, at the right
   */
  ResultTables(ObservableValue<EntityTypes> types, Selection selection, Node copy) {
    super(6);
    this.types = types;
    buildEntities(it -> selection.entity(Optional.ofNullable(it)));
    buildWords(selection::word);
    buildDifferences(it -> selection.word(it.word()));
    var tabs = new LinkedHashMap<ToggleButton, TableView<?>>();
    tabs.put(entitiesTab, entities);
    tabs.put(wordsTab, words);
    tabs.put(differencesTab, differences);
    Toggles.choose(tabs, shown);
    var stack = new StackPane(entities, words, differences);
    VBox.setVgrow(stack, Priority.ALWAYS);
    var head = new HBox(8, new HBox(entitiesTab, wordsTab, differencesTab), Nodes.spacer(), copy);
    head.setAlignment(Pos.CENTER_LEFT);
    head.setMinHeight(32);
    getChildren().setAll(head, stack);
    setMinWidth(320);
    setComparing(false);
  }

  private ToggleButton tab(String name, String id, TableView<?> table) {
    var tab = new ToggleButton(name);
    tab.getStyleClass().add(Styles.SMALL);
    tab.setMinWidth(Region.USE_PREF_SIZE);
    tab.setId("playground-" + id + "-tab");
    table.setId("playground-" + id);
    table.setAccessibleText(name);
    table.visibleProperty().bind(shown.isEqualTo(table));
    table.getStyleClass().addAll(Styles.DENSE);
    table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
    return tab;
  }

  /** Arranges the columns as they were left. */
  void keep(Arrangement arrangement) {
    arrangement.keep(entities, "playground.entities");
    arrangement.keep(words, "playground.words");
    arrangement.keep(differences, "playground.differences");
  }

  /** Whether there is a second model, and so a table of differences. */
  void setComparing(boolean comparing) {
    entitiesTab.getStyleClass().setAll("toggle-button", Styles.SMALL, Styles.LEFT_PILL);
    var last = comparing ? Styles.CENTER_PILL : Styles.RIGHT_PILL;
    wordsTab.getStyleClass().setAll("toggle-button", Styles.SMALL, last);
    differencesTab.getStyleClass().setAll("toggle-button", Styles.SMALL, Styles.RIGHT_PILL);
    differencesTab.setVisible(comparing);
    differencesTab.setManaged(comparing);
    shown.set(comparing ? differences : entities);
  }

  void show(Tagging tagging) {
    entities.getItems().setAll(FoundEntity.of(tagging));
    words.getItems().setAll(FoundWord.of(tagging));
    entitiesTab.setText(counted("Entities", entities.getItems().size()));
    wordsTab.setText(counted("Words", words.getItems().size()));
  }

  void show(Comparison comparison) {
    differences.getItems().setAll(comparison.differences());
    differencesTab.setText(counted("Differ", comparison.differences().size()));
    differences.setPlaceholder(
        Nodes.caption(
            comparison.words() == 0
                ? "Nothing to compare yet"
                : String.format(Locale.ROOT, "Both tag all %,d words alike", comparison.words())));
  }

  private static String counted(String what, int count) {
    return count == 0 ? what : String.format(Locale.ROOT, "%s (%,d)", what, count);
  }

  private void buildEntities(Consumer<FoundEntity> selected) {
    entities.setPlaceholder(Nodes.caption("No entities"));
    var type = column("Type", 72, (FoundEntity it) -> it.entity().type());
    type.setMinWidth(72);
    type.setCellFactory(column -> new TypeCell());
    entities
        .getColumns()
        .setAll(
            List.of(
                column("Text", 200, it -> it.entity().text().replaceAll("\\s+", " ")),
                type,
                confidence("Confidence", it -> it.entity().confidence()),
                position(it -> position(it.sentence(), it.entity().start(), it.entity().end()))));
    entities.getSelectionModel().selectedItemProperty().subscribe(selected);
  }

  private void buildWords(Consumer<FoundWord> selected) {
    words.setPlaceholder(Nodes.caption("No words"));
    words
        .getColumns()
        .setAll(
            List.of(
                column("Word", 200, FoundWord::word),
                column("Tag", 70, FoundWord::tag),
                confidence("Confidence", FoundWord::confidence),
                position(it -> position(it.sentence(), it.index(), it.index() + 1))));
    words
        .getSelectionModel()
        .selectedItemProperty()
        .subscribe(it -> Optional.ofNullable(it).ifPresent(selected));
  }

  private void buildDifferences(Consumer<Difference> selected) {
    differences
        .getColumns()
        .setAll(
            List.of(
                column("Word", 104, it -> it.word().word()),
                sure("First", it -> it.word().tag(), it -> it.word().confidence()),
                sure("Second", Difference::tag, Difference::confidence),
                position(
                    it ->
                        position(it.word().sentence(), it.word().index(), it.word().index() + 1))));
    differences
        .getSelectionModel()
        .selectedItemProperty()
        .subscribe(it -> Optional.ofNullable(it).ifPresent(selected));
  }

  private final class TypeCell extends TableCell<FoundEntity, String> {
    @Override
    protected void updateItem(String name, boolean empty) {
      super.updateItem(name, empty);
      setGraphic(empty || name == null ? null : EntityText.type(name, types.getValue()));
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

  private static <T> TableColumn<T, String> sure(
      String title, Function<T, String> tag, Function<T, Float> confidence) {
    var column =
        column(
            title,
            SURE,
            (T it) ->
                String.format(
                    Locale.ROOT, "%s  %.0f %%", tag.apply(it), 100 * confidence.apply(it)));
    column.setMinWidth(SURE);
    return column;
  }

  private static <T> TableColumn<T, String> position(Function<T, String> value) {
    var column = column("", 100, value);
    var title = new Label("Position");
    title.setMinWidth(Region.USE_PREF_SIZE);
    title.setTooltip(new Tooltip("The sentence, and the words in it"));
    column.setGraphic(title);
    column.setMinWidth(86);
    column.setSortable(false); // the table's own order
    return column;
  }

  private static <T> TableColumn<T, Float> confidence(String title, Function<T, Float> value) {
    var column = new TableColumn<T, Float>(title);
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
}
