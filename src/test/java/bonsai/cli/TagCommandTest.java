package bonsai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.base.Json;
import bonsai.tag.TaggedSentence;
import bonsai.tag.TinyTagger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TagCommandTest {
  @TempDir private static Path home;

  @BeforeAll
  static void makeModel() {
    TinyTagger.in(home.resolve("models/tiny"));
  }

  private static String[] command(String... more) {
    var words = new ArrayList<>(List.of("tag", "--model", "tiny", "--workspace", home.toString()));
    words.addAll(List.of("--precision", "float32"));
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  @Test
  void textsArePrintedAsColumns() {
    var outcome = Outcome.of(command("Anna lives in Berlin.", "New York"));

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.lines())
        .containsExactly(
            "Anna B-PER",
            "lives O",
            "in O",
            "Berlin B-LOC",
            ". O",
            "",
            "New B-LOC",
            "York I-LOC",
            "");
  }

  @Test
  void wordsWithoutQuotesAreOneText() {
    assertThat(Outcome.of(command("Anna", "lives")).lines())
        .containsExactly("Anna B-PER", "lives O", "");
  }

  @Test
  void jsonIsOneObjectASentence() {
    var lines = Outcome.of(command("--json", "Anna Smith lives. In York")).lines();

    assertThat(lines).hasSize(2);
    var object = Json.LINE.readTree(lines.getFirst());
    assertThat(object.propertyNames())
        .contains("words", "tags", "confidences", "entities", "offsets");
    var sentence = Json.LINE.readValue(lines.getFirst(), TaggedSentence.class);
    assertThat(sentence.tags()).containsExactly("B-PER", "I-PER", "O", "O");
    assertThat(sentence.entities()).hasSize(1);
    assertThat(sentence.entities().getFirst().text()).isEqualTo("Anna Smith");
  }

  @Test
  void linesOfStandardInputAreTextsByThemselves() {
    var outcome = Outcome.withInput("Anna\n\nin Berlin", command());

    assertThat(outcome.lines()).containsExactly("Anna B-PER", "", "in O", "Berlin B-LOC", "");
  }

  @Test
  void wordsOfALineAreTakenAsTheyAre() {
    var outcome = Outcome.withInput("Anna's  in\nBerlin.\n", command("--input", "words"));

    assertThat(outcome.lines()).containsExactly("Anna's B-PER", "in O", "", "Berlin. B-LOC", "");
  }

  @Test
  void theFirstOfTheColumnsHoldsTheWords() {
    var outcome =
        Outcome.withInput(
            "-DOCSTART- -X- O O\n\nAnna NNP I-NP O\nlives VBZ I-VP O\n\n\nBerlin\tNNP\tI-NP\tO",
            command("--input", "columns"));

    assertThat(outcome.lines()).containsExactly("Anna B-PER", "lives O", "", "Berlin B-LOC", "");
  }

  @Test
  void whatIsPrintedCanBeScoredAgainstTheColumnsRead() throws IOException {
    var gold = home.resolve("gold.txt");
    Files.writeString(
        gold,
        "\uFEFF# id 12\tdomain=en\nAnna\tB-PER\nNew York\tB-LOC\n\u3000\tO\n\n# id 13\tx\nin\tO\n");
    var tagged = Outcome.withInput(Files.readString(gold), command("--input", "columns"));
    var predicted = Files.writeString(home.resolve("predicted.txt"), tagged.out());

    var scored = Outcome.of("score", "--true", gold.toString(), "--pred", predicted.toString());

    assertThat(tagged.lines()).hasSize(6).element(1).asString().startsWith("New York\t");
    assertThat(scored.exitCode()).isZero();
    assertThat(scored.err()).isEmpty();
  }

  @Test
  void anUnknownModelIsOneSentence() {
    var outcome = Outcome.of("tag", "--model", "big", "--workspace", home.toString(), "Anna");

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err().strip())
        .startsWith("There is not a model folder 'big'")
        .doesNotContain("\n");
  }

  @Test
  void anUnknownPrecisionIsWrongUsage() {
    var outcome = Outcome.of("tag", "--model", "tiny", "--precision", "half", "Anna");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("expected auto or float32 or bfloat16 or int8, not 'half'");
  }
}
