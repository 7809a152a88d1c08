package bonsai.app.shell;

import bonsai.app.kit.Place;
import java.util.List;
import javafx.animation.PauseTransition;
import javafx.event.EventHandler;
import javafx.scene.Scene;
import javafx.scene.input.InputEvent;
import javafx.util.Duration;

/**
 * Makes the panels that nobody has gone to yet, one whenever the person at the screen pauses, so
 * that the first visit does not have to wait for it either. On the toolkit's thread.
 */
final class PanelMaker implements AutoCloseable {
  private final Scene scene;
  private final List<Place<?>> places;
  private final PauseTransition pause;
  private final EventHandler<InputEvent> later = event -> waitAgain();

  /**
   * Describes the work.
   *
   * @param scene what is typed, clicked and moved there is no pause
   */
  PanelMaker(Scene scene, List<Place<?>> places, Duration pause) {
    this.scene = scene;
    this.places = places;
    this.pause = new PauseTransition(pause);
    this.pause.setOnFinished(event -> makeNext());
  }

  void begin() {
    scene.addEventFilter(InputEvent.ANY, later);
    waitAgain();
  }

  private void waitAgain() {
    pause.playFromStart();
  }

  private void makeNext() {
    places.stream()
        .filter(place -> !place.isMade())
        .findFirst()
        .ifPresentOrElse(
            place -> {
              place.panel();
              waitAgain();
            },
            this::close);
  }

  @Override
  public void close() {
    pause.stop();
    scene.removeEventFilter(InputEvent.ANY, later);
  }
}
