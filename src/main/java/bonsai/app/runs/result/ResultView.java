package bonsai.app.runs.result;

import atlantafx.base.theme.Styles;
import bonsai.app.kit.Nodes;
import java.util.List;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import org.kordamp.ikonli.feather.Feather;

/** Builds the table of what became of the model. */
public final class ResultView {
  private final ResultModel model;
  private final StackPane root = new StackPane();
  private final Label caption = Nodes.caption("");
  private final Button measure;
  private final Button cancel;
  private final TableColumn<BeforeAfter.Line, String> before;
  private final TableColumn<BeforeAfter.Line, String> difference;
  private final BorderPane content = new BorderPane();

  public ResultView(ResultModel model) {
    this.model = model;
    measure = Nodes.button("Measure speed", Feather.CLOCK, model::measure);
    measure.setId("result-measure");
    measure.getStyleClass().add(Styles.SMALL);
    cancel =
        Nodes.button(
            "Cancel measuring",
            Feather.X,
            () -> model.measuringProperty().get().ifPresent(job -> job.cancel()));
    cancel.setId("result-cancel");
    cancel.getStyleClass().add(Styles.SMALL);
    before = column("Before", BeforeAfter.Line::before);
    difference = column("Difference", BeforeAfter.Line::difference);
    var bar = new HBox(8, caption, Nodes.spacer(), measure, cancel);
    bar.setAlignment(Pos.CENTER_LEFT);
    bar.setMaxWidth(900);
    for (var button : List.of(measure, cancel)) {
      button.managedProperty().bind(button.visibleProperty());
      button.setMinWidth(Button.USE_PREF_SIZE);
    }
    content.setTop(bar);
    content.setCenter(table());
    BorderPane.setMargin(bar, new Insets(8, 0, 8, 0));
    content.setPadding(new Insets(0, 12, 12, 12));
    model.pairProperty().subscribe(pair -> update());
    model.measuringProperty().subscribe(job -> update());
  }

  public Node node() {
    return root;
  }

  private void update() {
    var pair = model.pairProperty().get();
    var running = model.measuringProperty().get().isPresent();
    measure.setVisible(!running);
    cancel.setVisible(running);
    if (pair.isEmpty()) {
      root.getChildren()
          .setAll(
              Nodes.empty(
                  Feather.PACKAGE, "No result yet", "It comes when the run ends or is stopped."));
      return;
    }
    caption.setText(
        pair.get()
            .before()
            .map(sheet -> "Before: " + sheet.name() + ". After: this run's result.")
            .orElse("The run began untrained: there is nothing to compare it with."));
    before.setVisible(pair.get().before().isPresent());
    difference.setVisible(before.isVisible());
    root.getChildren().setAll(content);
  }

  private TableView<BeforeAfter.Line> table() {
    var table = new TableView<BeforeAfter.Line>(model.lines());
    table.setId("run-result");
    table.setAccessibleText("The model before and after the run");
    table.getStyleClass().addAll(Styles.DENSE, Styles.STRIPED);
    table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
    table.setMaxWidth(900);
    BorderPane.setAlignment(table, Pos.TOP_LEFT);
    var what = new TableColumn<BeforeAfter.Line, BeforeAfter.Line>("");
    what.setCellValueFactory(
        cell -> new javafx.beans.property.ReadOnlyObjectWrapper<>(cell.getValue()));
    what.setCellFactory(any -> new WhatCell());
    what.setPrefWidth(260);
    table.getColumns().add(what);
    table.getColumns().add(before);
    table.getColumns().add(column("After", BeforeAfter.Line::after));
    table.getColumns().add(difference);
    table.getColumns().forEach(column -> column.setSortable(false));
    return table;
  }

  private static TableColumn<BeforeAfter.Line, String> column(
      String title, Function<BeforeAfter.Line, String> text) {
    var column = new TableColumn<BeforeAfter.Line, String>(title);
    column.setCellValueFactory(cell -> new ReadOnlyStringWrapper(text.apply(cell.getValue())));
    column.getStyleClass().add("align-right");
    column.setPrefWidth(150);
    column.setCellFactory(
        any -> {
          var cell =
              new TableCell<BeforeAfter.Line, String>() {
                @Override
                protected void updateItem(String words, boolean empty) {
                  super.updateItem(words, empty);
                  setText(empty ? null : words);
                }
              };
          cell.setAlignment(Pos.CENTER_RIGHT);
          return cell;
        });
    return column;
  }

  /** What a line is about; parts stand in from what they are parts of. */
  private static final class WhatCell extends TableCell<BeforeAfter.Line, BeforeAfter.Line> {
    @Override
    protected void updateItem(BeforeAfter.Line line, boolean empty) {
      super.updateItem(line, empty);
      getStyleClass().remove(Styles.TEXT_BOLD);
      if (empty || line == null) {
        setText(null);
      } else {
        setText(line.heading() ? line.what() : "    " + line.what());
        if (line.heading()) {
          getStyleClass().add(Styles.TEXT_BOLD);
        }
      }
    }
  }
}
