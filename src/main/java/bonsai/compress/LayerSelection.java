package bonsai.compress;

import bonsai.base.UserException;
import bonsai.model.BertConfig;
import bonsai.model.NerModel;
import bonsai.model.Parameters;
import bonsai.torch.HostTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * Keeps some of a model's layers, in their order, as DistilBERT's student does (Sanh et al., arXiv
 * 1910.01108, section 3).
 *
 * @param layers numbers of the layers that stay, from 0 at the input, ascending
 */
public record LayerSelection(List<Integer> layers) implements Transform {
  public LayerSelection {
    layers = List.copyOf(layers);
    for (var i = 0; i < layers.size(); i++) {
      if (layers.get(i) < 0 || i > 0 && layers.get(i) <= layers.get(i - 1)) {
        throw new UserException(
            "layers must be numbers from 0 on, each greater than the one before, not "
                + layers
                + ".");
      }
    }
    if (layers.isEmpty()) {
      throw new UserException("layers is empty: name the layers that stay, such as 0, 2, 4.");
    }
  }

  @Override
  public Plan plan(BertConfig before) {
    if (layers.getLast() >= before.numHiddenLayers()) {
      throw new UserException(
          "The model has the layers 0 to %d, but layer %d is to be kept."
              .formatted(before.numHiddenLayers() - 1, layers.getLast()));
    }
    var how = before.architecture();
    if (!how.attention().isEmpty() || !how.feedForward().isEmpty()) {
      throw new UserException(
          "Layers are kept or dropped before they are shared: put this stage before share-layers.");
    }
    var ranks = new LinkedHashMap<String, Integer>();
    how.ranks()
        .forEach((matrix, rank) -> nameAfter(matrix).ifPresent(name -> ranks.put(name, rank)));
    var pruned = how.pruned().stream().flatMap(matrix -> nameAfter(matrix).stream()).toList();
    var kept =
        how.withSizes(List.of(), List.of())
            .withPruned(List.of())
            .withRanks(ranks)
            .withPruned(pruned);
    return Plan.exactly(
        before.withLayers(
            layers.size(),
            kept.withSizes(kept(how.attentionHeads()), kept(how.intermediateSizes()))));
  }

  @Override
  public NerModel apply(NerModel model, Materials materials) {
    var config = plan(model.config()).config();
    var tensors = new LinkedHashMap<String, HostTensor>();
    for (var name : Parameters.of(config).shapes().sequencedKeySet()) {
      tensors.put(name, model.tensor(nameBefore(name)));
    }
    return new NerModel(config, tensors);
  }

  /** The numbers of those layers that stay; none where there are none. */
  private List<Integer> kept(List<Integer> sizes) {
    return sizes.isEmpty() ? List.of() : layers.stream().map(sizes::get).toList();
  }

  /** A matrix's name once its layer has its new number; none if the layer goes. */
  private Optional<String> nameAfter(String matrix) {
    for (var i = 0; i < layers.size(); i++) {
      var prefix = Parameters.layer(layers.get(i));
      if (matrix.startsWith(prefix)) {
        return Optional.of(Parameters.layer(i) + matrix.substring(prefix.length()));
      }
    }
    return Optional.empty();
  }

  private String nameBefore(String name) {
    for (var i = 0; i < layers.size(); i++) {
      var prefix = Parameters.layer(i);
      if (name.startsWith(prefix)) {
        return Parameters.layer(layers.get(i)) + name.substring(prefix.length());
      }
    }
    return name;
  }
}
