package bonsai.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bonsai.base.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Against Hugging Face's numbers for a random three-layer BERT. */
final class LogitsCommandTest {
  private static final int PADDED_LENGTH = 11;

  private final JsonNode golden = Json.LINE.readTree(text(resource("/golden/tiny_bert.json")));

  @TempDir private Path folder;

  @BeforeEach
  void makeModelFolder() throws IOException {
    var config = (ObjectNode) golden.get("config").deepCopy();
    config.put("model_type", "bert");
    write("config.json", config.toString());
    Files.copy(resource("/golden/tiny_bert.safetensors"), folder.resolve("model.safetensors"));
    write("batch.json", batch(UnaryOperator.identity()));
  }

  @Test
  void logitsEqualHuggingFaces() {
    assertThat(largestDifference(logits())).isLessThan(1e-5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gelu_new", "gelu_pytorch_tanh", "gelu_fast", "relu", "silu", "tanh"})
  void logitsEqualHuggingFacesWithAnotherActivation(String activation) {
    var config = (ObjectNode) golden.get("config").deepCopy();
    write("config.json", config.put("hidden_act", activation).toString());
    var right = Json.LINE.readTree(text(resource("/golden/activations.json"))).get(activation);

    var own = logits().get(0);
    var difference = 0.0;
    for (var piece = 0; piece < PADDED_LENGTH; piece++) {
      for (var tag = 0; tag < 9; tag++) {
        var apart = own.get(piece).get(tag).asDouble() - right.get(piece).get(tag).asDouble();
        difference = Math.max(difference, Math.abs(apart));
      }
    }
    assertThat(difference).isLessThan(1e-5);
  }

  @Test
  void numbersArePrintedWithAllTheirBits() {
    var outcome = run();

    var numbers = outcome.out().replaceAll("[^-+.0-9E,]", "").split(",");
    assertThat(numbers).hasSize(4 * PADDED_LENGTH * 9);
    assertThat(numbers)
        .allSatisfy(n -> assertThat(Float.toString(Float.parseFloat(n))).isEqualTo(n));
  }

  @Test
  void aSmallBatchMayDoWithoutMaskOrComeWithTheFirstSegmentsIds() {
    write(
        "batch.json",
        batch(
            object -> {
              var row = object.get("input_ids").get(0).deepCopy();
              object.removeAll();
              object.putArray("input_ids").add(row);
              var segments = object.putArray("token_type_ids").addArray();
              row.forEach(id -> segments.add(0));
              return object;
            }));

    var row = logits().get(0);
    assertThat(row.get(5).get(3).asDouble())
        .isCloseTo(golden.get("logits").get(0).get(5).get(3).asDouble(), within(1e-5));
  }

  @Test
  void weightsInHalfPrecisionAreWidened() throws IOException {
    halve(folder.resolve("model.safetensors"));

    assertThat(largestDifference(logits())).isBetween(1e-6, 0.05);
  }

  @Test
  void aConfigWithoutLabelsHasThoseOfTheClassifier() {
    var config = (ObjectNode) golden.get("config").deepCopy();
    config.remove("num_labels");
    write("config.json", config.toString());

    assertThat(largestDifference(logits())).isLessThan(1e-5);
  }

  @Test
  void aClassifierThatDoesNotFitTheNamedLabelsIsSaid() {
    var config = (ObjectNode) golden.get("config").deepCopy();
    config.putObject("id2label").put("0", "O").put("1", "B-PER").put("2", "I-PER");
    write("config.json", config.toString());

    var outcome = run();

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("holds no classifier that fits the 3 tags");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"input_ids\":[[1,120]]} | input_ids[0][1] is 120, and the model takes 0 to 119 here.",
        "{\"input_ids\":[[1],[-1]]} | input_ids[1][0] is -1, and the model takes 0 to 119 here.",
        "{\"input_ids\":[[1,2.5]]} | input_ids[0][1] is 2.5, and the model takes 0 to 119 here.",
        "{\"input_ids\":[[1,2],[1]]} | input_ids[1] has 1 numbers and input_ids[0] has 2; pad them",
        "{\"input_ids\":[[1,2],7]} | input_ids[1] must be a list of numbers.",
        "{\"input_ids\":[]} | input_ids must be a list of lists of numbers",
        "{\"input_ids\":[[]]} | input_ids must be a list of lists of numbers",
        "{} | input_ids must be a list of lists of numbers",
        "[1] | input_ids must be a list of lists of numbers",
        "{\"input_ids\":[[1,2]],\"attention_mask\":[[1,2]]} | attention_mask[0][1] is 2, and",
        "{\"input_ids\":[[1,2]],\"attention_mask\":[[1]]} | attention_mask is 1 rows of 1 numbers",
        "{\"input_ids\":[[1,2]],\"token_type_ids\":[[0,1]]} | token_type_ids[0][1] is 1, and",
        "{\"input_ids\":[[1,2]] | is not proper JSON",
      })
  void whatTheModelCannotTakeIsNamed(String batch, String message) {
    write("batch.json", batch);

    var outcome = run();

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains("batch.json", message);
  }

  @Test
  void aRowLongerThanTheModelsPositionsIsNamed() {
    write("batch.json", "{\"input_ids\":[[" + "1,".repeat(48) + "1]]}");

    assertThat(run().err()).contains("have 49 pieces, and the model takes at most 48.");
  }

  private Outcome run() {
    return Outcome.of(
        "logits",
        "--model",
        folder.toString(),
        "--input",
        folder.resolve("batch.json").toString(),
        "--workspace",
        folder.resolve("home").toString());
  }

  private JsonNode logits() {
    var outcome = run();
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    return Json.LINE.readTree(outcome.out()).get("logits");
  }

  /** Where the mask is 1. */
  private double largestDifference(JsonNode logits) {
    var largest = 0.0;
    for (var row = 0; row < 4; row++) {
      for (var piece = 0; piece < PADDED_LENGTH; piece++) {
        for (var tag = 0; tag < 9; tag++) {
          if (golden.get("attention_mask").get(row).get(piece).asInt() == 1) {
            var right = golden.get("logits").get(row).get(piece).get(tag).asDouble();
            var own = logits.get(row).get(piece).get(tag).asDouble();
            largest = Math.max(largest, Math.abs(own - right));
          }
        }
      }
    }
    return largest;
  }

  private String batch(UnaryOperator<ObjectNode> change) {
    var object = Json.LINE.createObjectNode();
    object.set("input_ids", golden.get("input_ids").deepCopy());
    object.set("attention_mask", golden.get("attention_mask").deepCopy());
    return change.apply(object).toString();
  }

  private void write(String name, String text) {
    try {
      Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Rewrites a float32 file in float16 (IEEE 754 binary16), as Hugging Face saves with half(). */
  private static void halve(Path file) throws IOException {
    var bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    var start = 8 + (int) bytes.getLong(0);
    var header =
        (ObjectNode)
            Json.LINE.readTree(new String(bytes.array(), 8, start - 8, StandardCharsets.UTF_8));
    header.remove("__metadata__");
    header
        .properties()
        .forEach(
            entry -> {
              var tensor = (ObjectNode) entry.getValue();
              var offsets = tensor.get("data_offsets");
              var halved = List.of(offsets.get(0).asLong() / 2, offsets.get(1).asLong() / 2);
              tensor.put("dtype", "F16");
              tensor.putArray("data_offsets").add(halved.get(0)).add(halved.get(1));
            });
    var text = header.toString().getBytes(StandardCharsets.UTF_8);
    var data = (bytes.capacity() - start) / 4;
    var out = ByteBuffer.allocate(8 + text.length + 2 * data).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(text.length).put(text);
    for (var i = 0; i < data; i++) {
      out.putShort(Float.floatToFloat16(bytes.getFloat(start + 4 * i)));
    }
    Files.write(file, out.array());
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path resource(String name) {
    return Path.of(URI.create(LogitsCommandTest.class.getResource(name).toString()));
  }
}
