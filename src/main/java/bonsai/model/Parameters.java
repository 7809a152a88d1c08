package bonsai.model;

import bonsai.model.Architecture.Matrices;
import bonsai.model.Parameter.Component;
import bonsai.model.Parameter.Role;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * The parameters of a model, known from its config before anything is allocated: embeddings first,
 * then the layers from the input on, the classifier last.
 *
 * @param list all of them, in that order
 */
public record Parameters(List<Parameter> list) {
  public static final String WORD_EMBEDDINGS = "bert.embeddings.word_embeddings.weight";
  public static final String CLASSIFIER = "classifier";

  /** Brings factorised word embeddings to the hidden size: {@code [hidden, embeddingSize]}. */
  public static final String EMBEDDING_PROJECTION = "bert.embeddings.embedding_projection";

  /** What the names of the layers' parameters begin with; a number follows. */
  public static final String LAYERS = "bert.encoder.layer.";

  /** What stands between a shared matrix's name, with an application's number, and its factors. */
  public static final String CORRECTION = ".correction";

  /** The factor of a factorised matrix that meets the input: {@code [rank, inputs]}. */
  public static final String DOWN = ".down";

  /** The other factor: {@code [outputs, rank]}. */
  public static final String UP = ".up";

  public Parameters {
    list = List.copyOf(list);
  }

  /** The parameters a model of this config has. */
  public static Parameters of(BertConfig config) {
    var builder = new Builder();
    builder.embeddings(config);
    for (var application = 0; application < config.numHiddenLayers(); application++) {
      builder.application(config, application);
    }
    builder.linear(CLASSIFIER, config.labels().size(), config.hiddenSize(), Component.CLASSIFIER);
    return new Parameters(builder.list);
  }

  /** What the names of a layer's parameters begin with, such as {@code bert.encoder.layer.3.}. */
  public static String layer(int index) {
    return LAYERS + index + ".";
  }

  /** What an application of attention matrices that it shares multiplies its heads with. */
  public static String headGates(int application) {
    return layer(application) + "attention.self.head_gates";
  }

  /** The names of a layer's own parameters without what {@link #layer} gives, in order. */
  public static List<String> ofLayer(BertConfig config, int layer) {
    var prefix = layer(layer);
    return of(config).shapes().sequencedKeySet().stream()
        .filter(name -> name.startsWith(prefix))
        .map(name -> name.substring(prefix.length()))
        .toList();
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
    private final Set<String> names = new HashSet<>();

    void embeddings(BertConfig config) {
      var hidden = config.hiddenSize();
      var size = config.architecture().embeddingSize();
      embedding(
          WORD_EMBEDDINGS, config.vocabSize(), size > 0 ? size : hidden, Component.WORD_EMBEDDINGS);
      if (size > 0) {
        matrix(EMBEDDING_PROJECTION, hidden, size, Component.WORD_EMBEDDINGS);
      }
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

    /** What an application of a layer uses that none before it has used. */
    void application(BertConfig config, int application) {
      var how = config.architecture();
      var hidden = config.hiddenSize();
      var width = config.attentionHeads().get(how.attentionOf(application)) * config.headSize();
      var names = Matrices.attention(how.attentionOf(application));
      for (var matrix : names.subList(0, 3)) {
        linear(how, matrix, width, hidden, Component.ATTENTION);
      }
      linear(how, names.getLast(), hidden, width, Component.ATTENTION);
      if (how.sharesAttention(application)) {
        var own = Matrices.attention(application);
        for (var matrix : own.subList(0, 3)) {
          correction(how, matrix, width, hidden, Component.ATTENTION);
        }
        correction(how, own.getLast(), hidden, width, Component.ATTENTION);
        if (how.headGates() && width > 0) {
          var heads = new long[] {width / config.headSize()};
          add(headGates(application), heads, Component.ATTENTION, Role.GATE);
        }
      }
      layerNorm(layer(how.attentionNormOf(application)) + "attention.output.LayerNorm", hidden);
      var inner = config.intermediateSizes().get(how.feedForwardOf(application));
      var blocks = Matrices.feedForward(how.feedForwardOf(application));
      linear(how, blocks.getFirst(), inner, hidden, Component.FEED_FORWARD);
      linear(how, blocks.getLast(), hidden, inner, Component.FEED_FORWARD);
      if (how.sharesFeedForward(application)) {
        var own = Matrices.feedForward(application);
        correction(how, own.getFirst(), inner, hidden, Component.FEED_FORWARD);
        correction(how, own.getLast(), hidden, inner, Component.FEED_FORWARD);
      }
      layerNorm(layer(how.feedForwardNormOf(application)) + "output.LayerNorm", hidden);
    }

    private void add(String name, long[] shape, Component component, Role role) {
      if (names.add(name)) {
        list.add(new Parameter(name, shape, component, role));
      }
    }

    void embedding(String name, long rows, long width, Component component) {
      add(name, new long[] {rows, width}, component, Role.EMBEDDING);
    }

    void linear(String name, long outputs, long inputs, Component component) {
      matrix(name, outputs, inputs, component);
      add(name + ".bias", new long[] {outputs}, component, Role.BIAS);
    }

    /**
     * A linear layer whose matrix may be the product of two. Where nothing comes in, only the bias
     * is left; where nothing goes out, nothing is.
     */
    private void linear(
        Architecture how, String name, long outputs, long inputs, Component component) {
      var rank = how.ranks().get(name);
      if (inputs == 0 || outputs == 0) {
        if (outputs > 0) {
          add(name + ".bias", new long[] {outputs}, component, Role.BIAS);
        }
        return;
      }
      if (rank == null) {
        matrix(name, outputs, inputs, component);
      } else {
        matrix(name + DOWN, rank, inputs, component);
        matrix(name + UP, outputs, rank, component);
      }
      add(name + ".bias", new long[] {outputs}, component, Role.BIAS);
    }

    private void correction(
        Architecture how, String name, long outputs, long inputs, Component component) {
      var rank = how.correctionRank();
      if (rank > 0 && inputs > 0 && outputs > 0) {
        matrix(name + CORRECTION + DOWN, rank, inputs, component);
        add(
            name + CORRECTION + UP + ".weight",
            new long[] {outputs, rank},
            component,
            Role.CORRECTION);
      }
    }

    private void matrix(String name, long outputs, long inputs, Component component) {
      add(name + ".weight", new long[] {outputs, inputs}, component, Role.WEIGHT);
    }

    void layerNorm(String name, long width) {
      var shape = new long[] {width};
      add(name + ".weight", shape, Component.LAYER_NORMS, Role.NORM_SCALE);
      add(name + ".bias", shape, Component.LAYER_NORMS, Role.NORM_SHIFT);
    }
  }
}
