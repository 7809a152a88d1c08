package bonsai.compress;

import bonsai.model.Architecture.Matrices;
import bonsai.model.BertConfig;
import bonsai.model.Parameters;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * A matrix of a model's layers, and what it costs at a rank. Ranks above {@link #most} stand for
 * the whole matrix, which then has fewer parameters than its factors.
 *
 * @param name without {@code .weight}
 */
record LayerMatrix(String name, long outputs, long inputs) {
  /**
   * The matrices that a model still has, each once however many applications use it, from the input
   * on.
   */
  static List<LayerMatrix> of(BertConfig config) {
    var how = config.architecture();
    var hidden = config.hiddenSize();
    var matrices = new LinkedHashMap<String, LayerMatrix>();
    for (var application = 0; application < config.numHiddenLayers(); application++) {
      var width = config.attentionHeads().get(how.attentionOf(application)) * config.headSize();
      var names = Matrices.attention(how.attentionOf(application));
      for (var name : names.subList(0, 3)) {
        matrices.put(name, new LayerMatrix(name, width, hidden));
      }
      matrices.put(names.getLast(), new LayerMatrix(names.getLast(), hidden, width));
      var inner = config.intermediateSizes().get(how.feedForwardOf(application));
      var blocks = Matrices.feedForward(how.feedForwardOf(application));
      matrices.put(blocks.getFirst(), new LayerMatrix(blocks.getFirst(), inner, hidden));
      matrices.put(blocks.getLast(), new LayerMatrix(blocks.getLast(), hidden, inner));
    }
    return matrices.sequencedValues().stream().filter(matrix -> matrix.whole() > 0).toList();
  }

  /** The number of the layer in its name. */
  int layer() {
    var number = name.substring(Parameters.LAYERS.length());
    return Integer.parseInt(number.substring(0, number.indexOf('.')));
  }

  /** The parameters of the whole matrix. */
  long whole() {
    return outputs * inputs;
  }

  /** The largest rank whose factors have fewer parameters than the whole matrix; may be 0. */
  int most() {
    return Math.toIntExact((whole() - 1) / (outputs + inputs));
  }

  /** The parameters at a rank. */
  long cost(int rank) {
    return rank > most() ? whole() : rank * (outputs + inputs);
  }
}
