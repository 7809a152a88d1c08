package bonsai.technique;

import bonsai.base.Setting;
import bonsai.compress.Removal;
import bonsai.torch.Network.Gated;
import bonsai.train.Distillation;
import bonsai.train.GateTraining;
import bonsai.train.Training;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Takes out the groups of feed-forward units whose gates learn to close. */
public record RemoveUnits(
    @Setting(
            label = "λ",
            help = "What each open group of units adds to the loss; the more, the more close.",
            initial = "0.0003",
            min = 0,
            max = 100)
        double lambda,
    @Setting(
            label = "Keep",
            help = "In place of λ: the groups of units that stay in the whole model.",
            unit = "groups",
            min = 0)
        OptionalLong keep,
    @Setting(
            label = "Share",
            help = "In place of λ: the share of the groups that stays.",
            min = 0,
            max = 1)
        OptionalDouble share,
    @Setting(
            label = "At most",
            help =
                "In place of λ: the most parameters of the whole model; as many groups stay as that"
                    + " allows.",
            unit = "parameters",
            min = 1)
        OptionalLong parameters,
    @Setting(
            label = "Group",
            help = "Units that have a gate together.",
            unit = "units",
            initial = "64",
            min = 4,
            max = 65536)
        int group,
    GateTraining gates,
    Optional<Distillation.Settings> distil,
    Training training)
    implements Technique {
  public RemoveUnits {
    GatedGoal.requireLastState(training);
    GatedGoal.of(lambda, keep, share, parameters);
  }

  @Override
  public Optional<GatedRemoval> removes() {
    var goal = GatedGoal.of(lambda, keep, share, parameters);
    return Optional.of(new GatedRemoval(new Removal(Gated.UNITS, group, goal), gates));
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
