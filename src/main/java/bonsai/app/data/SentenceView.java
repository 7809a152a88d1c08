package bonsai.app.data;

import atlantafx.base.theme.Styles;
import atlantafx.base.theme.Tweaks;
import bonsai.app.kit.EntityText;
import bonsai.app.kit.EntityTypes;
import bonsai.app.kit.Nodes;
import bonsai.ner.AlignedWord;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/** One sentence closely: its text, what is amiss with it, and each word's pieces, tags and ids. */
final class SentenceView {
  private final VBox content = new VBox(10);
  private final StackPane node = new StackPane(content);
  private final Label place = Nodes.label("", Styles.TEXT_MUTED, Styles.TEXT_SMALL);
  private final ScrollPane text = new ScrollPane();
  private final VBox problems = new VBox(4);
  private final Label note = Nodes.paragraph("", Styles.TEXT_MUTED, Styles.TEXT_SMALL);
  private final TableView<AlignedWord> words = new TableView<>();
  private EntityTypes types = EntityTypes.of(List.of());

  SentenceView(DataModel model) {
    content.getStyleClass().add("side-content");
    text.setFitToWidth(true);
    text.setMinHeight(56);
    text.setMaxHeight(190);
    text.getStyleClass().add("sentence-text");
    place.setId("data-place");
    note.setId("data-pieces-note");
    problems.setId("data-sentence-problems");
    words.setId("data-alignment");
    words.setAccessibleText("The sentence word by word");
    words.getStyleClass().addAll(Styles.DENSE, Tweaks.EDGE_TO_EDGE);
    words.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
    words
        .getColumns()
        .setAll(
            List.of(
                column("Word", 100, AlignedWord::word),
                tagged("Tag", 76, word -> List.of(word.tag())),
                column("Pieces", 110, word -> String.join(" ", word.pieces())),
                tagged("Piece tags", 110, AlignedWord::labels),
                column(
                    "Ids",
                    90,
                    word ->
                        word.ids().stream()
                            .map(String::valueOf)
                            .collect(Collectors.joining(" ")))));
    VBox.setVgrow(words, Priority.ALWAYS);
    content.getChildren().setAll(place, text, problems, note, words);
    model.detailProperty().subscribe(this::show);
  }

  Node node() {
    return node;
  }

  private void show(Optional<Detail> shown) {
    content.setVisible(shown.isPresent());
    shown.ifPresent(this::show);
  }

  private void show(Detail detail) {
    var sentence = detail.sentence();
    types = detail.open().types();
    place.setText(detail.place());
    text.setContent(EntityText.flow(sentence.words(), sentence.tags(), types));
    problems
        .getChildren()
        .setAll(
            detail.problems().stream()
                .map(p -> Nodes.paragraph(p.message(), Styles.WARNING, Styles.TEXT_SMALL))
                .toList());
    problems.setManaged(!detail.problems().isEmpty());
    note.setText(detail.pieces().note());
    for (var column : words.getColumns().subList(2, 5)) {
      column.setVisible(detail.pieces().known());
    }
    words.getItems().setAll(detail.pieces().words());
  }

  private static TableColumn<AlignedWord, String> column(
      String title, double width, Function<AlignedWord, String> value) {
    var column = new TableColumn<AlignedWord, String>(title);
    column.setPrefWidth(width);
    column.setSortable(false);
    column.setReorderable(false);
    column.setCellValueFactory(row -> new ReadOnlyStringWrapper(value.apply(row.getValue())));
    return column;
  }

  /** Tags in the colour of their type. */
  private TableColumn<AlignedWord, String> tagged(
      String title, double width, Function<AlignedWord, List<String>> value) {
    var column = column(title, width, word -> String.join(" ", value.apply(word)));
    column.setCellFactory(
        each ->
            new TableCell<>() {
              @Override
              protected void updateItem(String tags, boolean empty) {
                super.updateItem(tags, empty);
                getStyleClass().removeIf(style -> style.startsWith("entity-text-"));
                setText(empty ? "" : tags);
                if (!empty && tags.length() > 2) {
                  var first = tags.split(" ")[0];
                  if (first.length() > 2) {
                    getStyleClass().add("entity-text-" + types.colour(first.substring(2)));
                  }
                }
              }
            });
    return column;
  }
}
