package bonsai.app.chart;

import java.util.Arrays;

/**
 * The smallest and the largest number of any range of a growing column, in time logarithmic in the
 * range's length: blocks of 16 numbers, blocks of 16 of those, and so on. Not-a-numbers count for
 * nothing.
 */
final class MinMax {
  private static final int SHIFT = 4;
  private static final int MASK = (1 << SHIFT) - 1;
  private static final int LEVELS = 7; // 16^8 is more than an array holds

  private final double[][] mins = new double[LEVELS][0];
  private final double[][] maxs = new double[LEVELS][0];
  private Column column = Column.NONE;

  private double min;
  private double max;

  /** Takes over a column whose first numbers are those of the column before, with more behind. */
  void grow(Column longer) {
    add(longer, column.size());
  }

  /** Takes over another column. */
  void reset(Column other) {
    column = Column.NONE;
    add(other, 0);
  }

  private void add(Column now, int from) {
    column = now;
    if (now.size() == from) {
      return;
    }
    for (var level = 0; level < LEVELS; level++) {
      var shift = SHIFT * (level + 1);
      var first = from >>> shift;
      var count = ((now.size() - 1) >>> shift) + 1;
      if (mins[level].length < count) {
        var room = Math.max(count + (count >> 1), 4);
        mins[level] = Arrays.copyOf(mins[level], room);
        maxs[level] = Arrays.copyOf(maxs[level], room);
      }
      for (var block = first; block < count; block++) {
        fill(level, block);
      }
      if (count == 1) {
        break;
      }
    }
  }

  private void fill(int level, int block) {
    min = Double.POSITIVE_INFINITY;
    max = Double.NEGATIVE_INFINITY;
    var from = block << SHIFT;
    if (level == 0) {
      take(column.values(), column.values(), from, Math.min(from + MASK + 1, column.size()));
    } else {
      var below = ((column.size() - 1) >>> (SHIFT * level)) + 1;
      take(mins[level - 1], maxs[level - 1], from, Math.min(from + MASK + 1, below));
    }
    mins[level][block] = min;
    maxs[level][block] = max;
  }

  /** Looks at the numbers from an index to before another; {@link #min()} and max tell. */
  void look(int from, int to) {
    min = Double.POSITIVE_INFINITY;
    max = Double.NEGATIVE_INFINITY;
    var lowMins = column.values();
    var lowMaxs = column.values();
    var low = from;
    var high = to;
    for (var level = 0; low < high; level++) {
      if (level == LEVELS || high - low <= MASK + 1) {
        take(lowMins, lowMaxs, low, high);
        return;
      }
      var innerLow = (low + MASK) >>> SHIFT;
      var innerHigh = high >>> SHIFT;
      take(lowMins, lowMaxs, low, innerLow << SHIFT);
      take(lowMins, lowMaxs, innerHigh << SHIFT, high);
      low = innerLow;
      high = innerHigh;
      lowMins = mins[level];
      lowMaxs = maxs[level];
    }
  }

  private void take(double[] lows, double[] highs, int from, int to) {
    for (var i = from; i < to; i++) {
      if (lows[i] < min) {
        min = lows[i];
      }
      if (highs[i] > max) {
        max = highs[i];
      }
    }
  }

  /** The smallest number of the range last looked at; more than {@link #max()} if it has none. */
  double min() {
    return min;
  }

  double max() {
    return max;
  }

  Column column() {
    return column;
  }
}
