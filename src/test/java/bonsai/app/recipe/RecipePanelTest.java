package bonsai.app.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.app.TestWindow;
import bonsai.base.Workspace;
import bonsai.run.Preset;
import bonsai.run.RunFolder;
import bonsai.run.Runs;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javafx.scene.Node;
import javafx.scene.control.Labeled;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import javafx.scene.text.Text;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/** The panel in the real window, by a robot; only the worker is none. */
@ExtendWith(ApplicationExtension.class)
final class RecipePanelTest {
  @TempDir private Path folder;
  private final List<RunFolder> launched = new CopyOnWriteArrayList<>();
  private TestWindow window;

  @Start
  private void start(Stage stage) {
    window = new TestWindow(stage, folder, launched::add);
  }

  @BeforeEach
  void show(FxRobot robot) throws Exception {
    robot.clickOn("#rail-recipe");
    await(() -> text(robot, "#recipe-obstacle").startsWith("Ready"));
  }

  @AfterEach
  void close(FxRobot robot) {
    robot.interact(window::close);
    assertThat(window.unexpected()).isEmpty();
  }

  private static void await(BooleanSupplier condition) throws Exception {
    WaitForAsyncUtils.waitFor(10, TimeUnit.SECONDS, condition::getAsBoolean);
  }

  private static String text(FxRobot robot, String query) {
    return robot.lookup(query).<Labeled>query().getText();
  }

  private static void type(FxRobot robot, String query, String text) {
    var field = robot.lookup(query).<TextInputControl>query();
    robot.interact(field::requestFocus);
    robot.interact(field::selectAll);
    robot.type(KeyCode.BACK_SPACE);
    robot.write(text);
    WaitForAsyncUtils.waitForFxEvents();
  }

  private static boolean isDisabled(FxRobot robot, String query) {
    return robot.lookup(query).<Node>query().isDisabled();
  }

  @Test
  void aBadValueIsSaidUnderTheFieldAndNothingCanStart(FxRobot robot) throws Exception {
    type(robot, "#stage-training-epochs", "0");

    assertThat(text(robot, "#stage-training-epochs-problem"))
        .isEqualTo("Epochs must be from 1 to 1000 epochs, not 0.");
    assertThat(robot.lookup("#stage-training-epochs-problem").<Node>query().isVisible()).isTrue();
    assertThat(text(robot, "#recipe-obstacle")).startsWith("Stage 1: Epochs must be");
    assertThat(isDisabled(robot, "#recipe-start")).isTrue();

    type(robot, "#stage-training-epochs", "2");

    await(() -> text(robot, "#recipe-obstacle").startsWith("Ready: 250 steps"));
    assertThat(isDisabled(robot, "#recipe-start")).isFalse();
  }

  @Test
  void resetBringsTheDefaultBack(FxRobot robot) {
    type(robot, "#stage-training-batchSize", "8");

    robot.interact(() -> robot.lookup("#stage-training-batchSize-reset").queryButton().fire());

    assertThat(robot.lookup("#stage-training-batchSize").queryTextInputControl().getText())
        .isEqualTo("32");
    assertThat(robot.lookup("#stage-training-batchSize-reset").query().isVisible()).isFalse();
  }

  @Test
  void aPresetFillsTheForms(FxRobot robot) throws Exception {
    robot.clickOn("#recipe-preset");
    robot.clickOn("Fine-tune bert-base-cased");

    assertThat(robot.lookup("#recipe-name").queryTextInputControl().getText())
        .isEqualTo("fine-tune");
    assertThat(robot.lookup("#stage-training-learningRate").queryTextInputControl().getText())
        .isEqualTo("5e-5");
    await(() -> robot.lookup("#recipe-fetch").tryQuery().isPresent());
    assertThat(text(robot, "#recipe-obstacle")).contains("is not in the workspace");
    assertThat(isDisabled(robot, "#recipe-start")).isTrue();
  }

  @Test
  void stagesAreReordered(FxRobot robot) {
    robot.clickOn("#recipe-add-stage");
    robot.clickOn("#recipe-add-fine-tune");
    type(robot, "#stage-training-epochs", "9");

    robot.clickOn("#recipe-stage-up");

    assertThat(robot.lookup("#stage-training-epochs").queryTextInputControl().getText())
        .isEqualTo("9");
    assertThat(isDisabled(robot, "#recipe-stage-up")).isTrue();
    robot.clickOn("#recipe-start");
    WaitForAsyncUtils.waitForFxEvents();
  }

  @Test
  void startingMakesARunFolderWithThatSpec(FxRobot robot) throws Exception {
    type(robot, "#recipe-name", "mine");
    await(() -> text(robot, "#recipe-obstacle").startsWith("Ready"));

    robot.clickOn("#recipe-start");

    await(() -> !launched.isEmpty());
    var runs = Runs.of(new Workspace(folder)).all();
    assertThat(runs).hasSize(1);
    assertThat(runs.getFirst().spec()).isEqualTo(Preset.tiny().named("mine"));
  }

  @Test
  void theCommandGoesToTheClipboard(FxRobot robot) {
    robot.interact(() -> robot.lookup("#recipe-copy").queryButton().fire());

    robot.interact(
        () ->
            assertThat(Clipboard.getSystemClipboard().getString())
                .contains("./bonsai run tiny-on-the-sample.json"));
  }

  @Test
  void aWrongFileIsSaidAndChangesNothing(FxRobot robot) throws Exception {
    var file = folder.resolve("wrong.json");
    java.nio.file.Files.writeString(file, "{");
    window.dialogs().willChoose(file);

    robot.interact(() -> robot.lookup("#recipe-open").queryButton().fire());

    await(() -> robot.lookup(node -> says(node, "wrong.json, line 1")).tryQuery().isPresent());
    assertThat(robot.lookup("#recipe-name").queryTextInputControl().getText())
        .isEqualTo("tiny-on-the-sample");
  }

  private static boolean says(Node node, String part) {
    var text =
        switch (node) {
          case Labeled label -> label.getText();
          case Text words -> words.getText(); // of a notice
          default -> null;
        };
    return text != null && text.contains(part);
  }
}
