package bonsai.app.data;

import atlantafx.base.theme.Styles;
import atlantafx.base.theme.Tweaks;
import bonsai.app.kit.Nodes;
import bonsai.base.Quantities;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.scene.Node;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import org.kordamp.ikonli.feather.Feather;

/** The sentences that are listed, one a line; as quick with a million rows as with ten. */
final class SentenceTable {
  private static final double ROW = 30;

  private final DataModel model;
  private final TableView<Listing.Row> table = new TableView<>();

  SentenceTable(DataModel model) {
    this.model = model;
    table.setId("data-table");
    table.setAccessibleText("Sentences");
    table.setFixedCellSize(ROW);
    table.getStyleClass().addAll(Styles.DENSE, Tweaks.EDGE_TO_EDGE, "sentences");
    table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
    table.setMinWidth(320);
    table.setPlaceholder(
        Nodes.empty(
            Feather.SEARCH,
            "No sentence matches",
            "Change the filters, or clear them.",
            Nodes.button("Clear all filters", Feather.X_CIRCLE, model::clearFilters)));
    var number = numbers("No.", 84, Query.Key.NUMBER, row -> row.number() + 1);
    var words = numbers("Words", 74, Query.Key.WORDS, Listing.Row::words);
    var entities = numbers("Entities", 86, Query.Key.ENTITIES, Listing.Row::entities);
    var text = new TableColumn<Listing.Row, Listing.Row>("Text");
    text.setPrefWidth(560);
    text.setSortable(false);
    text.setReorderable(false);
    text.setCellValueFactory(row -> new ReadOnlyObjectWrapper<>(row.getValue()));
    text.setCellFactory(column -> new TextCell());
    table.getColumns().setAll(List.<TableColumn<Listing.Row, ?>>of(number, words, entities, text));
    table.setSortPolicy(
        sorted -> {
          model.orderProperty().set(order());
          return true;
        });
    model
        .orderProperty()
        .subscribe(
            order -> {
              if (!order.equals(order())) {
                table.getSortOrder().clear(); // only the filters' reset sets it from elsewhere
              }
            });
    table.getSelectionModel().selectedItemProperty().subscribe(this::select);
    model.listingProperty().subscribe(this::list);
    model.selectedProperty().subscribe(this::showSelection);
  }

  TableView<Listing.Row> node() {
    return table;
  }

  private TableColumn<Listing.Row, Integer> numbers(
      String title, double width, Query.Key key, ToIntFunction<Listing.Row> of) {
    var column = new TableColumn<Listing.Row, Integer>(title);
    column.setPrefWidth(width);
    column.setMinWidth(width);
    column.setMaxWidth(width + 40);
    column.setReorderable(false);
    column.setUserData(key);
    column.getStyleClass().add("number-column");
    column.setCellValueFactory(row -> new ReadOnlyObjectWrapper<>(of.applyAsInt(row.getValue())));
    column.setCellFactory(each -> new NumberCell(key));
    return column;
  }

  /** The order that the table's headers ask for. */
  private Query.Order order() {
    return table.getSortOrder().stream()
        .findFirst()
        .map(
            column ->
                new Query.Order(
                    (Query.Key) column.getUserData(),
                    column.getSortType() == TableColumn.SortType.DESCENDING))
        .orElse(Query.Order.OF_THE_FILE);
  }

  private void list(Optional<Listing> listing) {
    listing.ifPresent(
        now -> {
          table.setItems(now.rows());
          showSelection(model.selectedProperty().get());
        });
  }

  private void select(Listing.Row row) {
    Optional.ofNullable(row)
        .filter(each -> model.listingProperty().get().equals(Optional.of(each.listing())))
        .filter(each -> !model.selectedProperty().get().equals(OptionalInt.of(each.number())))
        .ifPresent(each -> model.select(each.number()));
  }

  /** Marks the selected sentence's row, and brings it into view if something else chose it. */
  private void showSelection(OptionalInt selected) {
    var row =
        model
            .listingProperty()
            .get()
            .filter(now -> table.getItems() == now.rows() && selected.isPresent())
            .map(now -> now.rowOf(selected.getAsInt()).orElse(-1))
            .orElse(-1);
    if (row < 0) {
      table.getSelectionModel().clearSelection();
    } else if (table.getSelectionModel().getSelectedIndex() != row) {
      table.getSelectionModel().clearAndSelect(row);
      table.getFocusModel().focus(row);
      table.scrollTo(Math.max(0, row - 3));
    }
  }

  private static final class NumberCell extends TableCell<Listing.Row, Integer> {
    private final boolean marksProblems;

    NumberCell(Query.Key key) {
      marksProblems = key == Query.Key.NUMBER;
    }

    @Override
    protected void updateItem(Integer value, boolean empty) {
      super.updateItem(value, empty);
      setText(empty ? "" : Quantities.count(value));
      var row = getTableRow() == null ? null : getTableRow().getItem();
      var marked = !empty && marksProblems && row != null && row.hasProblem();
      setGraphic(marked ? warning() : null);
    }

    private static Node warning() {
      var icon = Nodes.icon(Feather.ALERT_TRIANGLE);
      icon.getStyleClass().add("problem-mark");
      return icon;
    }
  }

  private static final class TextCell extends TableCell<Listing.Row, Listing.Row> {
    private final TextLine line = new TextLine();

    TextCell() {
      setGraphic(line);
      setMinWidth(0);
    }

    @Override
    protected void updateItem(Listing.Row row, boolean empty) {
      super.updateItem(row, empty);
      if (empty || row == null) {
        line.clear();
        return;
      }
      var sentence = row.sentence();
      line.show(
          sentence.words(),
          sentence.tags(),
          row.listing().open().types(),
          getTableColumn().getWidth());
      setAccessibleText(String.join(" ", sentence.words()));
    }
  }
}
