package bonsai.train;

import bonsai.torch.NativeHeap;
import bonsai.torch.Network;
import bonsai.torch.Scope;
import bonsai.torch.Tensor;
import bonsai.torch.Torch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

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
  private static final int RELEASE_EVERY = 20;

  private final Torch torch;
  private final Network network;
  private final Training training;
  private final Objective objective;
  private final long seed;
  private final NativeHeap heap = new NativeHeap();

  TrainingStep(Torch torch, Network network, Training training, Objective objective, long seed) {
    this.torch = torch;
    this.network = network;
    this.training = training;
    this.objective = objective;
    this.seed = seed;
  }

  /**
   * What a step did.
   *
   * @param loss the objective, in nats
   * @param terms its parts by name, before they are weighted; only the whole if there is one
   * @param gradientNorm global L2 norm before clipping
   * @param forward seconds
   * @param backward seconds
   * @param optimizer seconds of norm and update
   */
  record Outcome(
      double loss,
      SequencedMap<String, Double> terms,
      double gradientNorm,
      double forward,
      double backward,
      double optimizer) {
    /** Whether the weights were updated. */
    boolean finite() {
      return Double.isFinite(loss) && Double.isFinite(gradientNorm);
    }
  }

  /**
   * Takes the step, or leaves the weights as they were if loss or gradient are not finite.
   *
   * @param step the number of this step, from 1; every random draw follows from it and the seed
   * @param update how often the weights were changed before, and once more: the number that AdamW's
   *     averages are corrected by
   * @param progress the share of all steps that is done, 0 to 1
   */
  Outcome take(Batch batch, long step, long update, double learningRate, double progress) {
    var random = Seeds.mix(seed, step) >>> 24;
    torch.seed(random);
    try (var scope = torch.scope()) {
      var started = System.nanoTime();
      network.begin(scope, batch.ids(scope), random);
      objective.begin(network, scope, step);
      var sums = new Sums();
      var forward = System.nanoTime() - started;
      var backward = 0L;
      var rows = portionRows(batch.length());
      for (var from = 0; from < batch.rows(); from += rows) {
        try (var part = torch.scope()) {
          var portion = batch.rows(from, Math.min(batch.rows(), from + rows));
          var before = System.nanoTime();
          var logits =
              network.trainingLogits(
                  part,
                  portion.ids(part),
                  portion.mask(part),
                  objective.needsEveryPiece() ? Network.EVERYWHERE : portion.targetPlaces(),
                  objective.keep());
          var terms =
              objective.terms(
                  network, new Objective.Portion(part, portion, logits, batch, progress));
          var share = sums.add(part, terms);
          var between = System.nanoTime();
          network.backward(part, share);
          forward += between - before;
          backward += System.nanoTime() - between;
        }
      }
      var before = System.nanoTime();
      var norm = network.gradientNorm(scope);
      if (Double.isFinite(sums.loss) && Double.isFinite(norm)) {
        network.adamW(
            scope,
            Network.AdamW.USUAL,
            learningRate,
            training.weightDecay(),
            divisor(norm),
            update);
      }
      if (step % RELEASE_EVERY == 0) {
        heap.releaseFreePages();
      }
      var optimizer = System.nanoTime() - before;
      return new Outcome(
          sums.loss, sums.terms, norm, forward / 1e9, backward / 1e9, optimizer / 1e9);
    }
  }

  /** Adds up the losses of a step's portions. */
  private final class Sums {
    private final SequencedMap<String, Double> terms = new LinkedHashMap<>();
    private double loss;

    /** The portion's loss, whose gradient is wanted. */
    Tensor add(Scope part, List<Objective.Term> parts) {
      for (var term : parts) {
        terms.merge(term.name(), (double) term.value().item(), Double::sum);
        loss += term.weight() * term.value().item();
      }
      if (parts.size() == 1 && parts.getFirst().weight() == 1) {
        return parts.getFirst().value();
      }
      var weights = new float[parts.size()];
      for (var i = 0; i < weights.length; i++) {
        weights[i] = (float) parts.get(i).weight();
      }
      return network.weightedSum(part, parts.stream().map(Objective.Term::value).toList(), weights);
    }
  }

  /** As PyTorch's {@code clip_grad_norm_}: gradients × clip / (norm + 1e-6) where that shrinks. */
  private double divisor(double norm) {
    return training.clipNorm() == 0 ? 1 : Math.max(1, (norm + 1e-6) / training.clipNorm());
  }

  private static int portionRows(int length) {
    return Math.max(1, Math.min(PORTION / length, SCORES / (length * length)));
  }
}
