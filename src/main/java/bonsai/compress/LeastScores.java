package bonsai.compress;

import java.util.List;

/**
 * The least of very many scores, found without sorting or keeping them: the bits of floats from 0
 * on grow with the floats, so that two counts of 16 bits each find the greatest of the least.
 */
final class LeastScores {
  private static final int BINS = 1 << 16;

  /** Scores from 0 on, by a flat index. */
  interface Scores {
    long size();

    float at(long index);
  }

  private final int threshold;
  private long ties;

  /**
   * @param count how many are chosen of all
   */
  LeastScores(List<? extends Scores> all, long count) {
    var upper = bin(all, count, -1);
    var lower = bin(all, count - upper.below, upper.number);
    threshold = upper.number << 16 | lower.number;
    ties = count - upper.below - lower.below;
  }

  private record Bin(int number, long below) {}

  /** Where the count lies among the upper halves of the bits, or the lower ones of one upper. */
  private static Bin bin(List<? extends Scores> all, long count, int upper) {
    var counts = new long[BINS];
    for (var scores : all) {
      for (var i = 0L; i < scores.size(); i++) {
        var bits = bits(scores.at(i));
        if (upper < 0) {
          counts[bits >>> 16]++;
        } else if (bits >>> 16 == upper) {
          counts[bits & (BINS - 1)]++;
        }
      }
    }
    var below = 0L;
    var bin = 0;
    while (bin < BINS - 1 && below + counts[bin] < count) {
      below += counts[bin++];
    }
    return new Bin(bin, below);
  }

  private static int bits(float score) {
    return Float.floatToIntBits(score) & Integer.MAX_VALUE;
  }

  /**
   * Whether a score is among the least. All are asked for once, in their order: of equal ones the
   * first are chosen.
   */
  boolean takes(float score) {
    var bits = bits(score);
    if (bits == threshold && ties > 0) {
      ties--;
      return true;
    }
    return bits < threshold;
  }
}
