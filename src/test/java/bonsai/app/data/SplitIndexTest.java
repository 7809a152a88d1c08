package bonsai.app.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bonsai.ner.Corpora;
import bonsai.ner.Corpus;
import bonsai.ner.DataSource;
import bonsai.ner.Labels;
import bonsai.ner.Sentence;
import bonsai.ner.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SplitIndexTest {
  @TempDir private Path folder;

  @Test
  void sentencesWithProblemsAreFound() throws IOException {
    var file = folder.resolve("train.txt");
    Files.writeString(file, "a B-PER\n\nb I-PER\nc O\n\nd B-LOC\n\ne O\nf I-LOC\n");
    var corpus = Corpora.read(DataSource.at(file));

    var index = SplitIndex.of(corpus, Split.TRAIN, () -> false);

    assertThat(index.find(onlyProblems(), () -> false)).containsExactly(1, 3);
  }

  @Test
  void typesBeyondTheSixtyFourthAreFoundToo() {
    var sentences =
        IntStream.range(0, 100)
            .mapToObj(i -> new Sentence(List.of("word"), List.of("B-T" + i)))
            .toList();

    var index = SplitIndex.of(corpus(sentences, List.of("T0")), Split.TRAIN, () -> false);

    assertThat(index.find(ofType("T99"), () -> false)).containsExactly(99);
    assertThat(index.find(ofType("T3"), () -> false)).containsExactly(3);
    assertThat(index.find(ofType("NONE"), () -> false)).isEmpty();
  }

  @Test
  void aSearchThatNobodyWaitsForEnds() {
    var sentences = List.of(new Sentence(List.of("word"), List.of("O")));
    var index = SplitIndex.of(corpus(sentences, List.of()), Split.TRAIN, () -> false);

    assertThatThrownBy(() -> index.find(Query.ALL, () -> true))
        .isInstanceOf(CancellationException.class);
  }

  /** A scan takes half a second here; the bound leaves room for a slow and busy machine. */
  @Test
  void aMillionSentencesAreSearchedInSeconds() throws IOException {
    var file = folder.resolve("train.txt");
    try (var out = Files.newBufferedWriter(file)) {
      for (var i = 0; i < 1_000_000; i++) {
        out.write("Sentence O\nnumber O\nn" + i % 5000 + " B-PER\nends O\nhere O\n\n");
      }
    }
    var index = SplitIndex.of(Corpora.read(DataSource.at(file)), Split.TRAIN, () -> false);
    var query =
        new Query(
            "N4999 E",
            false,
            Optional.of("PER"),
            5,
            5,
            false,
            new Query.Order(Query.Key.WORDS, true));

    var before = System.nanoTime();
    var found = index.find(query, () -> false);

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(8));
    assertThat(found).hasSize(200).startsWith(4999, 9999).isSorted();
  }

  private static Corpus corpus(List<Sentence> sentences, List<String> types) {
    return new Corpus("made", Map.of(Split.TRAIN, sentences), Labels.ofTypes(types), List.of());
  }

  private static Query onlyProblems() {
    return new Query(
        "", false, Optional.empty(), 0, Integer.MAX_VALUE, true, Query.Order.OF_THE_FILE);
  }

  private static Query ofType(String type) {
    return new Query(
        "", false, Optional.of(type), 0, Integer.MAX_VALUE, false, Query.Order.OF_THE_FILE);
  }
}
