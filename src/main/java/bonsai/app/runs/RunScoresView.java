package bonsai.app.runs;

import atlantafx.base.theme.Styles;
import bonsai.app.kit.Nodes;
import bonsai.app.runs.RunDetailModel.Score;
import bonsai.app.runs.RunDetailModel.ScoreRow;
import bonsai.base.Quantities;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.StackPane;
import org.kordamp.ikonli.feather.Feather;

/** Builds the scores of a run: all entities, the mean of the types, then each type. */
final class RunScoresView {
  private final StackPane root = new StackPane();
  private final Label caption = Nodes.caption("");
  private final TableView<ScoreRow> table = table();

  RunScoresView(RunDetailModel detail) {
    var content = new BorderPane(table);
    content.setTop(caption);
    BorderPane.setMargin(caption, new Insets(8, 0, 8, 0));
    content.setPadding(new Insets(0, 12, 12, 12));
    var none =
        Nodes.empty(
            Feather.TARGET, "No scores yet", "They come with the first look at the valid split.");
    detail
        .scoresProperty()
        .subscribe(
            scores -> {
              root.getChildren().setAll(scores.isPresent() ? content : none);
              scores.ifPresent(this::show);
            });
  }

  Node node() {
    return root;
  }

  private void show(RunStory.Scores scores) {
    caption.setText(scores.what() + ". Entity-level scores by seqeval's default rules.");
    table.getItems().setAll(RunDetailModel.table(scores));
  }

  private static TableView<ScoreRow> table() {
    var table = new TableView<ScoreRow>();
    table.setId("run-scores");
    table.setAccessibleText("Scores by entity type");
    table.getStyleClass().addAll(Styles.DENSE, Styles.STRIPED);
    table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
    table.setMaxWidth(1100);
    BorderPane.setAlignment(table, Pos.TOP_LEFT);
    var type = new TableColumn<ScoreRow, String>("Entity type");
    type.setCellValueFactory(cell -> new ReadOnlyObjectWrapper<>(cell.getValue().type()));
    table.getColumns().add(type);
    table.getColumns().add(split("Valid", ScoreRow::valid));
    table.getColumns().add(split("Test", ScoreRow::test));
    return table;
  }

  private static TableColumn<ScoreRow, Object> split(
      String title, Function<ScoreRow, Optional<Score>> of) {
    DoubleFunction<String> share = value -> String.format(Locale.ROOT, "%.4f", value);
    var group = new TableColumn<ScoreRow, Object>(title);
    group.getColumns().add(number("Precision", row -> of.apply(row).map(Score::precision), share));
    group.getColumns().add(number("Recall", row -> of.apply(row).map(Score::recall), share));
    group.getColumns().add(number("F1", row -> of.apply(row).map(Score::f1), share));
    group
        .getColumns()
        .add(
            number(
                "Entities",
                row -> of.apply(row).flatMap(Score::support).map(Integer::doubleValue),
                value -> Quantities.count((long) value)));
    return group;
  }

  private static TableColumn<ScoreRow, Optional<Double>> number(
      String title, Function<ScoreRow, Optional<Double>> value, DoubleFunction<String> words) {
    var column = new TableColumn<ScoreRow, Optional<Double>>(title);
    column.setCellValueFactory(cell -> new ReadOnlyObjectWrapper<>(value.apply(cell.getValue())));
    column.setComparator((a, b) -> Double.compare(a.orElse(-1.0), b.orElse(-1.0)));
    column.getStyleClass().add("align-right");
    column.setCellFactory(
        any -> {
          var cell =
              new TableCell<ScoreRow, Optional<Double>>() {
                @Override
                protected void updateItem(Optional<Double> number, boolean empty) {
                  super.updateItem(number, empty);
                  setText(empty || number == null ? null : number.map(words::apply).orElse("–"));
                }
              };
          cell.setAlignment(Pos.CENTER_RIGHT);
          return cell;
        });
    return column;
  }
}
