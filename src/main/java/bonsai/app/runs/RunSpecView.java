package bonsai.app.runs;

import atlantafx.base.theme.Styles;
import bonsai.app.kit.Nodes;
import bonsai.app.kit.ShownAs;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.TextArea;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;

/** Builds the spec of a run, and what differs in another run's. */
final class RunSpecView {
  private final RunsModel model;
  private final TextArea json = new TextArea();
  private final ComboBox<RunItem> other = new ComboBox<>();
  private final TableView<SpecDifference> table = new TableView<>();
  private final Label none = Nodes.paragraph("", Styles.TEXT_MUTED, "centered");
  private final SplitPane root = new SplitPane();
  private Subscription following = Subscription.EMPTY;

  RunSpecView(RunsModel model) {
    this.model = model;
    json.setEditable(false);
    json.setId("run-spec");
    json.getStyleClass().add("run-spec");
    json.setAccessibleText("The run's spec as JSON");
    VBox.setVgrow(json, Priority.ALWAYS);
    table.setId("run-spec-difference");
    table.setAccessibleText("What differs between the two specs");
    table.getStyleClass().addAll(Styles.DENSE, Styles.STRIPED);
    table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
    table
        .getColumns()
        .setAll(
            List.of(
                column("Field", SpecDifference::path),
                column("This run", difference -> difference.here().orElse("–")),
                column("The other", difference -> difference.there().orElse("–"))));
    // Within a pane it keeps its size: the theme enlarges a placeholder that is a label itself.
    table.setPlaceholder(new StackPane(none));
    none.setMaxWidth(360);
    VBox.setVgrow(table, Priority.ALWAYS);
    other.setId("run-spec-other");
    other.setPromptText("Choose a run");
    other.setPrefWidth(280);
    other.getStyleClass().add(Styles.SMALL);
    other.setConverter(
        new ShownAs<>(
            item -> item.name() + (item.isBaseline() ? " (baseline)" : " · " + item.id())));
    other.setOnShowing(event -> offer());
    other.valueProperty().subscribe(item -> compare());
    var label = Nodes.label("Differences to");
    label.setLabelFor(other);
    var bar = new HBox(8, label, other);
    bar.setAlignment(Pos.CENTER_LEFT);
    var left = new VBox(8, Nodes.caption("run.json, written once, with all defaults"), json);
    var right = new VBox(8, bar, table);
    left.setPadding(new Insets(8, 12, 12, 12));
    right.setPadding(new Insets(8, 12, 12, 12));
    root.getItems().setAll(left, right);
    root.setDividerPositions(0.45);
    model
        .primaryProperty()
        .subscribe(
            item -> {
              following.unsubscribe();
              following =
                  item.map(run -> run.rowProperty().map(row -> row.spec()).subscribe(any -> show()))
                      .orElse(Subscription.EMPTY);
            });
    model.baselineProperty().subscribe(item -> choose());
    model
        .selected()
        .addListener((javafx.collections.ListChangeListener<RunItem>) change -> choose());
  }

  Node node() {
    return root;
  }

  private static TableColumn<SpecDifference, String> column(
      String title, Function<SpecDifference, String> text) {
    var column = new TableColumn<SpecDifference, String>(title);
    column.setCellValueFactory(cell -> new ReadOnlyStringWrapper(text.apply(cell.getValue())));
    return column;
  }

  private void show() {
    model
        .primary()
        .ifPresent(
            item ->
                json.setText(
                    item.row()
                        .spec()
                        .map(spec -> spec.toJson())
                        .orElse(item.row().problem().orElse("The spec cannot be read."))));
    choose();
  }

  private void offer() {
    var chosen = other.getValue();
    other.getItems().setAll(model.all().stream().filter(item -> !isShown(item)).toList());
    other.setValue(chosen);
  }

  private boolean isShown(RunItem item) {
    return model.primary().filter(shown -> shown == item).isPresent();
  }

  /** Of several selected runs the other one, else the baseline, else what was chosen before. */
  private void choose() {
    Optional<RunItem> wanted =
        model.selected().stream()
            .filter(item -> !isShown(item))
            .findFirst()
            .or(() -> model.baselineProperty().get().filter(item -> !isShown(item)))
            .or(
                () ->
                    Optional.ofNullable(other.getValue())
                        .filter(item -> !isShown(item))
                        .filter(item -> model.find(item.id()).isPresent()));
    other.setValue(wanted.orElse(null));
    compare();
  }

  private void compare() {
    var here = model.primary().flatMap(item -> item.row().spec());
    var there = Optional.ofNullable(other.getValue()).flatMap(item -> item.row().spec());
    if (here.isEmpty() || there.isEmpty()) {
      table.getItems().clear();
      none.setText(
          other.getValue() == null
              ? "Choose a run, select two in the table, or pin a baseline: what differs is listed here."
              : "One of the two specs cannot be read.");
      return;
    }
    table.getItems().setAll(SpecDifference.between(here.get(), there.get()));
    none.setText("The two specs say the same.");
  }
}
