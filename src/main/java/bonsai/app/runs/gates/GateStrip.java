package bonsai.app.runs.gates;

import bonsai.app.kit.Appearance;
import bonsai.app.kit.CanvasRegion;
import bonsai.app.runs.live.GatePast;
import java.util.Optional;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.input.MouseEvent;
import javafx.util.Subscription;

/**
 * How many gates are open and what valid F1 is, over the steps; with a line at the sample that is
 * looked at. The mouse takes the line along.
 */
final class GateStrip extends CanvasRegion {
  private final GatesModel model;
  private final Appearance appearance;
  private final Subscription subscriptions;

  GateStrip(GatesModel model, Appearance appearance) {
    this.model = model;
    this.appearance = appearance;
    setId("gates-strip");
    setMinSize(200, 70);
    setPrefSize(600, 120);
    addEventHandler(MouseEvent.MOUSE_PRESSED, this::take);
    addEventHandler(MouseEvent.MOUSE_DRAGGED, this::take);
    subscriptions =
        Subscription.combine(
            model.trackProperty().subscribe(this::invalidate),
            model.positionProperty().subscribe(this::remark),
            appearance.themeProperty().subscribe(this::invalidate));
  }

  private void take(MouseEvent event) {
    gates()
        .ifPresent(
            gates -> {
              var strip = painter(canvas().getGraphicsContext2D(), getWidth(), getHeight());
              var share = (event.getX() - strip.left()) / Math.max(1, strip.right() - strip.left());
              var first = gates.place(0);
              model.moveTo(first + share * (gates.place(gates.size() - 1) - first));
            });
  }

  private Optional<GatePast> gates() {
    return model.trackProperty().get();
  }

  private StripPainter painter(GraphicsContext pen, double width, double height) {
    return new StripPainter(pen, appearance.palette(), width, height);
  }

  @Override
  protected void draw(GraphicsContext pen, double width, double height) {
    var strip = painter(pen, width, height);
    gates().filter(any -> strip.hasRoom()).ifPresent(gates -> strip.paint(gates, model.valid()));
  }

  @Override
  protected void mark(GraphicsContext pen, double width, double height) {
    var strip = painter(pen, width, height);
    gates()
        .filter(any -> strip.hasRoom())
        .ifPresent(
            gates -> {
              var sample = Math.min(model.positionProperty().get(), gates.size() - 1);
              var at = Math.floor(strip.x(gates, gates.place(sample))) + 0.5;
              pen.setStroke(appearance.palette().foreground());
              pen.setLineWidth(1);
              pen.strokeLine(at, StripPainter.TOP - 4, at, strip.bottom());
            });
  }

  void close() {
    subscriptions.unsubscribe();
  }
}
