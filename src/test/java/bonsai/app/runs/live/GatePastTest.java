package bonsai.app.runs.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bonsai.app.WrittenRun;
import bonsai.compress.CompressionEvent;
import bonsai.run.EventLog.Entry;
import bonsai.run.RunEvent;
import bonsai.train.GatedPart;
import bonsai.train.TrainingEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class GatePastTest {
  private final PastBuilder builder = new PastBuilder(0);
  private long seq;

  private GatePastTest says(RunEvent event) {
    builder.add(new Entry(seq++, Instant.EPOCH, event));
    return this;
  }

  private GatePastTest gates(int stage, long step, GatedPart part, List<List<Float>> logAlpha) {
    return says(new RunEvent.Trained(stage, new TrainingEvent.Gates(step, part, logAlpha)));
  }

  private GatePastTest heads(int stage, long step, float value) {
    return gates(stage, step, GatedPart.HEADS, List.of(List.of(value, 5f), List.of(-5f)));
  }

  private GatePastTest step(int stage, long step) {
    return says(
        new RunEvent.Trained(
            stage, new TrainingEvent.Stepped(step, step / 10.0, 1, 2, 1e-4, 50, 0.5)));
  }

  private List<GatePast> pasts() {
    return builder.past(Optional.empty()).gates();
  }

  private GatePast past() {
    assertThat(pasts()).hasSize(1);
    return pasts().getFirst();
  }

  /** The formula of Louizos et al., with the stretch from -0.1 to 1.1. */
  @Test
  void opennessIsTheHardConcretesWithoutNoise() {
    assertThat(GatePast.openness(0)).isCloseTo(0.5, within(1e-12));
    assertThat(GatePast.openness(1))
        .isCloseTo(1.2 / (1 + Math.exp(-1)) - 0.1, within(1e-12))
        .isCloseTo(0.7772703, within(1e-6));
    assertThat(GatePast.openness(5)).isEqualTo(1);
    assertThat(GatePast.openness(-5)).isEqualTo(0);
    assertThat(GatePast.openness(Float.NEGATIVE_INFINITY)).isEqualTo(0);
  }

  @Test
  void layersMayHaveDifferentNumbersOfGates() {
    heads(0, 10, 1).heads(0, 20, -3);

    assertThat(past().size()).isEqualTo(2);
    assertThat(past().sets()).isEqualTo(2);
    assertThat(past().gates(0)).isEqualTo(2);
    assertThat(past().gates(1)).isEqualTo(1);
    assertThat(past().mostGates()).isEqualTo(2);
    assertThat(past().gates()).isEqualTo(3);
    assertThat(past().step(1)).isEqualTo(20);
    assertThat(past().logAlpha(0, 0, 0)).isEqualTo(1);
    assertThat(past().logAlpha(1, 0, 0)).isEqualTo(-3);
    assertThat(past().logAlpha(1, 1, 0)).isEqualTo(-5);
    assertThat(past().open(0)).isEqualTo(2);
    assertThat(past().open(1)).isEqualTo(1);
  }

  @Test
  void whatAResumedWorkerDoesAgainIsThereOnce() {
    heads(0, 10, 1).heads(0, 20, 2).heads(0, 30, 3);
    var before = past();

    says(new RunEvent.Resumed(WrittenRun.WORKER, 0, 20)).heads(0, 30, 9);

    assertThat(past().size()).isEqualTo(3);
    assertThat(past().logAlpha(2, 0, 0)).isEqualTo(9);
    assertThat(before.logAlpha(2, 0, 0)).as("what was handed out stays").isEqualTo(3);
  }

  @Test
  void aRemovalIsForgottenWhereTheRunGoesOnBeforeIt() {
    var kept = List.of(List.of(true, true), List.of(false));
    heads(0, 10, 1);
    says(
        new RunEvent.Trained(
            0, new TrainingEvent.Removed(10, GatedPart.HEADS, kept, "All are settled.")));
    assertThat(past().isRemoved(1, 0)).isTrue();
    assertThat(past().isRemoved(0, 1)).isFalse();

    says(new RunEvent.Resumed(WrittenRun.WORKER, 0, 10));
    assertThat(past().removed()).isPresent();

    says(new RunEvent.Resumed(WrittenRun.WORKER, 0, 5)).heads(0, 6, 1);
    assertThat(past().removed()).isEmpty();
  }

  @Test
  void stagesAndPartsAreToldApart() {
    says(new RunEvent.StageStarted(0, "remove-heads", 0)).heads(0, 1, 1).step(0, 8);
    says(new RunEvent.StageStarted(1, "remove-units", 0));
    gates(1, 1, GatedPart.UNITS, List.of(List.of(1f)));
    heads(1, 2, 1);

    assertThat(pasts()).extracting(GatePast::stage).containsExactly(0, 1, 1);
    assertThat(pasts())
        .extracting(GatePast::part)
        .containsExactly(GatedPart.HEADS, GatedPart.UNITS, GatedPart.HEADS);
    assertThat(pasts())
        .extracting(GatePast::technique)
        .containsExactly("remove-heads", "remove-units", "remove-units");
    assertThat(pasts().get(2).step(0)).isEqualTo(2);
    assertThat(pasts().get(2).place(0)).as("counted through the stages").isEqualTo(10);
  }

  @Test
  void aResumeInAnEarlierStageDropsTheGatesOfTheLaterOne() {
    heads(0, 1, 1).heads(1, 1, 1);

    says(new RunEvent.Resumed(WrittenRun.WORKER, 0, 1));

    assertThat(pasts()).extracting(GatePast::stage).containsExactly(0);
  }

  @Test
  void theNearestSampleIsFound() {
    heads(0, 10, 1).heads(0, 20, 1).heads(0, 40, 1);

    assertThat(past().nearest(0)).isEqualTo(0);
    assertThat(past().nearest(14)).isEqualTo(0);
    assertThat(past().nearest(16)).isEqualTo(1);
    assertThat(past().nearest(20)).isEqualTo(1);
    assertThat(past().nearest(31)).isEqualTo(2);
    assertThat(past().nearest(99)).isEqualTo(2);
  }

  @Test
  void manySamplesAreKeptWhole() {
    for (var step = 1; step <= 1_000; step++) {
      heads(0, step, step);
    }

    assertThat(past().size()).isEqualTo(1_000);
    for (var sample = 0; sample < 1_000; sample++) {
      assertThat(past().logAlpha(sample, 0, 0)).isEqualTo(sample + 1);
      assertThat(past().place(sample)).isEqualTo(sample + 1);
    }
  }

  // ---- compressed matrices ----

  private GatePastTest cut(int stage, String matrix, int rank) {
    return says(
        new RunEvent.Compressed(
            stage, new CompressionEvent.Factorised(matrix, 4, 4, rank, 1, List.of())));
  }

  private List<Integer> ranks() {
    return builder.past(Optional.empty()).compressions().stream()
        .map(each -> ((CompressionEvent.Factorised) each.compression()).rank())
        .toList();
  }

  @Test
  void aStageThatMakesAMatrixSmallerAgainAfterAResumeIsHeardOnce() {
    cut(0, "a", 3).cut(0, "b", 3);
    says(new RunEvent.Resumed(WrittenRun.WORKER, 0, 0)).cut(0, "a", 2);

    assertThat(ranks()).containsExactly(3, 2);
  }

  @Test
  void aResumeInAnEarlierStageForgetsWhatTheLaterOneMadeSmaller() {
    cut(0, "a", 3).cut(1, "a", 2);
    says(new RunEvent.Resumed(WrittenRun.WORKER, 0, 0));

    assertThat(ranks()).containsExactly(3);
  }
}
