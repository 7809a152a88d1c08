package bonsai.app.chart;

import java.util.Arrays;

/**
 * What a curve of many points is in each column of pixels: the smallest and the largest of
 * <em>all</em> its numbers there, and the first and last point, so that the picture is the one that
 * all points would give (M4: Jugel et al., VLDB 2014). Its arrays are used again and again.
 */
final class Decimation {
  private int[] pixel = new int[0];
  private int[] from = new int[0];
  private int[] to = new int[0];
  private double[] min = new double[0];
  private double[] max = new double[0];
  private int count;

  /**
   * Divides the points in view among columns of pixels.
   *
   * @param x where the points are; never falls
   * @param y their numbers, as many or fewer
   * @param scale from 0 to the number of columns
   */
  void divide(Column x, MinMax y, Scale scale) {
    var columns = (int) Math.round(scale.to());
    room(columns);
    count = 0;
    var size = y.column().size();
    var at = Math.min(x.firstAtLeast(scale.low()), size);
    for (var column = 0; column < columns && at < size; column++) {
      var bound = column == columns - 1 ? Math.nextUp(scale.high()) : scale.value(column + 1);
      var end = end(x, at, size, bound);
      if (end > at) {
        y.look(at, end);
        if (y.min() <= y.max()) {
          pixel[count] = column;
          from[count] = at;
          to[count] = end;
          min[count] = y.min();
          max[count] = y.max();
          count++;
        }
        at = end;
      }
    }
  }

  /** The first index from {@code at} on whose place is at least the bound: usually near. */
  private static int end(Column x, int at, int size, double bound) {
    var step = 1;
    var low = at;
    while (low + step < size && x.get(low + step) < bound) {
      low += step;
      step <<= 1;
    }
    var high = Math.min(low + step, size);
    while (low < high) {
      var middle = (low + high) >>> 1;
      if (x.get(middle) < bound) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private void room(int columns) {
    if (pixel.length < columns) {
      pixel = Arrays.copyOf(pixel, columns);
      from = Arrays.copyOf(from, columns);
      to = Arrays.copyOf(to, columns);
      min = Arrays.copyOf(min, columns);
      max = Arrays.copyOf(max, columns);
    }
  }

  /** How many columns of pixels hold points. */
  int count() {
    return count;
  }

  /** Which column of pixels the n-th of those is. */
  int pixel(int n) {
    return pixel[n];
  }

  /** The index of its first point. */
  int from(int n) {
    return from[n];
  }

  /** The index behind its last point. */
  int to(int n) {
    return to[n];
  }

  double min(int n) {
    return min[n];
  }

  double max(int n) {
    return max[n];
  }
}
