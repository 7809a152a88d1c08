package bonsai.technique;

import bonsai.base.Setting;
import bonsai.compress.LayerSharing;
import bonsai.compress.Transform;
import bonsai.train.Training;
import java.util.Optional;

/** Lets layers that follow one another use one set of weights. */
public record ShareLayers(
    @Setting(
            label = "Groups",
            help = "Sets of weights that are kept; layers in a row share one.",
            unit = "groups",
            initial = "2",
            min = 1,
            max = 1000)
        int groups,
    @Setting(
            label = "Share",
            help = "Everything, or one part: sharing the feed-forward costs the most F1.",
            initial = "\"all\"")
        LayerSharing.Part share,
    @Setting(
            label = "Begin with",
            help =
                "The group's first layer, the mean of its layers, or the layer closest to the mean.",
            initial = "\"closest\"")
        LayerSharing.Init init,
    @Setting(
            label = "Own LayerNorms",
            help = "Let each layer keep its LayerNorms, which are few parameters.",
            initial = "true")
        boolean ownLayerNorms,
    @Setting(
            label = "Correction rank",
            help = "Rank of what each layer adds to the matrices it shares; 0 adds nothing.",
            initial = "0",
            min = 0,
            max = 8192)
        int correctionRank,
    Optional<Training> training)
    implements Technique {
  @Override
  public Transform transform() {
    return new LayerSharing(groups, share, init, ownLayerNorms, correctionRank);
  }

  @Override
  public Optional<Training> trains() {
    return training;
  }
}
