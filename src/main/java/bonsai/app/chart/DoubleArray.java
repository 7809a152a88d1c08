package bonsai.app.chart;

import java.util.Arrays;

/**
 * Numbers that become more, by one thread; others read them through the {@link Column}s it hands
 * out, without a copy.
 */
public final class DoubleArray {
  private static final int INITIAL = 256;

  private double[] values = new double[INITIAL];
  private int size;

  public int size() {
    return size;
  }

  public double get(int index) {
    return values[index];
  }

  public void add(double value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, values.length + (values.length >> 1));
    }
    values[size++] = value;
  }

  /** Forgets all but the first numbers; columns handed out before keep theirs. */
  public void truncate(int newSize) {
    if (newSize < size) {
      values = Arrays.copyOf(values, Math.max(newSize, INITIAL));
      size = newSize;
    }
  }

  /** What is here now. It may be given to another thread by any safe publication. */
  public Column column() {
    return new Column(values, size);
  }
}
