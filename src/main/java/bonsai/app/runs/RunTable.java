package bonsai.app.runs;

import atlantafx.base.theme.Styles;
import atlantafx.base.theme.Tweaks;
import bonsai.app.kit.Nodes;
import bonsai.run.RunState;
import bonsai.run.RunStatus;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.ListChangeListener;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.SelectionMode;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.shape.Circle;
import javafx.util.Subscription;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/**
 * The table of runs. Its cells follow their items by themselves; the model decides on rows, order
 * and selection, and the table does as it says.
 */
final class RunTable {
  private static final PseudoClass ARCHIVED = PseudoClass.getPseudoClass("archived");

  private final RunsModel model;
  private final Clock clock;
  private final ReadOnlyObjectWrapper<Instant> now;
  private final TableView<RunItem> table = new TableView<>();
  private final TableColumn<RunItem, RunItem> name;
  private final TableColumn<RunItem, RunItem> notes;
  private final TableColumn<RunItem, RunItem> tags;
  private boolean restoring;

  RunTable(RunsModel model, Clock clock) {
    this.model = model;
    this.clock = clock;
    this.now = new ReadOnlyObjectWrapper<>(clock.instant());
    name =
        editable(
            "Name",
            210,
            RunItem::name,
            RunItem::name,
            model::rename,
            Comparator.comparing(RunItem::name, String.CASE_INSENSITIVE_ORDER));
    tags =
        editable(
            "Tags",
            110,
            item -> RunWords.tags(item.row().about().tags()),
            item -> RunWords.tags(item.row().about().tags()),
            model::tags,
            Comparator.comparing(item -> RunWords.tags(item.row().about().tags())));
    notes =
        editable(
            "Notes",
            200,
            item -> item.row().about().notes().orElse(""),
            item -> item.row().about().notes().orElse(""),
            model::notes,
            Comparator.comparing(item -> item.row().about().notes().orElse("")));
    build();
  }

  TableView<RunItem> node() {
    return table;
  }

  /** What the clock says: the cells that tell how long ago something was follow. */
  void tick() {
    now.set(clock.instant());
  }

  /** Begins to type a name for the run in detail. */
  void editName() {
    edit(name);
  }

  void editNotes() {
    edit(notes);
  }

  void editTags() {
    edit(tags);
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

  // ---- columns ----------------------------------------------------------------------------------

  private void build() {
    var difference =
        column(
            "Δ F1",
            78,
            (item, any) -> RunWords.difference(model.difference(item)),
            Comparator.comparingDouble(item -> model.difference(item).orElse(-2)),
            "number");
    difference.setId("runs-difference");
    difference.visibleProperty().bind(model.baselineProperty().map(Optional::isPresent));
    var columns = new ArrayList<TableColumn<RunItem, ?>>();
    columns.add(mark());
    columns.add(name);
    columns.add(state());
    columns.add(
        column(
            "Step",
            84,
            (item, any) -> RunWords.step(item.row()),
            Comparator.comparingInt((RunItem item) -> status(item, RunStatus::stage, -1))
                .thenComparingLong(item -> status(item, RunStatus::step, -1L)),
            "number"));
    columns.add(
        column(
            "Valid F1",
            84,
            (item, any) -> RunWords.f1(item.f1()),
            Comparator.comparingDouble(item -> item.f1().orElse(-1)),
            "number"));
    columns.add(difference);
    columns.add(
        column(
            "Started",
            112,
            (item, any) ->
                item.row()
                    .started()
                    .map(time -> RunWords.time(time, clock.instant(), clock.getZone()))
                    .orElse(""),
            Comparator.comparing(item -> item.row().started().orElse(Instant.MIN))));
    columns.add(
        column(
            "Last word",
            96,
            (item, time) ->
                item.row().status().map(status -> RunWords.lastWord(status, time)).orElse(""),
            Comparator.comparing(
                item -> item.row().status().flatMap(RunStatus::lastRecord).orElse(Instant.MIN))));
    columns.add(
        column(
            "Data",
            110,
            (item, any) -> RunWords.data(item.row()),
            Comparator.comparing(item -> RunWords.data(item.row()))));
    columns.add(tags);
    columns.add(notes);
    table.getColumns().setAll(columns);
    table.setItems(model.shown());
    table.setEditable(true);
    table.setId("runs-table");
    table.setAccessibleText("Runs");
    table.getSelectionModel().setSelectionMode(SelectionMode.MULTIPLE);
    table.getStyleClass().addAll(Styles.DENSE, Tweaks.EDGE_TO_EDGE, "runs-table");
    table.setRowFactory(any -> row());
    table.setPlaceholder(new Label());
    table.setSortPolicy(
        any -> {
          var comparator = table.getComparator();
          model.order(comparator == null ? RunsModel.NEWEST_FIRST : comparator);
          restore();
          return true;
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

  private static <T> T status(RunItem item, Function<RunStatus, T> part, T none) {
    return item.row().status().map(part).orElse(none);
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

  /** A column of texts made from the run and the present time. */
  private TableColumn<RunItem, RunItem> column(
      String title,
      double width,
      BiFunction<RunItem, Instant, String> text,
      Comparator<RunItem> order,
      String... styles) {
    var column = plain(title, width, order);
    var numeric = List.of(styles).contains("number");
    column.setCellFactory(
        any -> {
          var cell =
              new FollowingCell() {
                @Override
                void show(RunItem item) {
                  setText(text.apply(item, now.get()));
                  if (title.equals("Δ F1")) {
                    showSign(item);
                  }
                }

                private void showSign(RunItem item) {
                  var difference = model.difference(item).orElse(0);
                  getStyleClass().removeAll(Styles.SUCCESS, Styles.DANGER);
                  if (Math.abs(difference) >= 5e-5) {
                    getStyleClass().add(difference > 0 ? Styles.SUCCESS : Styles.DANGER);
                  }
                }
              };
          cell.setAlignment(numeric ? Pos.CENTER_RIGHT : Pos.CENTER_LEFT);
          return cell;
        });
    if (numeric) {
      column.getStyleClass().add("align-right");
    }
    return column;
  }

  private static TableColumn<RunItem, RunItem> plain(
      String title, double width, Comparator<RunItem> order) {
    var column = new TableColumn<RunItem, RunItem>(title);
    column.setCellValueFactory(cell -> new ReadOnlyObjectWrapper<>(cell.getValue()));
    column.setPrefWidth(width);
    column.setComparator(order);
    return column;
  }

  /** The spot of the curves' colour, and the pin of the baseline. */
  private TableColumn<RunItem, RunItem> mark() {
    var column =
        plain(
            "",
            54,
            Comparator.comparing((RunItem item) -> !item.isBaseline())
                .thenComparing(item -> item.colour() == RunItem.NO_COLOUR ? 99 : item.colour()));
    column.setCellFactory(
        any ->
            new FollowingCell() {
              private final Circle spot = RunBadges.spot();
              private final FontIcon pin = Nodes.icon(Feather.FLAG);
              private final HBox box = new HBox(6, spot, pin);

              {
                box.setAlignment(Pos.CENTER);
              }

              @Override
              void show(RunItem item) {
                RunBadges.show(spot, item.colour());
                pin.setVisible(item.isBaseline());
                setGraphic(box);
                setAccessibleText(
                    item.isBaseline()
                        ? "baseline"
                        : item.colour() == RunItem.NO_COLOUR ? "" : "drawn");
              }
            });
    column.setResizable(false);
    return column;
  }

  private TableColumn<RunItem, RunItem> state() {
    var column =
        plain(
            "State",
            118,
            Comparator.comparing(
                item -> item.row().state().map(RunState::ordinal).orElse(Integer.MAX_VALUE)));
    column.setCellFactory(
        any ->
            new FollowingCell() {
              private final Label badge = RunBadges.state();

              @Override
              void show(RunItem item) {
                RunBadges.show(badge, item.row().state());
                setGraphic(badge);
                setAccessibleText(badge.getText());
              }
            });
    return column;
  }

  private TableColumn<RunItem, RunItem> editable(
      String title,
      double width,
      Function<RunItem, String> shown,
      Function<RunItem, String> edited,
      BiConsumer<RunItem, String> commit,
      Comparator<RunItem> order) {
    var column = plain(title, width, order);
    column.setEditable(true);
    column.setCellFactory(any -> new EditCell(title, shown, edited, commit));
    return column;
  }

  /** A cell that shows what becomes of its run while it stands. */
  private abstract class FollowingCell extends TableCell<RunItem, RunItem> {
    private Subscription following = Subscription.EMPTY;

    abstract void show(RunItem item);

    @Override
    protected void updateItem(RunItem item, boolean empty) {
      super.updateItem(item, empty);
      following.unsubscribe();
      following = Subscription.EMPTY;
      if (empty || item == null) {
        setText(null);
        setGraphic(null);
        return;
      }
      following =
          Subscription.combine(
              item.rowProperty().subscribe((before, now) -> show(item)),
              item.colourProperty().subscribe((before, now) -> show(item)),
              model.baselineProperty().subscribe((before, now) -> show(item)),
              now.subscribe((before, now) -> show(item)));
      show(item);
    }
  }

  /** A text that is changed in its place: by F2 or a double click, until Enter or a click away. */
  private final class EditCell extends FollowingCell {
    private final Function<RunItem, String> shown;
    private final Function<RunItem, String> edited;
    private final BiConsumer<RunItem, String> commit;
    private final TextField field = new TextField();

    EditCell(
        String title,
        Function<RunItem, String> shown,
        Function<RunItem, String> edited,
        BiConsumer<RunItem, String> commit) {
      this.shown = shown;
      this.edited = edited;
      this.commit = commit;
      field.setAccessibleText(title);
      field.getStyleClass().add(Styles.SMALL);
      field.setOnAction(event -> keep());
      field
          .focusedProperty()
          .subscribe(
              (before, focused) -> {
                if (before && !focused) {
                  keep();
                }
              });
      field.addEventFilter(
          KeyEvent.KEY_PRESSED,
          event -> {
            if (event.getCode() == KeyCode.ESCAPE) {
              event.consume();
              cancelEdit();
            }
          });
    }

    @Override
    void show(RunItem item) {
      if (!isEditing()) {
        setText(shown.apply(item));
        setGraphic(null);
      }
    }

    @Override
    public void startEdit() {
      super.startEdit();
      if (isEditing()) {
        field.setText(edited.apply(getItem()));
        setText(null);
        setGraphic(field);
        field.selectAll();
        field.requestFocus();
      }
    }

    private void keep() {
      if (isEditing()) {
        var item = getItem();
        var typed = field.getText();
        cancelEdit();
        commit.accept(item, typed);
      }
    }

    @Override
    public void cancelEdit() {
      super.cancelEdit();
      if (getItem() != null) {
        show(getItem());
      }
      if (field.isFocused()) {
        table.requestFocus();
      }
    }
  }

  // ---- selection --------------------------------------------------------------------------------

  private void selected() {
    if (restoring || model.isArranging()) {
      return;
    }
    var chosen = new ArrayList<>(table.getSelectionModel().getSelectedItems());
    chosen.removeIf(item -> item == null);
    var last = table.getSelectionModel().getSelectedItem();
    if (last != null && chosen.remove(last)) {
      chosen.add(last);
    }
    // Overlays stay in the order they were chosen in.
    var before = model.selected();
    chosen.sort(
        Comparator.comparingInt(
            item -> item == last ? Integer.MAX_VALUE : place(before.indexOf(item))));
    model.select(chosen);
  }

  private static int place(int index) {
    return index < 0 ? Integer.MAX_VALUE - 1 : index;
  }

  /** Selects in the table what is selected in the model. */
  private void restore() {
    var selection = table.getSelectionModel();
    var wanted =
        model.selected().stream().mapToInt(model.shown()::indexOf).filter(i -> i >= 0).toArray();
    if (List.copyOf(selection.getSelectedIndices()).stream()
        .mapToInt(i -> i)
        .sorted()
        .boxed()
        .toList()
        .equals(java.util.Arrays.stream(wanted).sorted().boxed().toList())) {
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
  }

  /** Brings the run in detail into sight. */
  void reveal() {
    model
        .primary()
        .map(item -> model.shown().indexOf(item))
        .filter(index -> index >= 0)
        .ifPresent(table::scrollTo);
  }
}
