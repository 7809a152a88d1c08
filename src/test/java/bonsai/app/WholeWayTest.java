package bonsai.app;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.app.chart.Chart;
import bonsai.app.chart.Plot;
import bonsai.base.Workspace;
import bonsai.run.RunState;
import bonsai.run.RunStatus;
import bonsai.run.Runs;
import bonsai.run.WorkerLauncher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javafx.scene.Node;
import javafx.scene.control.Labeled;
import javafx.scene.control.MenuButton;
import javafx.scene.control.TableView;
import javafx.scene.control.TextInputControl;
import javafx.scene.image.Image;
import javafx.scene.input.KeyCode;
import javafx.scene.text.Text;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/**
 * All that the window is for, by mouse and keyboard, on an empty workspace, with a real worker and
 * a real tagger.
 */
@Timeout(600)
@WindowTest
final class WholeWayTest {
  /** Generous: other work on the machine makes this test slower, not wrong. */
  private static final int LONGEST_WAIT_SECONDS = 240;

  private static final int BETWEEN_LOOKS_MILLIS = 100;

  @TempDir private Path folder;

  /** Those of the usual recipe's model. */
  private static final int HEADS = 12;

  private Workspace workspace;
  private Stage stage;
  private TestWindow window;

  @Start
  private void start(Stage stage) {
    this.stage = stage;
    workspace = new Workspace(folder);
    openWindow();
  }

  private void openWindow() {
    window = new TestWindow(stage, folder, WorkerLauncher.ofThisProgram(workspace)::launch);
  }

  @AfterEach
  void close(FxRobot robot) {
    robot.interact(window::close);
    for (var run : Runs.of(workspace).all()) {
      RunStatus.of(run).pid().stream().forEach(WholeWayTest::kill);
    }
    await("all processes ended", () -> Children.in(folder).isEmpty());
    assertThat(window.unexpected()).isEmpty();
  }

  private static void await(String what, Callable<Boolean> condition) {
    try {
      // On the toolkit's thread: nodes that change while they are looked through cannot be found.
      // And not without a pause: to look through the window takes time from the worker.
      WaitForAsyncUtils.waitFor(
          LONGEST_WAIT_SECONDS,
          TimeUnit.SECONDS,
          () -> {
            Thread.sleep(BETWEEN_LOOKS_MILLIS);
            return WaitForAsyncUtils.waitFor(WaitForAsyncUtils.asyncFx(condition));
          });
    } catch (TimeoutException e) {
      throw new AssertionError("not within the time: " + what, e);
    }
  }

  private static void kill(long pid) {
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
  }

  @Test
  void fromAnEmptyWorkspaceToTheTagsOfASentence(FxRobot robot) {
    chooseTheSample(robot);
    startTheTinyRun(robot);
    var run = Runs.of(workspace).all().getFirst();

    awaitPoints(robot, 20);
    closeAndOpenAgain(robot);
    awaitState(robot, RunState.RUNNING);
    awaitPoints(robot, (int) RunStatus.of(run).step() + 1);
    robot.clickOn("#run-pause");
    awaitState(robot, RunState.PAUSED);
    awaitNotice(robot, "is paused");
    var paused = RunStatus.of(run).step();

    resume(robot);
    awaitPoints(robot, (int) paused + 20);
    kill(RunStatus.of(run).pid().orElseThrow());
    awaitState(robot, RunState.INTERRUPTED);
    awaitNotice(robot, "was interrupted: its worker is gone. It can be resumed.");

    resume(robot);
    awaitState(robot, RunState.FINISHED);
    awaitNotice(robot, "is finished: valid F1");
    awaitPoints(robot, (int) RunStatus.of(run).step());

    await("a model to try", () -> isVisible(robot, "#run-try"));
    robot.clickOn("Result");
    await("the result", () -> isVisible(robot, "#run-result"));
    assertThat(table(robot, "#run-result").getVisibleLeafColumns())
        .as("what, and after: the run began untrained")
        .hasSize(2);
    robot.clickOn("#run-try");
    await("the playground", () -> isVisible(robot, "#playground-text"));
    robot.clickOn("#playground-text").write("Marco Silva scored as Porto United beat Leeds.", 0);
    await(
        "tags",
        () -> found(robot).equals(List.of("PER Marco Silva", "ORG Porto United", "ORG Leeds")));
  }

  @Test
  void aRecipeOfThreeStagesIsHeldToItsLimitAndShowsWhereEachBegins(FxRobot robot) {
    robot.clickOn("#rail-recipe");
    await("the usual recipe", () -> text(robot, "#recipe-obstacle").startsWith("Ready"));
    type(robot, "#stage-training-epochs", "1");
    add(robot, "factorise-embeddings");
    type(robot, "#stage-rank", "16");
    add(robot, "fine-tune");
    type(robot, "#stage-training-epochs", "1");
    type(robot, "#stage-training-batchSize", "64");

    type(robot, "#recipe-limit", "400000");
    await("a refusal", () -> text(robot, "#recipe-obstacle").contains("but the limit is 400,000"));
    assertThat(text(robot, "#recipe-budget")).endsWith("over 400k");
    assertThat(isEnabled(robot, "#recipe-start")).isFalse();
    assertThat(Runs.of(workspace).all()).isEmpty();

    type(robot, "#recipe-limit", "500000");
    await("a plan", () -> text(robot, "#recipe-obstacle").startsWith("Ready: 95 steps"));
    assertThat(text(robot, "#recipe-budget")).isEqualTo("under 500k");
    robot.clickOn("#recipe-start");
    awaitState(robot, RunState.FINISHED);

    await("borders", () -> borders(robot).equals(List.of("factorise-embeddings", "fine-tune")));
    awaitPoints(robot, 95);
  }

  @Test
  void headsAreSeenToCloseAndTheirGatesAreScrubbedAndSaved(FxRobot robot) throws Exception {
    robot.clickOn("#rail-recipe");
    await("the usual recipe", () -> text(robot, "#recipe-obstacle").startsWith("Ready"));
    type(robot, "#stage-training-epochs", "1");
    add(robot, "remove-heads");
    type(robot, "#stage-lambda", "0.05");
    type(robot, "#stage-training-epochs", "3");
    type(robot, "#stage-training-batchSize", "64");
    await("a plan", () -> text(robot, "#recipe-obstacle").startsWith("Ready: 159 steps"));
    robot.clickOn("#recipe-start");

    await("a tab of the gates", () -> isVisible(robot, "#run-tab-gates"));
    robot.clickOn("#run-tab-gates");
    await("gates that close", () -> gatesOpen(robot) < HEADS);
    awaitState(robot, RunState.FINISHED);
    await("what was removed", () -> text(robot, "#gates-removed").startsWith("Removed "));
    var closed = HEADS - gatesOpen(robot);
    assertThat(text(robot, "#gates-removed"))
        .startsWith("Removed %d of %d heads.".formatted(closed, HEADS));
    var atTheEnd = picture(robot);

    robot.interact(robot.lookup("#gates-slider").query()::requestFocus);
    robot.type(KeyCode.HOME);
    assertThat(text(robot, "#gates-position")).startsWith("Step 0 · 12 of 12 heads open");
    assertThat(picture(robot)).isNotEqualTo(atTheEnd);

    var png = save(robot, 0, "gates.png");
    assertThat(new Image(png.toUri().toString()).getWidth()).isEqualTo(1920);
    var csv = Files.readAllLines(save(robot, 1, "gates.csv"));
    assertThat(csv).first().isEqualTo("stage,step,layer,head,log_alpha,openness");
    assertThat(csv.subList(csv.size() - HEADS, csv.size()))
        .filteredOn(line -> line.endsWith(",0.0"))
        .hasSize(closed);
  }

  /** How many gates are open where the scrubber stands. */
  private static int gatesOpen(FxRobot robot) {
    var open = Pattern.compile("· (\\d+) of 12 heads open").matcher(text(robot, "#gates-position"));
    return open.find() ? Integer.parseInt(open.group(1)) : HEADS;
  }

  /** The colours of the map, row by row, every few pixels. */
  private static List<Integer> picture(FxRobot robot) {
    var colours = new ArrayList<Integer>();
    robot.interact(
        () -> {
          var image = robot.lookup("#gates-map").query().snapshot(null, null);
          for (var y = 0; y < image.getHeight(); y += 8) {
            for (var x = 0; x < image.getWidth(); x += 8) {
              colours.add(image.getPixelReader().getArgb(x, y));
            }
          }
        });
    return colours;
  }

  private Path save(FxRobot robot, int item, String name) {
    var file = folder.resolve(name);
    window.dialogs().willChoose(file);
    robot.interact(
        () -> robot.lookup("#gates-save").queryAs(MenuButton.class).getItems().get(item).fire());
    awaitNotice(robot, "Saved " + name);
    return file;
  }

  private static void add(FxRobot robot, String technique) {
    robot.clickOn("#recipe-add-stage");
    robot.clickOn("#recipe-add-" + technique);
  }

  private static List<String> borders(FxRobot robot) {
    return robot.lookup("#chart-loss").queryAs(Chart.class).plot().marks().stream()
        .map(Plot.Mark::label)
        .toList();
  }

  private static void chooseTheSample(FxRobot robot) {
    robot.clickOn("#data-open-sample");
    await("sentences", () -> !table(robot, "#data-table").getItems().isEmpty());
    robot.clickOn("#data-use");
  }

  /** The preset with less to do, and a state saved now and then. */
  private static void startTheTinyRun(FxRobot robot) {
    robot.clickOn("#recipe-preset");
    robot.clickOn("Tiny on the sample (two minutes)");
    type(robot, "#stage-training-epochs", "5");
    type(robot, "#recipe-checkpoint-everySteps", "50");
    await("a plan", () -> text(robot, "#recipe-obstacle").startsWith("Ready: 315 steps"));
    robot.clickOn("#recipe-start");
    awaitState(robot, RunState.RUNNING);
  }

  /** The window; the run goes on meanwhile. */
  private void closeAndOpenAgain(FxRobot robot) {
    var run = Runs.of(workspace).all().getFirst();
    var worker = RunStatus.of(run).pid();
    robot.interact(window::close);
    var step = RunStatus.of(run).step();
    await("steps without a window", () -> RunStatus.of(run).step() > step);
    robot.interact(this::openWindow);
    robot.clickOn("#rail-runs");
    await("the run in the table", () -> !table(robot, "#runs-table").getItems().isEmpty());
    robot.interact(() -> table(robot, "#runs-table").getSelectionModel().select(0));
    assertThat(RunStatus.of(run).pid()).isEqualTo(worker);
  }

  private static void resume(FxRobot robot) {
    await("a button to go on", () -> isEnabled(robot, "#run-resume"));
    robot.clickOn("#run-resume");
    await("a worker that starts", () -> !isEnabled(robot, "#run-resume"));
  }

  private static boolean isEnabled(FxRobot robot, String query) {
    return isVisible(robot, query) && !robot.lookup(query).query().isDisabled();
  }

  // ---- what the window shows --------------------------------------------------------------------

  private static void awaitState(FxRobot robot, RunState state) {
    await(
        "the run is " + state.label(),
        () ->
            robot
                .lookup("#run-state")
                .tryQueryAs(Labeled.class)
                .filter(label -> label.getText().equals(state.label()))
                .isPresent());
  }

  /** The curve of the losses has so many points. */
  private static void awaitPoints(FxRobot robot, int least) {
    await(
        least + " points",
        () ->
            robot
                .lookup("#chart-loss")
                .tryQueryAs(Chart.class)
                .filter(chart -> chart.plot().series().stream().anyMatch(s -> s.size() >= least))
                .isPresent());
  }

  private static void awaitNotice(FxRobot robot, String part) {
    await(
        "notice: " + part,
        () ->
            robot
                .from(robot.lookup("#notices"))
                .lookup((Node node) -> says(node, part))
                .tryQuery()
                .isPresent());
  }

  private static boolean says(Node node, String part) {
    return node instanceof Text text && text.getText().contains(part);
  }

  private static boolean isVisible(FxRobot robot, String query) {
    return robot.lookup(query).tryQuery().filter(Node::isVisible).isPresent();
  }

  private static String text(FxRobot robot, String query) {
    return robot.lookup(query).<Labeled>query().getText();
  }

  private static void type(FxRobot robot, String query, String text) {
    var field = robot.lookup(query).<TextInputControl>query();
    robot.interact(field::requestFocus);
    robot.interact(field::selectAll);
    robot.type(KeyCode.BACK_SPACE);
    robot.write(text, 0);
  }

  private static TableView<?> table(FxRobot robot, String query) {
    return robot.lookup(query).queryAs(TableView.class);
  }

  private static List<String> found(FxRobot robot) {
    var entities = table(robot, "#playground-entities");
    var type = entities.getColumns().get(1);
    var text = entities.getColumns().get(0);
    return IntStream.range(0, entities.getItems().size())
        .mapToObj(row -> type.getCellData(row) + " " + text.getCellData(row))
        .toList();
  }
}
