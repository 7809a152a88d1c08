package bonsai.model;

import bonsai.ner.Labels;
import bonsai.torch.HostTensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;

/**
 * A tagger as data: its shape, and its weights by Hugging Face's names.
 *
 * @param config the shape
 * @param tensors the weights, in the order of {@link Parameters}
 */
public record NerModel(BertConfig config, SequencedMap<String, HostTensor> tensors) {
  /** BERT's initial weights are normal with this standard deviation (arXiv 1810.04805's code). */
  static final double INITIAL_DEVIATION = 0.02;

  /**
   * Checks the weights against the config and brings them into its order.
   *
   * @throws IllegalArgumentException if one is missing, left over or of another shape
   */
  public NerModel {
    tensors = ordered(config, tensors);
  }

  /**
   * A model that has learned nothing: BERT's initialisation (weights normal with deviation 0.02,
   * biases 0, LayerNorms 1 and 0, the padding's embedding 0). The same config and seed give the
   * same weights everywhere.
   */
  public static NerModel untrained(BertConfig config, long seed) {
    var tensors = new LinkedHashMap<String, HostTensor>();
    for (var parameter : Parameters.of(config).list()) {
      tensors.put(parameter.name(), initial(parameter, seed));
    }
    var words = tensors.get(Parameters.WORD_EMBEDDINGS);
    for (var column = 0L; column < words.shape()[1]; column++) {
      words.set(config.padTokenId(), column, 0f);
    }
    return new NerModel(config, tensors);
  }

  /**
   * This model for these labels: itself if it has them already, else with a new classifier, drawn
   * from the seed.
   */
  public NerModel withLabels(Labels labels, long seed) {
    if (labels.equals(config.labels())) {
      return this;
    }
    var relabelled = config.withLabels(labels);
    var other = new LinkedHashMap<>(tensors);
    other.putAll(initialClassifier(relabelled, seed));
    return new NerModel(relabelled, other);
  }

  public HostTensor tensor(String name) {
    var tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("no parameter " + name);
    }
    return tensor;
  }

  /** The number of parameters. */
  public long parameterCount() {
    return tensors.values().stream().mapToLong(HostTensor::size).sum();
  }

  /** The number of parameters that are not exactly 0. */
  public long nonZeroCount() {
    var count = 0L;
    for (var tensor : tensors.values()) {
      for (var i = 0L; i < tensor.size(); i++) {
        if (tensor.get(i) != 0f) {
          count++;
        }
      }
    }
    return count;
  }

  /** A new classifier's tensors for this config. */
  static Map<String, HostTensor> initialClassifier(BertConfig config, long seed) {
    var head = new LinkedHashMap<String, HostTensor>();
    for (var parameter : Parameters.of(config).list()) {
      if (parameter.component() == Parameter.Component.CLASSIFIER) {
        head.put(parameter.name(), initial(parameter, seed));
      }
    }
    return head;
  }

  private static HostTensor initial(Parameter parameter, long seed) {
    var tensor = HostTensor.allocate(parameter.shape());
    switch (parameter.role()) {
      case EMBEDDING, WEIGHT -> {
        // A generator of its own for each name: what else a model has changes nothing here.
        var random = new Random(31 * seed + parameter.name().hashCode());
        for (var i = 0L; i < tensor.size(); i++) {
          tensor.set(i, (float) (INITIAL_DEVIATION * random.nextGaussian()));
        }
      }
      case NORM_SCALE, GATE -> {
        for (var i = 0L; i < tensor.size(); i++) {
          tensor.set(i, 1f);
        }
      }
      case BIAS, NORM_SHIFT, CORRECTION -> {} // zeros
    }
    return tensor;
  }

  private static SequencedMap<String, HostTensor> ordered(
      BertConfig config, Map<String, HostTensor> tensors) {
    var ordered = new LinkedHashMap<String, HostTensor>();
    for (var parameter : Parameters.of(config).list()) {
      var tensor = tensors.get(parameter.name());
      if (tensor == null || !tensor.hasShape(parameter.shape())) {
        throw new IllegalArgumentException("for " + parameter + " there is " + tensor);
      }
      ordered.put(parameter.name(), tensor);
    }
    for (var name : tensors.keySet()) {
      if (!ordered.containsKey(name)) {
        throw new IllegalArgumentException("no parameter of the config: " + name);
      }
    }
    return Collections.unmodifiableSequencedMap(ordered);
  }
}
