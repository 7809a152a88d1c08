package bonsai.app.runs;

import atlantafx.base.theme.Styles;
import bonsai.app.kit.Nodes;
import bonsai.run.RunState;
import bonsai.run.RunStatus;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import javafx.beans.Observable;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.TableColumn;
import javafx.scene.layout.HBox;
import javafx.scene.shape.Circle;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** Builds the columns of the table of runs. Their cells follow their runs by themselves. */
final class RunColumns {
  static final double LEAST_NAME = 196;

  private final RunsModel model;
  private final Clock clock;
  private final ReadOnlyObjectWrapper<Instant> now;

  /** What cells hear of besides their run. */
  private final List<Observable> others;

  private final TableColumn<RunItem, RunItem> name;
  private final TableColumn<RunItem, RunItem> tags;
  private final TableColumn<RunItem, RunItem> notes;

  RunColumns(RunsModel model, RunActions actions, Clock clock) {
    this.model = model;
    this.clock = clock;
    now = new ReadOnlyObjectWrapper<>(clock.instant());
    others = List.of(model.baselineProperty(), now);
    name = editable("Name", LEAST_NAME, RunItem::name, actions::rename);
    tags = editable("Tags", 96, item -> RunWords.tags(item.row().about().tags()), actions::tags);
    notes = editable("Notes", 150, item -> item.row().about().notes().orElse(""), actions::notes);
  }

  TableColumn<RunItem, RunItem> name() {
    return name;
  }

  TableColumn<RunItem, RunItem> tags() {
    return tags;
  }

  TableColumn<RunItem, RunItem> notes() {
    return notes;
  }

  /** The clock went on: the cells that tell how long ago something was follow. */
  void tick() {
    now.set(clock.instant());
  }

  /** All of them, in their order. */
  List<TableColumn<RunItem, RunItem>> all() {
    return List.of(
        mark(),
        name,
        state(),
        number(
            "Step",
            96,
            item -> RunWords.step(item.row()),
            Comparator.comparingInt((RunItem item) -> status(item, RunStatus::stage, -1))
                .thenComparingLong(item -> status(item, RunStatus::step, -1L))),
        number(
            "Valid F1",
            84,
            item -> RunWords.f1(item.f1()),
            Comparator.comparingDouble(item -> item.f1().orElse(-1))),
        difference(),
        text(
            "Started",
            112,
            item ->
                item.row()
                    .started()
                    .map(time -> RunWords.time(time, now.get(), clock.getZone()))
                    .orElse(""),
            Comparator.comparing(item -> item.row().started().orElse(Instant.MIN))),
        lastWord(),
        text(
            "Data",
            100,
            item -> RunWords.data(item.row()),
            Comparator.comparing(item -> RunWords.data(item.row()))),
        tags,
        notes);
  }

  private static <T> T status(RunItem item, Function<RunStatus, T> part, T none) {
    return item.row().status().map(part).orElse(none);
  }

  // ---- kinds of columns -------------------------------------------------------------------------

  private static TableColumn<RunItem, RunItem> plain(
      String title, double width, Comparator<RunItem> order) {
    var column = new TableColumn<RunItem, RunItem>(title);
    column.setCellValueFactory(cell -> new ReadOnlyObjectWrapper<>(cell.getValue()));
    column.setPrefWidth(width);
    column.setComparator(order);
    return column;
  }

  private TableColumn<RunItem, RunItem> text(
      String title, double width, Function<RunItem, String> text, Comparator<RunItem> order) {
    var column = plain(title, width, order);
    column.setCellFactory(any -> new TextCell(text));
    return column;
  }

  private TableColumn<RunItem, RunItem> number(
      String title, double width, Function<RunItem, String> text, Comparator<RunItem> order) {
    var column = plain(title, width, order);
    column.getStyleClass().add("align-right");
    column.setCellFactory(any -> aligned(new TextCell(text)));
    return column;
  }

  private static RunCell aligned(RunCell cell) {
    cell.setAlignment(Pos.CENTER_RIGHT);
    return cell;
  }

  private class TextCell extends RunCell {
    private final Function<RunItem, String> text;

    TextCell(Function<RunItem, String> text) {
      super(others);
      this.text = text;
    }

    @Override
    void show(RunItem item) {
      setText(text.apply(item));
    }

    /** Shows it in the colour of a style, or in none. */
    void colour(Optional<String> style) {
      getStyleClass().removeAll(Styles.SUCCESS, Styles.DANGER, Styles.WARNING);
      style.ifPresent(getStyleClass()::add);
    }
  }

  private static TableColumn<RunItem, RunItem> editable(
      String title,
      double width,
      Function<RunItem, String> text,
      BiConsumer<RunItem, String> commit) {
    var column = plain(title, width, Comparator.comparing(text, String.CASE_INSENSITIVE_ORDER));
    column.setEditable(true);
    column.setCellFactory(any -> new RunEditCell(title, text, commit));
    return column;
  }

  // ---- columns of their own kind ----------------------------------------------------------------

  /** The spot of the curves' colour, and the pin of the baseline. */
  private TableColumn<RunItem, RunItem> mark() {
    var column =
        plain(
            "",
            54,
            Comparator.comparing((RunItem item) -> !item.isBaseline())
                .thenComparing(
                    item ->
                        item.colour() == RunItem.NO_COLOUR ? Integer.MAX_VALUE : item.colour()));
    column.setCellFactory(any -> new MarkCell());
    column.setResizable(false);
    return column;
  }

  private final class MarkCell extends RunCell {
    private final Circle spot = RunBadges.spot();
    private final FontIcon pin = Nodes.icon(Feather.FLAG);
    private final HBox box = new HBox(6, spot, pin);

    MarkCell() {
      super(others);
      box.setAlignment(Pos.CENTER);
    }

    @Override
    void show(RunItem item) {
      RunBadges.show(spot, item.colour());
      pin.setVisible(item.isBaseline());
      setGraphic(box);
      setAccessibleText(
          item.isBaseline() ? "baseline" : item.colour() == RunItem.NO_COLOUR ? "" : "drawn");
    }
  }

  private static TableColumn<RunItem, RunItem> state() {
    var column =
        plain(
            "State",
            128,
            Comparator.comparing(
                item -> item.row().state().map(RunState::ordinal).orElse(Integer.MAX_VALUE)));
    column.setCellFactory(any -> new StateCell());
    return column;
  }

  private static final class StateCell extends RunCell {
    private final Label badge = RunBadges.state();

    StateCell() {
      super(List.of());
    }

    @Override
    void show(RunItem item) {
      RunBadges.show(badge, item.row());
      setGraphic(badge);
      setAccessibleText(badge.getText());
    }
  }

  /** The difference to the baseline; there only where there is one. */
  private TableColumn<RunItem, RunItem> difference() {
    var column =
        plain(
            "Δ F1",
            78,
            Comparator.comparingDouble(
                item -> model.difference(item).orElse(Double.NEGATIVE_INFINITY)));
    column.setId("runs-difference");
    column.visibleProperty().bind(model.baselineProperty().map(Optional::isPresent));
    column.getStyleClass().add("align-right");
    column.setCellFactory(
        any ->
            aligned(
                new TextCell(item -> RunWords.difference(model.difference(item))) {
                  @Override
                  void show(RunItem item) {
                    super.show(item);
                    var by = model.difference(item).orElse(0);
                    colour(
                        getText().startsWith("±") || by == 0
                            ? Optional.empty()
                            : Optional.of(by > 0 ? Styles.SUCCESS : Styles.DANGER));
                  }
                }));
    return column;
  }

  /** How long ago the worker wrote; in the colour of a warning where that is alarming. */
  private TableColumn<RunItem, RunItem> lastWord() {
    var column =
        plain(
            "Last word",
            96,
            Comparator.comparing(
                item -> item.row().status().flatMap(RunStatus::lastRecord).orElse(Instant.MIN)));
    column.setCellFactory(
        any ->
            new TextCell(
                item ->
                    item.row()
                        .status()
                        .map(status -> RunWords.lastWord(status, now.get()))
                        .orElse("")) {
              @Override
              void show(RunItem item) {
                super.show(item);
                colour(RunDetailModel.alarm(item.row(), now.get()).map(sentence -> Styles.WARNING));
              }
            });
    return column;
  }
}
