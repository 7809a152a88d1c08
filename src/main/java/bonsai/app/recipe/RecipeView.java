package bonsai.app.recipe;

import atlantafx.base.theme.Styles;
import bonsai.app.form.FormField;
import bonsai.app.form.FormItem;
import bonsai.app.form.FormVariant;
import bonsai.app.form.FormView;
import bonsai.app.kit.Nodes;
import bonsai.base.Quantities;
import bonsai.run.Preset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javafx.beans.binding.Bindings;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.RowConstraints;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/**
 * Builds the panel: settings on the left, stages in the middle, what it would take on the right.
 */
final class RecipeView {
  /** What the buttons do. */
  record Actions(
      Consumer<Preset> preset,
      Runnable open,
      Runnable save,
      Runnable copy,
      Runnable measure,
      Runnable fetch,
      Runnable start) {}

  private final RecipeModel model;
  private final FormView.Help help;
  private final Actions actions;
  private final BorderPane root = new BorderPane();

  RecipeView(RecipeModel model, FormView.Help help, Actions actions) {
    this.model = model;
    this.help = help;
    this.actions = actions;
    root.getStyleClass().add("recipe");
    root.setTop(head());
    root.setCenter(body());
    root.setBottom(foot());
  }

  Node node() {
    return root;
  }

  // ---- above ------------------------------------------------------------------------------------

  private Node head() {
    var presets = new MenuButton("Presets", Nodes.icon(Feather.BOOK_OPEN));
    presets.setId("recipe-preset");
    presets.setMinWidth(Region.USE_PREF_SIZE);
    presets.getItems().setAll(presets());

    var name = new TextField();
    name.setId("recipe-name");
    name.setPrefColumnCount(22);
    name.setMinWidth(120);
    var field = model.draft().run().field("name");
    name.textProperty().bindBidirectional(field.textProperty());
    name.setAccessibleHelp(field.setting().help());
    field
        .problemProperty()
        .subscribe(
            problem -> name.pseudoClassStateChanged(Styles.STATE_DANGER, !problem.isEmpty()));
    var label = Nodes.label("Name", "form-label");
    label.setLabelFor(name);
    label.setMinWidth(Region.USE_PREF_SIZE);
    var changed = Nodes.caption("Changed");
    changed.setMinWidth(Region.USE_PREF_SIZE);
    changed.visibleProperty().bind(model.unsavedProperty());
    changed.setTooltip(new Tooltip("Differs from the preset or file it began with"));

    var open = Nodes.button("Open", Feather.FOLDER, actions.open());
    open.setId("recipe-open");
    var save = Nodes.button("Save", Feather.SAVE, actions.save());
    save.setId("recipe-save");
    var copy = Nodes.button("Copy as command", Feather.TERMINAL, actions.copy());
    copy.setId("recipe-copy");
    for (var button : List.of(save, copy)) {
      button.disableProperty().bind(model.obstacleProperty().map(o -> model.spec().isEmpty()));
    }
    var row = new HBox(8, presets, label, name, changed, Nodes.spacer(), open, save, copy);
    HBox.setMargin(label, new Insets(0, 0, 0, 8));
    row.setAlignment(Pos.CENTER_LEFT);
    row.getStyleClass().add("recipe-head");
    var problem = Nodes.paragraph("", Styles.TEXT_SMALL, Styles.DANGER, "form-problem");
    problem.setId("recipe-name-problem");
    problem.textProperty().bind(field.problemProperty());
    problem.managedProperty().bind(field.problemProperty().map(text -> !text.isEmpty()));
    problem.visibleProperty().bind(problem.managedProperty());
    problem.setPadding(new Insets(0, 16, 8, 16));
    return new VBox(row, problem);
  }

  /** Those to begin with, and a menu for each other group: all in one would not fit a window. */
  private List<MenuItem> presets() {
    var groups = new EnumMap<Preset.Group, List<MenuItem>>(Preset.Group.class);
    for (var preset : Preset.all()) {
      var item = new MenuItem();
      item.setGraphic(new VBox(2, new Label(preset.title()), Nodes.caption(preset.about())));
      item.setOnAction(event -> actions.preset().accept(preset));
      groups.computeIfAbsent(preset.group(), _ -> new ArrayList<>()).add(item);
    }
    var items = new ArrayList<MenuItem>();
    groups.forEach(
        (group, members) -> {
          switch (group) {
            case BEGIN -> items.addAll(members);
            case TECHNIQUES, WHOLE_RECIPES -> {
              var menu = new Menu(group.title());
              menu.setId("recipe-presets-" + group.label());
              menu.getItems().setAll(members);
              items.add(menu);
            }
          }
        });
    return items;
  }

  // ---- the three columns ------------------------------------------------------------------------

  private Node body() {
    var grid = new GridPane();
    grid.getColumnConstraints()
        .addAll(column(252, 290, 440), column(300, 430, Double.MAX_VALUE), column(254, 290, 420));
    var row = new RowConstraints();
    row.setVgrow(Priority.ALWAYS);
    row.setFillHeight(true);
    grid.getRowConstraints().add(row);
    var preflight = new PreflightView(model, actions.measure(), actions.fetch());
    grid.addRow(
        0,
        scrolling(settings(), "recipe-settings"),
        scrolling(new StagesView(model, help).node(), "recipe-stages"),
        scrolling(preflight.node(), "recipe-plan"));
    return grid;
  }

  private static ColumnConstraints column(double min, double preferred, double max) {
    var column = new ColumnConstraints(min, preferred, max);
    column.setHgrow(Priority.ALWAYS);
    column.setFillWidth(true);
    return column;
  }

  private static ScrollPane scrolling(Node content, String style) {
    var scroll = new ScrollPane(content);
    scroll.setFitToWidth(true);
    scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
    scroll.getStyleClass().addAll("recipe-column", style);
    return scroll;
  }

  private Node settings() {
    var form = new FormView("recipe", help);
    var run = model.draft().run();
    var rest =
        run.items().stream()
            .filter(item -> !List.of("name", "data", "start").contains(item.name()))
            .toList();
    var box =
        new VBox(
            28,
            section("Data", form.variant((FormVariant) run.item("data"), false)),
            section("Starting model", form.variant((FormVariant) run.item("start"), false)),
            section("Run", form.items(sorted(rest))));
    return box;
  }

  /** Single fields first, so that they stand side by side. */
  private static List<FormItem> sorted(List<FormItem> items) {
    return Stream.concat(
            items.stream().filter(item -> item instanceof FormField),
            items.stream().filter(item -> !(item instanceof FormField)))
        .toList();
  }

  private static VBox section(String title, Node content) {
    return new VBox(12, Nodes.heading(title), content);
  }

  // ---- below ------------------------------------------------------------------------------------

  private Node foot() {
    var says = Nodes.label("");
    says.setId("recipe-obstacle");
    says.setTextOverrun(OverrunStyle.ELLIPSIS);
    says.setTooltip(new Tooltip());
    says.getTooltip().textProperty().bind(says.textProperty());
    says.getTooltip().setWrapText(true);
    says.getTooltip().setMaxWidth(480);
    HBox.setHgrow(says, Priority.ALWAYS);
    says.setMaxWidth(Double.MAX_VALUE);
    Runnable tell =
        () -> {
          var obstacle = model.obstacleProperty().get();
          says.setText(obstacle.isEmpty() ? ready() : obstacle);
          says.getStyleClass().removeAll(Styles.DANGER, Styles.TEXT_MUTED);
          says.getStyleClass().add(obstacle.isEmpty() ? Styles.TEXT_MUTED : Styles.DANGER);
        };
    model.obstacleProperty().addListener(change -> tell.run());
    model.planProperty().addListener(change -> tell.run());
    model.measuredProperty().addListener(change -> tell.run());
    model.readingProperty().addListener(change -> tell.run());
    model.startingProperty().addListener(change -> tell.run());
    tell.run();

    var start = Nodes.button("Start run", Feather.PLAY, actions.start());
    start.setId("recipe-start");
    start.getStyleClass().add(Styles.ACCENT);
    start
        .disableProperty()
        .bind(
            model
                .startingProperty()
                .or(
                    Bindings.createBooleanBinding(
                        () -> !model.obstacleProperty().get().isEmpty(),
                        model.obstacleProperty())));
    var bar = new HBox(16, says, start);
    bar.setAlignment(Pos.CENTER_LEFT);
    bar.getStyleClass().add("recipe-foot");
    return bar;
  }

  private String ready() {
    if (model.startingProperty().get()) {
      return "Starting…";
    }
    if (!model.readingProperty().get().isEmpty()) {
      return model.readingProperty().get();
    }
    return model
        .planProperty()
        .get()
        .map(
            plan ->
                "Ready: "
                    + Quantities.count(plan.steps())
                    + " steps"
                    + PreflightView.expected(model).map(time -> ", " + time).orElse("")
                    + ".")
        .orElse("");
  }
}
