package bonsai.app.runs.gates;

import bonsai.app.kit.Appearance;
import bonsai.app.kit.CanvasRegion;
import bonsai.app.runs.live.GatePast;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.scene.AccessibleRole;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.util.Subscription;

/** The gates at a sample on a canvas; a cell can be pointed at by mouse or arrow keys. */
final class GateMap extends CanvasRegion {
  private final GatesModel model;
  private final Appearance appearance;
  private final Consumer<Optional<MapLayout.Cell>> pointed;
  private final Subscription subscriptions;
  private MapLayout layout = MapLayout.of(100, 100, 1, 1);
  private Optional<MapLayout.Cell> cell = Optional.empty();

  /**
   * @param pointed is told of the cell that is pointed at
   */
  GateMap(GatesModel model, Appearance appearance, Consumer<Optional<MapLayout.Cell>> pointed) {
    this.model = model;
    this.appearance = appearance;
    this.pointed = pointed;
    setId("gates-map");
    getStyleClass().add("gates-map");
    setFocusTraversable(true);
    setAccessibleRole(AccessibleRole.IMAGE_VIEW);
    setAccessibleText("Map of the gates");
    setMinSize(200, 60);
    setPrefSize(600, 320);
    addEventHandler(MouseEvent.MOUSE_MOVED, event -> point(at(event.getX(), event.getY())));
    addEventHandler(MouseEvent.MOUSE_EXITED, event -> point(Optional.empty()));
    addEventHandler(MouseEvent.MOUSE_PRESSED, event -> requestFocus());
    addEventHandler(KeyEvent.KEY_PRESSED, this::key);
    focusedProperty().subscribe(this::remark);
    subscriptions =
        Subscription.combine(
            model.trackProperty().subscribe(this::invalidate),
            model.positionProperty().subscribe(this::invalidate),
            appearance.themeProperty().subscribe(this::invalidate));
  }

  private Optional<MapLayout.Cell> at(double x, double y) {
    return layout.cell(x, y).filter(this::exists);
  }

  private boolean exists(MapLayout.Cell at) {
    return model
        .trackProperty()
        .get()
        .filter(gates -> at.row() >= 0 && at.row() < gates.sets())
        .filter(gates -> at.column() >= 0 && at.column() < gates.gates(at.row()))
        .isPresent();
  }

  private void point(Optional<MapLayout.Cell> now) {
    if (!now.equals(cell)) {
      cell = now;
      remark();
    }
    pointed.accept(cell);
  }

  private void key(KeyEvent event) {
    var from = cell.orElse(new MapLayout.Cell(0, 0));
    var to =
        switch (event.getCode()) {
          case LEFT -> new MapLayout.Cell(from.row(), from.column() - 1);
          case RIGHT -> new MapLayout.Cell(from.row(), from.column() + 1);
          case UP -> new MapLayout.Cell(from.row() - 1, from.column());
          case DOWN -> new MapLayout.Cell(from.row() + 1, from.column());
          default -> null;
        };
    if (to == null) {
      return;
    }
    event.consume();
    point(Optional.of(cell.isPresent() && exists(to) ? to : from).filter(this::exists));
  }

  /** What the cells show now. */
  Optional<GatePast> shown() {
    return model.trackProperty().get();
  }

  /** Where the cells are, in the map's coordinates. */
  MapLayout cells() {
    return layout;
  }

  @Override
  protected void draw(GraphicsContext pen, double width, double height) {
    shown()
        .ifPresent(
            gates -> {
              layout = MapLayout.of(width, height, gates.sets(), gates.mostGates());
              new MapPainter(pen, appearance.palette())
                  .paint(
                      gates,
                      Math.min(model.positionProperty().get(), gates.size() - 1),
                      model.showsRemoved(),
                      layout);
            });
    cell = cell.filter(this::exists);
    pointed.accept(cell); // its numbers are others now
  }

  @Override
  protected void mark(GraphicsContext pen, double width, double height) {
    new MapPainter(pen, appearance.palette()).frame(cell, layout);
  }

  void close() {
    subscriptions.unsubscribe();
  }
}
