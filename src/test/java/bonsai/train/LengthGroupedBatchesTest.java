package bonsai.train;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.ner.EncodedSentence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LengthGroupedBatchesTest {
  private final List<EncodedSentence> windows = windows(14_041);

  @Test
  void everyWindowComesOnceAnEpoch() {
    var batches = new LengthGroupedBatches(windows, 32, 5);

    var seen = batches.epoch(0).stream().flatMapToInt(Arrays::stream).sorted().toArray();

    assertThat(seen).isEqualTo(IntStream.range(0, windows.size()).toArray());
    assertThat(batches.epoch(0)).hasSize(batches.perEpoch());
  }

  @Test
  void theOrderFollowsFromSeedAndEpoch() {
    var batches = new LengthGroupedBatches(windows, 32, 5);

    assertThat(flat(batches, 1)).isEqualTo(flat(new LengthGroupedBatches(windows, 32, 5), 1));
    assertThat(flat(batches, 1)).isNotEqualTo(flat(batches, 2));
    assertThat(flat(batches, 1)).isNotEqualTo(flat(new LengthGroupedBatches(windows, 32, 6), 1));
  }

  @Test
  void lessThanFivePercentIsPadding() {
    var batches = new LengthGroupedBatches(windows, 32, 5);
    var tokens = 0L;
    var padded = 0L;
    for (var indices : batches.epoch(0)) {
      var batch = batches.batch(indices);
      tokens += batch.tokens();
      padded += (long) batch.rows() * batch.length();
    }

    assertThat(1 - (double) tokens / padded).isLessThan(0.05);
  }

  @Test
  void theLongestWindowIsInTheFirstBatch() {
    var longest = windows.stream().mapToInt(EncodedSentence::length).max().orElseThrow();
    var batches = new LengthGroupedBatches(windows, 32, 5);

    for (var epoch = 0; epoch < 3; epoch++) {
      assertThat(batches.batch(batches.epoch(epoch).getFirst()).length()).isEqualTo(longest);
    }
  }

  /** Checkpoints of earlier versions go on with the same batches. */
  @Test
  void theOrderIsThatOfTheFirstVersion() {
    var batches = new LengthGroupedBatches(windows, 32, 5);

    assertThat(flat(batches, 0).hashCode()).isEqualTo(1_967_151_469);
    assertThat(flat(batches, 3).hashCode()).isEqualTo(1_609_709_369);
  }

  @Test
  void anEpochOfAMixtureHasAllLabelledWindowsAndItsShareOfTheOthers() {
    var mixture = new Mixture(4_041, 10_000, 0.5);
    var batches = new LengthGroupedBatches(windows, mixture, 32, 5);

    for (var epoch = 0; epoch < 6; epoch++) {
      assertThat(batches.epoch(epoch)).hasSize(batches.perEpoch());
      assertThat(flat(batches, epoch).stream().mapToInt(Integer::intValue).sorted().toArray())
          .isEqualTo(Arrays.stream(mixture.epoch(5, epoch)).sorted().toArray());
    }
    assertThat(batches.perEpoch()).isEqualTo(Math.ceilDiv(4_041 + 2_021, 32));
  }

  private static List<Integer> flat(LengthGroupedBatches batches, int epoch) {
    return batches.epoch(epoch).stream().flatMapToInt(Arrays::stream).boxed().toList();
  }

  /** Lengths spread as those of CoNLL-2003: many short, a few long. */
  private static List<EncodedSentence> windows(int count) {
    var random = new Random(1);
    var windows = new ArrayList<EncodedSentence>();
    for (var i = 0; i < count; i++) {
      var ids = new int[3 + (int) Math.min(120, -18 * Math.log(1 - random.nextDouble()))];
      windows.add(new EncodedSentence(i, ids, new int[ids.length], new int[ids.length], 0, 1));
    }
    return windows;
  }
}
