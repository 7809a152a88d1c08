package bonsai.app.chart;

import atlantafx.base.theme.Styles;
import atlantafx.base.theme.Tweaks;
import bonsai.app.kit.Appearance;
import bonsai.app.kit.Nodes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import javafx.geometry.BoundingBox;
import javafx.geometry.Bounds;
import javafx.geometry.Pos;
import javafx.scene.AccessibleAttribute;
import javafx.scene.AccessibleRole;
import javafx.scene.Cursor;
import javafx.scene.canvas.Canvas;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.util.Subscription;
import org.kordamp.ikonli.feather.Feather;

/**
 * A chart on a canvas. The wheel zooms where the mouse is; dragging in the picture zooms into a
 * rectangle; dragging an axis, or with Shift, pans; a double click shows all again. With the
 * keyboard: arrows pan, + and - zoom, 0 shows all, Shift with an arrow moves the crosshair.
 */
public final class Chart extends Region implements AutoCloseable {
  private static final double HEADER = 30;
  private static final double STEP = 0.1;
  private static final double KEY_ZOOM = 1.25;

  /** A rectangle less high than this zooms the x axis alone. */
  private static final double BAND = 24;

  /** How far a press may stray and still be a click. */
  private static final double CLICK = 5;

  private enum Drag {
    NONE,
    RECTANGLE,
    PAN_X,
    PAN_Y,
    PAN
  }

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
  private final Subscription subscriptions;

  private boolean drawing = true;
  private boolean stale = true;
  private boolean underMouse;
  private Plot.Frame frame;

  private Drag drag = Drag.NONE;
  private double pressX;
  private double pressY;
  private double mouseX;
  private double mouseY;
  private Plot.Frame pressed;

  public Chart(Plot plot, Appearance appearance, Exports exports) {
    this.plot = plot;
    this.group = plot.group();
    this.appearance = appearance;
    kinds = new Legend(plot.hiddenKinds());
    frame = plot.frame(0, 0, 100, 100);
    pressed = frame;
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
    listenToInput();
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
            item("Save as PNG…", () -> exports.png(plot, appearance.palette())),
            item("Save as SVG…", () -> exports.svg(plot, appearance.palette())),
            item("Save numbers as CSV…", () -> exports.csv(plot)),
            new SeparatorMenuItem(),
            logY,
            item("Show all", group::reset));
    header.setAlignment(Pos.CENTER_LEFT);
    header.getStyleClass().add("chart-header");
    title.setMinWidth(USE_PREF_SIZE);
    kinds.setPrefWrapLength(200);
    header
        .getChildren()
        .addAll(title, Nodes.caption(plot.about().unit()), kinds, Nodes.spacer(), menu);
  }

  private static MenuItem item(String text, Runnable action) {
    var item = new MenuItem(text);
    item.setOnAction(event -> action.run());
    return item;
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
    painter.paint(plot, frame, new CanvasPen(context, density()), appearance.palette());
    drawOverlay();
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
              underMouse || isFocused() ? value.series().name() : "",
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

  private void drawOverlay() {
    var context = overlay.getGraphicsContext2D();
    context.clearRect(0, 0, overlay.getWidth(), overlay.getHeight());
    var palette = appearance.palette();
    var pen = new CanvasPen(context, density());
    var x = group.hoverProperty().get();
    if (x.isPresent() && frame.x().range().contains(x.getAsDouble()) && !plot.isEmpty()) {
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
    if (drag == Drag.RECTANGLE && isDragged()) {
      var accent = palette.colour("-color-accent-emphasis").deriveColor(0, 1, 1, 0.2);
      var band = Math.abs(mouseY - pressY) < BAND;
      var top =
          band ? frame.top() : Math.clamp(Math.min(pressY, mouseY), frame.top(), frame.bottom());
      var bottom =
          band ? frame.bottom() : Math.clamp(Math.max(pressY, mouseY), frame.top(), frame.bottom());
      var left = Math.clamp(Math.min(pressX, mouseX), frame.left(), frame.right());
      var right = Math.clamp(Math.max(pressX, mouseX), frame.left(), frame.right());
      pen.fill(left, top, right - left, bottom - top, accent);
    }
  }

  // ---- mouse and keyboard ----

  private void listenToInput() {
    canvas.setOnMouseMoved(this::moved);
    canvas.setOnMouseExited(
        event -> {
          underMouse = false;
          group.hoverProperty().set(OptionalDouble.empty());
        });
    canvas.setOnMousePressed(this::pressed);
    canvas.setOnMouseDragged(this::dragged);
    canvas.setOnMouseReleased(this::released);
    canvas.setOnScroll(this::scrolled);
    setOnKeyPressed(this::keyPressed);
  }

  private void moved(MouseEvent event) {
    underMouse = true;
    mouseX = event.getX();
    mouseY = event.getY();
    var inside = frame.contains(mouseX, mouseY);
    canvas.setCursor(
        inside
            ? Cursor.CROSSHAIR
            : mouseY > frame.bottom()
                ? Cursor.H_RESIZE
                : mouseX < frame.left() ? Cursor.V_RESIZE : Cursor.DEFAULT);
    group
        .hoverProperty()
        .set(inside ? OptionalDouble.of(frame.x().value(mouseX)) : OptionalDouble.empty());
  }

  private void pressed(MouseEvent event) {
    requestFocus();
    pressX = event.getX();
    pressY = event.getY();
    mouseX = pressX;
    mouseY = pressY;
    pressed = frame;
    if (event.getButton() == MouseButton.MIDDLE
        || event.getButton() == MouseButton.PRIMARY && event.isShiftDown()) {
      drag = Drag.PAN;
    } else if (event.getButton() != MouseButton.PRIMARY) {
      drag = Drag.NONE;
    } else if (frame.contains(pressX, pressY)) {
      drag = Drag.RECTANGLE;
    } else {
      drag = pressY > frame.bottom() ? Drag.PAN_X : Drag.PAN_Y;
    }
  }

  private boolean isDragged() {
    return Math.abs(mouseX - pressX) > CLICK || Math.abs(mouseY - pressY) > CLICK;
  }

  private void dragged(MouseEvent event) {
    mouseX = event.getX();
    mouseY = event.getY();
    if (drag == Drag.PAN || drag == Drag.PAN_X) {
      showX(pressed.x().moved(mouseX - pressX));
    }
    if (drag == Drag.PAN_Y || drag == Drag.PAN && plot.yViewProperty().get().isPresent()) {
      showY(pressed.y().moved(mouseY - pressY));
    }
    if (drag == Drag.RECTANGLE) {
      drawOverlay();
    }
  }

  private void released(MouseEvent event) {
    var was = drag;
    drag = Drag.NONE;
    if (isDragged()) {
      if (was == Drag.RECTANGLE) {
        zoomInto();
      }
    } else if (event.getClickCount() == 2) {
      group.reset();
    } else if (event.getButton() == MouseButton.PRIMARY && frame.contains(pressX, pressY)) {
      select();
    }
    drawOverlay();
  }

  private void zoomInto() {
    var left = Math.clamp(Math.min(pressX, mouseX), frame.left(), frame.right());
    var right = Math.clamp(Math.max(pressX, mouseX), frame.left(), frame.right());
    var top = Math.clamp(Math.min(pressY, mouseY), frame.top(), frame.bottom());
    var bottom = Math.clamp(Math.max(pressY, mouseY), frame.top(), frame.bottom());
    var before = frame;
    if (right - left > CLICK) {
      showX(new Range(before.x().value(left), before.x().value(right)));
    }
    if (bottom - top >= BAND) {
      showY(new Range(before.y().value(bottom), before.y().value(top)));
    }
  }

  /** Selects whose curve is under the mouse; nobody's if there is none. */
  private void select() {
    var nearest = Optional.<String>empty();
    var best = 8.0;
    for (var value : plot.values(frame.x().value(pressX))) {
      var y = frame.y().place(value.smoothed().orElse(value.y()));
      if (Math.abs(y - pressY) < best) {
        best = Math.abs(y - pressY);
        nearest = Optional.of(value.series().owner());
      }
    }
    group.selectedProperty().set(nearest);
  }

  private void scrolled(ScrollEvent event) {
    if (event.isInertia()) {
      event.consume();
      return;
    }
    var factor = Math.exp(event.getDeltaY() * 0.004);
    if (event.getDeltaX() != 0 && event.getDeltaY() == 0) {
      showX(frame.x().moved(event.getDeltaX()));
    } else if (event.getX() < frame.left()) {
      showY(frame.y().zoomed(event.getY(), factor));
    } else {
      showX(frame.x().zoomed(Math.clamp(event.getX(), frame.left(), frame.right()), factor));
    }
    event.consume();
  }

  private void keyPressed(KeyEvent event) {
    if (event.isShortcutDown() || event.isAltDown()) {
      return;
    }
    var width = frame.right() - frame.left();
    var height = frame.bottom() - frame.top();
    var centreX = (frame.left() + frame.right()) / 2;
    switch (event.getCode()) {
      case LEFT, KP_LEFT -> {
        if (event.isShiftDown()) {
          hover(-1);
        } else {
          showX(frame.x().moved(STEP * width));
        }
      }
      case RIGHT, KP_RIGHT -> {
        if (event.isShiftDown()) {
          hover(1);
        } else {
          showX(frame.x().moved(-STEP * width));
        }
      }
      case UP, KP_UP -> showY(frame.y().moved(STEP * height));
      case DOWN, KP_DOWN -> showY(frame.y().moved(-STEP * height));
      case PLUS, ADD, EQUALS -> showX(frame.x().zoomed(centreX, KEY_ZOOM));
      case MINUS, SUBTRACT -> showX(frame.x().zoomed(centreX, 1 / KEY_ZOOM));
      case DIGIT0, NUMPAD0 -> group.reset();
      case ESCAPE -> {
        if (group.hoverProperty().get().isEmpty() && group.selectedProperty().get().isEmpty()) {
          return;
        }
        group.hoverProperty().set(OptionalDouble.empty());
        group.selectedProperty().set(Optional.empty());
      }
      default -> {
        return;
      }
    }
    event.consume();
  }

  private void hover(int by) {
    group.hoverProperty().set(plot.neighbour(group.hoverProperty().get(), by));
  }

  private void showX(Range range) {
    group.show(range);
    refreshFrame();
  }

  private void showY(Range range) {
    if (range.isWide() && (!plot.logYProperty().get() || range.low() > 0)) {
      plot.yViewProperty().set(Optional.of(range));
      refreshFrame();
    }
  }

  /** Several events may come before the next picture: each builds on the one before. */
  private void refreshFrame() {
    frame = plot.frame(0, 0, canvas.getWidth(), canvas.getHeight());
  }

  @Override
  public Object queryAccessibleAttribute(AccessibleAttribute attribute, Object... parameters) {
    return attribute == AccessibleAttribute.TEXT
        ? plot.inWords()
        : super.queryAccessibleAttribute(attribute, parameters);
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
