package bonsai.torch;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A matrix in int8, symmetric, with a scale for each row: element = integer × scale, and the
 * greatest of a row is ±127. Quantising what {@link #restored} gives leads to the same integers.
 *
 * @param values int8, row-major
 * @param scales float32, [rows]
 */
record Int8Matrix(MemorySegment values, HostTensor scales) {
  private static final int GREATEST = 127;

  /** Rounds a matrix [rows, columns]. */
  static Int8Matrix of(HostTensor matrix) {
    var rows = matrix.shape()[0];
    var columns = matrix.shape()[1];
    var values = new byte[Math.toIntExact(rows * columns)];
    var scales = HostTensor.allocate(rows);
    for (var row = 0L; row < rows; row++) {
      var greatest = 0f;
      for (var column = 0L; column < columns; column++) {
        greatest = Math.max(greatest, Math.abs(matrix.get(row, column)));
      }
      var scale = greatest / GREATEST;
      scales.set(row, scale);
      for (var column = 0L; column < columns && scale > 0; column++) {
        values[(int) (row * columns + column)] = (byte) Math.rint(matrix.get(row, column) / scale);
      }
    }
    return new Int8Matrix(MemorySegment.ofArray(values), scales);
  }

  /** The matrix in float32, [rows, columns]. */
  HostTensor restored(long columns) {
    var matrix = HostTensor.allocate(scales.size(), columns);
    for (var row = 0L; row < scales.size(); row++) {
      for (var column = 0L; column < columns; column++) {
        var at = row * columns + column;
        matrix.set(at, values.get(ValueLayout.JAVA_BYTE, at) * scales.get(row));
      }
    }
    return matrix;
  }
}
