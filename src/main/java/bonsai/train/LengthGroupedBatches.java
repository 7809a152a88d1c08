package bonsai.train;

import bonsai.ner.EncodedSentence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Cuts the windows of an epoch into batches of like length, so that little is padded and the order
 * is still random: shuffled windows are taken in stretches of 250 batches, each stretch is sorted
 * by length and cut, and the batches are shuffled. The batch with the longest window comes first,
 * so that a lack of memory shows at the first step and not after an hour. (The grouping of Hugging
 * Face's {@code LengthGroupedSampler}.) The order of an epoch follows from the seed and the epoch
 * alone.
 */
final class LengthGroupedBatches {
  private static final int BATCHES_PER_STRETCH = 250;

  private final List<EncodedSentence> windows;
  private final Mixture mixture;
  private final int batchSize;
  private final long seed;

  LengthGroupedBatches(List<EncodedSentence> windows, int batchSize, long seed) {
    this(windows, Mixture.plain(windows.size()), batchSize, seed);
  }

  /**
   * Batches of a mixture.
   *
   * @param windows the labelled ones, and the unlabelled ones behind them
   */
  LengthGroupedBatches(List<EncodedSentence> windows, Mixture mixture, int batchSize, long seed) {
    if (windows.size() != mixture.labelled() + mixture.unlabelled()) {
      throw new IllegalArgumentException(windows.size() + " windows for " + mixture);
    }
    this.windows = windows;
    this.mixture = mixture;
    this.batchSize = batchSize;
    this.seed = seed;
  }

  /** Batches in an epoch. */
  int perEpoch() {
    return Math.ceilDiv(mixture.perEpoch(), batchSize);
  }

  /** The batches of an epoch in order, as indices of windows. */
  List<int[]> epoch(int epoch) {
    var random = new Random(Seeds.mix(seed, epoch));
    var order = new ArrayList<>(Arrays.stream(mixture.epoch(seed, epoch)).boxed().toList());
    Collections.shuffle(order, random);
    var batches = new ArrayList<int[]>();
    var longestFirst =
        Comparator.comparingInt((Integer index) -> windows.get(index).length()).reversed();
    for (var from = 0; from < order.size(); from += BATCHES_PER_STRETCH * batchSize) {
      var to = Math.min(order.size(), from + BATCHES_PER_STRETCH * batchSize);
      var stretch = order.subList(from, to).stream().sorted(longestFirst).toList();
      for (var i = 0; i < stretch.size(); i += batchSize) {
        var end = Math.min(stretch.size(), i + batchSize);
        batches.add(stretch.subList(i, end).stream().mapToInt(Integer::intValue).toArray());
      }
    }
    Collections.shuffle(batches, random);
    var hardest =
        IntStream.range(0, batches.size())
            .boxed()
            .max(Comparator.comparingInt(batch -> windows.get(batches.get(batch)[0]).length()))
            .orElse(0);
    if (!batches.isEmpty()) {
      Collections.swap(batches, 0, hardest);
    }
    return batches;
  }

  Batch batch(int[] indices) {
    return Batch.of(windows, indices);
  }
}
