package bonsai.ner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import bonsai.base.UserException;
import bonsai.ner.Corpus.Problem;
import bonsai.ner.UnlabelledText.Source;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UnlabelledTextTest {
  private static final String SENTENCES =
      "BAHIA COCOA REVIEW\nPrices rose , traders said .\nU.S. stocks fell .\n";

  @TempDir Path folder;

  @Test
  void partedWordsAreASentenceALine() throws IOException {
    var text = read(write("a.txt", SENTENCES));

    assertThat(text.sentences())
        .containsExactly(
            words("BAHIA COCOA REVIEW"),
            words("Prices rose , traders said ."),
            words("U.S. stocks fell ."));
    assertThat(text.words()).isEqualTo(13);
    assertThat(text.sources()).containsExactly(new Source("a.txt", TextLayout.SENTENCES, 3, 13));
    assertThat(text.problems()).isEmpty();
  }

  @Test
  void runningTextIsSplitIntoSentencesAndWords() throws IOException {
    var text =
        read(write("a.txt", "Prices rose, traders said. \"Really?\" she asked.\n\nU.S. fell.\n"));

    assertThat(text.sentences())
        .containsExactly(
            words("Prices rose , traders said ."),
            words("\" Really ? \" she asked ."),
            words("U.S. fell ."));
    assertThat(text.sources().getFirst().layout()).isEqualTo(TextLayout.PARAGRAPHS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-DOCSTART- -X- O\n\nPeter NNP B-PER\nfell VBD O\n\nHe PRP O\n",
        "Peter\nfell\n\nHe\n",
        "Peter\tB-PER\nfell\tO\n\n\nHe\tO",
        "# id 1\nPeter _ B-PER\nfell _ O\n\n# id 2\nHe _ O\n"
      })
  void columnsGiveTheirWordsWhateverTheirTags(String content) throws IOException {
    var text = read(write("a.conll", content));

    assertThat(text.sentences()).containsExactly(words("Peter fell"), words("He"));
    assertThat(text.sources().getFirst().layout()).isEqualTo(TextLayout.COLUMNS);
  }

  @Test
  void columnsWithoutTagsAreReadWhenAskedFor() throws IOException {
    var file = write("a.txt", "Peter NNP\nfell VBD\n\nHe PRP\n");

    var text = UnlabelledText.read(List.of(file), Optional.of(TextLayout.COLUMNS));

    assertThat(text.sentences()).containsExactly(words("Peter fell"), words("He"));
  }

  @Test
  void aLongTableWithoutTagsIsTakenForColumns() throws IOException {
    var text = read(write("a.txt", "Peter NNP\nfell VBD\n. .\n\n".repeat(20)));

    assertThat(text.sentences()).hasSize(20).containsOnly(words("Peter fell ."));
  }

  @ParameterizedTest
  @CsvSource({"'\n'", "'\r\n'", "'\r'"})
  void lineEndsMarksAndEmptyLinesAreNoText(String end) throws IOException {
    var content = "\uFEFF" + end + "Prices rose ." + end + " \t" + end + end + "They fell .";

    assertThat(read(write("a.txt", content)).sentences())
        .containsExactly(words("Prices rose ."), words("They fell ."));
  }

  @Test
  void aFolderGivesTheTextFilesInItInTheOrderOfTheirNames() throws IOException {
    write("b.txt", "Second file .\n");
    write("a/x.txt", "First file .\n");
    write("c.text", "Third file .\n");
    write("d.md", "No text .\n");
    write("e.jsonl", "{}\n");

    var text = read(folder);

    assertThat(text.sentences())
        .containsExactly(words("First file ."), words("Second file ."), words("Third file ."));
    assertThat(text.sources())
        .extracting(Source::file)
        .containsExactly(
            folder.getFileName().resolve("a").resolve("x.txt").toString(),
            folder.getFileName().resolve("b.txt").toString(),
            folder.getFileName().resolve("c.text").toString());
  }

  @Test
  void filesOfOneFolderMayHaveDifferentLayouts() throws IOException {
    write("a.txt", "Prices rose, they said.\n");
    write("b.txt", "Prices fell , they said .\n");

    assertThat(read(folder).sentences())
        .containsExactly(words("Prices rose , they said ."), words("Prices fell , they said ."));
  }

  @Test
  void aFileNamedTwiceIsReadOnce() throws IOException {
    var file = write("a.txt", SENTENCES);

    assertThat(UnlabelledText.read(List.of(file, folder), Optional.empty()).sentences()).hasSize(3);
  }

  @Test
  void anEmptyFileAmongOthersIsReported() throws IOException {
    write("a.txt", "\n");
    write("b.txt", SENTENCES);

    var text = read(folder);

    assertThat(text.sentences()).hasSize(3);
    assertThat(text.problems())
        .containsExactly(
            new Problem(
                folder.getFileName().resolve("a.txt").toString(),
                0,
                "The file has no sentences: it was left out."));
  }

  @Test
  void aSentenceThatIsTooLongIsCutBehindAStop() throws IOException {
    var clause = "a ".repeat(99) + ". ";
    var file = write("a.txt", "Short .\n" + clause.repeat(4) + "\nShort .\n");

    var text = read(file);

    assertThat(text.sentences()).extracting(List::size).containsExactly(2, 200, 200, 2);
    assertThat(text.words()).isEqualTo(404);
    assertThat(text.problems())
        .containsExactly(
            new Problem(
                "a.txt", 2, "A sentence of more than 250 words was cut into shorter ones."));
  }

  @Test
  void aLongSentenceWithoutStopsIsCutAtTheLimit() throws IOException {
    var line = "a ".repeat(1_300) + "\n";
    var text = read(write("a.txt", line + line));

    assertThat(text.sentences())
        .extracting(List::size)
        .containsExactly(250, 250, 250, 250, 250, 50, 250, 250, 250, 250, 250, 50);
    assertThat(text.problems())
        .extracting(Problem::message)
        .contains(
            "A sentence of more than 250 words was cut into shorter ones, the first of 2 in this"
                + " file.");
  }

  @Test
  void damagedCharactersAreReportedOnce() throws IOException {
    var text = read(write("a.txt", "Fine .\nM\uFFFDller fell .\nM\uFFFDller fell .\n"));

    assertThat(text.problems()).extracting(Problem::line).containsExactly(2);
  }

  @Test
  void bytesThatAreNoUtf8AreRefusedWithFileAndLine() throws IOException {
    var file = folder.resolve("a.txt");
    Files.write(file, "Fine .\nM\u00FCller .\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThatExceptionOfType(UserException.class)
        .isThrownBy(() -> read(file))
        .withMessage(
            file + ", line 2: byte 2 of the line (0xFC) is not UTF-8: save the file in UTF-8.");
  }

  @Test
  void whatIsMissingOrEmptyIsRefused() throws IOException {
    var empty = write("empty.txt", " \n\n");
    var none = Files.createDirectory(folder.resolve("none"));
    var json = write("a.jsonl", "{\"tokens\": [\"a\"]}\n");

    refused(folder.resolve("x.txt"), "The text %s does not exist: check the path.");
    refused(empty, "There are no sentences in %s.");
    refused(none, "The folder %s has no text files (names end with .txt, .text, .conll, …).");
    refused(
        json, "The file %s holds JSON lines: unlabelled text is read from plain text or columns.");
  }

  @Test
  void moreThanAQuarterOfAGigabyteIsRefusedUnread() throws IOException {
    var file = folder.resolve("a.txt");
    try (var large = new RandomAccessFile(file.toFile(), "rw")) {
      large.setLength((256L << 20) + 1);
    }

    refused(file, "With the file %s the texts have more than 256 MB: give fewer or smaller ones.");
  }

  @Test
  void aSampleKeepsTheOrderAndFollowsFromTheSeed() throws IOException {
    var text = read(write("a.txt", numbered(1_000)));

    var sample = text.sample(100, 7);

    assertThat(sample.sentences()).hasSize(100).doesNotHaveDuplicates();
    assertThat(sample.sentences()).isSubsetOf(text.sentences());
    assertThat(sample.sentences())
        .isSortedAccordingTo((a, b) -> Integer.parseInt(a.get(1)) - Integer.parseInt(b.get(1)));
    assertThat(sample.sentences()).isEqualTo(text.sample(100, 7).sentences());
    assertThat(sample.sentences()).isNotEqualTo(text.sample(100, 8).sentences());
    assertThat(text.sample(1_000, 7).sentences()).isEqualTo(text.sentences());
  }

  @Test
  void everySentenceIsAsLikelyInASample() throws IOException {
    var text = read(write("a.txt", numbered(10)));
    var drawn = new int[10];
    for (var seed = 0; seed < 2_000; seed++) {
      for (var sentence : text.sample(3, seed).sentences()) {
        drawn[Integer.parseInt(sentence.get(1))]++;
      }
    }

    // 600 are expected, with a standard deviation of 20
    assertThat(Arrays.stream(drawn).boxed()).allMatch(count -> count > 500 && count < 700);
  }

  @Test
  void wordsBecomeWindowsWhoseLabelsAreAllIgnored() throws IOException {
    var text = read(write("a.txt", "a b .\nb .\n"));
    var pieces = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "b", ".");
    try (var tokenizer = WordPieceTokenizer.ofVocabulary(pieces, false)) {
      var windows = Alignment.encode(text.sentences(), tokenizer, 512).windows();

      assertThat(windows).extracting(EncodedSentence::length).containsExactly(5, 4);
      assertThat(windows.getFirst().ids()).containsExactly(2, 5, 6, 7, 3);
      assertThat(windows)
          .allSatisfy(window -> assertThat(window.labels()).containsOnly(Labels.IGNORED));
    }
  }

  private static String numbered(int sentences) {
    return String.join(
        "\n", IntStream.range(0, sentences).mapToObj(i -> "Number " + i + " .").toList());
  }

  private void refused(Path place, String message) {
    assertThatExceptionOfType(UserException.class)
        .isThrownBy(() -> read(place))
        .withMessage(message.formatted(place));
  }

  private static UnlabelledText read(Path place) {
    return UnlabelledText.read(List.of(place), Optional.empty());
  }

  private static List<String> words(String sentence) {
    return List.of(sentence.split(" "));
  }

  private Path write(String name, String content) throws IOException {
    var file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }
}
