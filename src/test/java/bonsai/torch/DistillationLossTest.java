package bonsai.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bonsai.base.Json;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The losses of distillation against PyTorch's, {@code golden/distillation.json}. */
@TorchTest
final class DistillationLossTest {
  private static final Torch TORCH = Torch.load(Device.CPU);

  /** The golden hidden states: pieces, and the student's width, half the teacher's. */
  private static final int ROWS = 18;

  private static final int WIDTH = 8;

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

    try (var network = network()) {
      assertThat(softLoss(network, floats("student_logits"), Double.parseDouble(temperature)))
          .isCloseTo(expected, within(1e-5 * expected));
    }
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
    var t = Double.parseDouble(temperature);
    try (var network = network()) {
      for (var i = 0; i < logits.length; i++) {
        var up = logits.clone();
        var down = logits.clone();
        up[i] += h;
        down[i] -= h;
        var change = softLoss(network, up, t) - softLoss(network, down, t);
        squares += Math.pow(change / (up[i] - down[i]), 2);
      }
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

  /**
   * The student's states come out of a LayerNorm, which leaves rows of mean 0 and one length: two
   * columns more, which the projection ignores, make the golden rows such rows.
   */
  @Test
  void theHiddenLossIsTheMaskedMeanSquareThroughTheProjection() {
    var expected = golden.get("hidden").get("masked_mse").asDouble();
    var mask = longs("mask");
    var student = floats(golden.get("hidden").get("student"));
    var ids = LongStream.range(0, ROWS).toArray();
    try (var network = stateNetwork(student);
        var scope = TORCH.scope()) {
      var batch = scope.longs(ids, 3, 6);
      var places = scope.longs(mask, 3, 6);
      network.begin(scope, batch, 0);
      network.trainingLogits(
          scope, batch, places, Network.EVERYWHERE, new Network.Keep(true, false));
      var loss =
          network.keptLoss(
              scope,
              Network.Comparison.MSE,
              scope.bytes(bfloat16(floats(golden.get("hidden").get("teacher"))), 1, ROWS, 2 * 16),
              new int[] {0},
              places,
              java.util.Arrays.stream(mask).sum());

      // The teacher's states lose what bfloat16 has not: 2^-9 of each, which averages out.
      assertThat((double) loss.item()).isCloseTo(expected, within(1e-3 * expected));
    }
  }

  /** A network without layers, whose word i has the i-th golden state in its first columns. */
  private Network stateNetwork(float[] student) {
    var width = WIDTH + 2;
    var length = 0.0; // the square of the rows' length: enough for each of them
    for (var row = 0; row < ROWS; row++) {
      length = Math.max(length, 2 * squares(student, row) + sum(student, row) * sum(student, row));
    }
    var scale = Math.sqrt(length / width);
    var words = HostTensor.allocate(ROWS, width);
    var norm = HostTensor.allocate(width);
    var projection = HostTensor.allocate(2 * WIDTH, width);
    var golden = floats(this.golden.get("hidden").get("projection"));
    for (var row = 0; row < ROWS; row++) {
      // a + b = -sum and a² + b² = length - squares
      var sum = -sum(student, row);
      var apart = Math.sqrt(2 * (length - squares(student, row)) - sum * sum);
      for (var i = 0; i < WIDTH; i++) {
        words.set(row, i, (float) (student[row * WIDTH + i] / scale));
      }
      words.set(row, WIDTH, (float) ((sum + apart) / 2 / scale));
      words.set(row, WIDTH + 1, (float) ((sum - apart) / 2 / scale));
    }
    for (var i = 0; i < width; i++) {
      norm.set(i, (float) scale);
    }
    for (var i = 0; i < golden.length; i++) {
      projection.set(i / WIDTH, i % WIDTH, golden[i]);
    }
    var weights = new LinkedHashMap<String, HostTensor>();
    weights.put("bert.embeddings.word_embeddings.weight", words);
    weights.put("bert.embeddings.position_embeddings.weight", HostTensor.allocate(6, width));
    weights.put("bert.embeddings.token_type_embeddings.weight", HostTensor.allocate(2, width));
    weights.put("bert.embeddings.LayerNorm.weight", norm);
    weights.put("bert.embeddings.LayerNorm.bias", HostTensor.allocate(width));
    weights.put("distillation.layer.0.projection.weight", projection);
    weights.put("distillation.layer.0.projection.bias", HostTensor.allocate(2 * WIDTH));
    weights.put("classifier.weight", HostTensor.allocate(9, width));
    weights.put("classifier.bias", HostTensor.allocate(9));
    return Network.open(TORCH, Network.Plan.plain(0, 1, 1e-12), weights, Precision.FLOAT32);
  }

  private static double sum(float[] rows, int row) {
    var sum = 0.0;
    for (var i = 0; i < WIDTH; i++) {
      sum += rows[row * WIDTH + i];
    }
    return sum;
  }

  private static double squares(float[] rows, int row) {
    var sum = 0.0;
    for (var i = 0; i < WIDTH; i++) {
      sum += rows[row * WIDTH + i] * rows[row * WIDTH + i];
    }
    return sum;
  }

  /** Rounded to the nearest. */
  private static ByteBuffer bfloat16(float[] values) {
    var bytes = ByteBuffer.allocateDirect(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (var value : values) {
      bytes.putShort((short) (Float.floatToIntBits(value) + 0x8000 >> 16));
    }
    return bytes.flip();
  }

  private double softLoss(Network network, float[] student, double temperature) {
    try (var scope = TORCH.scope()) {
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
    return floats(golden.get(name));
  }

  private static float[] floats(JsonNode node) {
    var values = flat(node);
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
