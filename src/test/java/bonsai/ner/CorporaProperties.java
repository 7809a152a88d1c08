package bonsai.ner;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.base.Json;
import bonsai.base.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

class CorporaProperties {
  /** Two properties, so many files each, so many damages of each: 10,000. */
  private static final int FILES = 250;

  private static final int DAMAGES = 20;

  private static final String SEPARATORS = "\n\r\t -\"[]{},:";

  private static Path folder;

  @BeforeContainer
  static void makeFolder() throws IOException {
    folder = Files.createTempDirectory("corpora");
  }

  @AfterContainer
  static void removeFolder() throws IOException {
    try (var files = Files.list(folder)) {
      for (var file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  /** A way to write column files; {@code more} are columns between word and tag. */
  record Layout(
      String before,
      String between,
      List<String> more,
      String after,
      String lineEnd,
      int emptyLines,
      boolean documents,
      boolean finalEnd,
      TagScheme scheme) {
    String write(List<Sentence> sentences) {
      var text = new StringBuilder(before);
      for (var sentence : sentences) {
        if (documents) {
          text.append("-DOCSTART- -X-").append(lineEnd).append(lineEnd);
        }
        var tags = scheme.tags(Spans.of(sentence.tags()), sentence.size());
        for (int i = 0; i < sentence.size(); i++) {
          var row = new ArrayList<String>();
          row.add(sentence.words().get(i));
          row.addAll(more);
          row.add(tags.get(i));
          text.append(String.join(between, row)).append(after).append(lineEnd);
        }
        text.append(lineEnd.repeat(emptyLines));
      }
      return finalEnd ? text.toString() : text.toString().stripTrailing();
    }
  }

  @Property(tries = 500)
  void sentencesSurviveEveryColumnLayout(
      @ForAll("sentences") List<Sentence> sentences, @ForAll("layouts") Layout layout)
      throws IOException {
    var file = folder.resolve("train.txt");
    Files.writeString(file, layout.write(sentences));

    assertThat(read(file).sentences(Split.TRAIN)).isEqualTo(sentences);
  }

  @Property(tries = 200)
  void sentencesSurviveTheWriter(@ForAll("sentences") List<Sentence> sentences) {
    var file = folder.resolve("train.txt");
    ColumnWriter.write(file, sentences);

    assertThat(read(file).sentences(Split.TRAIN)).isEqualTo(sentences);
  }

  @Property(tries = 200)
  void sentencesSurviveJsonLines(@ForAll("sentences") List<Sentence> sentences) throws IOException {
    var file = folder.resolve("train.jsonl");
    Files.writeString(file, jsonLines(sentences));

    assertThat(read(file).sentences(Split.TRAIN)).isEqualTo(sentences);
  }

  @Property(tries = FILES, shrinking = ShrinkingMode.OFF)
  void damagedColumnsGiveACorpusOrASentenceForTheUser(
      @ForAll("sentences") List<Sentence> sentences,
      @ForAll("layouts") Layout layout,
      @ForAll Random random)
      throws IOException {
    var text = layout.write(sentences);
    for (int i = 0; i < DAMAGES; i++) {
      damage(folder.resolve("damaged.txt"), text, random);
    }
  }

  @Property(tries = FILES, shrinking = ShrinkingMode.OFF)
  void damagedJsonLinesGiveACorpusOrASentenceForTheUser(
      @ForAll("sentences") List<Sentence> sentences, @ForAll Random random) throws IOException {
    var text = jsonLines(sentences);
    for (int i = 0; i < DAMAGES; i++) {
      damage(folder.resolve("damaged.jsonl"), text, random);
    }
  }

  /** Changes, drops, doubles and moves some bytes, and reads the result. */
  private static void damage(Path file, String text, Random random) throws IOException {
    var bytes = new ArrayList<Byte>();
    for (var value : text.getBytes(StandardCharsets.UTF_8)) {
      bytes.add(value);
    }
    for (int i = 1 + random.nextInt(4); i > 0 && !bytes.isEmpty(); i--) {
      var place = random.nextInt(bytes.size());
      switch (random.nextInt(6)) {
        case 0 -> bytes.set(place, (byte) random.nextInt(256));
        case 1 -> bytes.set(place, (byte) SEPARATORS.charAt(random.nextInt(SEPARATORS.length())));
        case 2 -> bytes.remove(place);
        case 3 -> bytes.add(place, (byte) random.nextInt(256));
        case 4 -> bytes.add(place, bytes.get(random.nextInt(bytes.size())));
        default -> bytes.subList(place, bytes.size()).clear();
      }
    }
    var damaged = new byte[bytes.size()];
    for (int i = 0; i < damaged.length; i++) {
      damaged[i] = bytes.get(i);
    }
    Files.write(file, damaged);
    try {
      var corpus = read(file);
      for (var sentence : corpus.sentences(Split.TRAIN)) {
        assertThat(sentence.words()).noneMatch(String::isEmpty);
        assertThat(corpus.labels().tags()).containsAll(sentence.tags());
      }
    } catch (UserException e) {
      assertThat(e).hasMessageContaining("damaged.").hasMessageEndingWith(".");
    }
  }

  private static String jsonLines(List<Sentence> sentences) {
    var text = new StringBuilder();
    for (var sentence : sentences) {
      text.append(
              Json.LINE.writeValueAsString(
                  Map.of("tokens", sentence.words(), "ner_tags", sentence.tags())))
          .append('\n');
    }
    return text.toString();
  }

  private static Corpus read(Path file) {
    return Corpora.read(new DataSource.Files(file, Optional.empty(), Optional.empty()));
  }

  @Provide
  Arbitrary<List<Sentence>> sentences() {
    var tag = Arbitraries.of("O", "O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-a-b", "I-a-b");
    var row = Combinators.combine(words(), tag).as(List::of);
    return row.list()
        .ofMinSize(1)
        .ofMaxSize(8)
        .map(CorporaProperties::regular)
        .list()
        .ofMinSize(1)
        .ofMaxSize(5);
  }

  /** Any characters but blanks, tabs, line ends, and what begins marks and comments. */
  private static Arbitrary<String> words() {
    var usual = Arbitraries.of("Peter", "is", "-", "U.S.", "1996", "#", "Müller", "東京", "𝒳", "'s");
    var strange =
        Arbitraries.strings()
            .withCharRange('!', '~')
            .withChars("éß\u00A0\u200B\u2028\u0301€☃\uFB01")
            .ofMinLength(1)
            .ofMaxLength(6)
            .filter(word -> !TagScheme.isTag(word));
    return Arbitraries.frequencyOf(Tuple.of(3, usual), Tuple.of(1, strange));
  }

  /** The tags made BIO: the entities are what counts here. */
  private static Sentence regular(List<List<String>> rows) {
    var words = rows.stream().map(List::getFirst).toList();
    var tags = rows.stream().map(List::getLast).toList();
    return new Sentence(words, TagScheme.IOB2.tags(Spans.of(tags), tags.size()));
  }

  @Provide
  Arbitrary<Layout> layouts() {
    return Combinators.combine(
            Arbitraries.of("", "\uFEFF", "\n\n"),
            Arbitraries.of(" ", "\t", "   ", " \t", "\t\t"),
            Arbitraries.<List<String>>of(List.of(), List.of("NN"), List.of("NN", "B-NP")),
            Arbitraries.of("", " ", "\t", " \t "),
            Arbitraries.of("\n", "\r\n", "\r"),
            Arbitraries.integers().between(1, 3),
            Arbitraries.of(false, true),
            Arbitraries.of(TagScheme.class))
        .as(
            (before, between, more, after, end, lines, documents, scheme) ->
                new Layout(
                    before, between, more, after, end, lines, documents, lines != 2, scheme));
  }
}
