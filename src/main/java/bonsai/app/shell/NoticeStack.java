package bonsai.app.shell;

import atlantafx.base.controls.Notification;
import atlantafx.base.theme.Styles;
import bonsai.app.kit.Nodes;
import bonsai.app.kit.Notices.Notice;
import bonsai.app.shell.NoticeLog.Entry;
import javafx.animation.PauseTransition;
import javafx.collections.ListChangeListener;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.kordamp.ikonli.feather.Feather;

/**
 * The notices at the window's lower right, above the bars at its foot: what panels have to press
 * stands at their heads and feet, and must not be covered. The newest on top, gone after a while.
 * What is said there already is not said twice.
 */
final class NoticeStack {
  private static final int MOST = 4;
  private static final double WIDTH = 380;
  private static final double ABOVE_THE_FOOT = 72;
  private static final Duration SHOWN = Duration.seconds(8);

  private final NoticeLog log;
  private final Duration time;
  private final VBox box = new VBox(8);

  /**
   * @param log what is added to it is shown
   */
  NoticeStack(NoticeLog log) {
    this(log, SHOWN);
  }

  /**
   * @param time how long a notice is shown
   */
  NoticeStack(NoticeLog log, Duration time) {
    this.log = log;
    this.time = time;
    log.entries().addListener(this::told);
    box.setPickOnBounds(false);
    box.setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
    box.setId("notices");
    StackPane.setAlignment(box, Pos.BOTTOM_RIGHT);
    StackPane.setMargin(box, new Insets(16, 16, ABOVE_THE_FOOT, 16));
  }

  VBox node() {
    return box;
  }

  private void told(ListChangeListener.Change<? extends Entry> change) {
    while (change.next()) {
      change.getAddedSubList().forEach(this::show);
    }
  }

  private void show(Entry entry) {
    var notice = entry.notice();
    var same =
        box.getChildren().stream()
            .filter(node -> ((Notification) node).getMessage().equals(notice.text()))
            .findFirst();
    // What is there already stays as it is: somebody may be about to press its button.
    if (same.filter(it -> notice.action().isEmpty() || it.getUserData().equals(notice.action()))
        .isPresent()) {
      return;
    }
    same.ifPresent(box.getChildren()::remove);
    var shown = new Notification(notice.text(), Nodes.icon(icon(notice.kind())));
    shown.setUserData(notice.action());
    shown.getStyleClass().addAll(Styles.ELEVATED_2, style(notice.kind()));
    shown.setPrefWidth(WIDTH);
    shown.setMaxWidth(WIDTH);
    shown.setOnClose(event -> putAway(shown, entry));
    notice
        .action()
        .ifPresent(
            action -> {
              var button = new Button(action.label());
              button.setOnAction(
                  event -> {
                    putAway(shown, entry);
                    action.run().run();
                  });
              shown.getPrimaryActions().setAll(button);
            });
    box.getChildren().addFirst(shown);
    // A notice tells its height as if its text were one line; what it consists of knows better.
    shown.applyCss();
    shown.setMinHeight(shown.getChildrenUnmodifiable().getFirst().prefHeight(WIDTH));
    if (box.getChildren().size() > MOST) {
      box.getChildren().removeLast();
    }
    // An error stays longer; while the mouse or the keyboard is on a notice, it does not go away.
    var pause = new PauseTransition(notice.kind() == Notice.Kind.ERROR ? time.multiply(3) : time);
    pause.setOnFinished(event -> box.getChildren().remove(shown));
    Runnable wait =
        () -> {
          if (shown.isHover() || shown.isFocusWithin()) {
            pause.stop();
          } else {
            pause.playFromStart();
          }
        };
    // Each by itself: what is made of both would be held by nobody, and soon tell nothing more.
    shown.hoverProperty().subscribe((before, now) -> wait.run());
    shown.focusWithinProperty().subscribe((before, now) -> wait.run());
    wait.run();
  }

  /** By the person at the screen, who has then read it. */
  private void putAway(Notification shown, Entry entry) {
    box.getChildren().remove(shown);
    log.read(entry);
  }

  static Feather icon(Notice.Kind kind) {
    return switch (kind) {
      case INFO -> Feather.INFO;
      case SUCCESS -> Feather.CHECK_CIRCLE;
      case WARNING -> Feather.ALERT_TRIANGLE;
      case ERROR -> Feather.ALERT_OCTAGON;
    };
  }

  private static String style(Notice.Kind kind) {
    return switch (kind) {
      case INFO -> Styles.ACCENT;
      case SUCCESS -> Styles.SUCCESS;
      case WARNING -> Styles.WARNING;
      case ERROR -> Styles.DANGER;
    };
  }
}
