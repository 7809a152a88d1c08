package bonsai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.base.Json;
import bonsai.base.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataAlignCommandTest {
  private static final List<String> PIECES =
      List.of(
          "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "Fi", "##sch", "##ler", "in", "Bonn", ".");

  @TempDir private Path folder;

  @BeforeEach
  void writeCorpus() throws IOException {
    var model = Files.createDirectories(folder.resolve("home/models/bert-base-cased"));
    Files.write(model.resolve("vocab.txt"), PIECES);
    var corpus = Files.createDirectories(folder.resolve("corpus"));
    Files.writeString(
        corpus.resolve("train.txt"),
        "Bonn B-LOC\n\nFischler B-PER\nin O\nBonn B-LOC\n. O\n\n\u200B O\nin O\n");
  }

  private Outcome align(String... more) {
    var args = new ArrayList<>(List.of("data", "align", folder.resolve("corpus").toString()));
    args.addAll(List.of("--workspace", folder.resolve("home").toString()));
    args.addAll(List.of(more));
    return Outcome.of(args.toArray(String[]::new));
  }

  @Test
  void digestIsOverIdsAndLabelsOfEachSentence() {
    var outcome = align("--split", "train", "--json");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    var object = Json.LINE.readTree(outcome.out());
    assertThat(object.get("split").asString()).isEqualTo("train");
    assertThat(object.get("sentences").asInt()).isEqualTo(3);
    assertThat(object.get("words").asInt()).isEqualTo(7);
    assertThat(object.get("tokens").asInt()).isEqualTo(15);
    assertThat(object.get("nothingWords").asInt()).isEqualTo(1);
    // Labels of a corpus with PER and LOC: O, B-PER, I-PER, B-LOC, I-LOC.
    var lines =
        "2 9 3\t-100 3 -100\n"
            + "2 5 6 7 8 9 10 3\t-100 1 2 2 0 3 0 -100\n"
            + "2 1 8 3\t-100 0 0 -100\n";
    assertThat(object.get("sha256").asString())
        .isEqualTo(Sha256.of(lines.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void indexShowsOneSentenceWordByWord() {
    var outcome = align("--index", "1");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.lines())
        .containsExactly(
            "Sentence 1, train.txt, line 3",
            "word      pieces          labels             ids",
            "Fischler  Fi ##sch ##ler  B-PER I-PER I-PER  5 6 7",
            "in        in              O                  8",
            "Bonn      Bonn            B-LOC              9",
            ".         .               O                  10");
  }

  @Test
  void indexAsJsonHasTheSameWords() {
    var words = Json.LINE.readTree(align("--index", "1", "--json").out()).get("words");

    assertThat(words).hasSize(4);
    assertThat(words.get(0).get("pieces").toString()).isEqualTo("[\"Fi\",\"##sch\",\"##ler\"]");
    assertThat(words.get(0).get("tag").asString()).isEqualTo("B-PER");
  }

  @Test
  void longSentencesAreSaidToBeWindowed() {
    assertThat(align("--max-length", "6").lines())
        .anyMatch(line -> line.startsWith("1 sentences are longer than 6 tokens"));
    assertThat(align("--max-length", "6", "--index", "1").lines()).hasSize(6);
  }

  @Test
  void sentenceOutOfRangeIsTheUsersError() {
    var outcome = align("--index", "3");

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("sentences 0 to 2");
  }

  @Test
  void missingSplitIsTheUsersError() {
    var outcome = align("--split", "test");

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("no test split");
  }

  @Test
  void aSingleFileIsTakenWholeWhateverItsSplit() {
    var file = folder.resolve("corpus/train.txt").toString();

    var outcome =
        Outcome.of(
            "data",
            "align",
            file,
            "--split",
            "test",
            "--workspace",
            folder.resolve("home").toString(),
            "--index",
            "0");

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.lines()).first().isEqualTo("Sentence 0, train.txt, line 1");
  }

  @Test
  void aFetchedCorpusIsLookedUpInTheWorkspace() {
    var workspace = "--workspace=" + folder.resolve("home");

    assertThat(Outcome.of("data", "align", "conll2003", workspace).err())
        .contains("The corpus conll2003 is not in the workspace");
  }

  @Test
  void withoutTheModelItSaysHowToFetchIt() {
    var outcome =
        Outcome.of(
            "data",
            "align",
            folder.resolve("corpus").toString(),
            "--workspace",
            folder.resolve("empty").toString());
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("bonsai pretrained fetch bert-base-cased");
  }
}
