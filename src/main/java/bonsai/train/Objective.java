package bonsai.train;

import bonsai.model.NerModel;
import bonsai.torch.HostTensor;
import bonsai.torch.Network;
import bonsai.torch.Network.Keep;
import bonsai.torch.Scope;
import bonsai.torch.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** What a training makes small. */
public interface Objective extends AutoCloseable {
  /** The mean cross-entropy of the tags alone. */
  static Objective hardLabels() {
    return new Objective() {
      @Override
      public List<Term> terms(Network network, Portion portion) {
        return List.of(
            new Term(
                CROSS_ENTROPY,
                1,
                network.crossEntropy(
                    portion.scope(),
                    portion.logits(),
                    portion.batch().labels(portion.scope()),
                    Math.max(1, portion.step().targets()))));
      }

      @Override
      public boolean needsEveryPiece() {
        return false;
      }
    };
  }

  /** The name of the term that every objective has. */
  String CROSS_ENTROPY = "crossEntropy";

  /**
   * A part of the loss.
   *
   * @param name as in the event log
   * @param weight its factor in the loss
   * @param value 0-d; portions of a batch add up
   */
  record Term(String name, double weight, Tensor value) {}

  /**
   * A part of a step's batch on the device.
   *
   * @param logits of the training pass, [rows, length, tags]
   * @param step the whole batch of the step
   * @param progress the share of all steps that is done, 0 to 1
   */
  record Portion(Scope scope, Batch batch, Tensor logits, Batch step, double progress) {}

  /**
   * Makes ready what the training draws on, which may take minutes.
   *
   * @return whether it is ready; not if the control asked for something else meanwhile
   */
  default boolean prepare(TrainingListener listener, TrainingControl control) {
    return true;
  }

  /** Whether it looks at the logits of pieces that have no label, too. */
  default boolean needsEveryPiece() {
    return true;
  }

  /** What the network keeps of a training pass for it. */
  default Keep keep() {
    return Keep.NOTHING;
  }

  /** Parameters of its own, trained with the model's, at their initial values. */
  default SequencedMap<String, HostTensor> parameters() {
    return new LinkedHashMap<>();
  }

  /** The learning rates of groups of them that do not follow the model's, by the group's name. */
  default SequencedMap<String, Double> learningRates() {
    return new LinkedHashMap<>();
  }

  /** Told of the network once, before its first step. */
  default void opened(Network network) {}

  /**
   * Told of each step before its passes.
   *
   * @param step the number of the step, from 1; every random draw follows from it and the seed
   */
  default void begin(Network network, Scope scope, long step) {}

  /** The loss of a portion, term by term. */
  List<Term> terms(Network network, Portion portion);

  /**
   * Tells more of the state after a step than its loss.
   *
   * @param step the number of the step; 0 before the first
   */
  default void tell(Network network, long step, long totalSteps, TrainingListener listener) {}

  /**
   * Whether the training has come to its end before its last step; follows from the weights alone.
   *
   * @param progress the share of all steps that is done
   */
  default boolean reached(Network network, double progress) {
    return false;
  }

  /** Whether the last state is the result, not the best on valid. */
  default boolean lastCounts() {
    return false;
  }

  /** What becomes of the model once it is trained, or its training was stopped. */
  default NerModel finish(Trainer.Result result, TrainingListener listener) {
    return result.model();
  }

  @Override
  default void close() {}
}
