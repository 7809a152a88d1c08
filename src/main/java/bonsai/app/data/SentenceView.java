package bonsai.app.data;

import atlantafx.base.theme.Styles;
import atlantafx.base.theme.Tweaks;
import bonsai.app.kit.EntityText;
import bonsai.app.kit.EntityTypes;
import bonsai.app.kit.Nodes;
import bonsai.base.Quantities;
import bonsai.ner.AlignedWord;
import bonsai.ner.Sentence;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
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
import javafx.scene.text.TextFlow;

/** One sentence closely: its text, what is amiss with it, and each word's pieces, tags and ids. */
final class SentenceView {
  private static final double LEAST_TEXT = 56;
  private static final double MOST_TEXT = 190;
  static final int MOST_WORDS = 500;

  private final VBox content = new VBox(10);
  private final StackPane node = new StackPane(content);
  private final Label place = Nodes.label("", Styles.TEXT_MUTED, Styles.TEXT_SMALL);
  private final ScrollPane text = new ScrollPane();
  private final VBox problems = new VBox(4);
  private final Label note = Nodes.paragraph("", Styles.TEXT_MUTED, Styles.TEXT_SMALL);
  private final TableView<Piece> words = new TableView<>();
  private EntityTypes types = EntityTypes.of(List.of());

  SentenceView(DataModel model) {
    content.getStyleClass().add("side-content");
    text.setFitToWidth(true);
    text.setMinHeight(LEAST_TEXT);
    text.setMaxHeight(MOST_TEXT);
    text.getStyleClass().add("sentence-text");
    place.setId("data-place");
    note.setId("data-pieces-note");
    problems.setId("data-sentence-problems");
    words.setId("data-alignment");
    words.setAccessibleText("The sentence word by word");
    words.getStyleClass().addAll(Styles.DENSE, Tweaks.EDGE_TO_EDGE);
    words.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
    var id = column("Id", 70, Piece::id);
    id.getStyleClass().add("number-column");
    words
        .getColumns()
        .setAll(
            List.<TableColumn<Piece, ?>>of(
                column("Word", 110, Piece::word),
                tagged("Tag", 80, Piece::tag),
                column("Piece", 100, Piece::piece),
                tagged("Piece tag", 100, Piece::label),
                id));
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
    text.setContent(flow(sentence, types));
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
    words
        .getItems()
        .setAll(detail.pieces().words().stream().flatMap(word -> Piece.of(word).stream()).toList());
    words.scrollTo(0);
  }

  /** A file without blank lines is one sentence, of which nobody could lay out every word. */
  static TextFlow flow(Sentence sentence, EntityTypes types) {
    var end = Math.min(MOST_WORDS, sentence.size());
    var flow =
        EntityText.flow(sentence.words().subList(0, end), sentence.tags().subList(0, end), types);
    if (end < sentence.size()) {
      flow.getChildren()
          .add(Nodes.caption(" … " + Quantities.count(sentence.size() - end) + " more words"));
    }
    return flow;
  }

  /**
   * A line of the table: a piece, and its word where it is the first one.
   *
   * @param label the tag that the piece is trained on
   */
  private record Piece(String word, String tag, String piece, String label, String id) {
    static List<Piece> of(AlignedWord word) {
      if (word.pieces().isEmpty()) {
        return List.of(new Piece(word.word(), word.tag(), "", "", ""));
      }
      return IntStream.range(0, word.pieces().size())
          .mapToObj(
              i ->
                  new Piece(
                      i == 0 ? word.word() : "",
                      i == 0 ? word.tag() : "",
                      word.pieces().get(i),
                      word.labels().get(i),
                      Integer.toString(word.ids().get(i))))
          .toList();
    }
  }

  private static TableColumn<Piece, String> column(
      String title, double width, Function<Piece, String> value) {
    var column = new TableColumn<Piece, String>(title);
    column.setPrefWidth(width);
    column.setSortable(false);
    column.setReorderable(false);
    column.setCellValueFactory(row -> new ReadOnlyStringWrapper(value.apply(row.getValue())));
    return column;
  }

  /** Tags in the colour of their type. */
  private TableColumn<Piece, String> tagged(
      String title, double width, Function<Piece, String> value) {
    var column = column(title, width, value);
    column.setCellFactory(each -> new TagCell());
    return column;
  }

  private final class TagCell extends TableCell<Piece, String> {
    @Override
    protected void updateItem(String tag, boolean empty) {
      super.updateItem(tag, empty);
      getStyleClass().removeIf(style -> style.startsWith("entity-text-"));
      setText(empty ? "" : tag);
      if (!empty && tag.length() > 2) {
        getStyleClass().add("entity-text-" + types.colour(tag.substring(2)));
      }
    }
  }
}
