package bonsai.run;

import bonsai.model.BertConfig;
import bonsai.model.Parameters;
import bonsai.train.Training;
import java.util.Optional;

/** Roughly what a worker takes of the memory. */
final class WorkerMemory {
  private static final long FLOAT = 4;

  /** The JVM, PyTorch's libraries and the corpus: what a tiny model's worker takes. */
  private static final long PROCESS = 800_000_000;

  /** Weights, gradients and AdamW's two moments. */
  private static final long TRAINED = 4 * FLOAT;

  /** The pieces that go forward and backward at once, at most. */
  private static final long PORTION = 2048;

  private static final int LONG_SENTENCE = 128;

  /** Moments of a matrix's inputs, their decompositions and inverses, at once. */
  private static final long MOMENTS = 6;

  private WorkerMemory() {}

  /**
   * Weights, gradients, moments, and what the backward pass needs of one portion of a batch: some
   * ten hidden and three inner vectors a piece and layer. Within a tenth of what was measured for
   * bert-base (4.0 GB).
   *
   * @param trains how the model is trained; nothing where it is only transformed
   */
  static long bytes(BertConfig config, Optional<Training> trains) {
    var parameters = Parameters.of(config).count();
    if (trains.isEmpty()) {
      // The model before, afterwards and on the device, and what is made of one matrix's inputs.
      var inputs = (long) config.intermediateSize() * config.intermediateSize();
      return PROCESS + 3 * FLOAT * parameters + MOMENTS * Double.BYTES * inputs;
    }
    var pieces = Math.min(PORTION, (long) trains.get().batchSize() * LONG_SENTENCE);
    var vectors = 10L * config.hiddenSize() + 3L * config.intermediateSize();
    var activations = FLOAT * pieces * config.numHiddenLayers() * vectors;
    return PROCESS + TRAINED * parameters + activations;
  }
}
