package bonsai.torch;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A float32 array in host memory, row-major, little-endian: a model's tensor while no engine is
 * near. Its memory may be native, on the heap, or a read-only view of a mapped file; it is freed
 * once nothing refers to it.
 *
 * <p>Not synchronised: a tensor that is written while others read it is the caller's affair.
 */
public final class HostTensor {
  /** How an element lies in memory; files may hold tensors at odd addresses. */
  public static final ValueLayout.OfFloat ELEMENT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final long ALIGNMENT = 64;

  private final long[] shape;
  private final MemorySegment data;

  private HostTensor(long[] shape, MemorySegment data) {
    this.shape = shape;
    this.data = data;
  }

  /**
   * A tensor with a copy of these values.
   *
   * @throws IllegalArgumentException if their number is not the shape's
   */
  public static HostTensor of(long[] shape, float... values) {
    var tensor = allocate(shape);
    if (tensor.size() != values.length) {
      throw new IllegalArgumentException(
          values.length + " values for the shape " + Arrays.toString(shape));
    }
    MemorySegment.copy(values, 0, tensor.data, ELEMENT, 0, values.length);
    return tensor;
  }

  /**
   * A tensor of zeros in native memory, aligned to 64 bytes. The memory counts against {@code
   * -XX:MaxDirectMemorySize}, which is the heap's limit unless it is set.
   */
  public static HostTensor allocate(long... shape) {
    var bytes = Math.multiplyExact(elements(shape), ELEMENT.byteSize());
    return new HostTensor(shape.clone(), Arena.ofAuto().allocate(bytes, ALIGNMENT));
  }

  /**
   * A view of memory that holds the elements; nothing is copied.
   *
   * @throws IllegalArgumentException if its length is not what the shape needs
   */
  public static HostTensor ofSegment(long[] shape, MemorySegment data) {
    if (data.byteSize() != Math.multiplyExact(elements(shape), ELEMENT.byteSize())) {
      throw new IllegalArgumentException(
          data.byteSize() + " bytes for the shape " + Arrays.toString(shape));
    }
    return new HostTensor(shape.clone(), data);
  }

  /**
   * The number of elements of a shape; 1 for the empty shape of a scalar.
   *
   * @throws IllegalArgumentException if a dimension is negative
   * @throws ArithmeticException if the number is beyond a long
   */
  public static long elements(long... shape) {
    var size = 1L;
    for (var dimension : shape) {
      if (dimension < 0) {
        throw new IllegalArgumentException("negative dimension in " + Arrays.toString(shape));
      }
      size = Math.multiplyExact(size, dimension);
    }
    return size;
  }

  public long[] shape() {
    return shape.clone();
  }

  public boolean hasShape(long... expected) {
    return Arrays.equals(shape, expected);
  }

  /** The number of elements. */
  public long size() {
    return data.byteSize() / ELEMENT.byteSize();
  }

  public long byteSize() {
    return data.byteSize();
  }

  /** The elements' memory; read-only where it is a view of a file. */
  public MemorySegment data() {
    return data;
  }

  /** The element at a flat, row-major index. */
  public float get(long index) {
    return data.get(ELEMENT, index * ELEMENT.byteSize());
  }

  /** An element of a matrix. */
  public float get(long row, long column) {
    return get(flat(row, column));
  }

  public void set(long index, float value) {
    data.set(ELEMENT, index * ELEMENT.byteSize(), value);
  }

  public void set(long row, long column, float value) {
    set(flat(row, column), value);
  }

  /**
   * A copy of all elements on the heap.
   *
   * @throws ArithmeticException if they are more than an array holds
   */
  public float[] toArray() {
    var values = new float[Math.toIntExact(size())];
    MemorySegment.copy(data, ELEMENT, 0, values, 0, values.length);
    return values;
  }

  /** A copy in memory of its own. */
  public HostTensor copy() {
    var copy = allocate(shape);
    copy.data.copyFrom(data);
    return copy;
  }

  /**
   * The same elements under another shape; the memory is shared.
   *
   * @throws IllegalArgumentException if that shape has another number of elements
   */
  public HostTensor reshape(long... other) {
    return ofSegment(other, data);
  }

  /** The transposed copy, {@code [columns, rows]}, of a matrix {@code [rows, columns]}. */
  public HostTensor transpose2d() {
    requireMatrix();
    var rows = shape[0];
    var columns = shape[1];
    var transposed = allocate(columns, rows);
    var tile = 32; // keeps both sides of the copy in the cache
    for (var r0 = 0L; r0 < rows; r0 += tile) {
      for (var c0 = 0L; c0 < columns; c0 += tile) {
        for (var r = r0; r < Math.min(r0 + tile, rows); r++) {
          for (var c = c0; c < Math.min(c0 + tile, columns); c++) {
            transposed.set(c * rows + r, get(r * columns + c));
          }
        }
      }
    }
    return transposed;
  }

  /** Whether shape and elements are the same, bit for bit (so that NaN equals itself). */
  public boolean sameContent(HostTensor other) {
    return Arrays.equals(shape, other.shape) && data.mismatch(other.data) == -1;
  }

  @Override
  public String toString() {
    return "float32" + Arrays.toString(shape);
  }

  private long flat(long row, long column) {
    requireMatrix();
    return Math.addExact(Math.multiplyExact(row, shape[1]), column);
  }

  private void requireMatrix() {
    if (shape.length != 2) {
      throw new IllegalStateException(this + " is not a matrix");
    }
  }
}
