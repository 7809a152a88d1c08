package bonsai.app.shell;

import bonsai.app.kit.Preferences;
import java.util.List;
import java.util.Optional;
import javafx.geometry.Rectangle2D;

/**
 * Where the window opens.
 *
 * @param corner its upper left corner; empty leaves it to the system
 */
record WindowPlace(double width, double height, Optional<Corner> corner, boolean maximised) {
  static final double LEAST_WIDTH = 960;
  static final double LEAST_HEIGHT = 640;
  private static final double WIDTH = 1280;
  private static final double HEIGHT = 800;

  /** The part of a window by which it can be moved. */
  private static final double TITLE_HEIGHT = 40;

  record Corner(double x, double y) {}

  /**
   * Where it was, as far as the screens there are now allow that.
   *
   * @param screens what a window may cover of each, the main one first
   */
  static WindowPlace remembered(Preferences preferences, List<Rectangle2D> screens) {
    var widest = screens.stream().mapToDouble(Rectangle2D::getWidth).max().orElse(WIDTH);
    var highest = screens.stream().mapToDouble(Rectangle2D::getHeight).max().orElse(HEIGHT);
    var width = within(preferences.number("window.width").orElse(WIDTH), LEAST_WIDTH, widest);
    var height = within(preferences.number("window.height").orElse(HEIGHT), LEAST_HEIGHT, highest);
    var corner =
        preferences
            .number("window.x")
            .flatMap(x -> preferences.number("window.y").map(y -> new Corner(x, y)))
            .filter(c -> screens.stream().anyMatch(s -> shows(s, c, width)));
    return new WindowPlace(
        width, height, corner, preferences.text("window.maximised").equals(Optional.of("true")));
  }

  private static boolean shows(Rectangle2D screen, Corner corner, double width) {
    return screen.intersects(new Rectangle2D(corner.x, corner.y, width, TITLE_HEIGHT));
  }

  /** On a screen smaller than the least size, the least size counts. */
  private static double within(double value, double least, double most) {
    return Math.max(least, Math.min(value, most));
  }

  /** Remembers it; that of a maximised window is that which it has when it is not. */
  void remember(Preferences preferences) {
    preferences.set("window.maximised", maximised);
    if (!maximised) {
      preferences.set("window.width", width);
      preferences.set("window.height", height);
      corner.ifPresent(
          at -> {
            preferences.set("window.x", at.x);
            preferences.set("window.y", at.y);
          });
    }
  }
}
