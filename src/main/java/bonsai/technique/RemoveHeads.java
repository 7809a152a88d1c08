package bonsai.technique;

import bonsai.base.Setting;
import bonsai.base.Settings;
import bonsai.compress.Removal;
import bonsai.torch.Network.Gated;
import bonsai.train.Distillation;
import bonsai.train.GateTraining;
import bonsai.train.Training;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Takes out the attention heads whose gates learn to close. */
public record RemoveHeads(
    @Setting(
            label = "λ",
            help = "What each open head adds to the loss; the more, the more heads close.",
            initial = "0.0015",
            min = 0,
            max = 100)
        double lambda,
    @Setting(
            label = "Keep",
            help = "In place of λ: the heads that stay in the whole model.",
            unit = "heads",
            min = 0)
        OptionalLong keep,
    @Setting(
            label = "Share",
            help = "In place of λ: the share of the heads that stays.",
            min = 0,
            max = 1)
        OptionalDouble share,
    @Setting(
            label = "At most",
            help =
                "In place of λ: the most parameters of the whole model; as many heads stay as that"
                    + " allows.",
            unit = "parameters",
            min = 1)
        OptionalLong parameters,
    @Setting(
            label = "Gates of",
            help =
                "Where layers share their weights: one set for each group of them, or one for each"
                    + " application, so that heads go which none of them needs.",
            initial = "\"group\"")
        Each each,
    GateTraining gates,
    Optional<Distillation.Settings> distil,
    Training training)
    implements Technique {
  /** What has a set of gates of its own. */
  public enum Each {
    GROUP,
    APPLICATION;

    /** The name in a spec. */
    @JsonValue
    public String label() {
      return Settings.label(this);
    }
  }

  public RemoveHeads {
    GatedGoal.requireLastState(training);
    GatedGoal.of(lambda, keep, share, parameters);
  }

  @Override
  public Optional<GatedRemoval> removes() {
    var goal = GatedGoal.of(lambda, keep, share, parameters);
    var part =
        switch (each) {
          case GROUP -> Gated.HEADS;
          case APPLICATION -> Gated.APPLIED_HEADS;
        };
    return Optional.of(new GatedRemoval(new Removal(part, 1, goal), gates));
  }

  @Override
  public Optional<Distillation.Settings> learns() {
    return distil;
  }

  @Override
  public Optional<Training> trains() {
    return Optional.of(training);
  }
}
