package bonsai.ner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bonsai.ner.Corpus.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the reader accepts, and what it makes of it. */
class CorporaTest {
  private static final Sentence PETER = sentence("Peter Blackburn", "B-PER I-PER");
  private static final Sentence BRUSSELS = sentence("BRUSSELS 1996-08-22", "B-LOC O");

  @TempDir Path folder;

  @Test
  void readingIsGivenUpOnceItsThreadIsInterrupted() throws IOException {
    var file = write("train.txt", "Bonn B-LOC\n");
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> Corpora.read(DataSource.at(file)))
          .isInstanceOf(CancellationException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void aFolderHasThreeSplitsWithTheTagsOfAll() throws IOException {
    write("train.txt", "Peter B-PER\nBlackburn I-PER\n\nBRUSSELS B-LOC\n1996-08-22 O\n");
    write("valid.txt", "BRUSSELS B-LOC\n1996-08-22 O\n");
    write("test.txt", "Peter B-PER\nBlackburn I-PER\n");

    var corpus = Corpora.read(new DataSource.Folder(folder));

    assertThat(corpus.name()).isEqualTo(folder.getFileName().toString());
    assertThat(corpus.sentences(Split.TRAIN)).containsExactly(PETER, BRUSSELS);
    assertThat(corpus.sentences(Split.VALID)).containsExactly(BRUSSELS);
    assertThat(corpus.sentences(Split.TEST)).containsExactly(PETER);
    assertThat(corpus.labels().tags()).containsExactly("O", "B-PER", "I-PER", "B-LOC", "I-LOC");
    assertThat(corpus.scheme()).isEqualTo(TagScheme.IOB2);
    assertThat(corpus.problems()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "train.txt, valid.txt, test.txt",
    "train.conll, dev.conll, test.conll",
    "train.tsv, validation.tsv, test.tsv",
    "train.bio, val.bio, test.bio",
    "eng.train, eng.testa, eng.testb",
    "train, testa, testb",
    "Train.TXT, Dev.TXT, Test.TXT",
    "en-train.conll, en-dev.conll, en-test.conll",
    "wnut_train.iob, wnut_devel.iob2, wnut_test.txt"
  })
  void splitsAreFoundByTheirUsualNames(String train, String valid, String test) throws IOException {
    write(train, "a B-A\n");
    write(valid, "b B-A\n");
    write(test, "c B-A\n");
    write("README.md", "no data");
    write("train.txt.bak", "old");
    Files.createDirectory(folder.resolve("testdata"));

    var corpus = Corpora.read(new DataSource.Folder(folder));

    assertThat(corpus.sentences(Split.TRAIN)).containsExactly(sentence("a", "B-A"));
    assertThat(corpus.sentences(Split.VALID)).containsExactly(sentence("b", "B-A"));
    assertThat(corpus.sentences(Split.TEST)).containsExactly(sentence("c", "B-A"));
    assertThat(corpus.origin(Split.VALID).orElseThrow().file()).isEqualTo(valid);
  }

  @Test
  void splitsMayBeMissing() throws IOException {
    write("test.txt", "a B-A\n");

    var corpus = Corpora.read(new DataSource.Folder(folder));

    assertThat(corpus.sentences(Split.TRAIN)).isEmpty();
    assertThat(corpus.origin(Split.TRAIN)).isEmpty();
    assertThat(corpus.problems())
        .containsExactly(
            new Problem(corpus.name(), 0, "There is no train file: nothing to learn from."));
  }

  @Test
  void singleFilesMayHaveAnyNames() throws IOException {
    var train = write("mine.data", "a B-A\n");
    var test = write("other", "b B-A\n");

    var corpus = Corpora.read(new DataSource.Files(train, Optional.empty(), Optional.of(test)));

    assertThat(corpus.sentences(Split.TRAIN)).hasSize(1);
    assertThat(corpus.sentences(Split.VALID)).isEmpty();
    assertThat(corpus.sentences(Split.TEST)).containsExactly(sentence("b", "B-A"));
  }

  @Test
  void theSampleIsACorpusToo() {
    var corpus = Corpora.read(new DataSource.Sample());

    assertThat(corpus.sentences(Split.TRAIN)).hasSize(2_000);
    assertThat(corpus.problems()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Peter B-PER\r\nBlackburn I-PER\r\n\r\nBRUSSELS B-LOC\r\n1996-08-22 O\r\n",
        "Peter B-PER\rBlackburn I-PER\r\rBRUSSELS B-LOC\r1996-08-22 O\r",
        "Peter B-PER\r\r\nBlackburn I-PER\r\r\n\r\r\nBRUSSELS B-LOC\r\r\n1996-08-22 O\r\r\n",
        "\uFEFFPeter B-PER\nBlackburn I-PER\n\nBRUSSELS B-LOC\n1996-08-22 O\n",
        "Peter\tB-PER\nBlackburn\tI-PER\n\nBRUSSELS\tB-LOC\n1996-08-22\tO\n",
        "Peter \t B-PER\nBlackburn\t\tI-PER\n\nBRUSSELS    B-LOC\n1996-08-22  O\n",
        "Peter B-PER \nBlackburn I-PER\t\n \nBRUSSELS B-LOC  \n1996-08-22 O\t \n",
        "  Peter B-PER\n Blackburn I-PER\n\n BRUSSELS B-LOC\n 1996-08-22 O\n",
        "\n\n\nPeter B-PER\nBlackburn I-PER\n\n \t \n\nBRUSSELS B-LOC\n1996-08-22 O\n\n\n",
        "Peter B-PER\nBlackburn I-PER\n\nBRUSSELS B-LOC\n1996-08-22 O",
        "-DOCSTART- -X- -X- O\n\nPeter B-PER\nBlackburn I-PER\n\nBRUSSELS B-LOC\n1996-08-22 O\n",
        "-DOCSTART-\nPeter B-PER\nBlackburn I-PER\n-DOCSTART- O\nBRUSSELS B-LOC\n1996-08-22 O\n",
        "Peter NNP B-NP B-PER\nBlackburn NNP I-NP I-PER\n\nBRUSSELS NNP B-NP B-LOC\n1996-08-22 C O O",
        "Peter\tNNP B-NP B-PER\nBlackburn\tNNP I-NP I-PER\n\nBRUSSELS\tNNP B B-LOC\n1996-08-22\tC O O",
        "# id 12\tdomain=en\nPeter B-PER\nBlackburn I-PER\n\n# id 13\tx\nBRUSSELS B-LOC\n1996-08-22 O\n",
        "Peter I-PER\nBlackburn I-PER\n\nBRUSSELS I-LOC\n1996-08-22 O\n",
        "Peter B-PER\nBlackburn E-PER\n\nBRUSSELS S-LOC\n1996-08-22 O\n",
        "Peter B-PER\nBlackburn L-PER\n\nBRUSSELS U-LOC\n1996-08-22 O\n",
      })
  void theSameSentencesComeFromEveryLayout(String text) throws IOException {
    assertThat(read(text).sentences(Split.TRAIN)).containsExactly(PETER, BRUSSELS);
  }

  @Test
  void aHashIsAWordWhereARowOfDataHasIt() throws IOException {
    assertThat(read("# O\n1 O\n").sentences(Split.TRAIN)).containsExactly(sentence("# 1", "O O"));
  }

  @Test
  void numbersAreWordsWhereTheyFall() throws IOException {
    assertThat(read("1999 O\n2 O\n\n1 O\n2 O\n").sentences(Split.TRAIN))
        .containsExactly(sentence("1999 2", "O O"), sentence("1 2", "O O"));
  }

  @Test
  void wordsMayHoldBlanksWhereTabsPartColumns() throws IOException {
    assertThat(read("New York\tB-LOC\nis\tO\n").sentences(Split.TRAIN))
        .containsExactly(new Sentence(List.of("New York", "is"), List.of("B-LOC", "O")));
  }

  @Test
  void blanksPartColumnsBesideTabsWhereTheOtherRowsHaveMore() throws IOException {
    assertThat(read("Peter\tNNP\tB-PER\nBlackburn  NNP \tI-PER\n").sentences(Split.TRAIN))
        .containsExactly(PETER);
  }

  @Test
  void columnsBetweenWordAndTagMayBeEmptyWhereTabsPartThem() throws IOException {
    assertThat(read("a\tx\ty\tB-A\nb\t\ty\tO\nc\t\t\tO\n").sentences(Split.TRAIN))
        .containsExactly(sentence("a b c", "B-A O O"));
  }

  @Test
  void otherWhiteSpaceAndStrangeCharactersBelongToWords() throws IOException {
    assertThat(read("\u00A0 O\n\u200B O\n\u2028x O\n\u0085 O\n𝒳 O\n").sentences(Split.TRAIN))
        .containsExactly(
            new Sentence(
                List.of("\u00A0", "\u200B", "\u2028x", "\u0085", "𝒳"),
                List.of("O", "O", "O", "O", "O")));
  }

  @Test
  void jsonLinesGiveTheSameSentences() throws IOException {
    write(
        "train.jsonl",
        """
        {"id": "0", "tokens": ["Peter", "Blackburn"], "ner_tags": ["B-PER", "I-PER"]}

        {"ner_tags": ["B-LOC", "O"], "tokens": ["BRUSSELS", "1996-08-22"], "pos": [1, 2]}
        """);

    var corpus = Corpora.read(new DataSource.Folder(folder));

    assertThat(corpus.sentences(Split.TRAIN)).containsExactly(PETER, BRUSSELS);
    assertThat(corpus.origin(Split.TRAIN).orElseThrow().line(1)).isEqualTo(3);
    assertThat(corpus.origin(Split.TRAIN).orElseThrow().line(1, 1)).isEqualTo(3);
  }

  @Test
  void numericTagsAreNamedByAFirstLineOrAFileBeside() throws IOException {
    var data = "{\"tokens\": [\"Peter\", \"Blackburn\"], \"ner_tags\": [1, 2]}\n";
    var names = "[\"O\", \"B-PER\", \"I-PER\"]";
    write("train.jsonl", "{\"names\": " + names + "}\n" + data);
    assertThat(Corpora.read(new DataSource.Folder(folder)).sentences(Split.TRAIN))
        .containsExactly(PETER);

    write("train.jsonl", data);
    write("names.json", names);
    assertThat(Corpora.read(new DataSource.Folder(folder)).sentences(Split.TRAIN))
        .containsExactly(PETER);
  }

  @Test
  void hiddenFilesAreNoSplits() throws IOException {
    write("train.txt", "a B-A\n");
    write("._train.txt", "what macOS puts beside a file");
    write(".test.txt", "");

    var corpus = Corpora.read(new DataSource.Folder(folder));

    assertThat(corpus.sentences(Split.TRAIN)).hasSize(1);
    assertThat(corpus.sentences(Split.TEST)).isEmpty();
  }

  @Test
  void anInsideTagWithoutABeginIsKeptAndReportedWithItsLine() throws IOException {
    var corpus = read("a B-A\n\nb O\nc I-A\nd I-A\ne I-B\n");

    assertThat(corpus.sentences(Split.TRAIN).get(1))
        .isEqualTo(sentence("b c d e", "O I-A I-A I-B"));
    assertThat(corpus.scheme()).isEqualTo(TagScheme.IOB2);
    assertThat(corpus.problems())
        .containsExactly(
            new Problem("train.txt", 4, "I-A follows no B-A: it was kept, and begins an entity."),
            new Problem("train.txt", 6, "I-B follows no B-B: it was kept, and begins an entity."));
    assertThat(corpus.problems(Split.TRAIN, 0)).isEmpty();
    assertThat(corpus.problems(Split.TRAIN, 1)).hasSize(2);
    assertThat(corpus.withProblems(Split.TRAIN).stream()).containsExactly(1);
    assertThat(corpus.withProblems(Split.TEST).stream()).isEmpty();
  }

  @Test
  void aTagThatOnlyTestHasIsALabelAndReported() throws IOException {
    write("train.txt", "a B-A\n");
    write("test.txt", "a B-A\n\nb O\nc B-NEW\nd B-NEW\n");

    var corpus = Corpora.read(new DataSource.Folder(folder));

    assertThat(corpus.labels().tags()).containsExactly("O", "B-A", "I-A", "B-NEW", "I-NEW");
    assertThat(corpus.problems())
        .containsExactly(
            new Problem(
                "test.txt",
                4,
                "B-NEW occurs in test but not in train: no model can learn it from there."));
  }

  @Test
  void anotherSchemeIsSaid() throws IOException {
    assertThat(read("a B-A\nb E-A\nc S-A\n").problems())
        .extracting(Problem::message)
        .containsExactly("The tags are in BIOES and were converted to BIO.");
  }

  @Test
  void aFileInIob1AmongOthersInIob2IsConvertedAlone() throws IOException {
    write("eng.train", "a I-ORG\nb I-ORG\nc B-ORG\n\nd O\ne I-ORG\n");
    write("eng.testa", "a B-ORG\nb I-ORG\n\nc O\nd I-ORG\n");

    var corpus = Corpora.read(new DataSource.Folder(folder));

    assertThat(corpus.sentences(Split.TRAIN))
        .containsExactly(sentence("a b c", "B-ORG I-ORG B-ORG"), sentence("d e", "O B-ORG"));
    assertThat(corpus.sentences(Split.VALID))
        .containsExactly(sentence("a b", "B-ORG I-ORG"), sentence("c d", "O I-ORG"));
    assertThat(corpus.problems())
        .containsExactly(
            new Problem("eng.train", 0, "The tags are in IOB1 here and were converted to BIO."),
            new Problem(
                "eng.testa", 5, "I-ORG follows no B-ORG: it was kept, and begins an entity."));
  }

  @Test
  void aTrainFileWithoutEntitiesIsReported() throws IOException {
    write("train.txt", "a O\n");
    write("test.txt", "a O\n");

    assertThat(Corpora.read(new DataSource.Folder(folder)).problems())
        .containsExactly(
            new Problem(
                "train.txt", 0, "No entity is tagged in train: nothing can be learnt from it."));
  }

  @Test
  void aProblemOutsideOfSentencesBelongsToNone() throws IOException {
    var corpus = read("a B-A\n\n# a comment\nb O\n");

    assertThat(corpus.problems()).hasSize(1);
    assertThat(corpus.withProblems(Split.TRAIN).stream()).isEmpty();
  }

  @Test
  void filesOfTheSameNameAreToldApart() throws IOException {
    Files.createDirectories(folder.resolve("a"));
    Files.createDirectories(folder.resolve("b"));
    var train = write("a/x.txt", "a B-A\n");
    var test = write("b/x.txt", "a B-A\nb B-B\n");

    var corpus = Corpora.read(new DataSource.Files(train, Optional.empty(), Optional.of(test)));

    assertThat(corpus.problems()).extracting(Problem::file).containsExactly(test.toString());
    assertThat(corpus.withProblems(Split.TRAIN).stream()).isEmpty();
    assertThat(corpus.withProblems(Split.TEST).stream()).containsExactly(0);
  }

  @Test
  void documentsAndLinesAreKnown() throws IOException {
    var corpus =
        read(
            "-DOCSTART- -X- O O\n\na x x O\nb x x O\n\nc x x O\n\n"
                + "-DOCSTART-\n\n-DOCSTART-\n\nd x x O\ne x x B-A\n");
    var origin = corpus.origin(Split.TRAIN).orElseThrow();

    assertThat(origin.documents()).isEqualTo(2);
    assertThat(List.of(origin.line(0), origin.line(1), origin.line(2))).containsExactly(3, 6, 12);
    assertThat(origin.line(2, 1)).isEqualTo(13);
  }

  @Test
  void withoutMarksAFileIsOneDocument() throws IOException {
    assertThat(read("a O\n\nb O\n").origin(Split.TRAIN).orElseThrow().documents()).isEqualTo(1);
  }

  @Test
  void oddButReadableDataIsReported() throws IOException {
    assertThat(read("a B-A\n".repeat(1_001)).problems())
        .containsExactly(
            new Problem(
                "train.txt",
                1,
                "A sentence of 1001 words begins here:"
                    + " are the empty lines between sentences missing?"));
    assertThat(read("x B-A\nM\uFFFDller O\n\uFFFD O\n").problems())
        .containsExactly(
            new Problem(
                "train.txt",
                2,
                "The word 'M\uFFFDller' holds U+FFFD, as do perhaps others:"
                    + " it was damaged by a wrong decoding before."));
    assertThat(read("x B-A\n\n# one more\ny O\n\n# and more\nz O\n").problems())
        .containsExactly(
            new Problem(
                "train.txt", 3, "Comment lines, of which this is the first, are left out."));
    var json =
        write(
            "x.jsonl",
            "{\"tokens\": [], \"ner_tags\": []}\n{\"tokens\": [\"a\"], \"ner_tags\": [\"B-A\"]}");
    assertThat(
            Corpora.read(new DataSource.Files(json, Optional.empty(), Optional.empty())).problems())
        .containsExactly(new Problem("x.jsonl", 1, "A sentence without words was left out."));
  }

  @Test
  void theTagsOfOneFileCanBeHadAsTheyStand() throws IOException {
    assertThat(Corpora.file(write("x.txt", "a B-A\nb E-A\nc S-A\n")).sentences())
        .containsExactly(sentence("a b c", "B-A E-A S-A"));
  }

  @Test
  void linesAreCountedAcrossTheReadersBuffers() throws IOException {
    // CR LF pairs fall on every place around the buffer's end
    var text = "ab O\r\n\r\n".repeat(20_000) + "c I-A\r\n\r\nd B-A\r\n";
    for (int shift = 0; shift < 9; shift++) {
      var corpus = read(" ".repeat(shift) + text);
      assertThat(corpus.sentences(Split.TRAIN)).hasSize(20_002);
      assertThat(corpus.problems()).extracting(Problem::line).containsExactly(40_001);
    }
  }

  private Corpus read(String text) throws IOException {
    var file = write("train.txt", text);
    return Corpora.read(new DataSource.Files(file, Optional.empty(), Optional.empty()));
  }

  private Path write(String name, String text) throws IOException {
    return Files.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
  }

  private static Sentence sentence(String words, String tags) {
    return new Sentence(Arrays.asList(words.split(" ")), Arrays.asList(tags.split(" ")));
  }
}
