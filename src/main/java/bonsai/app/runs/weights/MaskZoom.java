package bonsai.app.runs.weights;

import atlantafx.base.theme.Styles;
import bonsai.app.kit.Nodes;
import java.util.List;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import org.kordamp.ikonli.feather.Feather;

/** Goes nearer to the picture of a mask, farther from it, and about in it: by mouse and by keys. */
final class MaskZoom {
  private static final double STEP = 1.5;
  private static final double WHEEL = 0.0025;

  private final WeightsModel model;
  private double dragX;
  private double dragY;

  MaskZoom(WeightsModel model, PictureRegion<MaskPicture> mask) {
    this.model = model;
    mask.onMoved(
        thing ->
            mask.picture().ifPresent(shown -> model.viewportProperty().set(shown.showing(thing))));
    mask.addEventHandler(
        ScrollEvent.SCROLL,
        event ->
            mask.picture()
                .filter(shown -> shown.room().contains(event.getX(), event.getY()))
                .ifPresent(
                    shown -> {
                      event.consume();
                      zoom(
                          Math.exp(event.getDeltaY() * WHEEL),
                          event.getX() / shown.room().width(),
                          event.getY() / shown.room().height());
                    }));
    mask.addEventHandler(
        MouseEvent.MOUSE_PRESSED,
        event -> {
          dragX = event.getX();
          dragY = event.getY();
        });
    mask.addEventHandler(
        MouseEvent.MOUSE_DRAGGED,
        event ->
            mask.picture()
                .ifPresent(
                    shown -> {
                      var viewport = model.viewportProperty();
                      viewport.set(
                          viewport
                              .get()
                              .moved(
                                  (dragX - event.getX()) / shown.room().width(),
                                  (dragY - event.getY()) / shown.room().height()));
                      dragX = event.getX();
                      dragY = event.getY();
                    }));
    mask.addEventHandler(
        KeyEvent.KEY_TYPED,
        event -> {
          switch (event.getCharacter()) {
            case "+" -> zoom(STEP, 0.5, 0.5);
            case "-", "−" -> zoom(1 / STEP, 0.5, 0.5);
            case "0" -> model.viewportProperty().set(Viewport.ALL);
            default -> {
              return;
            }
          }
          event.consume();
        });
  }

  /** Two buttons, for nearer and farther. */
  HBox buttons() {
    var nearer = Nodes.iconButton("Zoom in", Feather.ZOOM_IN, () -> zoom(STEP, 0.5, 0.5));
    var farther = Nodes.iconButton("Zoom out", Feather.ZOOM_OUT, () -> zoom(1 / STEP, 0.5, 0.5));
    nearer.setId("weights-zoom-in");
    farther.setId("weights-zoom-out");
    for (var button : List.of(nearer, farther)) {
      button.getStyleClass().addAll(Styles.SMALL, "weights-zoom");
    }
    var bar = new HBox(2, nearer, farther);
    bar.setMinWidth(Region.USE_PREF_SIZE);
    return bar;
  }

  private void zoom(double factor, double atX, double atY) {
    var viewport = model.viewportProperty();
    viewport.set(viewport.get().zoomed(factor, atX, atY));
  }
}
