package bonsai.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bonsai.base.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The losses of distillation against PyTorch's, {@code golden/distillation.json}. */
final class DistillationLossTest {
  private static final Torch TORCH = Torch.load(Device.CPU);

  private final JsonNode golden = read();

  private static JsonNode read() {
    try (var in = DistillationLossTest.class.getResourceAsStream("/golden/distillation.json")) {
      return Json.LINE.readTree(in.readAllBytes());
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0", "2.0", "5.0"})
  void theSoftLossIsPytorchs(String temperature) {
    var expected = golden.get("kl_batchmean_times_t2").get(temperature).get("loss").asDouble();

    assertThat(softLoss(floats("student_logits"), Double.parseDouble(temperature)))
        .isCloseTo(expected, within(1e-5 * expected));
  }

  /** By finite differences, so that it is held that T² gives it the scale of a hard loss's. */
  @ParameterizedTest
  @ValueSource(strings = {"1.0", "2.0", "5.0"})
  void theGradientOfTheSoftLossHasTheGoldenNorm(String temperature) {
    var expected =
        golden.get("kl_batchmean_times_t2").get(temperature).get("gradient_norm").asDouble();
    var logits = floats("student_logits");
    var squares = 0.0;
    var h = 0.05f;
    for (var i = 0; i < logits.length; i++) {
      var up = logits.clone();
      var down = logits.clone();
      up[i] += h;
      down[i] -= h;
      var t = Double.parseDouble(temperature);
      squares += Math.pow((softLoss(up, t) - softLoss(down, t)) / (up[i] - down[i]), 2);
    }

    assertThat(Math.sqrt(squares)).isCloseTo(expected, within(2e-3 * expected));
  }

  @Test
  void theHardLossIsPytorchs() {
    var expected = golden.get("hard_cross_entropy").asDouble();
    try (var network = network();
        var scope = TORCH.scope()) {
      var labels = longs("labels");
      var counted = java.util.Arrays.stream(labels).filter(label -> label >= 0).count();
      var loss =
          network.crossEntropy(
              scope, logits(scope, "student_logits"), scope.longs(labels, 3, 6), counted);

      assertThat((double) loss.item()).isCloseTo(expected, within(1e-5 * expected));
    }
  }

  private double softLoss(float[] student, double temperature) {
    try (var network = network();
        var scope = TORCH.scope()) {
      var mask = longs("mask");
      return network
          .softLoss(
              scope,
              scope.floats(student, 3, 6, 9),
              logits(scope, "teacher_logits"),
              scope.longs(mask, 3, 6),
              temperature,
              java.util.Arrays.stream(mask).sum())
          .item();
    }
  }

  private Tensor logits(Scope scope, String name) {
    return scope.floats(floats(name), 3, 6, 9);
  }

  /** The losses need a network to live in; what it computes makes no difference. */
  private static Network network() {
    var weights = new LinkedHashMap<String, HostTensor>();
    weights.put("classifier.weight", HostTensor.allocate(9, 4));
    weights.put("classifier.bias", HostTensor.allocate(9));
    return Network.open(TORCH, Network.Plan.plain(0, 1, 1e-12), weights, Precision.FLOAT32);
  }

  private float[] floats(String name) {
    var values = flat(golden.get(name));
    var floats = new float[values.size()];
    for (var i = 0; i < floats.length; i++) {
      floats[i] = (float) values.get(i).asDouble();
    }
    return floats;
  }

  private long[] longs(String name) {
    return flat(golden.get(name)).stream().mapToLong(JsonNode::asLong).toArray();
  }

  private static List<JsonNode> flat(JsonNode node) {
    if (!node.isArray()) {
      return List.of(node);
    }
    var all = new ArrayList<JsonNode>();
    node.forEach(part -> all.addAll(flat(part)));
    return all;
  }
}
