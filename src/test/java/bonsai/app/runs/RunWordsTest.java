package bonsai.app.runs;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.app.TestContext;
import bonsai.app.WrittenRun;
import bonsai.app.catalog.RunRow;
import bonsai.app.runs.live.Forecast;
import bonsai.run.RunEvent;
import bonsai.run.RunStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a run in its row and above its charts. */
final class RunWordsTest {
  @TempDir private Path folder;

  private RunRow row(WrittenRun run) {
    run.close();
    var test = new TestContext(folder);
    test.look();
    return test.context().runs().find(run.folder().id()).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"0.0012, +0.0012", "-0.5, −0.5000", "0.00001, ±0.0000"})
  void aDifferenceHasASign(double difference, String text) {
    assertThat(RunWords.difference(OptionalDouble.of(difference))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"12, 12 s", "200, 3 min", "10000, 2 h", "500000, 5 days"})
  void howLongAgoIsInOneUnit(long seconds, String text) {
    assertThat(RunWords.roughly(Duration.ofSeconds(seconds))).isEqualTo(text);
  }

  @Test
  void aTimeOfAnEarlierYearHasItsYear() {
    var time = Instant.parse("2025-12-31T10:00:00Z");

    assertThat(RunWords.time(time, Instant.parse("2025-12-31T12:00:00Z"), ZoneOffset.UTC))
        .isEqualTo("31 Dec 10:00");
    assertThat(RunWords.time(time, Instant.parse("2026-01-01T12:00:00Z"), ZoneOffset.UTC))
        .isEqualTo("31 Dec 2025");
  }

  @Test
  void tagsAreWhatStandsBetweenCommas() {
    assertThat(RunWords.tags(" paper, rank ,,paper ")).containsExactly("paper", "rank");
  }

  @Test
  void theTimeLeftHasItsRange() {
    var left =
        new Forecast.Left(Duration.ofSeconds(65), Duration.ofSeconds(60), Duration.ofSeconds(70));

    assertThat(RunDetailModel.leftText(left)).isEqualTo("1 min 05 s (1 min 00 s to 1 min 10 s)");
  }

  @Test
  void aRunThatWorksTellsHowFarItIs() {
    var row = row(WrittenRun.of(folder).begins().steps(1, 1_250).isWorkedOn());
    var left = new Forecast.Left(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    var text =
        RunDetailModel.stepText(
            row, RunStory.Facts.NONE, Optional.of(new Forecast(3_000, 1_250, 3_000, 900, left)));

    assertThat(text).isEqualTo("step 1,250 of ~3,000");
  }

  @Test
  void itIsSaidHowManyRunsTheChartsShowAndLeaveOut() {
    assertThat(RunWords.others(0, 0)).isEmpty();
    assertThat(RunWords.others(1, 0)).isEqualTo("and 1 run more in the charts");
    assertThat(RunWords.others(39, 1_961))
        .isEqualTo("and 39 runs more in the charts; 1,961 more are not drawn");
  }

  @Test
  void aSilentWorkerIsAlarming() {
    var row = row(WrittenRun.of(folder).begins().steps(1, 3).isWorkedOn());
    var last = row.status().flatMap(RunStatus::lastRecord).orElseThrow();

    assertThat(RunDetailModel.alarm(row, last.plusSeconds(29))).isEmpty();
    assertThat(RunDetailModel.alarm(row, last.plusSeconds(95)))
        .contains(
            "No word from the worker for 1 min 35 s: it may hang, or the machine is overloaded.");
  }

  @Test
  void aRunAtRestIsNotAlarming() {
    var row =
        row(
            WrittenRun.of(folder)
                .begins()
                .steps(1, 3)
                .says(new RunEvent.Paused(0, 3, Optional.empty())));

    assertThat(RunDetailModel.alarm(row, Instant.now())).isEmpty();
  }

  @Test
  void anInterruptedRunWithACheckpointCanBeResumed() throws Exception {
    var run = WrittenRun.of(folder).begins().steps(1, 3);
    Files.createDirectories(run.folder().checkpoints().resolve("stage-0-step-3"));

    assertThat(RunDetailModel.uses(row(run))).containsExactly("can be resumed");
  }

  @Test
  void anInterruptedRunWithoutACheckpointCanBeStartedOver() {
    assertThat(RunDetailModel.uses(row(WrittenRun.of(folder).begins().steps(1, 3))))
        .containsExactly("can be started over");
  }

  @Test
  void aStoppedRunWithAResultHasAModel() throws Exception {
    var run = WrittenRun.of(folder).begins().steps(1, 3).finishes(0.5, 0.5);
    Files.createDirectories(run.folder().model());
    Files.writeString(run.folder().model().resolve("config.json"), "{}");

    assertThat(RunDetailModel.uses(row(run))).containsExactly("has a model");
  }
}
