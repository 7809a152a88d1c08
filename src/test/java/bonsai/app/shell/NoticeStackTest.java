package bonsai.app.shell;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.app.WindowTest;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import javafx.geometry.Point2D;
import javafx.geometry.Pos;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;
import javafx.util.Duration;
import org.junit.jupiter.api.Test;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.Start;
import org.testfx.robot.Motion;
import org.testfx.util.WaitForAsyncUtils;

@WindowTest
final class NoticeStackTest {
  private static final Duration SHOWN = Duration.millis(1_500);

  private final NoticeLog log = new NoticeLog(Clock.systemUTC());
  private NoticeStack stack;
  private StackPane root;

  @Start
  private void start(Stage stage) {
    stack = new NoticeStack(log, SHOWN);
    root = new StackPane(new Button("first in line for the focus"), stack.node());
    stage.setScene(new Scene(root, 600, 400));
    stage.sizeToScene();
    stage.show();
  }

  @Test
  void aNoticeWaitsForAsLongAsTheMouseIsOnIt(FxRobot robot) throws Exception {
    robot.moveTo(root, Pos.BOTTOM_RIGHT, new Point2D(-100, -100), Motion.DIRECT);
    robot.interact(() -> log.info("Look here. ".repeat(30)));
    System.gc(); // nothing that it listens by may be lost by that
    WaitForAsyncUtils.waitForFxEvents();
    robot.moveBy(3, 3);

    TimeUnit.MILLISECONDS.sleep((long) (2 * SHOWN.toMillis()));

    assertThat(stack.node().getChildren()).hasSize(1);

    robot.moveTo(root, Pos.TOP_LEFT, new Point2D(5, 5), Motion.DIRECT);
    WaitForAsyncUtils.waitFor(30, TimeUnit.SECONDS, () -> stack.node().getChildren().isEmpty());
  }
}
