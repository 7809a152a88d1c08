package bonsai.app.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bonsai.app.TestWindow;
import bonsai.app.WindowTest;
import bonsai.app.WrittenRun;
import bonsai.app.chart.Chart;
import bonsai.app.chart.Range;
import bonsai.app.chart.Series;
import bonsai.base.Workspace;
import bonsai.run.FakeWorker;
import bonsai.run.Preset;
import bonsai.run.RunFolder;
import bonsai.run.RunState;
import bonsai.run.RunStatus;
import bonsai.run.Runs;
import bonsai.run.WorkerLauncher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javafx.scene.Node;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.Labeled;
import javafx.scene.control.ListView;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/** The panel on real run folders, with a worker in a process of its own where one is needed. */
@WindowTest
final class RunsPanelTest {
  private static final int PATIENCE = 60;

  @TempDir private Path folder;
  private TestWindow window;
  private Workspace workspace;

  @Start
  private void start(Stage stage) {
    workspace = new Workspace(folder);
    var launcher =
        new WorkerLauncher(
            List.of(FakeWorker.class.getName()),
            workspace,
            WorkerLauncher.ofThisProgram(workspace).host());
    window = new TestWindow(stage, folder, launcher::launch);
  }

  @AfterEach
  void close(FxRobot robot) {
    for (var run : Runs.of(workspace).all()) {
      RunStatus.of(run).pid().stream()
          .filter(pid -> pid != ProcessHandle.current().pid())
          .forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    }
    robot.interact(window::close);
    assertThat(window.unexpected()).isEmpty();
  }

  // ---- fixtures ----

  private RunFolder run(String name) {
    var run = Runs.of(workspace).create(Preset.tiny());
    run.about(new RunFolder.About(Optional.of(name), Optional.empty(), List.of(), false));
    return run;
  }

  private RunFolder finished(String name, double f1) {
    var run = run(name);
    try (var log = WrittenRun.of(run)) {
      log.begins().steps(1, 200).valid(100, f1).finishes(f1, f1);
    }
    return run;
  }

  private void open(FxRobot robot) {
    robot.clickOn("#rail-runs");
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    WaitForAsyncUtils.waitFor(
        PATIENCE, TimeUnit.SECONDS, () -> WaitForAsyncUtils.asyncFx(condition).get());
    WaitForAsyncUtils.waitForFxEvents();
  }

  @SuppressWarnings("unchecked")
  private static TableView<RunItem> table(FxRobot robot) {
    return robot.lookup("#runs-table").queryAs(TableView.class);
  }

  private static void awaitRows(FxRobot robot, int rows) throws Exception {
    await(
        () ->
            robot.lookup("#runs-table").tryQueryAs(TableView.class).isPresent()
                && table(robot).getItems().size() == rows);
  }

  private static List<String> names(FxRobot robot) {
    return table(robot).getItems().stream().map(RunItem::name).toList();
  }

  private static String text(FxRobot robot, String query) {
    return robot.lookup(query).tryQueryAs(Labeled.class).map(Labeled::getText).orElse("");
  }

  private static void select(FxRobot robot, String... names) {
    robot.interact(
        () -> {
          var selection = table(robot).getSelectionModel();
          selection.clearSelection();
          for (var name : names) {
            selection.select(names(robot).indexOf(name));
          }
        });
  }

  private static void press(FxRobot robot, String button) {
    robot.interact(robot.lookup(button).queryAs(ButtonBase.class)::fire);
  }

  private static List<Series> curves(FxRobot robot, String chart) {
    return robot.lookup(chart).queryAs(Chart.class).plot().series();
  }

  // ---- the list ----

  @Test
  void theDividerIsLeftWhereItWasPutForEachOfTheTwoWays(FxRobot robot) throws Exception {
    finished("first", 0.5);
    open(robot);
    awaitRows(robot, 1);
    var split = (SplitPane) table(robot).getParent().getParent().getParent();
    robot.interact(() -> split.setDividerPositions(0.5));

    press(robot, "#runs-turn");
    assertThat(split.getDividerPositions()[0]).isCloseTo(0.4, within(0.05));
    press(robot, "#runs-turn");

    assertThat(split.getDividerPositions()[0]).isCloseTo(0.5, within(0.01));
  }

  @Test
  void anEmptyWorkspaceSaysWhatToDo(FxRobot robot) throws Exception {
    open(robot);

    await(() -> robot.lookup("#runs-empty").tryQuery().isPresent());
    robot.clickOn("#runs-make");

    assertThat(window.front()).isEqualTo("Recipe");
    assertThat(robot.lookup("#stage-training-epochs").queryTextInputControl().getText())
        .isEqualTo("24");
  }

  @Test
  void aRunThatIsStartedElsewhereAppearsAndIsFollowed(FxRobot robot) throws Exception {
    open(robot);
    await(() -> robot.lookup("#runs-empty").tryQuery().isPresent());

    try (var log = WrittenRun.of(run("from elsewhere")).isWorkedOn()) {
      log.begins().steps(1, 20);
      awaitRows(robot, 1);
      select(robot, "from elsewhere");
      await(() -> curves(robot, "#chart-loss").getFirst().size() == 20);

      log.steps(21, 300);

      await(() -> curves(robot, "#chart-loss").getFirst().size() == 300);
      await(() -> text(robot, "#run-step").startsWith("step 300 of ~"));
    }
  }

  @Test
  void theTeachersOutputsAreMadeInSight(FxRobot robot) throws Exception {
    open(robot);
    try (var log = WrittenRun.of(run("student")).isWorkedOn()) {
      log.begins().prepares(500, 2000);
      awaitRows(robot, 1);
      select(robot, "student");

      await(() -> text(robot, "#run-preparing").endsWith("outputs: 500 of 2,000 sentences"));
      var bar = robot.lookup("#run-preparing-bar").queryAs(ProgressBar.class);
      assertThat(bar.getProgress()).isEqualTo(0.25);

      log.prepares(2000, 2000).steps(1, 2);

      await(() -> !bar.getParent().isVisible());
    }
  }

  @Test
  void zoomAndSelectionOutliveANameAPinAndAnotherRun(FxRobot robot) throws Exception {
    finished("first", 0.5);
    finished("second", 0.5);
    open(robot);
    awaitRows(robot, 2);
    select(robot, "first");
    await(() -> curves(robot, "#chart-loss").getFirst().size() == 200);
    var group = robot.lookup("#chart-loss").queryAs(Chart.class).plot().group();
    var item = table(robot).getSelectionModel().getSelectedItem();
    robot.interact(
        () -> {
          group.show(new Range(50, 100));
          group.selectedProperty().set(Optional.of(item.id()));
        });

    robot.interact(() -> table(robot).getSelectionModel().select(names(robot).indexOf("second")));
    await(() -> curves(robot, "#chart-loss").size() == 2);
    item.folder()
        .about(new RunFolder.About(Optional.of("other"), Optional.empty(), List.of(), false));
    await(() -> names(robot).contains("other"));
    robot.interact(table(robot)::requestFocus);
    robot.type(KeyCode.B);
    await(() -> table(robot).getItems().stream().anyMatch(RunItem::isBaseline));

    assertThat(group.viewProperty().get()).contains(new Range(50, 100));
    assertThat(group.selectedProperty().get()).contains(item.id());

    finished("third", 0.5);
    awaitRows(robot, 3);
    robot.interact(
        () -> table(robot).getSelectionModel().clearAndSelect(names(robot).indexOf("third")));

    await(() -> group.viewProperty().get().isEmpty()); // though the baseline is still in sight
  }

  @Test
  void searchingLeavesWhatIsFoundAndNothingFoundSaysSo(FxRobot robot) throws Exception {
    finished("embedding rank 64", 0.5);
    finished("low rank", 0.5);
    open(robot);
    awaitRows(robot, 2);

    robot.clickOn("#runs-search").write("embed");
    await(() -> names(robot).equals(List.of("embedding rank 64")));

    robot.write("xyz");
    awaitRows(robot, 0);

    robot.clickOn("#runs-show-all");
    awaitRows(robot, 2);
  }

  /** The headless platform takes a click on a heading for a wish for its menu. */
  @Test
  void theTableSortsByItsHeadings(FxRobot robot) throws Exception {
    finished("worse", 0.25);
    finished("best", 0.75);
    finished("middling", 0.5);
    open(robot);
    awaitRows(robot, 3);
    var f1 =
        table(robot).getColumns().stream()
            .filter(column -> column.getText().equals("Valid F1"))
            .findFirst()
            .orElseThrow();

    robot.interact(() -> table(robot).getSortOrder().add(f1));
    assertThat(names(robot)).containsExactly("worse", "middling", "best");

    robot.interact(() -> f1.setSortType(TableColumn.SortType.DESCENDING));
    assertThat(names(robot)).containsExactly("best", "middling", "worse");
  }

  @Test
  void aThousandRunsAreListedAndFound(FxRobot robot) throws Exception {
    var one = run("the first");
    for (var i = 1; i < 1_000; i++) {
      var copy = one.path().resolveSibling("2026-01-01-copy-" + i);
      Files.createDirectory(copy);
      Files.copy(one.specFile(), copy.resolve("run.json"));
    }
    open(robot);
    awaitRows(robot, 1_000);

    robot.clickOn("#runs-search").write("copy-512");

    awaitRows(robot, 1);
  }

  // ---- what people note ----

  @Test
  void nameNotesAndTagsAreTypedInTheTable(FxRobot robot) throws Exception {
    var run = finished("before", 0.5);
    open(robot);
    awaitRows(robot, 1);
    select(robot, "before");
    robot.interact(table(robot)::requestFocus);

    robot.type(KeyCode.F2);
    type(robot, "after");
    await(() -> names(robot).equals(List.of("after")));
    robot.type(KeyCode.N);
    type(robot, "a note");
    robot.type(KeyCode.G);
    type(robot, "paper, rank");

    await(
        () ->
            run.about()
                .equals(
                    new RunFolder.About(
                        Optional.of("after"),
                        Optional.of("a note"),
                        List.of("paper", "rank"),
                        false)));
  }

  private static void type(FxRobot robot, String text) throws Exception {
    await(() -> robot.lookup("#runs-table .text-field").tryQuery().isPresent());
    robot.interact(
        () ->
            robot.lookup("#runs-table .text-field").queryAs(TextInputControl.class).setText(text));
    robot.type(KeyCode.ENTER);
  }

  @Test
  void aDeletedRunIsBroughtBackByUndo(FxRobot robot) throws Exception {
    var run = finished("precious", 0.5);
    finished("other", 0.5);
    open(robot);
    awaitRows(robot, 2);
    select(robot, "precious");
    robot.interact(table(robot)::requestFocus);

    robot.type(KeyCode.DELETE);
    awaitRows(robot, 1);
    assertThat(run.path()).doesNotExist();
    await(() -> robot.lookup("Undo").tryQuery().isPresent());
    robot.clickOn("Undo");

    awaitRows(robot, 2);
    assertThat(run.path().resolve("events.jsonl")).exists();
    await(() -> text(robot, ".run-detail .title-4").equals("precious"));
  }

  @Test
  void whatASearchHidesIsNotDeletedWithWhatIsSelectedAndSeen(FxRobot robot) throws Exception {
    var meant = finished("first", 0.5);
    var hidden = List.of(finished("second", 0.5), finished("third", 0.5));
    open(robot);
    awaitRows(robot, 3);
    select(robot, "first", "second", "third");
    robot.interact(() -> field(robot, "#runs-search").setText("first"));
    awaitRows(robot, 1);
    robot.interact(table(robot)::requestFocus);

    robot.type(KeyCode.DELETE);

    await(() -> !Files.exists(meant.path()));
    assertThat(hidden).allSatisfy(run -> assertThat(run.path()).exists());
  }

  @Test
  void aKeyBringsBackWhatWasDeletedLast(FxRobot robot) throws Exception {
    var run = finished("precious", 0.5);
    open(robot);
    awaitRows(robot, 1);
    select(robot, "precious");
    robot.interact(table(robot)::requestFocus);
    robot.type(KeyCode.DELETE);
    await(() -> robot.lookup("#runs-empty").tryQuery().isPresent());
    assertThat(run.path()).doesNotExist();

    robot.press(KeyCode.CONTROL, KeyCode.Z).release(KeyCode.Z, KeyCode.CONTROL);

    awaitRows(robot, 1);
    assertThat(run.path().resolve("events.jsonl")).exists();
  }

  // ---- curves ----

  @Test
  void severalSelectedRunsAreOverlaidInColoursOfTheirOwn(FxRobot robot) throws Exception {
    finished("one", 0.5);
    finished("two", 0.75);
    open(robot);
    awaitRows(robot, 2);

    select(robot, "one", "two");

    await(
        () ->
            curves(robot, "#chart-loss").size() == 2
                && curves(robot, "#chart-loss").stream().allMatch(each -> each.size() == 200));
    assertThat(curves(robot, "#chart-loss")).extracting(Series::colour).doesNotHaveDuplicates();
    assertThat(curves(robot, "#chart-f1")).extracting(Series::name).contains("one valid");
  }

  @Test
  void thePinnedBaselineStaysAndTheTableTellsTheDifference(FxRobot robot) throws Exception {
    finished("base", 0.5);
    finished("better", 0.75);
    open(robot);
    awaitRows(robot, 2);
    select(robot, "base");
    robot.interact(table(robot)::requestFocus);

    robot.type(KeyCode.B);
    select(robot, "better");

    await(() -> curves(robot, "#chart-loss").size() == 2);
    await(() -> robot.lookup("+0.2500").tryQuery().isPresent());
  }

  @Test
  void aRunWithoutEventsIsShownEmpty(FxRobot robot) throws Exception {
    run("fresh");
    open(robot);
    awaitRows(robot, 1);

    select(robot, "fresh");

    await(() -> text(robot, "#run-state").equals("queued"));
    assertThat(text(robot, "#run-step")).isEqualTo("not begun");
    assertThat(text(robot, "#run-resume")).isEqualTo("Start");
    assertThat(robot.lookup("No steps yet").tryQuery()).isPresent();
  }

  @Test
  void anUnreadableRunSaysWhyAndOffersNothingThatCannotBeDone(FxRobot robot) throws Exception {
    var run = run("broken");
    Files.writeString(run.specFile(), "{ nonsense");
    open(robot);
    awaitRows(robot, 1);

    select(robot, "broken");

    await(() -> text(robot, "#run-state").equals("unreadable"));
    assertThat(text(robot, "#run-message")).contains("run.json").contains("not valid JSON");
    assertThat(robot.lookup("#run-resume").query().isVisible()).isFalse();
    assertThat(robot.lookup("#run-clone").query().isVisible()).isFalse();
  }

  @Test
  void anInterruptedRunSaysWhatIsLeftOfIt(FxRobot robot) throws Exception {
    var run = run("killed");
    try (var log = WrittenRun.of(run)) {
      log.begins().steps(1, 3);
    }
    Files.createDirectories(run.checkpoints().resolve("stage-0-step-3"));
    open(robot);
    awaitRows(robot, 1);

    select(robot, "killed");

    await(() -> text(robot, "#run-state").equals("interrupted"));
    assertThat(text(robot, "#run-message")).contains("goes on from the last checkpoint");
    assertThat(robot.lookup("can be resumed").tryQuery()).isPresent();
  }

  @Test
  void searchingTheLogLeavesTheLinesWithTheWord(FxRobot robot) throws Exception {
    finished("done", 0.5);
    open(robot);
    awaitRows(robot, 1);
    select(robot, "done");
    robot.clickOn("#run-tab-log");
    await(() -> log(robot).getItems().size() > 2);
    var all = log(robot).getItems().size();

    robot.interact(() -> field(robot, "#run-log-search").setText("FINISHED"));

    await(() -> log(robot).getItems().size() < all);
    assertThat(log(robot).getItems())
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line.text()).containsIgnoringCase("finished"));
    robot.interact(() -> field(robot, "#run-log-search").clear());
    assertThat(log(robot).getItems()).hasSize(all);
  }

  @SuppressWarnings("unchecked")
  private static ListView<RunStory.Line> log(FxRobot robot) {
    return robot.lookup("#run-events").queryAs(ListView.class);
  }

  private static TextInputControl field(FxRobot robot, String query) {
    return robot.lookup(query).queryAs(TextInputControl.class);
  }

  @Test
  void aRunIsClonedWithChangesInTheRecipePanel(FxRobot robot) throws Exception {
    var original = finished("done", 0.5);
    open(robot);
    awaitRows(robot, 1);
    select(robot, "done");
    await(() -> robot.lookup("#run-clone").query().isVisible());

    press(robot, "#run-clone");

    await(() -> robot.lookup("#recipe-stage-list").tryQuery().filter(Node::isVisible).isPresent());
    var training = original.spec().stages().getFirst().trains().orElseThrow();
    assertThat(Double.parseDouble(field(robot, "#stage-training-epochs").getText()))
        .isEqualTo(training.epochs());
  }

  // ---- the worker ----

  @Test
  void aRunIsStartedPausedResumedAndStopped(FxRobot robot) throws Exception {
    var run = run("at work");
    open(robot);
    awaitRows(robot, 1);
    select(robot, "at work");

    press(robot, "#run-resume");
    await(() -> text(robot, "#run-state").equals("running"));
    await(() -> curves(robot, "#chart-loss").getFirst().size() > 5);

    press(robot, "#run-pause");
    await(() -> text(robot, "#run-state").equals("paused"));
    assertThat(RunStatus.of(run).state()).isEqualTo(RunState.PAUSED);

    press(robot, "#run-resume");
    await(() -> text(robot, "#run-state").equals("running"));

    press(robot, "#run-stop");
    await(() -> text(robot, "#run-state").equals("stopped"));
    assertThat(robot.lookup("has a model").tryQuery()).isPresent();
  }

  @Test
  void namesTakeAFifthOfTheTableUntilSomebodyChoosesTheirWidth(FxRobot robot) throws Exception {
    finished("one", 0.9);
    open(robot);
    awaitRows(robot, 1);
    var table = table(robot);
    var name =
        table.getColumns().stream()
            .filter(column -> column.getText().equals("Name"))
            .findFirst()
            .orElseThrow();

    assertThat(widthIn(robot, table, 1700, name)).isCloseTo(1700 / 5, within(1.0));

    robot.interact(() -> name.setPrefWidth(250));

    assertThat(widthIn(robot, table, 1400, name)).isEqualTo(250);
  }

  /**
   * A column's width while the table alone is that wide: the headless screen has no room for it.
   */
  private static double widthIn(
      FxRobot robot, TableView<?> table, double width, TableColumn<?, ?> column) {
    var found = new AtomicReference<Double>();
    robot.interact(
        () -> {
          table.resize(width, table.getHeight());
          table.layout();
          found.set(column.getWidth());
        });
    return found.get();
  }
}
