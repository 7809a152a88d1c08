package bonsai.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bonsai.base.Json;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Against Hugging Face's and PyTorch's numbers for a random three-layer BERT. */
@TorchTest
final class NetworkTest {
  private static final Torch TORCH = Torch.load(Device.CPU);

  private final JsonNode golden = json("/golden/tiny_bert.json");
  private final JsonNode adamw = json("/golden/adamw.json");

  @Test
  void logitsEqualHuggingFaces() {
    try (var network = tinyBert(Precision.FLOAT32);
        var scope = TORCH.scope()) {
      var logits = network.logits(scope, ids(scope), mask(scope)).toFloats();

      assertThat(largestDifferenceOnPieces(logits)).isLessThan(1e-5);
    }
  }

  @Test
  void bfloat16LogitsStayNearFloat32s() {
    try (var network = tinyBert(Precision.BFLOAT16);
        var scope = TORCH.scope()) {
      var logits = network.logits(scope, ids(scope), mask(scope)).toFloats();

      assertThat(largestDifferenceOnPieces(logits)).isBetween(1e-4, 0.1);
    }
  }

  @Test
  void int8LogitsStayNearFloat32s() {
    try (var network = tinyBert(Precision.INT8);
        var scope = TORCH.scope()) {
      var logits = network.logits(scope, ids(scope), mask(scope)).toFloats();

      assertThat(largestDifferenceOnPieces(logits)).isBetween(1e-4, 0.3);
    }
  }

  @Test
  void logitsThatAreNotWantedAreZeroAndTheOthersAsTheyWere() {
    try (var network = tinyBert(Precision.FLOAT32);
        var scope = TORCH.scope()) {
      var everywhere = network.logits(scope, ids(scope), mask(scope)).toFloats();
      var places = labelledPlaces();
      var wanted = network.logits(scope, ids(scope), mask(scope), places);

      var tags = (int) wanted.shape()[2];
      var values = wanted.toFloats();
      var counts = new boolean[values.length / tags];
      LongStream.of(places).forEach(place -> counts[(int) place] = true);
      for (var i = 0; i < values.length; i++) {
        var right = counts[i / tags] ? everywhere[i] : 0;
        assertThat(values[i]).isCloseTo(right, within(1e-5f));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void lossAndEveryGradientEqualPyTorchs(boolean everywhere) {
    try (var network = tinyBert(Precision.FLOAT32);
        var scope = TORCH.scope()) {
      network.prepareTraining(0, 1, new LinkedHashMap<>());
      var loss =
          forwardAndBackward(network, scope, everywhere ? Network.EVERYWHERE : labelledPlaces());

      assertThat(loss).isCloseTo((float) golden.get("loss").asDouble(), within(1e-5f));
      var gradients = network.gradients();
      var expected = golden.get("gradient_norms");
      assertThat(gradients).hasSize(expected.size());
      expected
          .properties()
          .forEach(
              entry -> {
                var norm = norm(gradients.get(entry.getKey()));
                var right = entry.getValue().asDouble();
                assertThat(norm).as(entry.getKey()).isCloseTo(right, within(1e-4 * right + 1e-7));
              });
    }
  }

  @Test
  void portionsOfABatchAddUpToTheWholeGradient() {
    try (var network = tinyBert(Precision.FLOAT32);
        var scope = TORCH.scope()) {
      network.prepareTraining(0, 1, new LinkedHashMap<>());
      forwardAndBackward(network, scope);
      var whole = network.gradients();
      network.begin(scope, ids(scope), 0);
      var total = count(golden.get("labels"));
      for (var row = 0; row < golden.get("input_ids").size(); row++) {
        var logits =
            network.trainingLogits(
                scope,
                row(scope, "input_ids", row),
                row(scope, "attention_mask", row),
                Network.EVERYWHERE,
                Network.Keep.NOTHING);
        network.backward(
            scope, network.crossEntropy(scope, logits, row(scope, "labels", row), total));
      }
      var summed = network.gradients();

      whole.forEach(
          (name, gradient) -> {
            for (var i = 0; i < gradient.size(); i++) {
              assertThat(summed.get(name).get(i))
                  .as(name)
                  .isCloseTo(gradient.get(i), within(1e-5f));
            }
          });
    }
  }

  @Test
  void fiveOptimizerStepsEqualPyTorchsAdamW() {
    try (var network = tinyBert(Precision.FLOAT32);
        var scope = TORCH.scope()) {
      network.prepareTraining(0, 1, new LinkedHashMap<>());
      for (var step = 0; step < adamw.get("losses").size(); step++) {
        var loss = forwardAndBackward(network, scope);
        var norm = network.gradientNorm(scope);
        network.adamW(
            scope,
            Network.AdamW.USUAL,
            adamw.get("learning_rates").get(step).asDouble(),
            adamw.get("weight_decay").asDouble(),
            Math.max(1, norm / adamw.get("clip_norm").asDouble()),
            step + 1);

        assertThat(loss).isCloseTo((float) adamw.get("losses").get(step).asDouble(), within(1e-4f));
        var right = adamw.get("gradient_norms_before_clipping").get(step).asDouble();
        assertThat(norm).isCloseTo(right, within(1e-3));
      }
    }
  }

  @Test
  void trainingContinuesBitForBitFromSavedWeightsAndMoments() {
    var undisturbed = new ArrayList<Float>();
    var resumed = new ArrayList<Float>();
    try (var network = tinyBert(Precision.BFLOAT16);
        var scope = TORCH.scope()) {
      network.prepareTraining(0.1, 7, new LinkedHashMap<>());
      step(network, scope, 1);
      var weights = copies(network.weights());
      var moments = copies(network.moments());
      undisturbed.add(step(network, scope, 2));
      undisturbed.add(step(network, scope, 3));
      try (var other = Network.open(TORCH, plan(), weights, Precision.BFLOAT16)) {
        other.prepareTraining(0.1, 7, moments);
        resumed.add(step(other, scope, 2));
        resumed.add(step(other, scope, 3));
      }
    }
    assertThat(resumed).isEqualTo(undisturbed).doesNotContain(Float.NaN);
  }

  private float step(Network network, Scope scope, int step) {
    network.begin(scope, ids(scope), 1000L * step);
    var logits =
        network.trainingLogits(
            scope, ids(scope), mask(scope), Network.EVERYWHERE, Network.Keep.NOTHING);
    var loss = network.crossEntropy(scope, logits, labels(scope), count(golden.get("labels")));
    network.backward(scope, loss);
    network.adamW(scope, Network.AdamW.USUAL, 1e-3, 0.01, 1, step);
    return loss.item();
  }

  private float forwardAndBackward(Network network, Scope scope) {
    return forwardAndBackward(network, scope, Network.EVERYWHERE);
  }

  private float forwardAndBackward(Network network, Scope scope, long[] places) {
    network.begin(scope, ids(scope), 0);
    var logits =
        network.trainingLogits(scope, ids(scope), mask(scope), places, Network.Keep.NOTHING);
    var loss = network.crossEntropy(scope, logits, labels(scope), count(golden.get("labels")));
    network.backward(scope, loss);
    return loss.item();
  }

  /** Where in batch · length a label counts. */
  private long[] labelledPlaces() {
    var length = golden.get("labels").get(0).size();
    return LongStream.range(0, (long) golden.get("labels").size() * length)
        .filter(
            place ->
                golden.get("labels").get((int) (place / length)).get((int) (place % length)).asInt()
                    != -100)
        .toArray();
  }

  private double largestDifferenceOnPieces(float[] logits) {
    var largest = 0.0;
    var place = 0;
    for (var i = 0; i < golden.get("logits").size(); i++) {
      for (var j = 0; j < golden.get("logits").get(i).size(); j++) {
        var counts = golden.get("attention_mask").get(i).get(j).asInt() == 1;
        for (var right : golden.get("logits").get(i).get(j)) {
          var difference = Math.abs(logits[place++] - right.asDouble());
          largest = counts ? Math.max(largest, difference) : largest;
        }
      }
    }
    return largest;
  }

  private Network tinyBert(Precision precision) {
    var weights =
        new LinkedHashMap<>(Safetensors.read(resource("/golden/tiny_bert.safetensors")).tensors());
    return Network.open(TORCH, plan(), weights, precision);
  }

  private static Network.Plan plan() {
    return Network.Plan.plain(3, 4, 1e-12);
  }

  private Tensor ids(Scope scope) {
    return matrix(scope, golden.get("input_ids"));
  }

  private Tensor mask(Scope scope) {
    return matrix(scope, golden.get("attention_mask"));
  }

  private Tensor labels(Scope scope) {
    return matrix(scope, golden.get("labels"));
  }

  private Tensor row(Scope scope, String what, int row) {
    var values = golden.get(what).get(row);
    return scope.longs(
        longs(values).stream().mapToLong(Long::longValue).toArray(), 1, values.size());
  }

  private static Tensor matrix(Scope scope, JsonNode rows) {
    var values = new ArrayList<Long>();
    rows.forEach(row -> values.addAll(longs(row)));
    return scope.longs(
        values.stream().mapToLong(Long::longValue).toArray(), rows.size(), rows.get(0).size());
  }

  private static List<Long> longs(JsonNode row) {
    var values = new ArrayList<Long>();
    row.forEach(value -> values.add(value.asLong()));
    return values;
  }

  private static int count(JsonNode labels) {
    var count = 0;
    for (var row : labels) {
      for (var label : row) {
        count += label.asInt() == -100 ? 0 : 1;
      }
    }
    return count;
  }

  private static double norm(HostTensor tensor) {
    var sum = 0.0;
    for (var i = 0L; i < tensor.size(); i++) {
      sum += (double) tensor.get(i) * tensor.get(i);
    }
    return Math.sqrt(sum);
  }

  private static LinkedHashMap<String, HostTensor> copies(
      java.util.Map<String, HostTensor> tensors) {
    var copies = new LinkedHashMap<String, HostTensor>();
    tensors.forEach((name, tensor) -> copies.put(name, tensor.copy()));
    return copies;
  }

  private static JsonNode json(String name) {
    try {
      return Json.LINE.readTree(Files.readString(resource(name)));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Path resource(String name) {
    try {
      return Path.of(NetworkTest.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
