package bonsai.app.runs.live;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.app.WrittenRun;
import bonsai.app.chart.Column;
import bonsai.app.runs.live.RunPast.Part;
import bonsai.ner.Split;
import bonsai.run.EventLog.Entry;
import bonsai.run.RunEvent;
import bonsai.train.TrainingEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class PastBuilderTest {
  private final PastBuilder builder = new PastBuilder(0);
  private Instant now = Instant.parse("2026-11-20T10:00:00Z");
  private long seq;

  private PastBuilderTest says(RunEvent event) {
    builder.add(new Entry(seq++, now, event));
    return this;
  }

  private PastBuilderTest after(Duration time) {
    now = now.plus(time);
    return this;
  }

  private PastBuilderTest step(int stage, long step, double loss) {
    return after(Duration.ofSeconds(1))
        .says(
            new RunEvent.Trained(
                stage, new TrainingEvent.Stepped(step, step / 10.0, loss, 2, 1e-4, 50, 0.5)));
  }

  private PastBuilderTest valid(int stage, long step, double f1) {
    return says(
        new RunEvent.Trained(
            stage,
            new TrainingEvent.Evaluated(
                step, step / 10.0, Split.VALID, WrittenRun.scores(f1), true, 3)));
  }

  private RunPast past() {
    return builder.past(Optional.empty());
  }

  private static double[] numbers(Column column) {
    return Arrays.copyOf(column.values(), column.size());
  }

  @Test
  void aStepHasAPlaceOnEveryAxis() {
    says(new RunEvent.Started(WrittenRun.WORKER)).step(0, 1, 2.5).step(0, 2, 2.25);

    var steps = past().steps();

    assertThat(numbers(steps.step())).containsExactly(1, 2);
    assertThat(numbers(steps.epoch())).containsExactly(0.1, 0.2);
    assertThat(numbers(steps.time())).containsExactly(1, 2);
    assertThat(numbers(steps.loss())).containsExactly(2.5, 2.25);
    assertThat(numbers(steps.gradientNorm())).containsExactly(2, 2);
    assertThat(numbers(steps.learningRate())).containsExactly(1e-4, 1e-4);
    assertThat(numbers(steps.tokensPerSecond())).containsExactly(100, 100);
  }

  private PastBuilderTest distilled(long step, double soft, double hidden) {
    return says(
        new RunEvent.Trained(
            0,
            new TrainingEvent.Stepped(
                step,
                step / 10.0,
                1,
                2,
                1e-4,
                50,
                0.5,
                Map.of("soft", soft, "hidden", hidden),
                Map.of("gates", 0.1))));
  }

  @Test
  void thePartsOfALossAndOfALearningRateAreKeptByName() {
    step(0, 1, 1).distilled(2, 0.5, 0.25).distilled(3, 0.4, 0.2);
    says(new RunEvent.Resumed(WrittenRun.WORKER, 0, 2)).distilled(3, 0.3, 0.1);

    var soft = new Part(Part.Kind.LOSS, "soft");
    var hidden = new Part(Part.Kind.LOSS, "hidden");
    var gates = new Part(Part.Kind.LEARNING_RATE, "gates");
    assertThat(past().parts()).containsOnlyKeys(soft, hidden, gates);
    assertThat(numbers(past().parts().get(soft).step())).containsExactly(2, 3);
    assertThat(numbers(past().parts().get(soft).value())).containsExactly(0.5, 0.3);
    assertThat(numbers(past().parts().get(hidden).value())).containsExactly(0.25, 0.1);
    assertThat(numbers(past().parts().get(gates).step())).containsExactly(2, 3);
    assertThat(numbers(past().parts().get(gates).value())).containsExactly(0.1, 0.1);
  }

  @Test
  void whatAResumedWorkerDoesAgainIsThereOnce() {
    for (var step = 1; step <= 5; step++) {
      step(0, step, 1);
    }
    valid(0, 2, 0.2).valid(0, 5, 0.5);
    says(new RunEvent.Resumed(WrittenRun.WORKER, 0, 3));
    step(0, 4, 9).valid(0, 4, 0.4);

    assertThat(numbers(past().steps().step())).containsExactly(1, 2, 3, 4);
    assertThat(numbers(past().steps().loss())).containsExactly(1, 1, 1, 9);
    assertThat(numbers(past().valid().step())).containsExactly(2, 4);
    assertThat(numbers(past().valid().value())).containsExactly(0.2, 0.4);
  }

  @Test
  void aResumedWorkerBeginsANewSegment() {
    step(0, 1, 1).step(0, 2, 1).step(0, 3, 1);
    says(new RunEvent.Resumed(WrittenRun.WORKER, 0, 2)).step(0, 3, 1);

    assertThat(numbers(past().segments())).containsExactly(2);
    assertThat(past().resumes()).extracting(RunPast.Place::step).containsExactly(2.0);
  }

  @Test
  void anEarlierResumeThatWasSupersededIsForgotten() {
    step(0, 1, 1).step(0, 2, 1).step(0, 3, 1);
    says(new RunEvent.Resumed(WrittenRun.WORKER, 0, 3)).step(0, 4, 1);
    says(new RunEvent.Resumed(WrittenRun.WORKER, 0, 1)).step(0, 2, 1);

    assertThat(numbers(past().segments())).containsExactly(1);
    assertThat(past().resumes()).extracting(RunPast.Place::step).containsExactly(1.0);
  }

  @Test
  void droppedNumbersMakeAnotherGenerationAndOthersDoNot() {
    step(0, 1, 1).step(0, 2, 1);
    var before = past().generation();
    says(new RunEvent.Resumed(WrittenRun.WORKER, 0, 2));
    assertThat(past().generation()).isEqualTo(before);

    says(new RunEvent.Resumed(WrittenRun.WORKER, 0, 1));
    assertThat(past().generation()).isGreaterThan(before);
  }

  @Test
  void aPastThatWasHandedOutNeverChanges() {
    step(0, 1, 1).step(0, 2, 1).step(0, 3, 1);
    var before = past();

    says(new RunEvent.Resumed(WrittenRun.WORKER, 0, 1)).step(0, 2, 7);

    assertThat(numbers(before.steps().loss())).containsExactly(1, 1, 1);
  }

  @Test
  void theTimeInWhichNoWorkerRanDoesNotCount() {
    says(new RunEvent.Started(WrittenRun.WORKER)).step(0, 1, 1);
    after(Duration.ofHours(9)).says(new RunEvent.Resumed(WrittenRun.WORKER, 0, 1)).step(0, 2, 1);

    assertThat(numbers(past().steps().time())).containsExactly(1, 2);
  }

  @Test
  void theTimeInWhichAWorkerMakesReadyDoesNotCountEither() {
    says(new RunEvent.Taken(1)).after(Duration.ofMinutes(2));
    says(new RunEvent.Started(WrittenRun.WORKER)).step(0, 1, 1);
    after(Duration.ofHours(9)).says(new RunEvent.Taken(2)).after(Duration.ofMinutes(3));
    says(new RunEvent.Resumed(WrittenRun.WORKER, 0, 1)).step(0, 2, 1);

    assertThat(numbers(past().steps().time())).containsExactly(1, 2);
  }

  @Test
  void aClockThatWasSetBackLeavesTheTimesInOrder() {
    says(new RunEvent.Started(WrittenRun.WORKER)).step(0, 1, 1).step(0, 2, 1);
    after(Duration.ofSeconds(-30)).step(0, 3, 1);

    assertThat(numbers(past().steps().time())).isSorted();
  }

  @Test
  void theStepsOfALaterStageAreCountedOn() {
    says(new RunEvent.StageStarted(0, "fine-tune", 0)).step(0, 1, 1).step(0, 2, 1);
    says(new RunEvent.StageStarted(1, "fine-tune", 0)).step(1, 1, 1);

    assertThat(numbers(past().steps().step())).containsExactly(1, 2, 3);
    assertThat(past().borders()).extracting(RunPast.Place::step).containsExactly(2.0);
    assertThat(past().borders()).extracting(RunPast.Place::label).containsExactly("fine-tune");
    assertThat(past().stage()).isOne();
    assertThat(past().stageStep()).isOne();
  }

  @Test
  void aStageThatARunWasResumedInBeforeItBeganHasItsName() {
    says(new RunEvent.StageStarted(0, "fine-tune", 0)).step(0, 1, 1);
    says(new RunEvent.StageEnded(0, 5, Map.of()));
    says(new RunEvent.Resumed(WrittenRun.WORKER, 1, 0));
    says(new RunEvent.StageStarted(1, "distil", 0)).step(1, 1, 1);

    assertThat(past().borders()).extracting(RunPast.Place::label).containsExactly("distil");
  }

  @Test
  void aResumeInAnEarlierStageDropsTheLaterOne() {
    says(new RunEvent.StageStarted(0, "fine-tune", 0)).step(0, 1, 1).step(0, 2, 1);
    says(new RunEvent.StageStarted(1, "fine-tune", 0)).step(1, 1, 1);
    says(new RunEvent.Resumed(WrittenRun.WORKER, 0, 1)).step(0, 2, 5);

    assertThat(numbers(past().steps().loss())).containsExactly(1, 5);
    assertThat(past().borders()).isEmpty();
    assertThat(past().stage()).isZero();
  }

  @Test
  void theTestSplitsScoreComesWithTheStagesResult() {
    step(0, 1, 1).valid(0, 1, 0.8);
    says(
        new RunEvent.StageEnded(
            0, 5, Map.of(Split.VALID, WrittenRun.scores(0.8), Split.TEST, WrittenRun.scores(0.7))));

    assertThat(numbers(past().test().value())).containsExactly(0.7);
    assertThat(numbers(past().valid().value())).containsExactly(0.8);
  }

  @Test
  void theScoresOfStagesThatTookNoStepAreKnown() {
    says(new RunEvent.StageStarted(0, "factorise-embeddings", 0));
    says(new RunEvent.StageEnded(0, 5, Map.of(Split.TEST, WrittenRun.scores(0.1))));
    says(new RunEvent.StageStarted(1, "distil", 0)).step(1, 1, 1);
    says(new RunEvent.StageEnded(1, 5, Map.of(Split.TEST, WrittenRun.scores(0.9))));

    assertThat(numbers(past().test().value())).containsExactly(0.1, 0.9);
    assertThat(numbers(past().untrained())).containsExactly(0);
  }

  @Test
  void heartbeatsTellTheMemoryInGigabytes() {
    says(new RunEvent.Heartbeat(0, 7, 1_500_000_000, OptionalDouble.empty()));

    assertThat(numbers(past().memory().step())).containsExactly(7);
    assertThat(numbers(past().memory().value())).containsExactly(1.5);
  }

  @Test
  void aRunIsAtRestAfterItsWorkersLastWord() {
    step(0, 1, 1);
    assertThat(past().atRest()).isFalse();

    says(new RunEvent.Paused(0, 1, Optional.empty()));
    assertThat(past().atRest()).isTrue();
  }
}
