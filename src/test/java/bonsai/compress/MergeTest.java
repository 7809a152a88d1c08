package bonsai.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bonsai.model.Architecture;
import bonsai.model.Architecture.Matrices;
import bonsai.model.BertConfig;
import bonsai.model.NerModel;
import bonsai.model.Networks;
import bonsai.model.Parameters;
import bonsai.ner.Labels;
import bonsai.torch.Device;
import bonsai.torch.HostTensor;
import bonsai.torch.Network;
import bonsai.torch.Precision;
import bonsai.torch.Scope;
import bonsai.torch.Tensor;
import bonsai.torch.Torch;
import bonsai.torch.TorchTest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A compressed model against the plain one it multiplies out to: the kernels that know of factors
 * and sharing must compute what those that do not know of them do, and so must their gradients.
 */
@TorchTest
final class MergeTest {
  private static final Torch TORCH = Torch.load(Device.CPU);
  private static final Labels LABELS = Labels.ofTypes(List.of("PER", "LOC"));
  private static final int LAYERS = 4;
  private static final long ROWS = 3;
  private static final long LENGTH = 7;

  static Stream<Architecture> architectures() {
    var shared = List.of(0, 0, 1, 1);
    var all = new TreeMap<String, Integer>();
    for (var layer = 0; layer < LAYERS; layer++) {
      for (var matrix : Matrices.attention(layer)) {
        all.put(matrix, 5 + layer);
      }
      for (var matrix : Matrices.feedForward(layer)) {
        all.put(matrix, 7);
      }
    }
    var some = new TreeMap<String, Integer>();
    some.put("bert.encoder.layer.1.attention.self.key", 3);
    some.put("bert.encoder.layer.2.output.dense", 4);
    var none = new TreeMap<String, Integer>();
    var first = new TreeMap<>(all);
    first.keySet().removeIf(name -> name.contains("layer.2") || name.contains("layer.3"));
    return Stream.of(
        Architecture.PLAIN,
        new Architecture(6, List.of(), List.of(), false, 0, none),
        new Architecture(0, List.of(), List.of(), false, 0, all),
        new Architecture(6, List.of(), List.of(), false, 0, some),
        new Architecture(0, shared, shared, false, 0, none),
        new Architecture(0, shared, shared, true, 3, none),
        new Architecture(0, shared, List.of(), false, 2, none),
        new Architecture(0, List.of(), List.of(0, 1, 1, 2), true, 2, none),
        new Architecture(5, shared, shared, true, 2, first),
        Architecture.PLAIN.withSizes(List.of(4, 1, 0, 2), List.of(24, 0, 5, 1)),
        new Architecture(6, List.of(), List.of(), false, 0, some)
            .withSizes(List.of(4, 1, 0, 2), List.of(24, 0, 5, 1)),
        new Architecture(5, shared, shared, true, 2, first)
            .withSizes(List.of(3, 0), List.of(0, 11)));
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void theMergedModelComputesTheSame(Architecture how) {
    var model = random(how);
    var merged = Merge.toPlain(model);

    assertThat(merged.config().architecture().isPlain()).isTrue();
    var expected = logits(merged);
    var actual = logits(model);
    for (var i = 0; i < expected.length; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], within(1e-4f));
    }
  }

  @Test
  void gatesOfApplicationsAreMultipliedIntoTheOutputsAndAreNotTrained() {
    var shared = List.of(0, 0, 1, 1);
    var how = new Architecture(0, shared, shared, false, 2, new TreeMap<>()).withHeadGates(true);
    var model = random(how.withSizes(List.of(3, 4), List.of(24, 24)));
    var gates = IntStream.range(0, LAYERS).mapToObj(Parameters::headGates).toList();

    assertThat(model.tensors()).containsKeys(gates.toArray(String[]::new));
    assertThat(model.tensor(gates.getFirst()).shape()).containsExactly(3);
    Logits.areEqual(TORCH, Merge.toPlain(model), model);
    assertThat(gradients(model).keySet())
        .doesNotContainAnyElementsOf(gates)
        .hasSize(model.tensors().size() - LAYERS);
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void int8ComputesNearlyTheSame(Architecture how) {
    var model = random(how);
    var exact = logits(model);
    var quantised = logits(model, Precision.INT8);
    var squares = 0.0;
    var errors = 0.0;
    for (var i = 0; i < exact.length; i++) {
      squares += exact[i] * exact[i];
      errors += (exact[i] - quantised[i]) * (exact[i] - quantised[i]);
    }

    assertThat(errors / squares).isBetween(1e-8, 2e-3);
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void gradientsFollowFromThoseOfTheMergedModelByTheChainRule(Architecture how) {
    var model = random(how);
    var whole = gradients(Merge.toPlain(model));
    var found = gradients(model);

    assertThat(found.keySet()).isEqualTo(model.tensors().sequencedKeySet());
    expected(model, whole)
        .forEach(
            (name, gradient) -> {
              var actual = found.get(name);
              for (var i = 0L; i < gradient.size(); i++) {
                assertThat(actual.get(i)).as(name).isCloseTo(gradient.get(i), within(1e-4f));
              }
            });
  }

  /** By hand: a shared matrix sums over its uses; of W = U D, dU = dW D' and dD = U' dW. */
  private static Map<String, HostTensor> expected(
      NerModel model, SequencedMap<String, HostTensor> whole) {
    var how = model.config().architecture();
    var sums = new LinkedHashMap<String, HostTensor>();
    var expected = new LinkedHashMap<String, HostTensor>();
    for (var i = 0; i < LAYERS; i++) {
      var used = new ArrayList<>(Matrices.attention(how.attentionOf(i)));
      used.addAll(Matrices.feedForward(how.feedForwardOf(i)));
      var own = new ArrayList<>(Matrices.attention(i));
      own.addAll(Matrices.feedForward(i));
      for (var m = 0; m < own.size(); m++) {
        var gradient = whole.get(own.get(m) + ".weight");
        sums.merge(used.get(m), gradient, Matrix::plus);
        sums.merge(used.get(m) + ".bias", whole.get(own.get(m) + ".bias"), Matrix::plus);
        factors(model, own.get(m) + ".correction", gradient, expected);
      }
    }
    sums.forEach(
        (name, gradient) -> {
          if (how.ranks().containsKey(name)) {
            factors(model, name, gradient, expected);
          } else {
            var parameter = name.endsWith(".bias") ? name : name + ".weight";
            var present = model.tensors().get(parameter);
            if (present != null) { // not where all heads or units are gone
              expected.put(parameter, corner(gradient, present.shape()));
            }
          }
        });
    if (how.embeddingSize() > 0) {
      var gradient = whole.get(Parameters.WORD_EMBEDDINGS);
      var projection = model.tensor(Parameters.EMBEDDING_PROJECTION + ".weight");
      expected.put(Parameters.WORD_EMBEDDINGS, Matrix.times(gradient, projection));
      expected.put(
          Parameters.EMBEDDING_PROJECTION + ".weight",
          Matrix.times(gradient.transpose2d(), model.tensor(Parameters.WORD_EMBEDDINGS)));
    }
    return expected;
  }

  private static void factors(
      NerModel model, String name, HostTensor gradient, Map<String, HostTensor> into) {
    var up = name + Parameters.UP + ".weight";
    var down = name + Parameters.DOWN + ".weight";
    if (model.tensors().containsKey(up)) {
      var present = corner(gradient, model.tensor(up).shape()[0], model.tensor(down).shape()[1]);
      into.put(up, Matrix.timesTransposed(present, model.tensor(down)));
      into.put(down, Matrix.times(model.tensor(up).transpose2d(), present));
    }
  }

  /** The merged model has zeros behind what a model without some heads and units has. */
  private static HostTensor corner(HostTensor tensor, long... shape) {
    var corner = HostTensor.allocate(shape);
    var width = shape.length == 1 ? 1 : shape[1];
    var row = shape.length == 1 ? 1 : tensor.shape()[1];
    for (var i = 0L; i < corner.size(); i++) {
      corner.set(i, tensor.get(i / width * row + i % width));
    }
    return corner;
  }

  /** Every parameter random, also those that usually begin at 0 or 1. */
  private static NerModel random(Architecture how) {
    var config = BertConfig.of(40, 16, LAYERS, 4, 24, LABELS).withArchitecture(how);
    var random = new Random(3);
    var tensors = new LinkedHashMap<String, HostTensor>();
    Parameters.of(config)
        .shapes()
        .forEach(
            (name, shape) -> {
              var tensor = HostTensor.allocate(shape);
              for (var i = 0L; i < tensor.size(); i++) {
                tensor.set(i, (float) (0.3 * random.nextGaussian()));
              }
              tensors.put(name, tensor);
            });
    return new NerModel(config, tensors);
  }

  private static float[] logits(NerModel model) {
    return logits(model, Precision.FLOAT32);
  }

  private static float[] logits(NerModel model, Precision precision) {
    try (var network = Networks.open(TORCH, model, precision);
        var scope = TORCH.scope()) {
      return network.logits(scope, ids(scope), mask(scope)).toFloats();
    }
  }

  private static SequencedMap<String, HostTensor> gradients(NerModel model) {
    try (var network = Networks.open(TORCH, model, Precision.FLOAT32);
        var scope = TORCH.scope()) {
      network.prepareTraining(0, 1, new LinkedHashMap<>());
      network.begin(scope, ids(scope), 0);
      var logits =
          network.trainingLogits(
              scope, ids(scope), mask(scope), Network.EVERYWHERE, Network.Keep.NOTHING);
      var labels =
          scope.longs(
              IntStream.range(0, (int) (ROWS * LENGTH)).mapToLong(i -> i % 5).toArray(),
              ROWS,
              LENGTH);
      network.backward(scope, network.crossEntropy(scope, logits, labels, ROWS * LENGTH));
      return network.gradients();
    }
  }

  private static Tensor ids(Scope scope) {
    var random = new Random(5);
    return scope.longs(random.longs(ROWS * LENGTH, 0, 40).toArray(), ROWS, LENGTH);
  }

  private static Tensor mask(Scope scope) {
    return scope.longs(
        IntStream.range(0, (int) (ROWS * LENGTH)).mapToLong(i -> 1).toArray(), ROWS, LENGTH);
  }
}
