package bonsai.train;

import bonsai.ner.EntityScores;
import bonsai.ner.Split;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * What a training says while it runs; the worker writes these to the run's event log, where the
 * field {@code type} tells them apart.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = TrainingEvent.Stepped.class, name = "step"),
  @JsonSubTypes.Type(value = TrainingEvent.Skipped.class, name = "skipped"),
  @JsonSubTypes.Type(value = TrainingEvent.Evaluated.class, name = "evaluated")
})
public sealed interface TrainingEvent {
  /** Optimizer steps done so far in this stage. */
  long step();

  /**
   * One optimizer step.
   *
   * @param epoch passes over the training split so far, with fraction
   * @param loss the mean cross-entropy of the batch's words' pieces, in nats
   * @param gradientNorm the global L2 norm before clipping
   * @param tokens real (unpadded) pieces in the batch
   * @param seconds wall time of the step
   */
  record Stepped(
      long step,
      double epoch,
      double loss,
      double gradientNorm,
      double learningRate,
      int tokens,
      double seconds)
      implements TrainingEvent {}

  /** A step whose loss or gradient was not finite: the weights were left as they were. */
  record Skipped(long step, String reason) implements TrainingEvent {}

  /**
   * The scores of a split.
   *
   * @param best whether it is the best valid F1 of the stage so far
   * @param seconds wall time of the evaluation
   */
  record Evaluated(
      long step, double epoch, Split split, EntityScores scores, boolean best, double seconds)
      implements TrainingEvent {}
}
