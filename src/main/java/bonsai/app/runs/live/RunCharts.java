package bonsai.app.runs.live;

import atlantafx.base.theme.Styles;
import bonsai.app.chart.Chart;
import bonsai.app.chart.ChartGroup;
import bonsai.app.chart.Exports;
import bonsai.app.chart.Legend;
import bonsai.app.chart.Plot;
import bonsai.app.chart.XAxis;
import bonsai.app.kit.AppContext;
import bonsai.app.kit.Arrangement;
import bonsai.app.kit.Nodes;
import bonsai.app.kit.Toggles;
import bonsai.app.runs.live.RunCurves.Curve;
import bonsai.app.runs.live.RunPast.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javafx.application.Platform;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Slider;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** The charts of the runs that are shown, drawn while they grow. */
public final class RunCharts implements AutoCloseable {
  /** Twenty pictures a second at most. */
  private static final Duration BETWEEN_PICTURES = Duration.ofMillis(50);

  private static final List<XAxis> AXES =
      List.of(
          new XAxis("Step", "step", false),
          new XAxis("Epoch", "epoch", false),
          new XAxis("Time", "seconds", true));

  private static final double LARGEST_SMOOTHING = 0.99;

  private final AppContext context;
  private final ChartGroup group = new ChartGroup(AXES);
  private final Map<Curve, Chart> charts = new EnumMap<>(Curve.class);

  /** A chart for each part of a loss that any run shown so far has had, by the part's name. */
  private final Map<Part, Chart> partCharts = new LinkedHashMap<>();

  private final ChartGrid grid = new ChartGrid();
  private final BooleanProperty logY = new SimpleBooleanProperty();
  private final Exports exports;
  private final Map<String, RunCurves> runs = new LinkedHashMap<>();
  private final Legend legend = new Legend(group.hidden());
  private final LegendScroll names = new LegendScroll(legend);
  private final Semaphore news = new Semaphore(0);
  private final Thread ticker = Thread.ofVirtual().name("run-charts").unstarted(this::tick);
  private final BorderPane node = new BorderPane();
  private List<Shown> shown = List.of();

  /** Those shown last, where none are now: a selection that changes may be empty in between. */
  private List<Shown> lastShown = List.of();

  private boolean drawing = true;
  private Runnable told = () -> {};

  public RunCharts(AppContext context) {
    this.context = context;
    exports = new Exports(context.dialogs(), context.background(), context.notices());
    for (var curve : Curve.values()) {
      charts.put(curve, chart(curve.about(), curve.manySizes()));
    }
    grid.show(List.copyOf(charts.values()));
    remember();
    var scroll = new ScrollPane(grid);
    scroll.setFitToWidth(true);
    scroll.setFitToHeight(true);
    scroll.getStyleClass().add("run-charts-scroll");
    scroll.setFocusTraversable(false);
    node.getStyleClass().add("run-charts");
    legend.getStyleClass().add("run-charts-legend");
    node.setTop(new VBox(toolbar(), names));
    node.setCenter(scroll);
    ticker.start();
  }

  private Chart chart(Plot.About about, boolean manySizes) {
    var chart = new Chart(new Plot(about, group), context.appearance(), exports);
    chart.setId("chart-" + about.column().replace('_', '-'));
    if (manySizes) {
      logY.subscribe(log -> chart.plot().logYProperty().set(log));
    }
    return chart;
  }

  private Chart partChart(Part part) {
    var name = part.name();
    var about =
        switch (part.kind()) {
          case LOSS -> {
            var words = name.replaceAll("(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
            var title = words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
            yield new Plot.About(title + " loss", "", name + "_loss", "No steps yet");
          }
          case LEARNING_RATE ->
              new Plot.About(
                  "Learning rate of " + name, "", name + "_learning_rate", "No steps yet");
        };
    var chart = chart(about, true);
    chart.setDrawing(drawing);
    return chart;
  }

  /** The charts with their toolbar; the same node at every call. */
  public Node node() {
    return node;
  }

  /** Shows these runs instead of those before; the first is drawn over the others. */
  public void show(List<Shown> newRuns) {
    if (newRuns.equals(shown)) {
      return;
    }
    var isElsewhere = isElsewhere(newRuns);
    shown = List.copyOf(newRuns);
    lastShown = shown.isEmpty() ? lastShown : shown;
    var ids = shown.stream().map(one -> one.run().id()).toList();
    runs.keySet().stream().filter(id -> !ids.contains(id)).toList().forEach(this::forget);
    var before = new LinkedHashMap<>(runs);
    runs.clear();
    for (var one : shown) {
      var known = before.get(one.run().id());
      var curves = known == null ? RunCurves.follow(one, news::release) : known;
      curves.show(one);
      runs.put(one.run().id(), curves);
    }
    if (isElsewhere) {
      group.reset();
    }
    if (!group.selectedProperty().get().stream().allMatch(ids::contains)) {
      group.selectedProperty().set(Optional.empty());
    }
    legend.show(
        shown.stream()
            .map(
                one ->
                    new Legend.Entry(
                        one.run().id(),
                        one.name(),
                        one.colour(),
                        "",
                        one.baseline() ? "baseline" : ""))
            .toList());
    names.setVisible(shown.size() > 1);
    redraw();
  }

  /**
   * Whether the person at the screen went on to other runs, and did not just add or remove some,
   * rename one, or pin one: then what was zoomed into means nothing any more.
   */
  private boolean isElsewhere(List<Shown> now) {
    var before = lastShown.stream().map(one -> one.run().id()).toList();
    var after = now.stream().map(one -> one.run().id()).toList();
    return !before.containsAll(after)
        && !after.containsAll(before)
        && now.stream().noneMatch(one -> !one.baseline() && before.contains(one.run().id()));
  }

  private void forget(String id) {
    runs.remove(id).close();
    group.hidden().remove(id);
  }

  /** Whether to draw: not while nobody looks. What is shown goes on to be followed. */
  public void setDrawing(boolean drawing) {
    this.drawing = drawing;
    charts.values().forEach(chart -> chart.setDrawing(drawing));
    partCharts.values().forEach(chart -> chart.setDrawing(drawing));
    if (drawing) {
      redraw();
    }
  }

  /** Whether all that the logs held when they were opened has been drawn. */
  public boolean isSettled() {
    return runs.values().stream().allMatch(RunCurves::isDrawn);
  }

  /** What a shown run's log has said so far. */
  public Optional<RunPast> past(String id) {
    return Optional.ofNullable(runs.get(id)).map(RunCurves::past);
  }

  /** Has somebody told, on the toolkit's thread, whenever the charts take over what is new. */
  public void onNews(Runnable newTold) {
    told = newTold;
  }

  /** Waits for news, and tells the toolkit of them at most twenty times a second. */
  private void tick() {
    try {
      while (true) {
        news.acquire();
        news.drainPermits(); // before the drawing: what comes during it or the pause is drawn next
        Platform.runLater(
            () -> {
              if (drawing) {
                redraw();
              }
            });
        TimeUnit.NANOSECONDS.sleep(BETWEEN_PICTURES.toNanos());
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  /** Takes over what is new and has the charts drawn in the next frame, if there is anything. */
  private void redraw() {
    runs.values().forEach(RunCurves::update);
    var baseline = shown.stream().filter(Shown::baseline).findFirst().map(one -> one.run().id());
    // Of several runs, each has borders of its own: only the first one's are drawn.
    var marks = runs.values().stream().limit(1).flatMap(one -> one.marks().stream()).toList();
    charts.forEach(
        (curve, chart) -> {
          var series = runs.values().stream().flatMap(one -> one.series(curve).stream()).toList();
          var references = new ArrayList<Plot.Reference>();
          runs.values().stream().limit(1).forEach(one -> references.addAll(one.teacher(curve)));
          if (baseline.isEmpty()) {
            runs.values().stream().limit(1).forEach(one -> references.addAll(one.start(curve)));
          } else if (shown.size() > 1) {
            baseline.map(runs::get).ifPresent(one -> references.addAll(one.references(curve)));
          }
          chart.plot().baseline(baseline);
          chart.show(series, marks, references);
        });
    runs.values().stream()
        .flatMap(one -> one.parts().keySet().stream())
        .forEach(part -> partCharts.computeIfAbsent(part, this::partChart));
    var all = new ArrayList<>(charts.values());
    partCharts.forEach(
        (part, chart) -> {
          var series =
              runs.values().stream()
                  .flatMap(one -> Optional.ofNullable(one.parts().get(part)).stream())
                  .toList();
          chart.plot().baseline(baseline);
          chart.show(series, marks, List.of());
          if (!series.isEmpty()) {
            all.add(chart);
          }
        });
    grid.show(all);
    told.run();
  }

  // ---- toolbar ----

  private Node toolbar() {
    var bar = new FlowPane(axisChoice(), smoothing());
    bar.getStyleClass().add("run-charts-bar");
    var logYToggle = new ToggleButton("Log y");
    logYToggle.setId("charts-log-y");
    logYToggle.setTooltip(new Tooltip("Logarithmic y axis, where the numbers are of many sizes"));
    logYToggle.selectedProperty().bindBidirectional(logY);
    var logX = new ToggleButton("Log x");
    logX.setId("charts-log-x");
    logX.setTooltip(new Tooltip("Logarithmic x axis"));
    logX.selectedProperty().bindBidirectional(group.logXProperty());
    logYToggle.getStyleClass().addAll(Styles.SMALL, Styles.LEFT_PILL);
    logX.getStyleClass().addAll(Styles.SMALL, Styles.RIGHT_PILL);
    var reset = Nodes.button("Show all", Feather.MAXIMIZE, group::reset);
    reset.setId("charts-reset");
    reset.getStyleClass().add(Styles.SMALL);
    reset.setTooltip(
        new Tooltip(
            """
            Shows all of every curve again.

            Wheel, or drag a rectangle: zoom
            Drag an axis, or Shift and drag: pan
            Double-click: show all
            Arrows, + and -, 0: the same by keyboard
            Shift with an arrow: move the crosshair"""));
    bar.getChildren().addAll(new HBox(logYToggle, logX), reset);
    return bar;
  }

  private Node axisChoice() {
    var toggles = new LinkedHashMap<ToggleButton, Number>();
    var row = new HBox();
    for (var i = 0; i < AXES.size(); i++) {
      var toggle = new ToggleButton(AXES.get(i).name());
      toggle.setId("charts-x-" + AXES.get(i).name().toLowerCase(Locale.ROOT));
      toggle.setAccessibleText("Draw over " + AXES.get(i).name().toLowerCase(Locale.ROOT));
      toggle
          .getStyleClass()
          .addAll(
              Styles.SMALL,
              i == 0
                  ? Styles.LEFT_PILL
                  : i == AXES.size() - 1 ? Styles.RIGHT_PILL : Styles.CENTER_PILL);
      toggles.put(toggle, i);
      row.getChildren().add(toggle);
    }
    Toggles.choose(toggles, group.axisProperty());
    return row;
  }

  private Node smoothing() {
    var slider = new Slider(0, LARGEST_SMOOTHING, group.smoothingProperty().get());
    slider.setId("charts-smoothing");
    slider.setPrefWidth(140);
    slider.setBlockIncrement(0.05);
    slider.getStyleClass().add(Styles.SMALL);
    slider.setTooltip(new Tooltip("What the past weighs in the smoothed curve; 0 smooths nothing"));
    slider.valueProperty().bindBidirectional(group.smoothingProperty());
    var name = new Label("Smoothing");
    name.setLabelFor(slider);
    var value = Nodes.caption("");
    value.setMinWidth(32);
    slider
        .valueProperty()
        .subscribe(
            weight ->
                value.setText(
                    weight.doubleValue() == 0
                        ? "off"
                        : String.format(Locale.ROOT, "%.2f", weight.doubleValue())));
    var row = new HBox(8, name, slider, value);
    HBox.setHgrow(slider, Priority.SOMETIMES);
    row.setAlignment(Pos.CENTER_LEFT);
    return row;
  }

  /** What was chosen in the window before, and what is chosen from now on. */
  private void remember() {
    var preferences = context.preferences();
    group
        .smoothingProperty()
        .set(Math.clamp(preferences.number("charts.smoothing").orElse(0.6), 0, LARGEST_SMOOTHING));
    var axis = (int) (double) preferences.number("charts.axis").orElse(0.0);
    group.axisProperty().set(Math.clamp(axis, 0, AXES.size() - 1));
    group.smoothingProperty().subscribe(w -> preferences.set("charts.smoothing", w));
    group.axisProperty().subscribe(a -> preferences.set("charts.axis", a));
    var arrangement = new Arrangement(preferences);
    arrangement.keep(logY, "charts.log.y");
    arrangement.keep(group.logXProperty(), "charts.log.x");
  }

  @Override
  public void close() {
    ticker.interrupt();
    runs.values().forEach(RunCurves::close);
    charts.values().forEach(Chart::close);
    partCharts.values().forEach(Chart::close);
    legend.close();
  }
}
