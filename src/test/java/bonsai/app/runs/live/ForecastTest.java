package bonsai.app.runs.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bonsai.app.WrittenRun;
import bonsai.base.RecordReader;
import bonsai.ner.Split;
import bonsai.run.EventLog.Entry;
import bonsai.run.RunEvent;
import bonsai.run.RunSpec;
import bonsai.train.TrainingEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A run of two stages, of two and of three epochs of a hundred steps. */
final class ForecastTest {
  private static final RunSpec SPEC =
      RecordReader.read(
          RunSpec.class,
          "the test's spec",
          """
          {"version": 1, "name": "test", "data": {"source": "sample"}, "start": {"untrained": {}},
           "stages": [
             {"technique": "fine-tune", "training": {"epochs": 2, "batchSize": 16}},
             {"technique": "fine-tune", "training": {"epochs": 3, "batchSize": 16}}]}
          """);

  private final PastBuilder builder = new PastBuilder(0);
  private Instant now = Instant.parse("2026-11-20T10:00:00Z");

  private void says(RunEvent event) {
    now = now.plusSeconds(1);
    builder.add(new Entry(0, now, event));
  }

  private void steps(int stage, int first, int last, double seconds) {
    for (var step = first; step <= last; step++) {
      says(
          new RunEvent.Trained(
              stage, new TrainingEvent.Stepped(step, step / 100.0, 1, 1, 1e-4, 200, seconds)));
    }
  }

  private Optional<Forecast> forecast() {
    return Forecast.of(builder.past(Optional.empty()), SPEC);
  }

  @Test
  void nothingIsToldBeforeTheFirstSteps() {
    assertThat(forecast()).isEmpty();

    steps(0, 1, 4, 2);
    assertThat(forecast()).isEmpty();
  }

  @Test
  void evenStepsTellTheTimeExactly() {
    steps(0, 1, 50, 2);

    var forecast = forecast().orElseThrow();

    assertThat(forecast.stageSteps()).isEqualTo(200);
    assertThat(forecast.step()).isEqualTo(50);
    assertThat(forecast.steps()).isEqualTo(500);
    assertThat(forecast.left().likely()).isEqualTo(Duration.ofSeconds(900));
    assertThat(forecast.left().least()).isEqualTo(forecast.left().most());
    assertThat(forecast.tokensPerSecond()).isCloseTo(100, within(1e-9));
  }

  @Test
  void unevenStepsGiveARangeAroundTheLikelyTime() {
    for (var step = 1; step <= 100; step += 10) {
      steps(0, step, step + 9, step % 20 == 1 ? 1 : 3);
    }

    var left = forecast().orElseThrow().left();

    assertThat(left.likely()).isEqualTo(Duration.ofSeconds(800));
    assertThat(left.least()).isLessThan(left.likely());
    assertThat(left.most()).isGreaterThan(left.likely());
  }

  @Test
  void onlyTheLastStepsTellTheSpeed() {
    steps(0, 1, 200, 60);
    says(new RunEvent.StageStarted(1, "fine-tune", 0));
    steps(1, 1, 200, 1);

    assertThat(forecast().orElseThrow().left().likely()).isEqualTo(Duration.ofSeconds(100));
  }

  @Test
  void evaluationsToComeAreCounted() {
    steps(0, 1, 100, 1);
    says(
        new RunEvent.Trained(
            0, new TrainingEvent.Evaluated(100, 1, Split.VALID, WrittenRun.scores(0.5), true, 10)));
    steps(0, 101, 150, 1);

    // One epoch's end and the result's two splits in this stage, three and two in the next.
    assertThat(forecast().orElseThrow().left().likely())
        .isEqualTo(Duration.ofSeconds(350 + 8 * 10));
  }

  @Test
  void aSpecWithFewerStagesThanTheLogIsNoReasonToFail() {
    says(new RunEvent.StageStarted(7, "fine-tune", 0));
    steps(7, 1, 10, 1);

    assertThat(forecast()).isEmpty();
  }
}
