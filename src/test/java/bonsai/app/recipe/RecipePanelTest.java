package bonsai.app.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.app.TestWindow;
import bonsai.app.WindowTest;
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
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.control.TextInputControl;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import javafx.scene.text.Text;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/** The panel in the real window, by a robot; only the worker is none. */
@WindowTest
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
    WaitForAsyncUtils.waitFor(60, TimeUnit.SECONDS, condition::getAsBoolean);
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

    await(() -> text(robot, "#recipe-obstacle").startsWith("Ready: 126 steps"));
    assertThat(isDisabled(robot, "#recipe-start")).isFalse();
  }

  @Test
  void aMissingCorpusIsSaidAndNothingCanStart(FxRobot robot) throws Exception {
    robot.clickOn("#recipe-data-folder");
    type(robot, "#recipe-data-path", folder.resolve("nowhere").toString());

    await(() -> text(robot, "#recipe-obstacle").contains("nowhere"));
    assertThat(isDisabled(robot, "#recipe-start")).isTrue();
    robot.press(KeyCode.CONTROL, KeyCode.ENTER).release(KeyCode.ENTER, KeyCode.CONTROL);
    WaitForAsyncUtils.waitForFxEvents();
    assertThat(launched).isEmpty();
    assertThat(Runs.of(new Workspace(folder)).all()).isEmpty();
  }

  @Test
  void aModelOverTheLimitIsRefusedWithTheNumberAndShownAllTheSame(FxRobot robot) throws Exception {
    type(robot, "#recipe-limit", "100000");

    await(
        () ->
            text(robot, "#recipe-obstacle").contains("at least 415,497 parameters, but the limit"));
    assertThat(isDisabled(robot, "#recipe-start")).isTrue();
    assertThat(text(robot, "#recipe-parameters")).isEqualTo("at most 607,497");
    assertThat(text(robot, "#recipe-budget")).isEqualTo("507.5k over 100k");

    type(robot, "#recipe-limit", "700000");

    await(() -> text(robot, "#recipe-obstacle").startsWith("Ready"));
    assertThat(text(robot, "#recipe-budget")).isEqualTo("under 700k");
  }

  @Test
  void moreMemoryThanTheMachineHasIsAWarning(FxRobot robot) throws Exception {
    assertThat(robot.lookup("#recipe-memory-warning").tryQuery()).isEmpty();

    type(robot, "#recipe-start-heads", "64");
    type(robot, "#recipe-start-hiddenSize", "8192");
    type(robot, "#recipe-start-layers", "96");

    await(() -> robot.lookup("#recipe-memory-warning").tryQuery().isPresent());
    assertThat(text(robot, "#recipe-memory-warning")).startsWith("The worker may need about ");
  }

  @Test
  void keysMoveDuplicateAndRemoveStages(FxRobot robot) {
    press(robot, KeyCode.CONTROL, KeyCode.D);
    type(robot, "#stage-training-epochs", "9");

    press(robot, KeyCode.ALT, KeyCode.UP);
    assertThat(epochsOf(robot, 0)).isEqualTo("9");

    press(robot, KeyCode.ALT, KeyCode.DOWN);
    assertThat(epochsOf(robot, 1)).isEqualTo("9");

    robot.interact(() -> robot.lookup("#recipe-stage-list").query().requestFocus());
    robot.type(KeyCode.DELETE);
    assertThat(robot.lookup("#recipe-stage-list").queryListView().getItems()).hasSize(1);
    assertThat(epochsOf(robot, 0)).isEqualTo("24");
  }

  @Test
  void aKeyThatDeletesAWordInAFieldLeavesTheStageAlone(FxRobot robot) {
    press(robot, KeyCode.CONTROL, KeyCode.D);
    type(robot, "#recipe-name", "two words");
    robot.type(KeyCode.HOME);

    press(robot, KeyCode.CONTROL, KeyCode.DELETE);

    assertThat(robot.lookup("#recipe-name").queryTextInputControl().getText()).isEqualTo(" words");
    assertThat(robot.lookup("#recipe-stage-list").queryListView().getItems()).hasSize(2);

    robot.interact(() -> robot.lookup("#recipe-stage-list").query().requestFocus());
    press(robot, KeyCode.CONTROL, KeyCode.DELETE);

    assertThat(robot.lookup("#recipe-stage-list").queryListView().getItems()).hasSize(1);
  }

  private static void press(FxRobot robot, KeyCode modifier, KeyCode key) {
    robot.press(modifier, key).release(key, modifier);
    WaitForAsyncUtils.waitForFxEvents();
  }

  private static String epochsOf(FxRobot robot, int stage) {
    var list = robot.lookup("#recipe-stage-list").queryListView();
    robot.interact(() -> list.getSelectionModel().select(stage));
    return robot.lookup("#stage-training-epochs").queryTextInputControl().getText();
  }

  @Test
  void arrowsChooseAmongKinds(FxRobot robot) {
    robot.interact(() -> robot.lookup("#recipe-data-sample").query().requestFocus());

    robot.type(KeyCode.RIGHT);

    assertThat(robot.lookup("#recipe-data-path").tryQuery()).isPresent();
    assertThat(robot.lookup("#recipe-data-folder").queryAs(ToggleButton.class).isSelected())
        .isTrue();
  }

  @Test
  void everyStageTellsTheSizeOfTheModelItLeaves(FxRobot robot) throws Exception {
    robot.clickOn("#recipe-add-stage");
    robot.clickOn("#recipe-add-fine-tune");

    await(
        () ->
            robot
                    .from(robot.lookup("#recipe-stage-list"))
                    .lookup((Node node) -> node instanceof Label && says(node, "607,497 param"))
                    .queryAll()
                    .size()
                == 2);
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
  void aDraftThatCannotStartComesBackByUndo(FxRobot robot) throws Exception {
    type(robot, "#stage-training-epochs", "many");
    robot.clickOn("#recipe-preset");
    robot.clickOn("Fine-tune bert-base-cased");
    await(() -> robot.lookup("Undo").tryQuery().isPresent());

    robot.clickOn("Undo");

    assertThat(robot.lookup("#stage-training-epochs").queryTextInputControl().getText())
        .isEqualTo("many");
  }

  @Test
  void aPresetOfAGroupFillsTheForms(FxRobot robot) throws Exception {
    robot.clickOn("#recipe-preset");
    robot.clickOn("Whole recipes under 20M");
    robot.clickOn("The best measured (20M)");

    await(() -> robot.lookup("#recipe-name").queryTextInputControl().getText().equals("best-20m"));
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
    assertThat(epochsOf(robot, 1)).isEqualTo("24");
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
