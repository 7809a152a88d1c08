package bonsai.train;

import bonsai.torch.Scope;
import bonsai.torch.Tensor;

/** What a teacher says of the windows of a batch. */
interface TeacherOutputs extends AutoCloseable {
  /**
   * What is asked of a teacher.
   *
   * @param states layers whose hidden states are wanted, from 0 for the embeddings' output
   * @param scores layers whose attention scores are wanted, from 0
   */
  record Wanted(int[] states, int[] scores) {
    /** Bytes that the outputs for a window take in bfloat16. */
    long bytes(int length, int tags, int width) {
      return (long) length
          * (Float.BYTES * tags + 2L * states.length * width + 2L * scores.length * length);
    }
  }

  /**
   * One batch's.
   *
   * @param logits [rows, length, tags]
   * @param states bfloat16 as bytes, [layers, rows · length, 2 · hidden]
   * @param scores bfloat16 as bytes, [layers, rows, length, 2 · length]
   */
  record Outputs(Tensor logits, Tensor states, Tensor scores) {}

  /** Of a batch; what was not wanted is an empty tensor. */
  Outputs of(Scope scope, Batch batch);

  @Override
  void close();
}
