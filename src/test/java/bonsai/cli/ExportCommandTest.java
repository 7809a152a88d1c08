package bonsai.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bonsai.base.Json;
import bonsai.model.Architecture;
import bonsai.model.ModelFolder;
import bonsai.model.NerModel;
import bonsai.tag.TinyTagger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

final class ExportCommandTest {
  @TempDir private Path folder;
  private Path model;
  private Path out;

  /** A model with everything that can be compressed. */
  @BeforeEach
  void saveModel() {
    var tagger = new ModelFolder(TinyTagger.in(folder.resolve("tagger")));
    var groups = List.of(0, 0, 1);
    var ranks = new TreeMap<String, Integer>();
    ranks.put("bert.encoder.layer.0.attention.self.query", 3);
    ranks.put("bert.encoder.layer.1.output.dense", 2);
    var how = new Architecture(4, groups, groups, true, 2, ranks);
    var config = tagger.config().withLayers(3, how);
    model = folder.resolve("model");
    new ModelFolder(model).save(NerModel.untrained(config, 5), tagger.tokenizerFiles());
    out = folder.resolve("out");
  }

  private Outcome export(String... more) {
    var words = new ArrayList<>(List.of("export", "--workspace", folder.toString()));
    words.addAll(List.of(more));
    return Outcome.of(words.toArray(String[]::new));
  }

  @Test
  void theMergedModelIsAPlainBertOfTheSameLogits() throws IOException {
    var outcome = export("--merge", model.toString(), out.toString());

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(out.resolve("config.json")).content().contains("\"model_type\" : \"bert\"");
    assertThat(new ModelFolder(out).load().config().architecture().isPlain()).isTrue();
    assertThat(out.resolve("vocab.txt")).hasSameTextualContentAs(model.resolve("vocab.txt"));
    assertThat(logits(out)).hasSize(5 * 9);
    assertThat(numbers(logits(out))).containsExactly(numbers(logits(model)), within(1e-5));
  }

  @Test
  void theSizesBeforeAndAfterArePrinted() {
    var outcome = export("--merge", model.toString(), out.toString(), "--json");

    var object = Json.LINE.readTree(outcome.out());
    assertThat(object.get("path").asString()).isEqualTo(out.toString());
    assertThat(object.get("parametersBefore").asLong())
        .isEqualTo(new ModelFolder(model).load().parameterCount());
    assertThat(object.get("parameters").asLong())
        .isEqualTo(new ModelFolder(out).load().parameterCount());
  }

  @Test
  void nothingIsOverwritten() throws IOException {
    Files.writeString(Files.createDirectories(out).resolve("mine.txt"), "mine");

    var outcome = export("--merge", model.toString(), out.toString());

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err().strip()).isEqualTo(out + " holds files already: name a new folder.");
    assertThat(out).isDirectoryNotContaining("glob:**.json");
  }

  @Test
  void aModelThatIsNotThereIsNamed() {
    var outcome = export("--merge", "nowhere", out.toString());

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).startsWith("There is not a model folder 'nowhere'");
    assertThat(out).doesNotExist();
  }

  @Test
  void aModelWithoutItsZerosComputesTheSame() throws IOException {
    var outcome = export("--sparse", model.toString(), out.toString(), "--json");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(numbers(logits(out))).containsExactly(numbers(logits(model)));
    var object = Json.LINE.readTree(outcome.out());
    var loaded = new ModelFolder(out).load();
    assertThat(loaded.config()).isEqualTo(new ModelFolder(model).config());
    assertThat(object.get("nonZeroParameters").asLong()).isEqualTo(loaded.nonZeroCount());
    assertThat(object.get("fileBytes").asLong())
        .isEqualTo(Files.size(out.resolve("model.safetensors")))
        .isEqualTo(object.get("sparseBytes").asLong());
  }

  @Test
  void aModelInInt8ComputesAsTheOriginalDoesInInt8() throws IOException {
    var outcome = export("--int8", model.toString(), out.toString(), "--json");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(new ModelFolder(out).isInt8()).isTrue();
    assertThat(Json.LINE.readTree(outcome.out()).get("fileBytes").asLong())
        .isLessThan(Files.size(model.resolve("model.safetensors")));
    var original = numbers(logits(model, "--precision", "int8"));
    assertThat(numbers(logits(out, "--precision", "int8"))).containsExactly(original, within(1e-5));
    assertThat(numbers(logits(model))).isNotEqualTo(original);
  }

  @Test
  void withoutZerosAndInInt8IsWrongUsage() {
    var outcome = export("--int8", "--sparse", model.toString(), out.toString());

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).startsWith("--sparse and --int8 cannot both be had");
    assertThat(out).doesNotExist();
  }

  @Test
  void theKindOfExportMustBeNamed() {
    var outcome = export(model.toString(), out.toString());

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("--merge");
  }

  @Test
  void theModelMayBeAnOption() {
    var outcome = export("--merge", "--model", model.toString(), out.toString());

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(new ModelFolder(out).load().config().architecture().isPlain()).isTrue();
  }

  @Test
  void oneFolderAloneIsWrongUsage() {
    var outcome = export("--merge", out.toString());

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).startsWith("Name one model folder, and one folder to write.");
    assertThat(out).doesNotExist();
  }

  private List<JsonNode> logits(Path of, String... more) throws IOException {
    var input = folder.resolve("batch.json");
    Files.writeString(input, "{\"input_ids\": [[2, 11, 12, 7, 3]]}");
    var words =
        new ArrayList<>(List.of("logits", "--model", of.toString(), "--input", input.toString()));
    words.addAll(List.of(more));
    var outcome = Outcome.of(words.toArray(String[]::new));
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    var numbers = new ArrayList<JsonNode>();
    for (var piece : Json.LINE.readTree(outcome.out()).get("logits").get(0)) {
      piece.forEach(numbers::add);
    }
    return numbers;
  }

  private static double[] numbers(List<JsonNode> nodes) {
    return nodes.stream().mapToDouble(JsonNode::asDouble).toArray();
  }
}
