package bonsai.app.runs;

import bonsai.app.catalog.RunRow;
import bonsai.app.kit.Nodes;
import bonsai.app.kit.Palette;
import bonsai.run.RunState;
import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.shape.Circle;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** The small coloured signs of a run. */
final class RunBadges {
  private static final List<String> COLOURS =
      List.of("badge-neutral", "badge-accent", "badge-success", "badge-warning", "badge-danger");

  private RunBadges() {}

  /** A state in words and colour; change it by {@link #show(Label, RunRow)}. */
  static Label state() {
    var badge = new Label("", new FontIcon(Feather.CIRCLE));
    badge.getStyleClass().add("badge");
    return badge;
  }

  /** Shows how a run is doing. */
  static void show(Label badge, RunRow row) {
    // Whose spec is damaged can do nothing, whatever its log says.
    var state = row.state().filter(any -> row.spec().isPresent());
    badge.setText(state.map(RunState::label).orElse("unreadable"));
    badge.getStyleClass().removeAll(COLOURS);
    badge.getStyleClass().add(state.map(RunBadges::colour).orElse("badge-danger"));
    ((FontIcon) badge.getGraphic())
        .setIconCode(state.map(RunBadges::icon).orElse(Feather.ALERT_TRIANGLE));
  }

  private static String colour(RunState state) {
    return switch (state) {
      case QUEUED, STOPPED -> "badge-neutral";
      case RUNNING -> "badge-accent";
      case FINISHED -> "badge-success";
      case PAUSED, INTERRUPTED -> "badge-warning";
      case FAILED -> "badge-danger";
    };
  }

  private static Ikon icon(RunState state) {
    return switch (state) {
      case QUEUED -> Feather.CLOCK;
      case RUNNING -> Feather.ACTIVITY;
      case PAUSED -> Feather.PAUSE;
      case STOPPED -> Feather.SQUARE;
      case FINISHED -> Feather.CHECK;
      case FAILED -> Feather.X;
      case INTERRUPTED -> Feather.ALERT_TRIANGLE;
    };
  }

  /** A word or two on a quiet ground. */
  static Label word(String text) {
    var badge = Nodes.label(text, "badge", "badge-neutral");
    badge.setMinWidth(Label.USE_PREF_SIZE);
    return badge;
  }

  /** The spot that tells which curves are a run's; invisible while it has none. */
  static Circle spot() {
    return new Circle(5);
  }

  static void show(Circle spot, int colour) {
    spot.getStyleClass()
        .removeIf(style -> style.startsWith("series-") || style.equals("second-series"));
    spot.setVisible(colour != RunItem.NO_COLOUR);
    if (colour != RunItem.NO_COLOUR) {
      spot.getStyleClass().add("series-" + colour % Palette.SERIES);
      if (Palette.isSecond(colour)) {
        spot.getStyleClass().add("second-series");
      }
    }
  }
}
