package bonsai.app.chart;

import java.util.ArrayList;
import java.util.List;
import javafx.geometry.HPos;
import javafx.scene.control.Label;
import javafx.scene.layout.GridPane;

/** The curves' numbers at the crosshair. */
final class HoverTable extends GridPane {
  /**
   * A curve's number.
   *
   * @param smoothed empty if it is not smoothed
   * @param difference from the baseline's; empty if there is none
   */
  record Row(int colour, String name, String value, String smoothed, String difference) {}

  private final Label heading = new Label();
  private final List<Label> cells = new ArrayList<>();
  private List<List<Object>> shape = List.of();

  HoverTable() {
    getStyleClass().add("chart-table");
    heading.getStyleClass().add("chart-table-heading");
    setMouseTransparent(true);
    setManaged(false);
    setVisible(false);
  }

  /** Shows the numbers; makes nodes only when there are other curves than before. */
  void show(String at, List<Row> rows) {
    var smoothed = rows.stream().anyMatch(row -> !row.smoothed().isEmpty());
    var difference = rows.stream().anyMatch(row -> !row.difference().isEmpty());
    List<List<Object>> now = new ArrayList<>();
    now.add(List.of(smoothed, difference));
    rows.forEach(row -> now.add(List.of(row.colour(), row.name())));
    if (!now.equals(shape)) {
      shape = now;
      build(rows, smoothed, difference);
    }
    heading.setText(at);
    var cell = 0;
    for (var row : rows) {
      cells.get(cell++).setText(row.value());
      if (smoothed) {
        cells.get(cell++).setText(row.smoothed());
      }
      if (difference) {
        cells.get(cell++).setText(row.difference());
      }
    }
    setVisible(true);
    autosize();
  }

  private void build(List<Row> rows, boolean smoothed, boolean difference) {
    getChildren().clear();
    cells.clear();
    add(heading, 0, 0, 2, 1);
    var column = 3; // behind the spot, the name and the number
    if (smoothed) {
      add(head("smooth"), column++, 0);
    }
    if (difference) {
      add(head("Δ"), column, 0);
    }
    for (var i = 0; i < rows.size(); i++) {
      add(Legend.swatch(rows.get(i).colour()), 0, i + 1);
      var name = new Label(rows.get(i).name());
      name.setMaxWidth(150);
      add(name, 1, i + 1);
      column = 2;
      add(number(), column++, i + 1);
      if (smoothed) {
        add(number(), column++, i + 1);
      }
      if (difference) {
        add(number(), column, i + 1);
      }
    }
  }

  private static Label head(String text) {
    var label = new Label(text);
    label.getStyleClass().add("chart-table-head");
    setHalignment(label, HPos.RIGHT);
    return label;
  }

  private Label number() {
    var label = new Label();
    label.getStyleClass().add("chart-number");
    setHalignment(label, HPos.RIGHT);
    cells.add(label);
    return label;
  }

  /** The rows' numbers as they are shown, row by row. */
  List<String> numbers() {
    return cells.stream().map(Label::getText).toList();
  }
}
