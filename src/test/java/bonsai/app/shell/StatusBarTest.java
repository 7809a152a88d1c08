package bonsai.app.shell;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.app.TestWindow;
import bonsai.app.WindowTest;
import bonsai.app.WrittenRun;
import bonsai.base.Workspace;
import bonsai.run.RunFolder;
import bonsai.run.Runs;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Labeled;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/** What the bar at the window's foot offers. */
@WindowTest
final class StatusBarTest {
  @TempDir private Path folder;
  private final BlockingQueue<RunFolder> begun = new LinkedBlockingQueue<>();
  private final CountDownLatch interrupted = new CountDownLatch(1);
  private TestWindow window;

  @Start
  private void start(Stage stage) {
    window = new TestWindow(stage, folder, this::never);
  }

  /** A worker that does not begin until somebody loses patience. */
  private void never(RunFolder run) {
    begun.add(run);
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      interrupted.countDown();
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void close(FxRobot robot) {
    robot.interact(window::close);
    assertThat(window.unexpected()).isEmpty();
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    WaitForAsyncUtils.waitFor(
        60, TimeUnit.SECONDS, () -> WaitForAsyncUtils.asyncFx(condition).get());
    WaitForAsyncUtils.waitForFxEvents();
  }

  @Test
  void itsCancelButtonEndsAStartAndAnotherCanBeTried(FxRobot robot) throws Exception {
    robot.clickOn("#rail-recipe");
    await(() -> robot.lookup("#recipe-obstacle").<Labeled>query().getText().startsWith("Ready"));
    robot.clickOn("#recipe-start");
    assertThat(begun.poll(60, TimeUnit.SECONDS)).isNotNull();
    await(() -> robot.lookup("#status-jobs .button").tryQuery().isPresent());

    robot.clickOn("#status-jobs .button");

    assertThat(interrupted.await(60, TimeUnit.SECONDS)).isTrue();
    await(() -> robot.lookup("#status-jobs .button").tryQuery().isEmpty());
    await(() -> !robot.lookup("#recipe-start").<Node>query().isDisabled());
    assertThat(robot.lookup("#recipe-obstacle").<Labeled>query().getText()).startsWith("Ready");
  }

  @Test
  void itsRunsLeadToTheRun(FxRobot robot) throws Exception {
    try (var log = WrittenRun.of(folder).isWorkedOn()) {
      log.begins().steps(1, 3);
      await(() -> robot.lookup("#status-runs .button").tryQuery().isPresent());

      robot.clickOn("#status-runs .button");

      assertThat(robot.lookup("#status-runs .button").queryAs(Button.class).getText())
          .contains("step 3");
      await(() -> robot.lookup("#run-state").<Labeled>query().getText().equals("running"));
      assertThat(Runs.of(new Workspace(folder)).all()).hasSize(1);
    }
  }

  @Test
  void aRunsButtonStaysTheSameWhileItWorks(FxRobot robot) throws Exception {
    try (var log = WrittenRun.of(folder).isWorkedOn()) {
      log.begins().steps(1, 3);
      await(() -> robot.lookup("#status-runs .button").tryQuery().isPresent());
      var button = robot.lookup("#status-runs .button").queryAs(Button.class);

      log.steps(4, 5);

      await(() -> button.getText().contains("step 5"));
      assertThat(robot.lookup("#status-runs .button").queryAs(Button.class)).isSameAs(button);
      assertThat(button.isMnemonicParsing()).isFalse();
    }
  }
}
