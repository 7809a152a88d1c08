package bonsai.app.runs.live;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.app.TestWindow;
import bonsai.app.WindowTest;
import bonsai.app.WrittenRun;
import bonsai.app.chart.Chart;
import bonsai.base.Workspace;
import bonsai.run.EventLog;
import bonsai.run.Preset;
import bonsai.run.RunEvent;
import bonsai.run.RunFolder;
import bonsai.run.Runs;
import bonsai.train.TrainingEvent;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

@WindowTest
final class RunChartsTest {
  /** More than a look at the log reads at once. */
  private static final int STEPS = 3_000;

  @TempDir private Path folder;
  private TestWindow window;
  private RunFolder run;

  @Start
  private void start(Stage stage) {
    run = Runs.of(new Workspace(folder)).create(Preset.tiny());
    try (var log = EventLog.open(run.events(), Clock.systemUTC(), entry -> {})) {
      log.append(new RunEvent.StageStarted(0, "fine-tune", 0));
      for (var step = 1; step <= STEPS; step++) {
        log.append(
            new RunEvent.Trained(
                0, new TrainingEvent.Stepped(step, step / 100.0, 0.5, 1, 1e-4, 100, 0.1)));
      }
      log.append(new RunEvent.Finished(Map.of()));
    }
    window = new TestWindow(stage, folder, ignored -> {});
  }

  @AfterEach
  void close(FxRobot robot) {
    robot.interact(window::close);
  }

  @Test
  void theLossesPartsHaveChartsOfTheirOwn(FxRobot robot) throws Exception {
    RunFolder student;
    try (var written = WrittenRun.distilling(folder, run)) {
      written.begins();
      for (var step = 1; step <= 20; step++) {
        written.distilled(step, 3.0 / step, 2.0 / step);
      }
      written.finishes(0.9, 0.85);
      student = written.folder();
    }

    robot.interact(() -> window.shell().navigator().run(student.id()));

    for (var part : List.of("soft", "hard")) {
      awaitPoints(robot, "#chart-" + part + "-loss", 20);
    }

    robot.interact(() -> window.shell().navigator().run(run.id()));

    WaitForAsyncUtils.waitFor(
        10, TimeUnit.SECONDS, () -> robot.lookup("#chart-soft-loss").tryQuery().isEmpty());
    assertThat(window.unexpected()).isEmpty();
  }

  @Test
  void aGroupWithALearningRateOfItsOwnHasAChartOfIt(FxRobot robot) throws Exception {
    RunFolder gated;
    try (var written = WrittenRun.of(folder)) {
      written.begins().gated(1, 0.1).gated(2, 0.1).finishes(0.9, 0.85);
      gated = written.folder();
    }

    robot.interact(() -> window.shell().navigator().run(gated.id()));

    awaitPoints(robot, "#chart-gates-learning-rate", 2);
    assertThat(window.unexpected()).isEmpty();
  }

  private static void awaitPoints(FxRobot robot, String chart, int points) throws Exception {
    WaitForAsyncUtils.waitFor(
        10,
        TimeUnit.SECONDS,
        () ->
            robot
                .lookup(chart)
                .tryQueryAs(Chart.class)
                .filter(found -> found.plot().series().stream().anyMatch(s -> s.size() == points))
                .isPresent());
  }

  /** Several times: whoever listened to the drawn runs was once collected, now and then. */
  @RepeatedTest(5)
  void aFinishedRunIsDrawnToItsLastStep(FxRobot robot) throws Exception {
    robot.interact(() -> window.shell().navigator().run(run.id()));

    awaitPoints(robot, "#chart-loss", STEPS);
    assertThat(window.unexpected()).isEmpty();
  }
}
