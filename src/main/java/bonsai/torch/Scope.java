package bonsai.torch;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import java.nio.ByteBuffer;

/**
 * Owns the tensors of one piece of work, such as a training step: closing it frees them. Every
 * result of a kernel belongs to the scope that was given to the call.
 */
public final class Scope implements AutoCloseable {
  private final PtNDManager manager;

  Scope(PtNDManager manager) {
    this.manager = manager;
  }

  /** A float32 tensor of that shape, row-major. */
  public Tensor floats(float[] values, long... shape) {
    return new Tensor(manager.create(values, new Shape(shape)));
  }

  /** An int64 tensor of that shape, row-major. */
  public Tensor longs(long[] values, long... shape) {
    return new Tensor(manager.create(values, new Shape(shape)));
  }

  /**
   * A tensor of bytes, row-major: how bfloat16 travels.
   *
   * @param values a direct buffer from 0 to its limit; on a CPU the tensor is a view of it
   */
  public Tensor bytes(ByteBuffer values, long... shape) {
    return new Tensor(manager.create(values, new Shape(shape), DataType.INT8));
  }

  /** A 0-d float32 tensor. */
  public Tensor scalar(double value) {
    return floats(new float[] {(float) value});
  }

  /** A 0-d int64 tensor. */
  public Tensor scalar(long value) {
    return longs(new long[] {value});
  }

  PtNDManager manager() {
    return manager;
  }

  @Override
  public void close() {
    manager.close();
  }
}
