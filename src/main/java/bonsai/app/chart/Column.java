package bonsai.app.chart;

/**
 * The first so many numbers of an array: what a {@link DoubleArray} held at some moment. The array
 * may grow behind that, and is never changed before it.
 *
 * @param values longer than {@code size} as a rule; not to be written
 */
@SuppressWarnings("ArrayRecordComponent")
public record Column(double[] values, int size) {
  /** No numbers. */
  public static final Column NONE = new Column(new double[0], 0);

  /** All of an array, which must not be changed from now on. */
  public static Column of(double... values) {
    return new Column(values, values.length);
  }

  public double get(int index) {
    return values[index];
  }

  public boolean isEmpty() {
    return size == 0;
  }

  public double last() {
    return values[size - 1];
  }

  /** The first index whose number is at least a bound, in a column that never falls. */
  public int firstAtLeast(double bound) {
    var low = 0;
    var high = size;
    while (low < high) {
      var middle = (low + high) >>> 1;
      if (values[middle] < bound) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The index of the number that is nearest to another, in a column that never falls; else -1. */
  public int nearest(double value) {
    var right = firstAtLeast(value);
    if (right == size) {
      return size - 1;
    }
    return right > 0 && value - values[right - 1] < values[right] - value ? right - 1 : right;
  }
}
