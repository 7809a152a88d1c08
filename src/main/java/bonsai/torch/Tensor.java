package bonsai.torch;

import ai.djl.ndarray.NDArray;
import java.nio.ByteBuffer;

/**
 * A tensor on the device: float32, int64 or bytes, possibly part of an autograd graph; float64
 * where it says so.
 */
public final class Tensor {
  private final NDArray array;

  Tensor(NDArray array) {
    this.array = array;
  }

  public long[] shape() {
    return array.getShape().getShape();
  }

  /** The content of a float32 tensor, row-major. */
  public float[] toFloats() {
    return array.toFloatArray();
  }

  /** The content of a float64 tensor, row-major. */
  public double[] toDoubles() {
    return array.toDoubleArray();
  }

  /**
   * The content of a tensor of bytes, row-major, as a view of its memory where that is the host's.
   */
  public ByteBuffer toBytes() {
    return array.toByteBuffer(true);
  }

  /** The one number of a float32 tensor. */
  public float item() {
    return array.getFloat();
  }

  NDArray array() {
    return array;
  }
}
