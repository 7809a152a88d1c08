package bonsai.app.runs.gates;

import bonsai.app.kit.Appearance;
import bonsai.app.runs.live.GatePast;
import java.util.Optional;
import javafx.scene.canvas.Canvas;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Region;
import javafx.util.Subscription;

/**
 * How many gates are open and what valid F1 is, over the steps; with a line at the sample that is
 * looked at. The mouse takes the line along.
 */
final class GateStrip extends Region {
  private final GatesModel model;
  private final Appearance appearance;
  private final Canvas canvas = new Canvas();
  private final Canvas overlay = new Canvas();
  private final Subscription subscriptions;
  private boolean stale = true;

  GateStrip(GatesModel model, Appearance appearance) {
    this.model = model;
    this.appearance = appearance;
    setId("gates-strip");
    setMinSize(200, 70);
    setPrefSize(600, 120);
    overlay.setMouseTransparent(true);
    getChildren().setAll(canvas, overlay);
    addEventHandler(MouseEvent.MOUSE_PRESSED, this::take);
    addEventHandler(MouseEvent.MOUSE_DRAGGED, this::take);
    subscriptions =
        Subscription.combine(
            model.trackProperty().subscribe(this::invalidate),
            model.positionProperty().subscribe(this::drawLine),
            appearance.themeProperty().subscribe(this::invalidate));
  }

  private void invalidate() {
    stale = true;
    requestLayout();
  }

  private void take(MouseEvent event) {
    gates()
        .ifPresent(
            gates -> {
              var strip = painter(canvas);
              var share = (event.getX() - strip.left()) / Math.max(1, strip.right() - strip.left());
              var first = gates.place(0);
              model.moveTo(first + share * (gates.place(gates.size() - 1) - first));
            });
  }

  private Optional<GatePast> gates() {
    return model.trackProperty().get();
  }

  private StripPainter painter(Canvas target) {
    return new StripPainter(
        target.getGraphicsContext2D(), appearance.palette(), target.getWidth(), target.getHeight());
  }

  @Override
  protected void layoutChildren() {
    var width = Math.max(0, snapSizeX(getWidth()));
    var height = Math.max(0, snapSizeY(getHeight()));
    if (canvas.getWidth() != width || canvas.getHeight() != height) {
      for (var each : new Canvas[] {canvas, overlay}) {
        each.setWidth(width);
        each.setHeight(height);
      }
      stale = true;
    }
    if (stale && painter(canvas).hasRoom()) {
      stale = false;
      canvas.getGraphicsContext2D().clearRect(0, 0, width, height);
      gates().ifPresent(gates -> painter(canvas).paint(gates, model.valid()));
      drawLine();
    }
  }

  private void drawLine() {
    var context = overlay.getGraphicsContext2D();
    context.clearRect(0, 0, overlay.getWidth(), overlay.getHeight());
    gates()
        .ifPresent(
            gates -> {
              var sample = Math.min(model.positionProperty().get(), gates.size() - 1);
              var strip = painter(overlay);
              var at = Math.floor(strip.x(gates, gates.place(sample))) + 0.5;
              context.setStroke(appearance.palette().foreground());
              context.setLineWidth(1);
              context.strokeLine(at, StripPainter.TOP - 4, at, strip.bottom());
            });
  }

  void close() {
    subscriptions.unsubscribe();
  }
}
