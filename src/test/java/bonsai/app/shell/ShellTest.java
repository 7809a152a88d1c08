package bonsai.app.shell;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.app.TestWindow;
import bonsai.app.kit.Theme;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

@ExtendWith(ApplicationExtension.class)
final class ShellTest {
  @TempDir private Path folder;
  private TestWindow window;

  @Start
  private void start(Stage stage) {
    window = new TestWindow(stage, folder, run -> {});
  }

  @AfterEach
  void close(FxRobot robot) {
    robot.interact(window::close);
  }

  @Test
  void theRailBringsAPanelToTheFront(FxRobot robot) {
    var runs = window.shell().panels().get(2);

    robot.clickOn("#rail-runs");

    assertThat(runs.view().getScene()).isNotNull();
  }

  @Test
  void keysBringPanelsToTheFront(FxRobot robot) {
    robot.press(KeyCode.CONTROL, KeyCode.DIGIT4).release(KeyCode.DIGIT4, KeyCode.CONTROL);

    assertThat(window.shell().panels().get(3).view().getScene()).isNotNull();
  }

  @Test
  void theThemeIsSwitchedByItsButton(FxRobot robot) {
    robot.clickOn("#theme-toggle");

    assertThat(window.appearance().theme()).isEqualTo(Theme.DARK);
    assertThat(robot.lookup("#theme-toggle").query().getScene().getStylesheets())
        .isEqualTo(Theme.DARK.stylesheets());
  }

  @Test
  void f1ShowsTheShortcutsAndEscapeHidesThem(FxRobot robot) throws Exception {
    robot.type(KeyCode.F1);
    assertThat(robot.lookup("#shortcut-sheet").tryQuery()).isPresent();

    robot.type(KeyCode.ESCAPE);

    WaitForAsyncUtils.waitFor(
        5, TimeUnit.SECONDS, () -> robot.lookup("#shortcut-sheet").tryQuery().isEmpty());
  }
}
