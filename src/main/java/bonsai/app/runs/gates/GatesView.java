package bonsai.app.runs.gates;

import atlantafx.base.theme.Styles;
import atlantafx.base.theme.Tweaks;
import bonsai.app.chart.Exports;
import bonsai.app.kit.AppContext;
import bonsai.app.kit.Choice;
import bonsai.app.kit.Nodes;
import bonsai.app.runs.live.GatePast;
import bonsai.train.GatedPart;
import java.util.List;
import java.util.Optional;
import javafx.animation.AnimationTimer;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.Slider;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.shape.Circle;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** Builds the map of the gates, the strip of their course, and the controls over time. */
public final class GatesView implements AutoCloseable {
  private static final String HINT = "Point at a cell, or go there with the arrow keys.";

  private final AppContext context;
  private final GatesModel model;
  private final GateFiles files;
  private final StackPane root = new StackPane();
  private final VBox content = new VBox(8);
  private final Node empty =
      Nodes.empty(
          Feather.GRID,
          "No gates yet",
          "They are shown from the first sample of a stage that removes heads or units on. Add such"
              + " a stage in the Recipe panel.");
  private final Choice<Integer> stages;
  private final Choice<GatedPart> parts;
  private final Label position = Nodes.label("");
  private final Label cell = Nodes.label(HINT, Styles.TEXT_SMALL, Styles.TEXT_MUTED);
  private final Label removed = Nodes.paragraph("", Styles.TEXT_SMALL);
  private final Slider slider = new Slider();
  private final Button play;
  private final ToggleButton follow = new ToggleButton("Newest");
  private final GateMap map;
  private final GateStrip strip;

  /** Whether the slider is moved by the model, and not by a person. */
  private boolean updating;

  private final AnimationTimer clock =
      new AnimationTimer() {
        private long before;

        @Override
        public void start() {
          before = 0;
          super.start();
        }

        @Override
        public void handle(long now) {
          if (before > 0) {
            model.tick((now - before) / 1e9);
          }
          before = now;
        }
      };

  public GatesView(AppContext context, GatesModel model) {
    this.context = context;
    this.model = model;
    files = new GateFiles(new Exports(context.dialogs(), context.background(), context.notices()));
    stages = new Choice<>("gates-stage", stage -> "Stage " + (stage + 1), model::chooseStage);
    parts = new Choice<>("gates-part", GatesView::title, model::choosePart);
    map = new GateMap(model, context.appearance(), this::pointed);
    strip = new GateStrip(model, context.appearance());
    play = Nodes.iconButton("Play", Feather.PLAY, model::togglePlaying);
    build();
    model.tracksProperty().subscribe(this::update);
    model.trackProperty().subscribe(this::update);
    model.positionProperty().subscribe(this::update);
    model.followingProperty().subscribe(follow::setSelected);
    model.playingProperty().subscribe(this::play);
  }

  public Node node() {
    return root;
  }

  private static String title(GatedPart part) {
    return switch (part) {
      case HEADS -> "Heads";
      case UNITS -> "Units";
    };
  }

  private void build() {
    position.setId("gates-position");
    cell.setId("gates-cell");
    removed.setId("gates-removed");
    removed.managedProperty().bind(removed.visibleProperty());
    var menu = new MenuButton("", Nodes.icon(Feather.MORE_HORIZONTAL));
    menu.getStyleClass().addAll(Styles.BUTTON_ICON, Styles.FLAT, Styles.SMALL, Tweaks.NO_ARROW);
    menu.setId("gates-save");
    menu.setAccessibleText("Save the gates");
    menu.setTooltip(new Tooltip("Save"));
    menu.getItems()
        .setAll(
            Nodes.item("Save map as PNG…", () -> files.png(model, context.appearance().palette())),
            Nodes.item("Save all samples as CSV…", () -> files.csv(model)),
            Nodes.item("Save open gates and F1 as CSV…", () -> files.course(model)));
    position.setMinWidth(Region.USE_PREF_SIZE);
    var bar = new HBox(12, stages, parts, position, Nodes.spacer(), menu);
    bar.setAlignment(Pos.CENTER_LEFT);
    bar.setMinHeight(34);
    VBox.setVgrow(map, Priority.SOMETIMES);
    map.setMaxHeight(Double.MAX_VALUE);
    var legend = new HBox(14, key(0, "open"), key(1, "valid F1"), Nodes.spacer(), cell);
    legend.setAlignment(Pos.CENTER_LEFT);
    legend.setPadding(new Insets(0, StripPainter.RIGHT, 0, StripPainter.LEFT));
    content.getChildren().setAll(bar, map, removed, legend, strip, controls());
    content.getStyleClass().add("gates");
    content.setPadding(new Insets(0, 12, 8, 12));
  }

  private static Node key(int colour, String text) {
    var spot = new Circle(4);
    spot.getStyleClass().add("series-" + colour);
    var label = Nodes.caption(text);
    label.setMinWidth(Region.USE_PREF_SIZE);
    var key = new HBox(6, spot, label);
    key.setAlignment(Pos.CENTER_LEFT);
    return key;
  }

  private Node controls() {
    play.setId("gates-play");
    play.setMinWidth(StripPainter.LEFT - 8);
    play.setPrefWidth(StripPainter.LEFT - 8);
    slider.setId("gates-slider");
    slider.setAccessibleText("Sample that is shown");
    slider.setMin(0);
    slider.valueProperty().addListener((any, before, now) -> slide(now.doubleValue()));
    HBox.setHgrow(slider, Priority.ALWAYS);
    follow.setId("gates-follow");
    follow.getStyleClass().addAll(Styles.SMALL);
    follow.setMinWidth(StripPainter.RIGHT - 8);
    follow.setPrefWidth(StripPainter.RIGHT - 8);
    follow.setTooltip(new Tooltip("Show the newest sample, and those that come"));
    follow.setOnAction(
        event -> {
          model.follow();
          follow.setSelected(model.followingProperty().get());
        });
    var row = new HBox(8, play, slider, follow);
    row.setAlignment(Pos.CENTER_LEFT);
    row.setMinHeight(32);
    return row;
  }

  private void slide(double value) {
    var sample = (int) Math.round(value);
    if (!updating && sample != model.positionProperty().get()) {
      model.move(sample);
    }
  }

  private void play(boolean now) {
    ((FontIcon) play.getGraphic()).setIconCode(now ? Feather.PAUSE : Feather.PLAY);
    play.setAccessibleText(now ? "Pause" : "Play");
    play.getTooltip().setText(now ? "Pause" : "Play the run's gates from here on");
    if (now) {
      clock.start();
    } else {
      clock.stop();
    }
  }

  private void update() {
    var shown = model.trackProperty().get();
    var now = shown.isEmpty() ? empty : content;
    if (!root.getChildren().equals(List.of(now))) {
      root.getChildren().setAll(now);
    }
    if (shown.isEmpty()) {
      return;
    }
    var gates = shown.get();
    var all = model.tracksProperty().get();
    stages.show(all.stream().map(GatePast::stage).distinct().toList(), gates.stage());
    parts.show(
        all.stream().filter(g -> g.stage() == gates.stage()).map(GatePast::part).toList(),
        gates.part());
    updating = true;
    slider.setMax(Math.max(1, gates.size() - 1));
    slider.setBlockIncrement(1);
    slider.setDisable(gates.size() < 2);
    play.setDisable(gates.size() < 2);
    slider.setValue(Math.min(model.positionProperty().get(), gates.size() - 1));
    updating = false;
    position.setText(model.positionText());
    removed.setText(model.removedText());
    removed.setVisible(!removed.getText().isEmpty());
  }

  private void pointed(Optional<MapLayout.Cell> at) {
    var text = at.map(place -> model.cellText(place.row(), place.column())).orElse("");
    cell.setText(text.isEmpty() ? HINT : text);
    map.setAccessibleText(text.isEmpty() ? "Map of the gates. " + model.positionText() : text);
  }

  /** Whether to go on: not while nobody looks. */
  public void setDrawing(boolean drawing) {
    if (!drawing && model.playingProperty().get()) {
      model.togglePlaying();
    }
  }

  @Override
  public void close() {
    clock.stop();
    map.close();
    strip.close();
  }
}
