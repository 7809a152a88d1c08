package bonsai.compress;

import bonsai.model.Architecture;
import bonsai.model.Architecture.Matrices;
import bonsai.model.BertConfig;
import bonsai.model.NerModel;
import bonsai.model.Parameters;
import bonsai.torch.HostTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Multiplies out what a compressed model keeps in factors, and gives every application its own copy
 * of what it shares, and heads and units of zeros in place of those that are gone: the result is a
 * plain BERT that computes the same, and that {@code transformers} loads.
 */
public final class Merge {
  private final NerModel model;
  private final BertConfig config;
  private final Architecture how;
  private final Map<String, long[]> shapes;

  private Merge(NerModel model) {
    this.model = model;
    config = model.config();
    how = config.architecture();
    shapes = Parameters.of(config.withArchitecture(Architecture.PLAIN)).shapes();
  }

  /** The plain BERT that computes what {@code model} does; the model itself if it is one. */
  public static NerModel toPlain(NerModel model) {
    return model.config().architecture().isPlain() ? model : new Merge(model).merged();
  }

  private NerModel merged() {
    var plain = config.withArchitecture(Architecture.PLAIN);
    var tensors = new LinkedHashMap<String, HostTensor>();
    for (var parameter : Parameters.of(plain).list()) {
      var same = model.tensors().get(parameter.name());
      if (same != null
          && same.hasShape(parameter.shape())
          && !parameter.name().contains("layer.")) {
        tensors.put(parameter.name(), same);
      }
    }
    if (how.embeddingSize() > 0) {
      tensors.put(
          Parameters.WORD_EMBEDDINGS,
          Matrix.timesTransposed(
              model.tensor(Parameters.WORD_EMBEDDINGS),
              model.tensor(Parameters.EMBEDDING_PROJECTION + ".weight")));
    }
    for (var i = 0; i < config.numHiddenLayers(); i++) {
      layer(tensors, i);
    }
    return new NerModel(plain, tensors);
  }

  private void layer(LinkedHashMap<String, HostTensor> tensors, int application) {
    var used = new ArrayList<>(Matrices.attention(how.attentionOf(application)));
    used.addAll(Matrices.feedForward(how.feedForwardOf(application)));
    var own = new ArrayList<>(Matrices.attention(application));
    own.addAll(Matrices.feedForward(application));
    var gates = Optional.ofNullable(model.tensors().get(Parameters.headGates(application)));
    for (var i = 0; i < own.size(); i++) {
      var weight = own.get(i) + ".weight";
      var bias = own.get(i) + ".bias";
      var matrix = matrix(used.get(i), own.get(i));
      var gated = i == Matrices.attention(0).size() - 1 ? matrix.map(m -> gated(m, gates)) : matrix;
      tensors.put(weight, padded(gated, shapes.get(weight)));
      tensors.put(
          bias,
          padded(
              Optional.ofNullable(model.tensors().get(used.get(i) + ".bias")), shapes.get(bias)));
    }
    for (var part : List.of(".weight", ".bias")) {
      var attention = "attention.output.LayerNorm" + part;
      var output = "output.LayerNorm" + part;
      tensors.put(
          Parameters.layer(application) + attention,
          model.tensor(Parameters.layer(how.attentionNormOf(application)) + attention));
      tensors.put(
          Parameters.layer(application) + output,
          model.tensor(Parameters.layer(how.feedForwardNormOf(application)) + output));
    }
  }

  /** None where all heads or units are gone. */
  private Optional<HostTensor> matrix(String used, String own) {
    var whole =
        how.ranks().containsKey(used)
            ? Optional.of(product(used))
            : Optional.ofNullable(model.tensors().get(used + ".weight"));
    var correction = own + Parameters.CORRECTION;
    return model.tensors().containsKey(correction + Parameters.UP + ".weight")
        ? whole.map(matrix -> Matrix.plus(matrix, product(correction)))
        : whole;
  }

  /** The output's matrix with each head's columns times its gate. */
  private HostTensor gated(HostTensor matrix, Optional<HostTensor> gates) {
    return gates
        .map(
            open -> {
              var scaled = HostTensor.allocate(matrix.shape());
              var width = matrix.shape()[1];
              for (var i = 0L; i < matrix.size(); i++) {
                scaled.set(i, matrix.get(i) * open.get(i % width / config.headSize()));
              }
              return scaled;
            })
        .orElse(matrix);
  }

  /**
   * The tensor at the start of zeros of that shape, in place of the heads and units that are gone:
   * what they would put out is multiplied by columns of zeros.
   */
  private static HostTensor padded(Optional<HostTensor> tensor, long[] shape) {
    if (tensor.filter(found -> found.hasShape(shape)).isPresent()) {
      return tensor.get();
    }
    var zeros = HostTensor.allocate(shape);
    tensor.ifPresent(
        found -> {
          var width = found.shape().length == 1 ? 1 : found.shape()[1];
          var row = shape.length == 1 ? 1 : shape[1];
          for (var i = 0L; i < found.size(); i++) {
            zeros.set(i / width * row + i % width, found.get(i));
          }
        });
    return zeros;
  }

  private HostTensor product(String name) {
    return Matrix.times(
        model.tensor(name + Parameters.UP + ".weight"),
        model.tensor(name + Parameters.DOWN + ".weight"));
  }
}
