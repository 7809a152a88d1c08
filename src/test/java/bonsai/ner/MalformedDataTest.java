package bonsai.ner;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import bonsai.base.UserException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Data that cannot be read, and the sentence that each kind of it gets. */
class MalformedDataTest {
  private static final String NUMBERS_WITHOUT_NAMES =
      "ner_tags holds numbers, and nothing says which tags they mean: begin the file with a line"
          + " {\"names\": [\"O\", \"B-PER\", …]}, or put that list into a file names.json beside it.";
  private static final String NUMBERED = "the first column numbers the words: it must hold them.";
  private static final String TAG_HINT =
      "is not a tag: use O, or a letter and a type as in B-PER (BIO, BIOES or BILUO).";

  @TempDir Path folder;

  /**
   * A folder with bad data.
   *
   * @param what is wrong
   * @param files their names and content
   * @param message what the user is told; {@code @} stands for the folder
   */
  record Case(String what, Map<String, byte[]> files, String message) {
    @Override
    public String toString() {
      return what;
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void badDataGetsItsSentence(Case bad) throws IOException {
    for (var file : bad.files().entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue());
    }
    assertThatExceptionOfType(UserException.class)
        .isThrownBy(() -> Corpora.read(new DataSource.Folder(folder)))
        .withMessage(
            bad.message()
                .replace("@", folder.toString())
                .replace("%", folder.getFileName().toString()));
  }

  static Stream<Case> cases() {
    var cases = new ArrayList<Case>();
    columns(cases);
    bytes(cases);
    jsonLines(cases);
    folders(cases);
    return cases.stream();
  }

  private static void columns(List<Case> cases) {
    cases.add(train("an empty file", "", "The file @/train.txt has no sentences."));
    cases.add(train("a byte order mark alone", "\uFEFF", "The file @/train.txt has no sentences."));
    cases.add(train("empty lines", "\n\n \t\r\n\n", "The file @/train.txt has no sentences."));
    cases.add(
        train(
            "documents without sentences",
            "-DOCSTART- -X- O O\n\n-DOCSTART- -X- O O\n",
            "The file @/train.txt has no sentences."));
    cases.add(
        line(
            "a row that lacks a column",
            "EU NNP B-NP B-ORG\nrejects VBZ O\n",
            2,
            "the row has 3 columns, the rows before it have 4: all rows need the same columns."));
    cases.add(
        line(
            "a short row in another sentence",
            "-DOCSTART- O\r\n\r\nEU NNP B-ORG\r\n\r\nrejects O\r\n",
            5,
            "the row has 2 columns, the rows before it have 3: all rows need the same columns."));
    cases.add(
        line(
            "a row with a column more",
            "EU B-ORG\nNew York B-LOC\n",
            2,
            "the row has 3 columns, the rows before it have 2: all rows need the same columns."));
    cases.add(
        line(
            "a short row between tabs",
            "EU\tNNP\tB-ORG\nrejects\tO\n",
            2,
            "the row has 2 columns, the rows before it have 3: all rows need the same columns."));
    cases.add(
        line(
            "words without tags",
            "EU\nrejects\n",
            1,
            "the row has a single column ('EU'): a word and its tag are expected."));
    cases.add(
        line(
            "a word that lost its tag",
            "EU B-ORG\nrejects O\nGerman\n",
            3,
            "the row has a single column ('German'): a word and its tag are expected."));
    cases.add(
        line(
            "comma-separated values",
            "EU,B-ORG\n",
            1,
            "the row has a single column ('EU,B-ORG'): a word and its tag are expected."));
    cases.add(
        line("a tag without a word", "EU\tB-ORG\n\tO\n", 2, "the row has a tag but no word."));
    cases.add(line("part-of-speech tags", "EU NNP\n", 1, "'NNP' " + TAG_HINT));
    cases.add(line("running text", "EU rejects German call\n", 1, "'call' " + TAG_HINT));
    cases.add(line("a tag without a type", "a O\nb B\n", 2, "'B' " + TAG_HINT));
    cases.add(line("a tag with an empty type", "a O\nb B-\n", 2, "'B-' " + TAG_HINT));
    cases.add(line("a tag with an unknown letter", "a X-PER\n", 1, "'X-PER' " + TAG_HINT));
    cases.add(line("a tag in lower case", "a b-per\n", 1, "'b-per' " + TAG_HINT));
    cases.add(line("a tag with an underscore", "a B_PER\n", 1, "'B_PER' " + TAG_HINT));
    cases.add(line("a zero for O", "a B-A\nb 0\n", 2, "'0' " + TAG_HINT));
    cases.add(line("a type without a letter", "a PER\n", 1, "'PER' " + TAG_HINT));
    cases.add(line("the spans of OntoNotes", "a (PERSON*)\n", 1, "'(PERSON*)' " + TAG_HINT));
    cases.add(
        line(
            "a very long tag with a bell in it",
            "a \u0007" + "B".repeat(99) + "\n",
            1,
            "'?" + "B".repeat(39) + "…' " + TAG_HINT));
    cases.add(
        line(
            "the tag first",
            "O show\nB-ACTOR me\n",
            1,
            "the tag 'O' stands before the word 'show': the word must come first, the tag last."));
    cases.add(
        line(
            "a column that numbers the words of each sentence",
            "1 EU B-ORG\n2 rejects O\n\n1 German B-MISC\n2 call O\n",
            1,
            NUMBERED));
    cases.add(
        line(
            "a column that numbers the words from 0",
            "0 EU B-ORG\n1 rejects O\n\n0 German B-MISC\n1 call O\n",
            1,
            NUMBERED));
    cases.add(
        line(
            "a column that numbers the rows of a table",
            "7\tEU\tB-ORG\n8\trejects\tO\n\n11\tGerman\tB-MISC\n12\tcall\tO\n",
            1,
            NUMBERED));
    cases.add(
        line(
            "the numbers of CoNLL-U",
            "# sent_id = 1\n1-2 EU's B-ORG\n1 EU B-ORG\n2 's O\n2.1 _ O\n3 call O\n",
            1,
            NUMBERED));
    cases.add(
        train(
            "two schemes at once",
            "a B-A\nb E-A\n\nc U-A\n",
            "%: The tags mix the letters of BIOES (E-, S-) with those of BILUO (L-, U-):"
                + " write all files in one scheme."));
    var many = new StringBuilder();
    for (int i = 0; i <= 10_001; i++) {
      many.append("word B-").append(i).append('\n');
    }
    cases.add(
        line(
            "ten thousand tags",
            many.toString(),
            10_002,
            "this is one of more than 10000 different tags: are these entity types?"));
  }

  private static void bytes(List<Case> cases) {
    cases.add(
        train(
            "Latin-1",
            "x O\nMüller B-PER\n".getBytes(StandardCharsets.ISO_8859_1),
            "@/train.txt, line 2: byte 2 of the line (0xFC) is not UTF-8: save the file in UTF-8."));
    cases.add(
        train(
            "a character cut in the middle",
            new byte[] {'x', ' ', 'O', '\n', (byte) 0xE2, (byte) 0x82},
            "@/train.txt, line 2: byte 1 of the line (0xE2) is not UTF-8: save the file in UTF-8."));
    cases.add(
        train(
            "a character in too many bytes",
            new byte[] {(byte) 0xC0, (byte) 0xAF, ' ', 'O'},
            "@/train.txt, line 1: byte 1 of the line (0xC0) is not UTF-8: save the file in UTF-8."));
    cases.add(
        train(
            "an encoded surrogate",
            new byte[] {'a', (byte) 0xED, (byte) 0xA0, (byte) 0x80, ' ', 'O'},
            "@/train.txt, line 1: byte 2 of the line (0xED) is not UTF-8: save the file in UTF-8."));
    cases.add(
        train(
            "UTF-16",
            "\uFEFFEU B-ORG\n".getBytes(StandardCharsets.UTF_16LE),
            "@/train.txt, line 1: byte 1 of the line (0xFF) is not UTF-8: save the file in UTF-8"
                + " (it seems to be UTF-16)."));
    cases.add(
        train(
            "UTF-16 without its mark",
            "EU B-ORG\n".getBytes(StandardCharsets.UTF_16LE),
            "@/train.txt, line 1: holds a NUL byte: the file is not UTF-8 text."));
    cases.add(
        train(
            "a compressed file",
            gzip("EU B-ORG\n"),
            "@/train.txt, line 1: byte 2 of the line (0x8B) is not UTF-8: save the file in UTF-8"
                + " (it seems to be compressed: unpack it)."));
    cases.add(
        train(
            "a line without end",
            "x O\n" + "y".repeat((1 << 24) + 1),
            "@/train.txt, line 2: is longer than 16 MB:"
                + " lines of data are far shorter, so this is some other file."));
  }

  private static void jsonLines(List<Case> cases) {
    var good = "{\"tokens\": [\"a\"], \"ner_tags\": [\"O\"]}\n";
    cases.add(json("an empty file", "", 0, "The file @/train.jsonl has no sentences."));
    cases.add(
        json(
            "nothing but empty sentences",
            "{\"tokens\": [], \"ner_tags\": []}\n",
            0,
            "The file @/train.jsonl has no sentences."));
    cases.add(json("no JSON", good + "EU B-ORG\n", 2, "is not JSON (Unrecognized token 'EU')."));
    cases.add(
        json(
            "an object that is cut",
            good + "{\"tokens\": [\"a\"",
            2,
            "is not a whole JSON object: it ends too early."));
    cases.add(
        json(
            "an array",
            "[" + good.strip() + "]",
            1,
            "is not a JSON object: each line must be one, with \"tokens\" and \"ner_tags\"."));
    cases.add(
        json(
            "no tags",
            "{\"id\": 1, \"tokens\": [\"a\"], \"tags\": [\"O\"]}",
            1,
            "has no \"ner_tags\" (its fields: id, tokens, tags)."));
    cases.add(
        json(
            "no tokens",
            "{\"words\": [\"a\"], \"ner_tags\": [\"O\"]}",
            1,
            "has no \"tokens\" (its fields: words, ner_tags)."));
    cases.add(
        json(
            "text instead of tokens",
            "{\"tokens\": \"a b\", \"ner_tags\": [\"O\", \"O\"]}",
            1,
            "\"tokens\" is not a list."));
    cases.add(
        json(
            "more tokens than tags",
            good + good + "{\"tokens\": [\"a\", \"b\"], \"ner_tags\": [\"O\"]}",
            3,
            "has 2 tokens but 1 ner_tags: each token needs one."));
    cases.add(
        json(
            "a token that is not a string",
            "{\"tokens\": [\"a\", 2], \"ner_tags\": [\"O\", \"O\"]}",
            1,
            "tokens[1] is not a string."));
    cases.add(
        json(
            "an empty token",
            "{\"tokens\": [\"a\", \"\"], \"ner_tags\": [\"O\", \"O\"]}",
            1,
            "tokens[1] is empty: a word has at least one character."));
    cases.add(
        json(
            "half a character",
            "{\"tokens\": [\"\\ud83d\"], \"ner_tags\": [\"O\"]}",
            1,
            "tokens[0] holds half a character (a lone surrogate)."));
    cases.add(
        json(
            "a tag that is none",
            "{\"tokens\": [\"a\"], \"ner_tags\": [\"PERSON\"]}",
            1,
            "'PERSON' " + TAG_HINT));
    cases.add(
        json(
            "a tag of another kind",
            "{\"tokens\": [\"a\"], \"ner_tags\": [null]}",
            1,
            "ner_tags[0] must be a string or a whole number, not null."));
    cases.add(
        json(
            "a tag that is a fraction",
            "{\"names\": [\"O\"]}\n{\"tokens\": [\"a\"], \"ner_tags\": [1.0]}",
            2,
            "ner_tags[0] must be a string or a whole number, not 1.0."));
    cases.add(
        json(
            "the same field twice",
            "{\"tokens\": [\"a\"], \"ner_tags\": [\"O\"], \"tokens\": [\"b\"]}",
            1,
            "is not JSON (Duplicate Object property \"tokens\")."));
    cases.add(
        json(
            "numbers without names",
            "{\"tokens\": [\"a\"], \"ner_tags\": [0]}",
            1,
            NUMBERS_WITHOUT_NAMES));
    cases.add(
        json(
            "a number without a name",
            "{\"names\": [\"O\", \"B-A\"]}\n{\"tokens\": [\"a\"], \"ner_tags\": [2]}",
            2,
            "ner_tags[0] is 2, but there are names for 0 to 1 only."));
    cases.add(
        json(
            "a number below zero",
            "{\"names\": [\"O\", \"B-A\"]}\n{\"tokens\": [\"a\"], \"ner_tags\": [-100]}",
            2,
            "ner_tags[0] is -100, but there are names for 0 to 1 only."));
    cases.add(
        json(
            "names that are no tags",
            "{\"names\": [\"O\", \"PER\"]}\n{\"tokens\": [\"a\"], \"ner_tags\": [1]}",
            2,
            "'PER' " + TAG_HINT));
    cases.add(
        json("names that are no strings", "{\"names\": [0, 1]}\n", 1, "names[0] is not a string."));
    cases.add(
        folder(
            "a broken names.json",
            Map.of("train.jsonl", good, "names.json", "{\"O\": 0}"),
            "The file @/names.json is not a JSON list of tags, such as"
                + " [\"O\", \"B-PER\", \"I-PER\"]."));
  }

  private static void folders(List<Case> cases) {
    cases.add(
        folder(
            "an empty folder",
            Map.of(),
            "The folder @ has no data files with usual names"
                + " (train.txt, valid.txt, test.txt, eng.testa, dev.conll, train.jsonl, …)."));
    cases.add(
        folder(
            "no usual name",
            Map.of("data.txt", "a O\n", "labels.txt", "O\n"),
            "The folder @ has no data files with usual names"
                + " (train.txt, valid.txt, test.txt, eng.testa, dev.conll, train.jsonl, …),"
                + " only data.txt, labels.txt."));
    cases.add(
        folder(
            "two train files",
            Map.of("train.txt", "a O\n", "train.conll", "a O\n"),
            "The folder @ has 2 files for train (train.conll, train.txt):"
                + " leave one, or name the files of each split."));
    cases.add(
        folder(
            "two names for valid",
            Map.of("train.txt", "a O\n", "dev.txt", "a O\n", "valid.txt", "a O\n"),
            "The folder @ has 2 files for valid (dev.txt, valid.txt):"
                + " leave one, or name the files of each split."));
    cases.add(
        folder(
            "an empty valid file",
            Map.of("train.txt", "a O\n", "valid.txt", "\n"),
            "The file @/valid.txt has no sentences."));
    cases.add(
        folder(
            "a bad row in test",
            Map.of("train.txt", "a O\n", "test.txt", "a O\nb\n"),
            "@/test.txt, line 2: the row has a single column ('b'):"
                + " a word and its tag are expected."));
  }

  @Test
  void aNamesFileThatCannotBeReadSaysWhy() throws IOException {
    Files.writeString(folder.resolve("train.jsonl"), "{}");
    Files.createDirectory(folder.resolve("names.json"));

    assertThatExceptionOfType(UserException.class)
        .isThrownBy(() -> Corpora.read(new DataSource.Folder(folder)))
        .withMessage(
            "The file " + folder.resolve("names.json") + " cannot be read: Is a directory.");
  }

  @ParameterizedTest
  @MethodSource("misplaced")
  void aMisplacedSourceGetsItsSentence(String path, boolean asFolder, String message)
      throws IOException {
    Files.writeString(folder.resolve("file.txt"), "a O\n");
    Files.createDirectory(folder.resolve("sub"));
    var at = folder.resolve(path);
    var source =
        asFolder
            ? new DataSource.Folder(at)
            : new DataSource.Files(at, Optional.empty(), Optional.empty());
    assertThatExceptionOfType(UserException.class)
        .isThrownBy(() -> Corpora.read(source))
        .withMessage(message.replace("@", folder.toString()));
  }

  static Stream<Arguments> misplaced() {
    return Stream.of(
        Arguments.of("missing", true, "The folder @/missing does not exist."),
        Arguments.of("file.txt", true, "@/file.txt is a file, not a folder."),
        Arguments.of("missing.txt", false, "The file @/missing.txt does not exist."),
        Arguments.of("sub", false, "@/sub is a folder: name a file in it."));
  }

  private static Case train(String what, String text, String message) {
    return train(what, text.getBytes(StandardCharsets.UTF_8), message);
  }

  private static Case train(String what, byte[] content, String message) {
    return new Case(what, Map.of("train.txt", content), message);
  }

  private static Case line(String what, String text, int line, String message) {
    return train(what, text, "@/train.txt, line " + line + ": " + message);
  }

  /** With line 0, the message is about the file as a whole. */
  private static Case json(String what, String text, int line, String message) {
    return folder(
        "JSON lines: " + what,
        Map.of("train.jsonl", text),
        line == 0 ? message : "@/train.jsonl, line " + line + ": " + message);
  }

  private static Case folder(String what, Map<String, String> files, String message) {
    var content = new LinkedHashMap<String, byte[]>();
    files.forEach((name, text) -> content.put(name, text.getBytes(StandardCharsets.UTF_8)));
    return new Case(what, content, message);
  }

  private static byte[] gzip(String text) {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(bytes)) {
      zip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
