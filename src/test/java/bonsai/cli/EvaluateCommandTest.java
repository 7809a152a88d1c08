package bonsai.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bonsai.base.Json;
import bonsai.ner.Labels;
import bonsai.tag.TinyTagger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

final class EvaluateCommandTest {
  @TempDir private Path folder;

  @BeforeEach
  void makeCorpus() throws IOException {
    Files.createDirectories(folder.resolve("corpus"));
    // The model says B-PER I-PER O B-LOC; O I-LOC; B-ORG.
    corpusFile(
        "test.txt",
        "Anna B-PER\nSmith I-PER\nin O\nBerlin B-LOC\n\nin O\nYork B-LOC\n\nFiat B-MISC\n");
    corpusFile("train.txt", "Anna B-PER\n");
  }

  private void corpusFile(String name, String text) throws IOException {
    Files.writeString(folder.resolve("corpus").resolve(name), text);
  }

  private Outcome run(String command, Path model, String... more) {
    var words = new ArrayList<>(List.of(command.split(" ")));
    words.addAll(List.of("--model", model.toString(), "--precision", "float32"));
    words.addAll(List.of("--data", folder.resolve("corpus").toString()));
    words.addAll(List.of(more));
    return Outcome.of(words.toArray(String[]::new));
  }

  private static JsonNode json(Outcome outcome) {
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    return Json.LINE.readTree(outcome.out());
  }

  @Test
  void scoresAreSeqevalsByDefaultAndStrictly() {
    var result = json(run("evaluate", TinyTagger.in(folder.resolve("model"))));

    assertThat(result.get("split").asString()).isEqualTo("test");
    assertThat(result.get("sentences").asInt()).isEqualTo(3);
    // York's I-LOC counts by default: 3 of 4 right; strictly it is no entity: 2 of 3 found, of 4.
    assertThat(result.get("default").get("f1").asDouble()).isEqualTo(0.75);
    assertThat(result.get("default").get("perType").get("LOC").get("support").asInt()).isEqualTo(2);
    assertThat(result.get("strict").get("precision").asDouble()).isCloseTo(2 / 3.0, within(1e-9));
    assertThat(result.get("strict").get("recall").asDouble()).isEqualTo(0.5);
    assertThat(result.get("default").get("accuracy").asDouble()).isCloseTo(5 / 7.0, within(1e-9));
  }

  @Test
  void aTableIsPrintedBesideTheObject() {
    var model = TinyTagger.in(folder.resolve("model"));

    assertThat(run("evaluate", model).err()).contains("PER", "macro F1", "100.00");
    assertThat(run("evaluate", model, "--json").err()).isEmpty();
  }

  @Test
  void aModelOfAnotherSchemeIsScoredInTheCorpussOwn() {
    var bioes =
        new Labels(
            List.of(
                "O", "B-PER", "E-PER", "S-ORG", "I-ORG", "S-LOC", "S-MISC", "B-MISC", "I-MISC"));

    var result = json(run("evaluate", TinyTagger.in(folder.resolve("model"), bioes)));

    assertThat(result.get("strict").get("perType").get("PER").get("f1").asDouble()).isEqualTo(1);
    assertThat(result.get("strict").get("perType").get("LOC").get("recall").asDouble())
        .isEqualTo(0.5);
  }

  @Test
  void aSplitThatTheCorpusLacksIsNamed() {
    var outcome = run("evaluate", TinyTagger.in(folder.resolve("model")), "--split", "valid");

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err().strip()).isEqualTo("The corpus corpus has no valid split.");
  }

  @ParameterizedTest
  @CsvSource({"'', train", "--split=test, test"})
  void aSingleFileIsScoredWhole(String asked, String split) {
    var model = TinyTagger.in(folder.resolve("model"));
    var command = new ArrayList<>(List.of("evaluate", "--model", model.toString()));
    command.addAll(List.of("--precision", "float32", "--data"));
    command.add(folder.resolve("corpus/test.txt").toString());
    if (!asked.isEmpty()) {
      command.add(asked);
    }

    var result = json(Outcome.of(command.toArray(String[]::new)));

    assertThat(result.get("split").asString()).isEqualTo(split);
    assertThat(result.get("sentences").asInt()).isEqualTo(3);
    assertThat(result.get("default").get("f1").asDouble()).isEqualTo(0.75);
  }

  @Test
  void aFetchedCorpusIsLookedUpInTheWorkspace() {
    var model = TinyTagger.in(folder.resolve("model"));
    for (var command : List.of("evaluate", "bench tag", "bench train")) {
      var words = new ArrayList<>(List.of(command.split(" ")));
      words.addAll(List.of("--model", model.toString(), "--data", "conll2003"));
      words.addAll(List.of("--workspace", folder.resolve("home").toString()));

      var outcome = Outcome.of(words.toArray(String[]::new));

      assertThat(outcome.exitCode()).isEqualTo(1);
      assertThat(outcome.err().strip())
          .isEqualTo(
              "The corpus conll2003 is not in the workspace: `bonsai data fetch conll2003` brings"
                  + " it.");
    }
  }

  @Test
  void trainingIsTimedOnAFileToo() {
    var model = TinyTagger.in(folder.resolve("model"));

    var result =
        json(
            Outcome.of(
                "bench",
                "train",
                "--model",
                model.toString(),
                "--precision",
                "float32",
                "--steps",
                "6",
                "--data",
                folder.resolve("corpus/test.txt").toString(),
                "--workspace",
                folder.resolve("home").toString(),
                "--json"));

    assertThat(result.get("steps").asInt()).isPositive();
  }

  @Test
  void theBenchmarkHasItsNumbers() {
    var result = json(run("bench tag", TinyTagger.in(folder.resolve("model")), "--json"));

    assertThat(result.get("sentences").asInt()).isEqualTo(3);
    assertThat(result.get("parameters").asLong()).isGreaterThan(1000);
    var sentences = result.get("sentencesPerSecond").asDouble();
    assertThat(result.get("wordsPerSecond").asDouble()).isCloseTo(sentences * 7 / 3, within(1e-3));
    assertThat(result.get("latencyMs").get("p50").asDouble())
        .isPositive()
        .isLessThanOrEqualTo(result.get("latencyMs").get("p99").asDouble());
  }
}
