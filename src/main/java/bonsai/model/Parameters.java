package bonsai.model;

import bonsai.model.Parameter.Component;
import bonsai.model.Parameter.Role;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * The parameters of a model, known from its config before anything is allocated: embeddings first,
 * then the layers from the input on, the classifier last.
 *
 * @param list all of them, in that order
 */
public record Parameters(List<Parameter> list) {
  public static final String WORD_EMBEDDINGS = "bert.embeddings.word_embeddings.weight";
  public static final String CLASSIFIER = "classifier";

  public Parameters {
    list = List.copyOf(list);
  }

  /** The parameters a model of this config has. */
  public static Parameters of(BertConfig config) {
    var builder = new Builder();
    builder.embeddings(config);
    for (var layer = 0; layer < config.numHiddenLayers(); layer++) {
      builder.layer(config, layer(layer));
    }
    builder.linear(CLASSIFIER, config.labels().size(), config.hiddenSize(), Component.CLASSIFIER);
    return new Parameters(builder.list);
  }

  /** What the names of a layer's parameters begin with, such as {@code bert.encoder.layer.3.}. */
  public static String layer(int index) {
    return "bert.encoder.layer." + index + ".";
  }

  /** Shapes by name, in order. */
  public SequencedMap<String, long[]> shapes() {
    var shapes = new LinkedHashMap<String, long[]>();
    list.forEach(parameter -> shapes.put(parameter.name(), parameter.shape()));
    return Collections.unmodifiableSequencedMap(shapes);
  }

  /** The number of all their elements: what people call the model's parameters. */
  public long count() {
    return list.stream().mapToLong(Parameter::size).sum();
  }

  /** That number by part of the model; every part is there, in order. */
  public Map<Component, Long> counts() {
    var counts = new EnumMap<Component, Long>(Component.class);
    for (var component : Component.values()) {
      counts.put(component, 0L);
    }
    list.forEach(
        parameter -> counts.merge(parameter.component(), parameter.size(), Math::addExact));
    return Collections.unmodifiableMap(counts);
  }

  private static final class Builder {
    private final List<Parameter> list = new ArrayList<>();

    void embeddings(BertConfig config) {
      var hidden = config.hiddenSize();
      embedding(WORD_EMBEDDINGS, config.vocabSize(), hidden, Component.WORD_EMBEDDINGS);
      embedding(
          "bert.embeddings.position_embeddings.weight",
          config.maxPositionEmbeddings(),
          hidden,
          Component.POSITIONS_AND_SEGMENTS);
      embedding(
          "bert.embeddings.token_type_embeddings.weight",
          config.typeVocabSize(),
          hidden,
          Component.POSITIONS_AND_SEGMENTS);
      layerNorm("bert.embeddings.LayerNorm", hidden);
    }

    void layer(BertConfig config, String prefix) {
      var hidden = config.hiddenSize();
      for (var projection : List.of("query", "key", "value")) {
        linear(prefix + "attention.self." + projection, hidden, hidden, Component.ATTENTION);
      }
      linear(prefix + "attention.output.dense", hidden, hidden, Component.ATTENTION);
      layerNorm(prefix + "attention.output.LayerNorm", hidden);
      var inner = config.intermediateSize();
      linear(prefix + "intermediate.dense", inner, hidden, Component.FEED_FORWARD);
      linear(prefix + "output.dense", hidden, inner, Component.FEED_FORWARD);
      layerNorm(prefix + "output.LayerNorm", hidden);
    }

    void embedding(String name, long rows, long width, Component component) {
      list.add(new Parameter(name, new long[] {rows, width}, component, Role.EMBEDDING));
    }

    void linear(String name, long outputs, long inputs, Component component) {
      var weight = new long[] {outputs, inputs};
      list.add(new Parameter(name + ".weight", weight, component, Role.WEIGHT));
      list.add(new Parameter(name + ".bias", new long[] {outputs}, component, Role.BIAS));
    }

    void layerNorm(String name, long width) {
      var shape = new long[] {width};
      list.add(new Parameter(name + ".weight", shape, Component.LAYER_NORMS, Role.NORM_SCALE));
      list.add(new Parameter(name + ".bias", shape, Component.LAYER_NORMS, Role.NORM_SHIFT));
    }
  }
}
