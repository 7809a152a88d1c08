package bonsai.app.chart;

import java.util.Optional;
import java.util.OptionalDouble;
import javafx.geometry.Rectangle2D;
import javafx.scene.Cursor;
import javafx.scene.canvas.Canvas;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;

/**
 * What mouse and keyboard do to a chart. The wheel zooms where the mouse is; dragging in the
 * picture zooms into a rectangle; dragging an axis, or with Shift, pans; a double click shows all
 * again. With the keyboard: arrows pan, + and - zoom, 0 shows all, Shift with an arrow moves the
 * crosshair.
 */
final class ChartInput {
  private static final double STEP = 0.1;
  private static final double KEY_ZOOM = 1.25;

  /** How much a notch of the wheel zooms, as an exponent of e for one of its pixels. */
  private static final double WHEEL = 0.004;

  /** A rectangle less high than this zooms the x axis alone. */
  private static final double BAND = 24;

  /** How far a press may stray and still be a click. */
  private static final double CLICK = 5;

  /** How far from a curve a click still selects it. */
  private static final double NEAR = 8;

  private enum Drag {
    NONE,
    RECTANGLE,
    PAN_X,
    PAN_Y,
    PAN
  }

  private final Chart chart;
  private final Plot plot;
  private final ChartGroup group;
  private final Canvas canvas;
  private boolean underMouse;
  private Drag drag = Drag.NONE;
  private double pressX;
  private double pressY;
  private double mouseX;
  private double mouseY;

  /** Where everything was when the mouse was pressed. */
  private Plot.Frame pressed;

  ChartInput(Chart chart, Canvas canvas) {
    this.chart = chart;
    this.plot = chart.plot();
    this.group = plot.group();
    this.canvas = canvas;
    pressed = chart.frame();
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
    chart.setOnKeyPressed(this::keyPressed);
  }

  boolean isUnderMouse() {
    return underMouse;
  }

  /** The rectangle that is being drawn with the mouse, to zoom into. */
  Optional<Rectangle2D> rectangle() {
    if (drag != Drag.RECTANGLE || !isDragged()) {
      return Optional.empty();
    }
    var frame = chart.frame();
    var left = Math.clamp(Math.min(pressX, mouseX), frame.left(), frame.right());
    var right = Math.clamp(Math.max(pressX, mouseX), frame.left(), frame.right());
    var band = Math.abs(mouseY - pressY) < BAND;
    var top =
        band ? frame.top() : Math.clamp(Math.min(pressY, mouseY), frame.top(), frame.bottom());
    var bottom =
        band ? frame.bottom() : Math.clamp(Math.max(pressY, mouseY), frame.top(), frame.bottom());
    return Optional.of(new Rectangle2D(left, top, right - left, bottom - top));
  }

  // ---- mouse ----

  private void moved(MouseEvent event) {
    underMouse = true;
    mouseX = event.getX();
    mouseY = event.getY();
    var frame = chart.frame();
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
    chart.requestFocus();
    pressX = event.getX();
    pressY = event.getY();
    mouseX = pressX;
    mouseY = pressY;
    pressed = chart.frame();
    if (event.getButton() == MouseButton.MIDDLE
        || event.getButton() == MouseButton.PRIMARY && event.isShiftDown()) {
      drag = Drag.PAN;
    } else if (event.getButton() != MouseButton.PRIMARY) {
      drag = Drag.NONE;
    } else if (pressed.contains(pressX, pressY)) {
      drag = Drag.RECTANGLE;
    } else {
      drag = pressY > pressed.bottom() ? Drag.PAN_X : Drag.PAN_Y;
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
      chart.drawOverlay();
    }
  }

  private void released(MouseEvent event) {
    var area = rectangle();
    var dragged = isDragged();
    drag = Drag.NONE;
    if (dragged) {
      area.ifPresent(this::zoomInto);
    } else if (event.getClickCount() == 2) {
      group.reset();
    } else if (event.getButton() == MouseButton.PRIMARY && chart.frame().contains(pressX, pressY)) {
      select();
    }
    chart.drawOverlay();
  }

  private void zoomInto(Rectangle2D area) {
    var before = chart.frame();
    if (area.getWidth() > CLICK) {
      showX(new Range(before.x().value(area.getMinX()), before.x().value(area.getMaxX())));
    }
    if (Math.abs(mouseY - pressY) >= BAND) {
      showY(new Range(before.y().value(area.getMaxY()), before.y().value(area.getMinY())));
    }
  }

  /** Selects whose curve is under the mouse; nobody's if there is none. */
  private void select() {
    var frame = chart.frame();
    var nearest = Optional.<String>empty();
    var best = NEAR;
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
    var frame = chart.frame();
    var factor = Math.exp(event.getDeltaY() * WHEEL);
    if (event.getDeltaX() != 0 && event.getDeltaY() == 0) {
      showX(frame.x().moved(event.getDeltaX()));
    } else if (event.getX() < frame.left()) {
      showY(frame.y().zoomed(event.getY(), factor));
    } else {
      showX(frame.x().zoomed(Math.clamp(event.getX(), frame.left(), frame.right()), factor));
    }
    event.consume();
  }

  // ---- keyboard ----

  private void keyPressed(KeyEvent event) {
    if (event.isShortcutDown() || event.isAltDown()) {
      return;
    }
    var frame = chart.frame();
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
    chart.refreshFrame();
  }

  private void showY(Range range) {
    if (range.isWide() && (!plot.logYProperty().get() || range.low() > 0)) {
      plot.yViewProperty().set(Optional.of(range));
      chart.refreshFrame();
    }
  }
}
