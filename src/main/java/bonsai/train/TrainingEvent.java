package bonsai.train;

import bonsai.ner.EntityScores;
import bonsai.ner.Split;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a training says while it runs; the worker writes these to the run's event log, where the
 * field {@code type} tells them apart.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = TrainingEvent.Preparing.class, name = "preparing"),
  @JsonSubTypes.Type(value = TrainingEvent.Stepped.class, name = "step"),
  @JsonSubTypes.Type(value = TrainingEvent.Skipped.class, name = "skipped"),
  @JsonSubTypes.Type(value = TrainingEvent.Evaluated.class, name = "evaluated"),
  @JsonSubTypes.Type(value = TrainingEvent.Gates.class, name = "gates"),
  @JsonSubTypes.Type(value = TrainingEvent.Removed.class, name = "removed")
})
public sealed interface TrainingEvent {
  /** Optimizer steps done so far in this stage. */
  long step();

  /**
   * Something that the training draws on is being made, before its next step.
   *
   * @param what in a few words, such as {@code the teacher's outputs}
   * @param done sentences done so far
   * @param total of so many
   */
  record Preparing(long step, String what, long done, long total) implements TrainingEvent {}

  /**
   * One optimizer step.
   *
   * @param epoch passes over the training split so far, with fraction
   * @param loss what is made smaller, in nats: the mean cross-entropy of the batch's words' pieces,
   *     or the weighted sum of the terms
   * @param gradientNorm the global L2 norm before clipping
   * @param tokens real (unpadded) pieces in the batch
   * @param seconds wall time of the step
   * @param learningRate of the model's weights
   * @param terms the parts of the loss by name, before they are weighted; empty where it has one
   * @param learningRates of groups of parameters that have one of their own, by the group's name
   */
  record Stepped(
      long step,
      double epoch,
      double loss,
      double gradientNorm,
      double learningRate,
      int tokens,
      double seconds,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Double> terms,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Double> learningRates)
      implements TrainingEvent {
    public Stepped {
      // absent where there is but one
      terms = terms == null ? Map.of() : inOrder(terms);
      learningRates = learningRates == null ? Map.of() : inOrder(learningRates);
    }

    private static Map<String, Double> inOrder(Map<String, Double> numbers) {
      return Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
    }

    /** A step whose loss has one term, and whose parameters one learning rate. */
    public Stepped(
        long step,
        double epoch,
        double loss,
        double gradientNorm,
        double learningRate,
        int tokens,
        double seconds) {
      this(step, epoch, loss, gradientNorm, learningRate, tokens, seconds, Map.of(), Map.of());
    }
  }

  /** A step whose loss or gradient was not finite: the weights were left as they were. */
  record Skipped(long step, String reason) implements TrainingEvent {}

  /**
   * The scores of a split.
   *
   * @param best whether it is the best valid F1 of the stage so far; never where the last state is
   *     what counts
   * @param seconds wall time of the evaluation
   */
  record Evaluated(
      long step, double epoch, Split split, EntityScores scores, boolean best, double seconds)
      implements TrainingEvent {}

  /**
   * The gates on a part of the layers as they are.
   *
   * @param logAlpha for each set of gates, from the input on, log α of each gate
   */
  record Gates(long step, GatedPart part, List<List<Float>> logAlpha) implements TrainingEvent {
    public Gates {
      logAlpha = logAlpha.stream().map(List::copyOf).toList();
    }
  }

  /**
   * What was behind closed gates is gone.
   *
   * @param kept for each set of gates, from the input on, whether what a gate was on is still there
   * @param reason why the gates were not trained any longer, in one sentence
   */
  record Removed(long step, GatedPart part, List<List<Boolean>> kept, String reason)
      implements TrainingEvent {
    public Removed {
      kept = kept.stream().map(List::copyOf).toList();
    }

    /** In one sentence, and the reason. */
    public String message() {
      var all = kept.stream().mapToInt(List::size).sum();
      var gone = kept.stream().flatMap(List::stream).filter(there -> !there).count();
      return "Removed %d of %d %s. %s"
          .formatted(gone, all, part == GatedPart.HEADS ? "heads" : "groups of units", reason);
    }
  }
}
