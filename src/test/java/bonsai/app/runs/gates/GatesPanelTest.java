package bonsai.app.runs.gates;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.app.TestWindow;
import bonsai.app.WindowTest;
import bonsai.app.WrittenRun;
import bonsai.app.chart.Viridis;
import bonsai.app.runs.live.GatePast;
import bonsai.train.GatedPart;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.Labeled;
import javafx.scene.control.MenuButton;
import javafx.scene.control.Slider;
import javafx.scene.control.TabPane;
import javafx.scene.image.Image;
import javafx.scene.input.KeyCode;
import javafx.scene.paint.Color;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/** The gates of a run that goes on, in the Runs panel. */
@WindowTest
final class GatesPanelTest {
  @TempDir private Path folder;
  private TestWindow window;
  private WrittenRun run;

  @Start
  private void start(Stage stage) {
    run = WrittenRun.of(folder).isWorkedOn().begins();
    window = new TestWindow(stage, folder, ignored -> {});
  }

  @BeforeEach
  void beginTheGates() {
    sample(10, 2, 2).valid(10, 0.5);
    sample(20, 0, 2);
  }

  @AfterEach
  void close(FxRobot robot) {
    robot.interact(window::close);
    run.close();
    assertThat(window.unexpected()).isEmpty();
  }

  /** Of 2 × 2 gates the first is as told, and of the other layer one is as told. */
  private WrittenRun sample(long step, float first, float last) {
    return run.heads(0, step, List.of(List.of(first, 5f), List.of(5f, last)));
  }

  private void open(FxRobot robot) throws Exception {
    robot.interact(() -> window.shell().navigator().run(run.folder().id()));
    await(() -> robot.lookup("#run-tab-gates").tryQuery().isPresent());
    robot.interact(
        () ->
            robot.lookup(".run-detail .tab-pane").queryAs(TabPane.class).getTabs().stream()
                .filter(tab -> tab.getText().equals("Gates"))
                .forEach(tab -> tab.getTabPane().getSelectionModel().select(tab)));
    await(() -> robot.lookup("#gates-map").tryQuery().isPresent());
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    WaitForAsyncUtils.waitFor(
        30, TimeUnit.SECONDS, () -> WaitForAsyncUtils.asyncFx(condition).get());
    WaitForAsyncUtils.waitForFxEvents();
  }

  private static GateMap map(FxRobot robot) {
    return robot.lookup("#gates-map").queryAs(GateMap.class);
  }

  private static GatePast shown(FxRobot robot) {
    return map(robot).shown().orElseThrow();
  }

  private static Slider slider(FxRobot robot) {
    return robot.lookup("#gates-slider").queryAs(Slider.class);
  }

  private static String text(FxRobot robot, String query) {
    return robot.lookup(query).queryAs(Labeled.class).getText();
  }

  private static Color colour(FxRobot robot, int row, int column) {
    var found = new Color[1];
    robot.interact(
        () -> {
          var cells = map(robot).cells();
          var image = map(robot).canvas().snapshot(null, null);
          found[0] =
              image
                  .getPixelReader()
                  .getColor(
                      (int) (cells.x(column) + 4 + cells.cellWidth() / 8),
                      (int) (cells.y(row) + 4));
        });
    return found[0];
  }

  @Test
  void aRunWithoutGatesHasNoTabOfThem(FxRobot robot) throws Exception {
    try (var other = WrittenRun.of(folder).begins().steps(1, 5)) {
      open(robot);
      robot.interact(() -> window.shell().navigator().run(other.folder().id()));
      await(() -> robot.lookup("#run-tab-gates").tryQuery().isEmpty());

      robot.interact(() -> window.shell().navigator().run(run.folder().id()));
      await(() -> robot.lookup("#gates-map").tryQuery().isPresent());
    }
  }

  @Test
  void cellsChangeAsTheRunGoesOn(FxRobot robot) throws Exception {
    open(robot);
    await(() -> shown(robot).size() == 2);
    assertThat(colour(robot, 0, 0)).isEqualTo(Viridis.colour(0.5));
    assertThat(colour(robot, 0, 1)).isEqualTo(Viridis.colour(1));

    sample(30, -5, 2);

    await(() -> shown(robot).size() == 3);
    assertThat(colour(robot, 0, 0)).isEqualTo(Viridis.colour(0));
    assertThat(text(robot, "#gates-position"))
        .isEqualTo("Step 30 · 3 of 4 heads open · valid F1 0.5000");
  }

  @Test
  void theScrubberGoesBackToTheFirstSampleAndStaysThere(FxRobot robot) throws Exception {
    open(robot);
    await(() -> shown(robot).size() == 2);
    robot.interact(slider(robot)::requestFocus);

    robot.type(KeyCode.HOME);

    assertThat(colour(robot, 0, 0)).isEqualTo(Viridis.colour(GatePast.openness(2)));
    assertThat(text(robot, "#gates-position")).startsWith("Step 10 · 4 of 4 heads open");
    sample(30, -5, 2);
    await(() -> shown(robot).size() == 3);
    assertThat(text(robot, "#gates-position")).startsWith("Step 10");

    robot.interact(robot.lookup("#gates-follow").queryAs(ButtonBase.class)::fire);
    assertThat(text(robot, "#gates-position")).startsWith("Step 30");
    sample(40, -5, 2);
    await(() -> text(robot, "#gates-position").startsWith("Step 40"));
  }

  @Test
  void thePersonPlaysTheRunAndPauses(FxRobot robot) throws Exception {
    for (var step = 30; step < 3_000; step += 10) {
      sample(step, step / 1_000f, 2);
    }
    open(robot);
    await(() -> shown(robot).size() == 299);
    var play = robot.lookup("#gates-play").queryAs(ButtonBase.class);

    robot.interact(play::fire);
    await(() -> slider(robot).getValue() > 10);
    assertThat(play.getAccessibleText()).isEqualTo("Pause");
    robot.interact(play::fire);
    var at = slider(robot).getValue();
    Thread.sleep(300);

    assertThat(slider(robot).getValue()).isEqualTo(at).isLessThan(298);
    assertThat(play.getAccessibleText()).isEqualTo("Play");
  }

  @Test
  void pointingAtACellTellsItsNumbers(FxRobot robot) throws Exception {
    open(robot);
    await(() -> shown(robot).size() == 2);
    var cells = map(robot).cells();

    robot.moveTo(map(robot).localToScreen(cells.x(0) + 20, cells.y(0) + 20));

    assertThat(text(robot, "#gates-cell"))
        .isEqualTo("Layer 0, head 0: openness 0.500, log α 0.000");
    sample(30, -5, 2);
    await(() -> text(robot, "#gates-cell").contains("openness 0.000"));
  }

  @Test
  void arrowKeysGoFromCellToCell(FxRobot robot) throws Exception {
    open(robot);
    robot.interact(map(robot)::requestFocus);

    robot.type(KeyCode.RIGHT).type(KeyCode.RIGHT).type(KeyCode.DOWN);

    assertThat(text(robot, "#gates-cell")).startsWith("Layer 1, head 1: openness");
    assertThat(map(robot).getAccessibleText()).startsWith("Layer 1, head 1: openness");
  }

  @Test
  void whatWasRemovedIsCrossedOutAtTheEnd(FxRobot robot) throws Exception {
    sample(30, -5, 2);
    run.removed(0, 30, List.of(List.of(false, true), List.of(true, true)));
    open(robot);
    await(() -> text(robot, "#gates-removed").startsWith("Removed 1 of 4 heads."));
    assertThat(hasInk(robot, 0, 0)).isTrue();
    assertThat(hasInk(robot, 0, 1)).isFalse();

    robot.interact(() -> slider(robot).setValue(0));

    assertThat(robot.lookup("#gates-removed").query().isVisible()).isFalse();
    assertThat(hasInk(robot, 0, 0)).isFalse();
  }

  /** Whether anything is drawn in the middle of a cell. */
  private static boolean hasInk(FxRobot robot, int row, int column) {
    var found = new boolean[1];
    robot.interact(
        () -> {
          var cells = map(robot).cells();
          var pixels = map(robot).canvas().snapshot(null, null).getPixelReader();
          var x = (int) (cells.x(column) + cells.cellWidth() / 2);
          var y = (int) (cells.y(row) + cells.cellHeight() / 2);
          var ground = pixels.getColor(x - (int) cells.cellWidth() / 3, y);
          for (var dx = -3; dx <= 3; dx++) {
            found[0] |= !pixels.getColor(x + dx, y).equals(ground);
          }
        });
    return found[0];
  }

  @Test
  void stagesAndPartsAreChosenWhereThereAreSeveral(FxRobot robot) throws Exception {
    open(robot);
    assertThat(robot.lookup("#gates-stage-0").tryQuery()).isEmpty();
    run.heads(1, 10, List.of(List.of(1f, 1f, 1f)));
    run.gates(1, 10, GatedPart.UNITS, List.of(List.of(1f, 1f, 1f, 1f)));
    await(() -> shown(robot).part() == GatedPart.UNITS);

    robot.interact(robot.lookup("#gates-part-0").queryAs(ButtonBase.class)::fire);
    assertThat(shown(robot).part()).isEqualTo(GatedPart.HEADS);
    assertThat(shown(robot).gates()).isEqualTo(3);

    robot.interact(robot.lookup("#gates-stage-0").queryAs(ButtonBase.class)::fire);
    assertThat(shown(robot).stage()).isZero();
    assertThat(shown(robot).gates()).isEqualTo(4);
  }

  @Test
  void aResumedRunShowsWhatItDidAgain(FxRobot robot) throws Exception {
    open(robot);
    await(() -> shown(robot).size() == 2);

    run.resumes(10);
    sample(20, 5, 2);

    await(() -> shown(robot).logAlpha(shown(robot).size() - 1, 0, 0) == 5f);
    assertThat(shown(robot).size()).isEqualTo(2);
    assertThat(colour(robot, 0, 0)).isEqualTo(Viridis.colour(1));
  }

  @Test
  void pictureAndTableAreSaved(FxRobot robot) throws Exception {
    open(robot);
    await(() -> shown(robot).size() == 2);
    var png = folder.resolve("gates.png");
    window.dialogs().willChoose(png);
    save(robot, 0);
    await(() -> robot.lookup("Saved gates.png.").tryQuery().isPresent());
    var image = new Image(new ByteArrayInputStream(Files.readAllBytes(png)));
    assertThat(image.getWidth()).isEqualTo(1920);
    assertThat(holds(image, Viridis.colour(0.5))).isTrue();
    assertThat(holds(image, Viridis.colour(1))).isTrue();

    var csv = folder.resolve("gates.csv");
    window.dialogs().willChoose(csv);
    save(robot, 1);
    await(() -> robot.lookup("Saved gates.csv.").tryQuery().isPresent());
    assertThat(Files.readAllLines(csv))
        .hasSize(1 + 2 * 4)
        .startsWith("stage,step,layer,head,log_alpha,openness", "1,10,0,0,2.0,0.9569565")
        .contains("1,20,0,0,0.0,0.5")
        .endsWith("1,20,1,1,2.0,0.9569565");

    var course = folder.resolve("course.csv");
    window.dialogs().willChoose(course);
    save(robot, 2);
    await(() -> robot.lookup("Saved course.csv.").tryQuery().isPresent());
    assertThat(Files.readAllLines(course))
        .hasSize(1 + 2)
        .startsWith("stage,step,open,heads,valid_f1");
  }

  private static void save(FxRobot robot, int item) {
    robot.interact(
        () -> robot.lookup("#gates-save").queryAs(MenuButton.class).getItems().get(item).fire());
  }

  private static boolean holds(Image image, Color wanted) {
    for (var y = 0; y < image.getHeight(); y += 3) {
      for (var x = 0; x < image.getWidth(); x += 3) {
        if (image.getPixelReader().getColor(x, y).equals(wanted)) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void aSampleALongTimeLaterIsShownWithinASecond(FxRobot robot) throws Exception {
    open(robot);
    run.after(Duration.ofHours(1));
    sample(30, 5, 5);
    var start = System.nanoTime();

    await(() -> shown(robot).size() == 3);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }
}
