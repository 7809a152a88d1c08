package bonsai.compress;

import bonsai.torch.HostTensor;
import java.util.List;
import java.util.stream.IntStream;

/** Products and sums of small host matrices, summed in float64. */
final class Matrix {
  private Matrix() {}

  /** {@code a [n, k]} times {@code b [k, m]}. */
  static HostTensor times(HostTensor a, HostTensor b) {
    return times(a, transposed(b), b.shape()[1]);
  }

  /** {@code a [n, k]} times the transpose of {@code b [m, k]}. */
  static HostTensor timesTransposed(HostTensor a, HostTensor b) {
    return times(a, floats(b), b.shape()[0]);
  }

  /**
   * @param b the columns of the right factor, one after the other
   */
  private static HostTensor times(HostTensor a, float[] b, long columns) {
    var rows = Math.toIntExact(a.shape()[0]);
    var inner = Math.toIntExact(a.shape()[1]);
    var result = HostTensor.allocate(rows, columns);
    IntStream.range(0, rows)
        .parallel()
        .forEach(
            row -> {
              var left = new float[inner];
              for (var i = 0; i < inner; i++) {
                left[i] = a.get((long) row * inner + i);
              }
              for (var column = 0; column < columns; column++) {
                var sum = 0.0;
                for (var i = 0; i < inner; i++) {
                  sum += (double) left[i] * b[column * inner + i];
                }
                result.set(row * columns + column, (float) sum);
              }
            });
    return result;
  }

  /** The elementwise sum of two of one shape. */
  static HostTensor plus(HostTensor a, HostTensor b) {
    var sum = HostTensor.allocate(a.shape());
    for (var i = 0L; i < a.size(); i++) {
      sum.set(i, a.get(i) + b.get(i));
    }
    return sum;
  }

  /** The elementwise difference of two of one shape. */
  static HostTensor minus(HostTensor a, HostTensor b) {
    var difference = HostTensor.allocate(a.shape());
    for (var i = 0L; i < a.size(); i++) {
      difference.set(i, a.get(i) - b.get(i));
    }
    return difference;
  }

  /** The elementwise mean of some of one shape; the tensor itself where there is only one. */
  static HostTensor mean(List<HostTensor> tensors) {
    if (tensors.size() == 1) {
      return tensors.getFirst();
    }
    var mean = HostTensor.allocate(tensors.getFirst().shape());
    for (var i = 0L; i < mean.size(); i++) {
      var sum = 0.0;
      for (var tensor : tensors) {
        sum += tensor.get(i);
      }
      mean.set(i, (float) (sum / tensors.size()));
    }
    return mean;
  }

  /** The sum of the squared differences of two of one shape. */
  static double squaredDistance(HostTensor a, HostTensor b) {
    var sum = 0.0;
    for (var i = 0L; i < a.size(); i++) {
      var difference = (double) a.get(i) - b.get(i);
      sum += difference * difference;
    }
    return sum;
  }

  private static float[] transposed(HostTensor matrix) {
    var rows = Math.toIntExact(matrix.shape()[0]);
    var columns = Math.toIntExact(matrix.shape()[1]);
    var values = new float[rows * columns];
    for (var row = 0; row < rows; row++) {
      for (var column = 0; column < columns; column++) {
        values[column * rows + row] = matrix.get((long) row * columns + column);
      }
    }
    return values;
  }

  private static float[] floats(HostTensor matrix) {
    var values = new float[Math.toIntExact(matrix.size())];
    for (var i = 0; i < values.length; i++) {
      values[i] = matrix.get(i);
    }
    return values;
  }
}
