package bonsai.technique;

import bonsai.base.Setting;
import bonsai.compress.LayerSelection;
import bonsai.compress.Transform;
import bonsai.train.Training;
import java.util.List;
import java.util.Optional;

/** Keeps some of the layers and drops the others. */
public record KeepLayers(
    @Setting(
            label = "Layers",
            help = "Numbers of the layers that stay, from 0 at the input.",
            initial = "[1, 3, 5, 7, 9, 11]",
            min = 0)
        List<Integer> layers,
    Optional<Training> training)
    implements Technique {
  public KeepLayers {
    layers = new LayerSelection(layers).layers();
  }

  @Override
  public Transform transform() {
    return new LayerSelection(layers);
  }

  @Override
  public Optional<Training> trains() {
    return training;
  }
}
