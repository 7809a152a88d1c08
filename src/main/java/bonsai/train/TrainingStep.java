package bonsai.train;

import bonsai.torch.NativeHeap;
import bonsai.torch.Network;
import bonsai.torch.Scope;
import bonsai.torch.Tensor;
import bonsai.torch.Torch;

/** One optimizer step on a network: forward, backward, clipping, AdamW. */
final class TrainingStep {
  /**
   * The most padded pieces that go forward and backward at once. A larger batch is taken in
   * portions whose gradients add up to the same sum, which bounds the memory of activations.
   */
  private static final int PORTION = 2048;

  /**
   * The most attention scores of one head at once: they grow with the square of the length, and are
   * kept for the backward pass. Bounds the portions of sentences longer than 48 pieces.
   */
  private static final int SCORES = PORTION * 48;

  /**
   * Steps between two releases of free memory: few enough to keep the memory level, and enough for
   * the pages' return to cost nothing that can be measured.
   */
  private static final int RELEASE_EVERY = 50;

  private final Torch torch;
  private final Network network;
  private final Training training;
  private final long seed;
  private final NativeHeap heap = new NativeHeap();

  TrainingStep(Torch torch, Network network, Training training, long seed) {
    this.torch = torch;
    this.network = network;
    this.training = training;
    this.seed = seed;
  }

  /**
   * What a step did.
   *
   * @param loss mean cross-entropy of the batch, in nats
   * @param gradientNorm global L2 norm before clipping
   * @param forward seconds
   * @param backward seconds
   * @param optimizer seconds of norm and update
   */
  record Outcome(
      double loss, double gradientNorm, double forward, double backward, double optimizer) {
    /** Whether the weights were updated. */
    boolean finite() {
      return Double.isFinite(loss) && Double.isFinite(gradientNorm);
    }
  }

  /**
   * Takes the step, or leaves the weights as they were if loss or gradient are not finite.
   *
   * @param step the number of this step, from 1; every random draw follows from it and the seed
   */
  Outcome take(Batch batch, long step, double learningRate) {
    var random = Seeds.mix(seed, step) >>> 24;
    torch.seed(random);
    try (var scope = torch.scope()) {
      var started = System.nanoTime();
      network.begin(scope, ids(scope, batch), random);
      var loss = 0.0;
      var forward = System.nanoTime() - started;
      var backward = 0L;
      var rows = portionRows(batch.length());
      for (var from = 0; from < batch.rows(); from += rows) {
        try (var part = torch.scope()) {
          var portion = batch.rows(from, Math.min(batch.rows(), from + rows));
          var before = System.nanoTime();
          var logits = network.trainingLogits(part, ids(part, portion), mask(part, portion));
          var labels = part.longs(portion.labels(), portion.rows(), portion.length());
          var share = network.crossEntropy(part, logits, labels, Math.max(1, batch.targets()));
          loss += share.item();
          var between = System.nanoTime();
          network.backward(part, share);
          forward += between - before;
          backward += System.nanoTime() - between;
        }
      }
      var before = System.nanoTime();
      var norm = network.gradientNorm(scope);
      if (Double.isFinite(loss) && Double.isFinite(norm)) {
        network.adamW(
            scope, Network.AdamW.USUAL, learningRate, training.weightDecay(), divisor(norm), step);
      }
      if (step % RELEASE_EVERY == 0) {
        heap.releaseFreePages();
      }
      var optimizer = System.nanoTime() - before;
      return new Outcome(loss, norm, forward / 1e9, backward / 1e9, optimizer / 1e9);
    }
  }

  /** As PyTorch's {@code clip_grad_norm_}: gradients × clip / (norm + 1e-6) where that shrinks. */
  private double divisor(double norm) {
    return training.clipNorm() == 0 ? 1 : Math.max(1, (norm + 1e-6) / training.clipNorm());
  }

  private static Tensor ids(Scope scope, Batch batch) {
    return scope.longs(batch.ids(), batch.rows(), batch.length());
  }

  private static Tensor mask(Scope scope, Batch batch) {
    return scope.longs(batch.mask(), batch.rows(), batch.length());
  }

  private static int portionRows(int length) {
    return Math.max(1, Math.min(PORTION / length, SCORES / (length * length)));
  }
}
