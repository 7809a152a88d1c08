package bonsai.app.runs;

import atlantafx.base.controls.CustomTextField;
import atlantafx.base.theme.Styles;
import bonsai.app.kit.AppContext;
import bonsai.app.kit.Arrangement;
import bonsai.app.kit.Nodes;
import bonsai.app.kit.ShownAs;
import bonsai.app.runs.live.Forecast;
import bonsai.base.Quantities;
import bonsai.run.Preset;
import bonsai.run.RunState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.beans.InvalidationListener;
import javafx.geometry.Insets;
import javafx.geometry.Orientation;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.SplitPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** Builds the panel: the table with its filters, and the run in detail beside or under it. */
final class RunsView {
  private final AppContext context;
  private final RunsModel model;
  private final RunTable table;
  private final RunDetailView detail;
  private final CustomTextField search = new CustomTextField();
  private final StackPane root = new StackPane();
  private final SplitPane split = new SplitPane();
  private final Timeline clock;
  private final Arrangement arrangement;

  RunsView(
      AppContext context,
      RunsModel model,
      RunActions actions,
      RunDetailModel detailModel,
      RunDetailView.Parts parts,
      Function<RunItem, Optional<Forecast>> forecasts) {
    this.context = context;
    this.model = model;
    table = new RunTable(model, actions, context.clock());
    detail = new RunDetailView(context, model, actions, detailModel, parts, forecasts, table);
    clock =
        new Timeline(
            new KeyFrame(
                Duration.seconds(1),
                event -> {
                  table.tick();
                  detail.tick(context.clock().instant());
                }));
    clock.setCycleCount(Timeline.INDEFINITE);

    var list = new VBox(filters(), table.node());
    VBox.setVgrow(table.node(), Priority.ALWAYS);
    list.setMinSize(320, 150);
    split.getItems().setAll(list, detail.node());
    SplitPane.setResizableWithParent(list, false);
    arrangement = new Arrangement(context.preferences());
    arrangement.keep(table.node(), "runs.columns");
    place(context.preferences().text("runs.beside").equals(Optional.of("true")));
    arrangement.follow(split, this::dividerName);
    var empty = empty();
    var looking = new StackPane(Nodes.caption("Looking for runs…"));
    InvalidationListener choose =
        any -> {
          var wanted =
              model.totalProperty().get() > 0
                  ? split
                  : model.lookedProperty().get() ? empty : looking;
          if (!root.getChildren().equals(List.of(wanted))) {
            root.getChildren().setAll(wanted);
          }
        };
    model.totalProperty().addListener(choose);
    model.lookedProperty().addListener(choose);
    choose.invalidated(model.totalProperty());
  }

  Node node() {
    return root;
  }

  RunTable table() {
    return table;
  }

  RunDetailView detail() {
    return detail;
  }

  void focusSearch() {
    search.requestFocus();
    search.selectAll();
  }

  void shown() {
    table.tick();
    clock.play();
  }

  void hidden() {
    clock.stop();
  }

  private Node empty() {
    var recipe =
        Nodes.button("Make a run", Feather.PLUS, () -> context.navigator().recipe(Preset.tiny()));
    recipe.getStyleClass().add(Styles.ACCENT);
    recipe.setId("runs-make");
    var box =
        Nodes.empty(
            Feather.TRENDING_UP,
            "No runs yet",
            "A run teaches a model and keeps all it says in a folder. Make one in the Recipe panel, or start one on the command line:",
            recipe);
    var command = Nodes.label("./bonsai run SPEC.json", "code");
    box.getChildren().add(3, command);
    box.setId("runs-empty");
    return box;
  }

  // ---- filters ----------------------------------------------------------------------------------

  private Node filters() {
    search.setPromptText("Search name, id, notes, tags, data");
    search.setLeft(new FontIcon(Feather.SEARCH));
    search.setAccessibleText("Search the runs");
    search.setId("runs-search");
    search.setPrefWidth(280);
    search.setMinWidth(140);
    search
        .textProperty()
        .subscribe(
            text -> model.filterProperty().set(model.filterProperty().get().withSearch(text)));
    var states = new ArrayList<Optional<RunState>>();
    states.add(Optional.empty());
    for (var state : RunState.values()) {
      states.add(Optional.of(state));
    }
    var state = box("All states", "runs-state-filter", RunState::label);
    state.getItems().setAll(states);
    state
        .valueProperty()
        .subscribe(
            wanted -> model.filterProperty().set(model.filterProperty().get().withState(wanted)));
    var tag = box("All tags", "runs-tag-filter", Function.<String>identity());
    tag.valueProperty()
        .subscribe(
            wanted -> model.filterProperty().set(model.filterProperty().get().withTag(wanted)));
    Runnable offerTags =
        () -> {
          var wanted = tag.getValue();
          var offered = new ArrayList<Optional<String>>();
          offered.add(Optional.empty());
          model.tags().forEach(each -> offered.add(Optional.of(each)));
          tag.getItems().setAll(offered);
          tag.setValue(offered.contains(wanted) ? wanted : Optional.empty());
        };
    model.tags().addListener((InvalidationListener) any -> offerTags.run());
    offerTags.run();
    var archived = new CheckBox("Archived");
    archived.setId("runs-archived");
    archived
        .selectedProperty()
        .subscribe(on -> model.filterProperty().set(model.filterProperty().get().withArchived(on)));
    model
        .filterProperty()
        .subscribe(
            filter -> {
              search.setText(filter.search());
              state.setValue(filter.state());
              tag.setValue(filter.tag());
              archived.setSelected(filter.archived());
            });
    var count = Nodes.caption("");
    count.setMinWidth(0);
    InvalidationListener counted =
        any -> {
          var shown = model.shown().size();
          var total = model.totalProperty().get();
          count.setText(
              shown == total
                  ? Quantities.count(total) + (total == 1 ? " run" : " runs")
                  : Quantities.count(shown) + " of " + Quantities.count(total) + " runs");
        };
    model.shown().addListener(counted);
    model.totalProperty().addListener(counted);
    counted.invalidated(model.totalProperty());
    var turn =
        Nodes.iconButton(
            "Table beside or above the charts",
            Feather.SIDEBAR,
            () -> place(split.getOrientation() == Orientation.VERTICAL));
    turn.setId("runs-turn");
    HBox.setHgrow(search, Priority.SOMETIMES);
    search.setMaxWidth(360);
    var bar = new HBox(8, search, state, tag, archived, Nodes.spacer(), count, turn);
    bar.setAlignment(Pos.CENTER_LEFT);
    bar.setPadding(new Insets(8, 12, 8, 12));
    return bar;
  }

  private static <T> ComboBox<Optional<T>> box(String all, String id, Function<T, String> name) {
    var box = new ComboBox<Optional<T>>();
    box.setId(id);
    box.setAccessibleText(all);
    box.setMinWidth(110);
    box.setConverter(new ShownAs<>(value -> value.map(name).orElse(all)));
    box.setValue(Optional.empty());
    return box;
  }

  /** Puts the table beside the detail, or above it. */
  private void place(boolean beside) {
    split.setOrientation(beside ? Orientation.HORIZONTAL : Orientation.VERTICAL);
    arrangement.place(split, dividerName(), beside ? 0.4 : 0.28);
    context.preferences().set("runs.beside", beside);
  }

  private String dividerName() {
    return split.getOrientation() == Orientation.HORIZONTAL
        ? "runs.divider.beside"
        : "runs.divider.above";
  }
}
