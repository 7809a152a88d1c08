package bonsai.ner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bonsai.base.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class AlignmentTest {
  private static final Labels LABELS = Labels.ofTypes(List.of("PER", "ORG", "LOC", "MISC"));

  private final WordPieceTokenizer tokenizer =
      WordPieceTokenizer.ofVocabulary(
          List.of(
              "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "b", "##a", "##b", "Fi", "##sch",
              "##ler"),
          false);

  @AfterEach
  void close() {
    tokenizer.close();
  }

  /**
   * The golden file's part that the suite holds: sentences, and their pieces' ids in the real
   * vocabulary.
   */
  record Golden(String _how, Map<String, Integer> vocabulary, List<Sample> samples) {}

  record Sample(
      String split,
      int index,
      List<String> words,
      List<String> tags,
      List<String> tokens,
      int[] ids,
      int[] labels) {}

  @TestFactory
  List<DynamicTest> alignsAsHuggingFace() {
    var golden = Goldens.read("alignment-samples.json", Golden.class);
    var vocabulary = List.copyOf(golden.vocabulary().keySet());
    assertThat(golden.samples()).hasSizeGreaterThan(10);
    return golden.samples().stream()
        .map(
            sample ->
                DynamicTest.dynamicTest(
                    sample.split() + " " + sample.index(), () -> check(sample, golden, vocabulary)))
        .toList();
  }

  private static void check(Sample sample, Golden golden, List<String> vocabulary) {
    try (var tokenizer = WordPieceTokenizer.ofVocabulary(vocabulary, false)) {
      var sentence = new Sentence(sample.words(), sample.tags());
      var split = Alignment.encode(List.of(sentence), LABELS, tokenizer, Alignment.BERT_LENGTH);
      assertThat(split.windows()).hasSize(1);
      var window = split.windows().getFirst();
      var pieces = Arrays.stream(window.ids()).mapToObj(tokenizer::piece).toList();
      assertThat(pieces).isEqualTo(sample.tokens());
      assertThat(pieces.stream().mapToInt(golden.vocabulary()::get))
          .containsExactly(boxed(sample.ids()));
      assertThat(window.labels()).isEqualTo(sample.labels());
    }
  }

  private static Integer[] boxed(int[] numbers) {
    return Arrays.stream(numbers).boxed().toArray(Integer[]::new);
  }

  @Test
  void keepsInsideTagsOnLaterPieces() {
    var window = only(sentence("Fischler", "B-PER", "a", "I-PER", "ab", "I-LOC", "ab", "O"), 512);
    assertThat(labels(window))
        .containsExactly("-", "B-PER", "I-PER", "I-PER", "I-PER", "I-LOC", "I-LOC", "O", "O", "-");
    assertThat(window.wordIds()).containsExactly(-1, 0, 0, 0, 1, 2, 2, 3, 3, -1);
    assertThat(window.scoredPositions()).containsExactly(1, 4, 5, 7);
  }

  @Test
  void wordThatTokenisesToNothingBecomesOneUnknownPiece() {
    var split = encode(List.of(sentence("a", "O", "\u200B", "B-LOC", "b", "O")), 512);
    assertThat(split.nothingWords()).isEqualTo(1);
    var window = split.windows().getFirst();
    assertThat(window.ids()[2]).isEqualTo(tokenizer.unkId());
    assertThat(labels(window)).containsExactly("-", "O", "B-LOC", "O", "-");
  }

  @Test
  void tokenisesTextWithoutGoldTags() {
    var split = Alignment.encode(List.of(List.of("ab", "b"), List.of("a")), tokenizer, 512);
    assertThat(split.sentences()).isEqualTo(2);
    assertThat(split.windows().getFirst().labels()).containsOnly(Labels.IGNORED);
    assertThat(split.windows().getFirst().scoredPositions()).containsExactly(1, 3);
    assertThat(split.words()).isEqualTo(3);
    assertThat(split.tokens()).isEqualTo(8);
  }

  @Test
  void cutsLongSentenceIntoOverlappingWindowsAtWordBorders() {
    var words = IntStream.range(0, 100).mapToObj(i -> "ab").toList();
    var split = Alignment.encode(List.of(List.of("a"), words), tokenizer, 42);
    assertThat(split.windowedSentences()).isEqualTo(1);
    var windows = split.windows().subList(1, split.windows().size());
    assertThat(windows).hasSize(7).allMatch(window -> window.length() <= 42);
    for (int i = 1; i < windows.size(); i++) {
      assertThat(windows.get(i).firstScored()).isEqualTo(windows.get(i - 1).endScored());
      assertThat(windows.get(i).wordIds()[1])
          .as("context before the first scored word")
          .isLessThan(windows.get(i).firstScored());
    }
    assertThat(windows.getFirst().firstScored()).isZero();
    assertThat(windows.getLast().endScored()).isEqualTo(100);
  }

  @Test
  void truncatesWordLongerThanWindowAndStillScoresIt() {
    var long20 = "a".repeat(20);
    var split = encode(List.of(sentence("b", "O", long20, "B-ORG", "b", "O")), 12);
    assertThat(split.truncatedWords()).isEqualTo(1);
    assertThat(split.windows()).allMatch(window -> window.length() <= 12);
    assertThat(scoredLabels(split, 3)).containsExactly("O", "B-ORG", "O");
  }

  @Test
  void putsPredictionsOfWindowsTogether() {
    var words = IntStream.range(0, 50).mapToObj(i -> i % 3 == 0 ? "ab" : "a").toList();
    var split = Alignment.encode(List.of(words, List.of("b")), tokenizer, 20);
    // Predict each word's own index, and nonsense on later pieces.
    var predicted = new ArrayList<int[]>();
    for (var window : split.windows()) {
      var ids = new int[window.length()];
      Arrays.fill(ids, -7);
      for (int i = 1, word = -1; i < ids.length - 1; i++) {
        if (window.wordIds()[i] != word) {
          word = window.wordIds()[i];
          ids[i] = word;
        }
      }
      predicted.add(ids);
    }
    var together = split.wordsOf(predicted);
    assertThat(together.get(0)).isEqualTo(IntStream.range(0, 50).toArray());
    assertThat(together.get(1)).containsExactly(0);
  }

  @Test
  void digestTellsLabelsApart() {
    var one = encode(List.of(sentence("a", "O")), 512);
    var other = encode(List.of(sentence("a", "B-PER")), 512);
    assertThat(one.sha256()).isNotEqualTo(other.sha256()).hasSize(64);
  }

  @Test
  void unknownTagIsTheUsersError() {
    assertThatThrownBy(() -> encode(List.of(sentence("a", "B-FOOD")), 512))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("B-FOOD");
  }

  private EncodedSentence only(Sentence sentence, int maxLength) {
    var windows = encode(List.of(sentence), maxLength).windows();
    assertThat(windows).hasSize(1);
    return windows.getFirst();
  }

  private EncodedSplit encode(List<Sentence> sentences, int maxLength) {
    return Alignment.encode(sentences, LABELS, tokenizer, maxLength);
  }

  private static List<String> scoredLabels(EncodedSplit split, int words) {
    var labels = new String[words];
    for (var window : split.windows()) {
      var word = window.firstScored();
      for (var position : window.scoredPositions()) {
        labels[word++] = LABELS.tag(window.labels()[position]);
      }
    }
    return Arrays.asList(labels);
  }

  private static List<String> labels(EncodedSentence window) {
    return Arrays.stream(window.labels())
        .mapToObj(label -> label == Labels.IGNORED ? "-" : LABELS.tag(label))
        .toList();
  }

  private static Sentence sentence(String... wordsAndTags) {
    var words = new ArrayList<String>();
    var tags = new ArrayList<String>();
    for (int i = 0; i < wordsAndTags.length; i += 2) {
      words.add(wordsAndTags[i]);
      tags.add(wordsAndTags[i + 1]);
    }
    return new Sentence(words, tags);
  }
}
