package bonsai.train;

import bonsai.base.Setting;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.OptionalDouble;

/**
 * How a student learns from its teacher's tags and from the corpus's: the soft loss is the
 * divergence of the softened tags times T² (Hinton et al., arXiv 1503.02531), the hard one the
 * cross-entropy. A weight may change over the training, in a straight line.
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record OutputLoss(
    @Setting(
            label = "Temperature",
            help = "Softens the tags' probabilities; 2 to 8 show what the teacher nearly said.",
            initial = "4",
            min = 0.1,
            max = 100)
        double temperature,
    @Setting(
            label = "Soft weight",
            help = "The factor of the loss against the teacher's tags.",
            initial = "1",
            min = 0)
        double softWeight,
    @Setting(
            label = "Soft weight at the end",
            help = "What it has become once all steps are done; empty to leave it as it is.",
            min = 0)
        OptionalDouble softWeightAtEnd,
    @Setting(
            label = "Hard weight",
            help = "The factor of the loss against the corpus's tags.",
            initial = "0.5",
            min = 0)
        double hardWeight,
    @Setting(
            label = "Hard weight at the end",
            help = "What it has become once all steps are done; empty to leave it as it is.",
            min = 0)
        OptionalDouble hardWeightAtEnd) {
  /** The soft weight once a share of the steps is done. */
  double soft(double progress) {
    return between(softWeight, softWeightAtEnd, progress);
  }

  /** The hard weight once a share of the steps is done. */
  double hard(double progress) {
    return between(hardWeight, hardWeightAtEnd, progress);
  }

  private static double between(double start, OptionalDouble end, double progress) {
    return start + (end.orElse(start) - start) * progress;
  }
}
