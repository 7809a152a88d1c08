package bonsai.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bonsai.base.Json;
import bonsai.ner.EntityScores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class ScoreCommandTest {
  @TempDir private Path folder;
  private Path gold;

  @BeforeEach
  void writeGold() throws IOException {
    gold = write("gold.txt", "Anna B-PER\nBrandt I-PER\nsaid O\n\nLyon B-LOC\n");
  }

  private Path write(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private Outcome score(Path predicted, String... more) {
    var args = new String[5 + more.length];
    System.arraycopy(
        new String[] {"score", "--true", gold.toString(), "--pred", predicted.toString()},
        0,
        args,
        0,
        5);
    System.arraycopy(more, 0, args, 5, more.length);
    return Outcome.of(args);
  }

  @Test
  void scoresTwoFilesAsOneJsonObject() throws IOException {
    var predicted = write("pred.txt", "Anna B-PER\nBrandt I-PER\nsaid B-ORG\n\nLyon B-LOC\n");

    var outcome = score(predicted, "--json");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(Json.LINE.readTree(outcome.out()).propertyNames())
        .containsExactly("precision", "recall", "f1", "macroF1", "accuracy", "perType");
    var scores = Json.LINE.readValue(outcome.out(), EntityScores.class);
    assertThat(scores.precision()).isCloseTo(2.0 / 3, within(1e-12));
    assertThat(scores.recall()).isEqualTo(1);
    assertThat(scores.accuracy()).isEqualTo(0.75);
    assertThat(scores.perType().get("ORG").support()).isZero();
  }

  @Test
  void strictScoresPassOverStrayInsideTags() throws IOException {
    var predicted = write("pred.txt", "Anna I-PER\nBrandt I-PER\nsaid O\n\nLyon B-LOC\n");

    assertThat(Json.LINE.readTree(score(predicted, "--json").out()).get("recall").asDouble())
        .isEqualTo(1);
    var strict = score(predicted, "--json", "--strict", "--scheme", "iob2");
    assertThat(Json.LINE.readTree(strict.out()).get("recall").asDouble()).isEqualTo(0.5);
  }

  @Test
  void tagsStayInTheSchemeOfTheFile() throws IOException {
    gold = write("gold.txt", "Anna B-PER\nBrandt L-PER\nLyon U-LOC\n");
    var scores = score(gold, "--json", "--strict", "--scheme", "BILOU");
    assertThat(Json.LINE.readTree(scores.out()).get("f1").asDouble()).isEqualTo(1);
  }

  @Test
  void scoresTheLastTwoColumnsOfOneFile() throws IOException {
    var both =
        write(
            "both.txt", "-DOCSTART- X O O\n\nAnna NNP B-PER B-PER\nsaid V O O\n\nOslo N B-LOC O\n");

    var outcome = Outcome.of("score", both.toString(), "--json");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    var scores = Json.LINE.readValue(outcome.out(), EntityScores.class);
    assertThat(scores.precision()).isEqualTo(1);
    assertThat(scores.recall()).isEqualTo(0.5);
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void twoColumnsMayComeThroughAPipe() throws Exception {
    var pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    var writer =
        Thread.startVirtualThread(
            () -> {
              try {
                Files.writeString(pipe, "Anna B-PER B-PER\nsaid O O\n");
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });

    var outcome = Outcome.of("score", pipe.toString(), "--json");

    writer.join();
    assertThat(Json.LINE.readValue(outcome.out(), EntityScores.class).f1()).isEqualTo(1);
  }

  @Test
  void tableHasALineForEachType() {
    assertThat(score(gold).lines()).hasSize(5).anyMatch(line -> line.startsWith("PER"));
  }

  @Test
  void sentencesOfOtherLengthsAreNamedByTheirLines() throws IOException {
    var outcome = score(write("pred.txt", "Anna B-PER\nsaid O\n\nLyon B-LOC\n"));

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err())
        .contains("pred.txt, line 1 has 2 words")
        .contains("gold.txt, line 1 it has 3");
  }

  @Test
  void missingSentenceIsNamedByItsLine() throws IOException {
    var outcome = score(write("pred.txt", "Anna B-PER\nBrandt I-PER\nsaid O\n"));

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("gold.txt, line 5 has no match");
  }

  @Test
  void otherWordsAreAWarning() throws IOException {
    var outcome = score(write("pred.txt", "Anna B-PER\nBrand I-PER\nsaid O\n\nLyon B-LOC\n"));

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.err()).contains("Warning").contains("pred.txt, line 1");
  }

  @Test
  void fileWithOneColumnOfTagsHasNoTwo() {
    var outcome = Outcome.of("score", gold.toString());

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("gold.txt").contains("2 tags are expected");
  }

  @Test
  void tagOutsideTheSchemeIsNamed() throws IOException {
    var outcome = score(write("pred.txt", "Anna S-PER\nBrandt O\nsaid O\n\nLyon O\n"), "--strict");

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("S-PER").contains("IOB2");
  }

  @Test
  void usageIsChecked() {
    assertThat(Outcome.of("score").exitCode()).isEqualTo(2);
    assertThat(Outcome.of("score", "--true", gold.toString()).exitCode()).isEqualTo(2);
    assertThat(score(gold, "--strict", "--scheme", "XYZ").exitCode()).isEqualTo(2);
    assertThat(score(gold, "--scheme", "IOB2").exitCode()).isEqualTo(2);
  }
}
