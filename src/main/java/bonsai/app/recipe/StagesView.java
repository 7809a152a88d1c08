package bonsai.app.recipe;

import atlantafx.base.theme.Styles;
import bonsai.app.form.FormView;
import bonsai.app.form.Titles;
import bonsai.app.kit.Nodes;
import bonsai.technique.Technique;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.beans.binding.Bindings;
import javafx.collections.ListChangeListener;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ListView;
import javafx.scene.control.MenuButton;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;

/** Builds the list of stages, what can be done with it, and the chosen stage's form. */
final class StagesView {
  private static final double CELL = 40;
  private static final int MOST_CELLS = 6;

  private final RecipeModel model;
  private final RecipeDraft draft;
  private final FormView.Help help;
  private final Node node;

  StagesView(RecipeModel model, FormView.Help help) {
    this.model = model;
    this.draft = model.draft();
    this.help = help;
    this.node = build();
  }

  Node node() {
    return node;
  }

  private Node build() {
    var list = new ListView<>(draft.stages());
    list.setId("recipe-stage-list");
    list.setAccessibleText("Stages, in the order they are executed");
    list.setFixedCellSize(CELL);
    list.setCellFactory(view -> new StageCell(model));
    model.planProperty().subscribe(list::refresh);
    model.obstacleProperty().subscribe(list::refresh);
    list.setOnKeyPressed(
        event -> {
          if (event.getCode() == KeyCode.DELETE && !event.isShortcutDown()) {
            draft.selectedProperty().get().ifPresent(draft::remove);
            event.consume();
          }
        });
    list.prefHeightProperty()
        .bind(
            Bindings.createDoubleBinding(
                () -> 2 + CELL * Math.clamp(draft.stages().size(), 1, MOST_CELLS), draft.stages()));
    list.setMinHeight(Region.USE_PREF_SIZE);
    list.setPlaceholder(Nodes.label("No stage yet: add one.", Styles.TEXT_MUTED));
    list.getStyleClass().add(Styles.BORDERED);
    draft
        .selectedProperty()
        .subscribe(
            stage ->
                stage.ifPresentOrElse(
                    list.getSelectionModel()::select, list.getSelectionModel()::clearSelection));
    list.getSelectionModel()
        .selectedItemProperty()
        .addListener(
            (property, before, now) -> {
              if (now != null) {
                draft.selectedProperty().set(Optional.of(now));
              }
            });
    // A list that changes around it may drop the selection: the model knows better.
    draft
        .stages()
        .addListener(
            (ListChangeListener<StageModel>)
                change ->
                    draft.selectedProperty().get().ifPresent(list.getSelectionModel()::select));

    var add = new MenuButton("Add", Nodes.icon(Feather.PLUS));
    add.setAccessibleText("Add stage");
    add.setTooltip(new Tooltip("Add stage"));
    add.setId("recipe-add-stage");
    add.setMinWidth(Region.USE_PREF_SIZE);
    for (var technique : Technique.types().keySet()) {
      var item = Nodes.item(Titles.of(technique), () -> draft.add(technique));
      item.setId("recipe-add-" + technique);
      add.getItems().add(item);
    }
    var earlier = stageButton("Move stage up", Feather.ARROW_UP, stage -> draft.move(stage, -1));
    earlier.setId("recipe-stage-up");
    var later = stageButton("Move stage down", Feather.ARROW_DOWN, stage -> draft.move(stage, 1));
    later.setId("recipe-stage-down");
    var twin = stageButton("Duplicate stage", Feather.COPY, draft::duplicate);
    twin.setId("recipe-stage-duplicate");
    var remove = stageButton("Remove stage", Feather.TRASH_2, draft::remove);
    remove.setId("recipe-stage-remove");
    Runnable places =
        () -> {
          var index = draft.selectedProperty().get().map(draft.stages()::indexOf).orElse(-1);
          earlier.setDisable(index < 1);
          later.setDisable(index < 0 || index == draft.stages().size() - 1);
          twin.setDisable(index < 0);
          remove.setDisable(index < 0);
        };
    draft.selectedProperty().addListener(change -> places.run());
    draft.stages().addListener((ListChangeListener<StageModel>) change -> places.run());
    places.run();
    var title = Nodes.heading("Stages");
    title.setMinWidth(Region.USE_PREF_SIZE);
    var bar = new HBox(4, title, Nodes.spacer(), earlier, later, twin, remove, add);
    bar.setAlignment(Pos.CENTER_LEFT);

    var form = new VBox();
    draft
        .selectedProperty()
        .subscribe(
            stage ->
                form.getChildren().setAll(stage.map(this::form).map(List::of).orElseGet(List::of)));
    return new VBox(12, bar, list, form);
  }

  private Node form(StageModel stage) {
    var reset = Nodes.button("Reset all", Feather.ROTATE_CCW, stage.form()::reset);
    reset.getStyleClass().addAll(Styles.FLAT, Styles.SMALL);
    reset.setId("recipe-stage-reset");
    reset.visibleProperty().bind(stage.form().changedProperty());
    var head = new HBox(8, Nodes.heading(stage.title()), Nodes.spacer(), reset);
    head.setAlignment(Pos.CENTER_LEFT);
    var box = new VBox(12, head, new FormView("stage", help).form(stage.form()));
    box.setPadding(new Insets(12, 0, 0, 0));
    return box;
  }

  private Button stageButton(String name, Ikon icon, Consumer<StageModel> action) {
    return Nodes.iconButton(name, icon, () -> draft.selectedProperty().get().ifPresent(action));
  }
}
