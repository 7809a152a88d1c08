package bonsai.app.shell;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.app.WindowTest;
import bonsai.app.kit.Preferences;
import bonsai.app.kit.Theme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.TextArea;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.testfx.api.FxRobot;
import org.testfx.api.FxToolkit;
import org.testfx.util.WaitForAsyncUtils;

/** The program itself, opened and closed on one workspace. */
@ResourceLock(WindowTest.TOOLKIT)
final class BonsaiApplicationTest {
  @TempDir private Path folder;
  private final FxRobot robot = new FxRobot();
  private Stage stage;
  private Application application;

  @BeforeEach
  void open() throws Exception {
    stage = FxToolkit.registerPrimaryStage();
    application = FxToolkit.setupApplication(BonsaiApplication.class, folder.toString());
  }

  @AfterEach
  void close() throws Exception {
    robot.interact(stage::hide);
    FxToolkit.cleanupApplication(application);
  }

  private void reopen() throws Exception {
    close();
    stage = FxToolkit.registerStage(Stage::new);
    application = FxToolkit.setupApplication(BonsaiApplication.class, folder.toString());
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    WaitForAsyncUtils.waitFor(60, TimeUnit.SECONDS, condition);
  }

  @Test
  void panelThemeAndSizeAreAsTheyWereLeft() throws Exception {
    robot.clickOn("#rail-playground");
    robot.clickOn("#theme").clickOn("#theme-dark");
    robot.interact(
        () -> {
          stage.setWidth(970);
          stage.setHeight(700);
        });

    reopen();

    assertThat(robot.lookup("#playground-none").tryQuery()).isPresent();
    assertThat(stage.getScene().getStylesheets()).isEqualTo(Theme.DARK.stylesheets());
    assertThat(stage.getWidth()).isEqualTo(970);
    assertThat(stage.getHeight()).isEqualTo(700);
  }

  @Test
  void whatWasTypedIsOnTheDiskThoughTheWindowWasNotClosed() throws Exception {
    robot.clickOn("#rail-recipe");
    var name = robot.lookup("#recipe-name").queryTextInputControl();
    robot.interact(() -> name.setText("not a name!"));
    robot.interact(() -> stage.setWidth(977));

    var memory = folder.resolve("window.json");
    await(() -> Files.exists(memory) && Files.readString(memory).contains("not a name!"));
    await(() -> Files.readString(memory).contains("977"));
    assertThat(Preferences.read(memory).text("panel")).contains("Recipe");

    reopen();

    assertThat(robot.lookup("#recipe-name").queryTextInputControl().getText())
        .isEqualTo("not a name!");
  }

  @Test
  void aDamagedMemoryOpensAWindowAsTheFirstTime() throws Exception {
    close();
    Files.writeString(folder.resolve("window.json"), "{\"panel\": ");

    stage = FxToolkit.registerStage(Stage::new);
    application = FxToolkit.setupApplication(BonsaiApplication.class, folder.toString());

    assertThat(robot.lookup("#data-open-sample").tryQuery()).isPresent();
  }

  @Test
  void aThreadThatDiesIsANoticeAndInTheLogWithoutWhatItWorkedOn() throws Exception {
    Thread.ofVirtual()
        .name("run-feed 2026-11-23-secret-ab12")
        .start(
            () -> {
              throw new IllegalStateException("the feed broke");
            })
        .join();

    await(() -> robot.lookup("Show log").tryQuery().filter(Node::isVisible).isPresent());
    robot.clickOn("Show log");

    assertThat(robot.lookup("#log-text").queryAs(TextArea.class).getText())
        .contains("run-feed", "IllegalStateException: the feed broke")
        .doesNotContain("secret");
  }

  @Test
  void anExceptionThatNobodyCaughtIsANoticeWithAWayToTheLog() throws Exception {
    Platform.runLater(
        () -> {
          throw new IllegalStateException("the chair broke");
        });

    await(() -> robot.lookup("Show log").tryQuery().filter(Node::isVisible).isPresent());
    robot.clickOn("Show log");

    assertThat(robot.lookup("#log-text").queryAs(TextArea.class).getText())
        .contains("IllegalStateException: the chair broke", "at bonsai.");
    assertThat(folder.resolve("logs/bonsai.log")).isRegularFile();
  }
}
