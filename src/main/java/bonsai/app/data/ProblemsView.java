package bonsai.app.data;

import atlantafx.base.theme.Styles;
import atlantafx.base.theme.Tweaks;
import bonsai.app.kit.Nodes;
import bonsai.base.Quantities;
import bonsai.ner.Corpus.Problem;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.scene.Node;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import org.kordamp.ikonli.feather.Feather;

/** What was found amiss in the files; selecting a problem goes to its sentence. */
final class ProblemsView {
  private final TableView<Problem> table = new TableView<>();
  private final DataModel model;

  ProblemsView(DataModel model) {
    this.model = model;
    table.setId("data-problems");
    table.setAccessibleText("Problems in the files");
    table.getStyleClass().addAll(Styles.DENSE, Tweaks.EDGE_TO_EDGE);
    table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
    var line = column("Line", 76, Problem::line);
    line.getStyleClass().add("number-column");
    line.setCellFactory(each -> new LineCell());
    var message = column("Problem", 320, Problem::message);
    message.setCellFactory(each -> new MessageCell());
    table
        .getColumns()
        .setAll(List.<TableColumn<Problem, ?>>of(column("File", 96, Problem::file), line, message));
    table.setPlaceholder(
        Nodes.empty(Feather.CHECK_CIRCLE, "No problems", "The files are regular from end to end."));
    table.getSelectionModel().selectedItemProperty().subscribe(this::go);
    table.setOnMouseClicked(event -> go(table.getSelectionModel().getSelectedItem()));
    table.setOnKeyPressed(
        event -> {
          if (event.getCode() == KeyCode.ENTER) {
            go(table.getSelectionModel().getSelectedItem());
          }
        });
    model.corpusProperty().subscribe(this::show);
  }

  Node node() {
    return table;
  }

  private void show(Optional<OpenCorpus> open) {
    table.setItems(
        FXCollections.observableList(open.map(each -> each.corpus().problems()).orElse(List.of())));
  }

  private void go(Problem problem) {
    Optional.ofNullable(problem).ifPresent(model::reveal);
  }

  private static <T> TableColumn<Problem, T> column(
      String title, double width, Function<Problem, T> value) {
    var column = new TableColumn<Problem, T>(title);
    column.setPrefWidth(width);
    column.setMinWidth(Math.min(width, 100));
    column.setSortable(false);
    column.setReorderable(false);
    column.setCellValueFactory(row -> new ReadOnlyObjectWrapper<>(value.apply(row.getValue())));
    return column;
  }

  /** A line; nothing where the file as a whole is meant. */
  private static final class LineCell extends TableCell<Problem, Integer> {
    @Override
    protected void updateItem(Integer line, boolean empty) {
      super.updateItem(line, empty);
      setText(empty || line == 0 ? "" : Quantities.count(line));
    }
  }

  private static final class MessageCell extends TableCell<Problem, String> {
    @Override
    protected void updateItem(String message, boolean empty) {
      super.updateItem(message, empty);
      setText(empty ? "" : message);
      setTooltip(empty ? null : new Tooltip(message));
    }
  }
}
