package bonsai.app.runs;

import atlantafx.base.theme.Styles;
import atlantafx.base.theme.Tweaks;
import bonsai.app.kit.Nodes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javafx.collections.ListChangeListener;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.SelectionMode;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;
import org.kordamp.ikonli.feather.Feather;

/**
 * The table of runs. The model decides on rows, order and selection, and the table does as it says.
 */
final class RunTable {
  private static final PseudoClass ARCHIVED = PseudoClass.getPseudoClass("archived");

  private static final double MOST_NAME = 420;
  private static final double LEAST_NOTES = 150;
  private static final double SCROLL_BAR = 18;

  private final RunsModel model;
  private final RunColumns columns;
  private final TableView<RunItem> table = new TableView<>();
  private double nameWidth = RunColumns.LEAST_NAME;
  private boolean restoring;

  RunTable(RunsModel model, RunActions actions, Clock clock) {
    this.model = model;
    columns = new RunColumns(model, actions, clock);
    table.getColumns().setAll(columns.all());
    table.setItems(model.shown());
    table.setEditable(true);
    table.setId("runs-table");
    table.setAccessibleText("Runs");
    table.getSelectionModel().setSelectionMode(SelectionMode.MULTIPLE);
    table.getStyleClass().addAll(Styles.DENSE, Tweaks.EDGE_TO_EDGE, "runs-table");
    table.setRowFactory(any -> row());
    table.setPlaceholder(nothingFound());
    table.setSortPolicy(
        any -> {
          var comparator = table.getComparator();
          model.order(comparator == null ? RunsModel.NEWEST_FIRST : comparator);
          restore();
          return true;
        });
    table
        .widthProperty()
        .subscribe(
            width -> {
              fitName(width.doubleValue());
              widenNotes(width.doubleValue());
            });
    model.arrangedProperty().subscribe(ignored -> restore());
    table
        .getSelectionModel()
        .getSelectedItems()
        .addListener((ListChangeListener<RunItem>) change -> selected());
    table
        .editingCellProperty()
        .subscribe(cell -> model.editing(cell != null && cell.getRow() >= 0));
  }

  TableView<RunItem> node() {
    return table;
  }

  /** The clock went on. */
  void tick() {
    columns.tick();
  }

  /** The names take their share of a wider table, unless somebody chose a width for them. */
  private void fitName(double width) {
    if (Math.round(columns.name().getPrefWidth()) == Math.round(nameWidth)) {
      nameWidth = Math.clamp(width / 5, RunColumns.LEAST_NAME, MOST_NAME);
      columns.name().setPrefWidth(nameWidth);
    }
  }

  /** The notes take the room that the other columns leave. */
  private void widenNotes(double width) {
    var others =
        table.getVisibleLeafColumns().stream()
            .filter(column -> column != columns.notes())
            .mapToDouble(TableColumn::getWidth)
            .sum();
    columns.notes().setPrefWidth(Math.max(LEAST_NOTES, width - others - SCROLL_BAR));
  }

  private Node nothingFound() {
    var all =
        Nodes.button("Show all runs", Feather.X, () -> model.filterProperty().set(RunsFilter.ALL));
    all.setId("runs-show-all");
    var box = new VBox(10, Nodes.label("No run matches.", Styles.TEXT_MUTED), all);
    box.setAlignment(Pos.CENTER);
    return box;
  }

  private static TableRow<RunItem> row() {
    return new TableRow<>() {
      private Subscription following = Subscription.EMPTY;

      @Override
      protected void updateItem(RunItem item, boolean empty) {
        super.updateItem(item, empty);
        following.unsubscribe();
        following = Subscription.EMPTY;
        pseudoClassStateChanged(ARCHIVED, false);
        setTooltip(null);
        if (!empty && item != null) {
          following =
              item.rowProperty()
                  .subscribe(
                      row -> {
                        pseudoClassStateChanged(ARCHIVED, row.about().archived());
                        setTooltip(row.problem().map(Tooltip::new).orElse(null));
                      });
        }
      }
    };
  }

  // ---- editing ----------------------------------------------------------------------------------

  /** Begins to type a name for the run in detail. */
  void editName() {
    edit(columns.name());
  }

  void editNotes() {
    edit(columns.notes());
  }

  void editTags() {
    edit(columns.tags());
  }

  private void edit(TableColumn<RunItem, ?> column) {
    model
        .primary()
        .map(item -> model.shown().indexOf(item))
        .filter(index -> index >= 0)
        .ifPresent(
            index -> {
              table.scrollTo(index);
              table.scrollToColumn(column);
              table.layout();
              table.edit(index, column);
            });
  }

  // ---- selection --------------------------------------------------------------------------------

  private void selected() {
    if (restoring || model.isArranging()) {
      return;
    }
    var chosen = new ArrayList<>(table.getSelectionModel().getSelectedItems());
    chosen.removeIf(Objects::isNull);
    var last = table.getSelectionModel().getSelectedItem();
    if (last != null && chosen.remove(last)) {
      chosen.add(last);
    }
    // Overlays stay in the order they were chosen in.
    var before = places(model.selected());
    chosen.sort(
        Comparator.comparingInt(
            item ->
                item == last
                    ? Integer.MAX_VALUE
                    : before.getOrDefault(item, Integer.MAX_VALUE - 1)));
    model.select(chosen);
  }

  private static Map<RunItem, Integer> places(List<RunItem> items) {
    var places = new HashMap<RunItem, Integer>();
    items.forEach(item -> places.put(item, places.size()));
    return places;
  }

  /** Selects in the table what is selected in the model. */
  private void restore() {
    var selection = table.getSelectionModel();
    var places = places(model.shown());
    var wanted =
        model.selected().stream().filter(places::containsKey).mapToInt(places::get).toArray();
    if (List.copyOf(selection.getSelectedIndices()).stream()
        .mapToInt(i -> i)
        .sorted()
        .boxed()
        .toList()
        .equals(Arrays.stream(wanted).sorted().boxed().toList())) {
      return;
    }
    restoring = true;
    try {
      selection.clearSelection();
      for (var index : wanted) {
        selection.select(index);
      }
    } finally {
      restoring = false;
    }
    if (wanted.length > 0) {
      table.scrollTo(wanted[wanted.length - 1]);
    }
  }
}
