package bonsai.app.chart;

import atlantafx.base.theme.Styles;
import atlantafx.base.theme.Tweaks;
import bonsai.app.kit.Appearance;
import bonsai.app.kit.Nodes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import javafx.geometry.BoundingBox;
import javafx.geometry.Bounds;
import javafx.geometry.Pos;
import javafx.scene.AccessibleAttribute;
import javafx.scene.AccessibleRole;
import javafx.scene.canvas.Canvas;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.util.Subscription;
import org.kordamp.ikonli.feather.Feather;

/** A chart on a canvas, with its title, its menu and the numbers at the crosshair. */
public final class Chart extends Region implements AutoCloseable {
  private static final double HEADER = 30;

  private final Plot plot;
  private final ChartGroup group;
  private final Appearance appearance;
  private final Painter painter = new Painter();
  private final Canvas canvas = new Canvas();
  private final Canvas overlay = new Canvas();
  private final HBox header = new HBox(6);
  private final Legend kinds;
  private final HoverTable table = new HoverTable();
  private final Label empty;
  private final ChartInput input;
  private final Subscription subscriptions;

  private boolean drawing = true;
  private boolean stale = true;
  private Plot.Frame frame;

  public Chart(Plot plot, Appearance appearance, Exports exports) {
    this.plot = plot;
    this.group = plot.group();
    this.appearance = appearance;
    kinds = new Legend(plot.hiddenKinds());
    frame = plot.frame(0, 0, 100, 100);
    getStyleClass().add("chart");
    setFocusTraversable(true);
    setAccessibleRole(AccessibleRole.IMAGE_VIEW);
    setAccessibleText(plot.about().title());
    setMinSize(180, 140);
    setPrefSize(420, 260);
    overlay.setMouseTransparent(true);
    empty = Nodes.label(plot.about().empty(), Styles.TEXT_MUTED);
    empty.setMouseTransparent(true);
    buildHeader(exports);
    getChildren().addAll(canvas, overlay, empty, header, table);
    input = new ChartInput(this, canvas);
    subscriptions =
        Subscription.combine(
            group.axisProperty().subscribe(this::invalidate),
            group.logXProperty().subscribe(this::invalidate),
            group.viewProperty().subscribe(this::invalidate),
            group.selectedProperty().subscribe(this::invalidate),
            group.smoothingProperty().subscribe(this::smooth),
            group.hidden().subscribe(this::invalidate),
            group.hoverProperty().subscribe(this::crosshair),
            plot.hiddenKinds().subscribe(this::invalidate),
            plot.logYProperty().subscribe(this::invalidate),
            plot.yViewProperty().subscribe(this::invalidate),
            appearance.themeProperty().subscribe(this::invalidate));
  }

  private void buildHeader(Exports exports) {
    var title = Nodes.label(plot.about().title(), Styles.TEXT_BOLD);
    var menu = new MenuButton("", Nodes.icon(Feather.MORE_HORIZONTAL));
    menu.getStyleClass().addAll(Styles.BUTTON_ICON, Styles.FLAT, Styles.SMALL, Tweaks.NO_ARROW);
    menu.setAccessibleText(plot.about().title() + ": save and settings");
    menu.setTooltip(new Tooltip("Save and settings"));
    menu.setMinWidth(USE_PREF_SIZE);
    var logY = new CheckMenuItem("Logarithmic y axis");
    logY.selectedProperty().bindBidirectional(plot.logYProperty());
    menu.getItems()
        .addAll(
            Nodes.item("Save as PNG…", () -> exports.png(plot, appearance.palette())),
            Nodes.item("Save as SVG…", () -> exports.svg(plot, appearance.palette())),
            Nodes.item("Save numbers as CSV…", () -> exports.csv(plot)),
            new SeparatorMenuItem(),
            logY,
            Nodes.item("Show all", group::reset));
    header.setAlignment(Pos.CENTER_LEFT);
    header.getStyleClass().add("chart-header");
    title.setMinWidth(USE_PREF_SIZE);
    kinds.setPrefWrapLength(200);
    kinds.managedProperty().bind(kinds.visibleProperty());
    var unit = Nodes.caption(plot.about().unit());
    unit.setMinWidth(USE_PREF_SIZE);
    header.getChildren().addAll(title, unit, kinds, Nodes.spacer(), menu);
  }

  public Plot plot() {
    return plot;
  }

  /** Shows these curves instead; the newest numbers are drawn in the next frame. */
  public void show(List<Series> series, List<Plot.Mark> marks, List<Plot.Reference> references) {
    series.forEach(one -> one.smooth(group.smoothingProperty().get()));
    plot.show(series, marks, references);
    kinds.show(
        plot.kinds().stream()
            .map(kind -> new Legend.Entry(kind, kind, 0, sign(kind), ""))
            .toList());
    kinds.setVisible(!plot.kinds().isEmpty());
    invalidate();
  }

  private String sign(String kind) {
    return plot.series().stream()
        .filter(one -> one.kind().equals(kind))
        .findFirst()
        .map(one -> one.look() == Series.Look.RINGS ? "○" : "●")
        .orElse("");
  }

  /** Draws again in the next frame: numbers have changed. */
  public void invalidate() {
    stale = true;
    requestLayout();
  }

  /** Whether to draw at all. */
  public void setDrawing(boolean drawing) {
    this.drawing = drawing;
    if (drawing) {
      requestLayout();
    }
  }

  private void smooth() {
    plot.series().forEach(one -> one.smooth(group.smoothingProperty().get()));
    invalidate();
  }

  // ---- drawing ----

  @Override
  protected void layoutChildren() {
    var width = Math.max(0, snapSizeX(getWidth()));
    var height = Math.max(0, snapSizeY(getHeight()) - HEADER);
    header.resizeRelocate(0, 0, width, HEADER);
    if (canvas.getWidth() != width || canvas.getHeight() != height) {
      for (var each : List.of(canvas, overlay)) {
        each.setWidth(width);
        each.setHeight(height);
        each.relocate(0, HEADER);
      }
      stale = true;
    }
    empty.autosize();
    empty.relocate(
        snapPositionX((width - empty.getWidth()) / 2),
        snapPositionY(HEADER + (height - empty.getHeight()) / 2));
    if (stale && drawing && width > 0 && height > 0) {
      draw();
    }
  }

  private void draw() {
    stale = false;
    frame = plot.frame(0, 0, canvas.getWidth(), canvas.getHeight());
    var context = canvas.getGraphicsContext2D();
    context.clearRect(0, 0, canvas.getWidth(), canvas.getHeight());
    empty.setVisible(plot.isEmpty());
    if (!plot.isEmpty()) {
      painter.paint(plot, frame, new CanvasPen(context, density()), appearance.palette());
    }
    crosshair(); // its numbers may be others now
  }

  /** How many pixels of the screen a pixel of the layout has. */
  private double density() {
    var scene = getScene();
    return scene == null || scene.getWindow() == null
        ? 1
        : Math.max(1, scene.getWindow().getRenderScaleX());
  }

  private void crosshair() {
    var x = group.hoverProperty().get();
    if (x.isEmpty() || !frame.x().range().contains(x.getAsDouble()) || plot.isEmpty()) {
      table.setVisible(false);
    } else {
      showTable(x.getAsDouble());
    }
    drawOverlay();
  }

  private void showTable(double x) {
    var values = plot.values(x);
    if (values.isEmpty()) {
      table.setVisible(false);
      return;
    }
    var rows = new ArrayList<HoverTable.Row>();
    for (var value : values) {
      rows.add(
          new HoverTable.Row(
              value.series().colour(),
              // Only where the mouse is do the names have to be repeated.
              input.isUnderMouse() || isFocused() ? value.series().name() : "",
              Ticks.number(value.y()),
              value.smoothed().isPresent() ? Ticks.number(value.smoothed().getAsDouble()) : "",
              plot.difference(value, values)));
    }
    // What is written above is the place of a number, and not of the mouse.
    var at = values.stream().mapToDouble(Plot.Value::x).boxed().min(nearestTo(x)).orElse(x);
    table.show(group.axis().name() + " " + group.axis().format(at), rows);
    var place = frame.x().place(x);
    var right = place + 14 + table.getWidth() <= frame.right() + 10;
    table.relocate(
        snapPositionX(right ? place + 14 : Math.max(0, place - 14 - table.getWidth())),
        snapPositionY(HEADER + frame.top() + 4));
  }

  private static Comparator<Double> nearestTo(double x) {
    return Comparator.comparingDouble(each -> Math.abs(each - x));
  }

  /** Draws what moves with the mouse; while there is nothing of it, there is no overlay to draw. */
  void drawOverlay() {
    var x = group.hoverProperty().get();
    var crosshair = x.isPresent() && frame.x().range().contains(x.getAsDouble()) && !plot.isEmpty();
    var area = input.rectangle();
    overlay.setVisible(crosshair || area.isPresent());
    if (!overlay.isVisible()) {
      return;
    }
    var context = overlay.getGraphicsContext2D();
    context.clearRect(0, 0, overlay.getWidth(), overlay.getHeight());
    var palette = appearance.palette();
    var pen = new CanvasPen(context, density());
    if (crosshair) {
      var place = Math.floor(frame.x().place(x.getAsDouble())) + 0.5;
      pen.line(place, frame.top(), place, frame.bottom(), palette.muted(), 1, 0);
      for (var value : plot.values(x.getAsDouble())) {
        var y = frame.y().place(value.smoothed().orElse(value.y()));
        var at = frame.x().place(value.x());
        if (frame.contains(at, y)) {
          pen.dot(at, y, 4.5, palette.background());
          pen.dot(at, y, 3, palette.series(value.series().colour()));
        }
      }
    }
    area.ifPresent(
        band ->
            pen.fill(
                band.getMinX(),
                band.getMinY(),
                band.getWidth(),
                band.getHeight(),
                palette.colour("-color-accent-emphasis").deriveColor(0, 1, 1, 0.2)));
  }

  @Override
  public Object queryAccessibleAttribute(AccessibleAttribute attribute, Object... parameters) {
    return attribute == AccessibleAttribute.TEXT
        ? plot.inWords()
        : super.queryAccessibleAttribute(attribute, parameters);
  }

  /** Several events may come before the next picture: each builds on the one before. */
  void refreshFrame() {
    frame = plot.frame(0, 0, canvas.getWidth(), canvas.getHeight());
  }

  /** Where the curves are, in the chart's coordinates. */
  Bounds plotBounds() {
    return new BoundingBox(
        frame.left(),
        HEADER + frame.top(),
        frame.right() - frame.left(),
        frame.bottom() - frame.top());
  }

  Plot.Frame frame() {
    return frame;
  }

  HoverTable table() {
    return table;
  }

  Canvas canvas() {
    return canvas;
  }

  @Override
  public void close() {
    subscriptions.unsubscribe();
    kinds.close();
    group.remove(plot);
  }
}
