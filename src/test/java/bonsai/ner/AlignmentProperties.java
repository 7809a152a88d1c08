package bonsai.ner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

final class AlignmentProperties {
  private static final Labels LABELS = Labels.ofTypes(List.of("PER", "LOC"));
  private static final WordPieceTokenizer TOKENIZER =
      WordPieceTokenizer.ofVocabulary(
          List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "b", "##a", "##b"), false);

  @AfterContainer
  static void close() {
    TOKENIZER.close();
  }

  @Property
  void everyWordIsScoredExactlyOnce(
      @ForAll("sentences") List<Sentence> sentences, @ForAll @IntRange(min = 3, max = 40) int max) {
    var split = Alignment.encode(sentences, LABELS, TOKENIZER, max);
    var gold = new ArrayList<int[]>();
    for (var window : split.windows()) {
      gold.add(window.labels());
    }
    var words = split.wordsOf(gold);
    for (int i = 0; i < sentences.size(); i++) {
      var tags = Arrays.stream(words.get(i)).mapToObj(LABELS::tag).toList();
      assertThat(tags).isEqualTo(sentences.get(i).tags());
    }
    var scored = split.windows().stream().mapToLong(w -> w.scoredPositions().length).sum();
    assertThat(scored).isEqualTo(split.words());
  }

  @Property
  void windowsFitAndShowTheirWordsWhole(
      @ForAll("sentences") List<Sentence> sentences, @ForAll @IntRange(min = 3, max = 40) int max) {
    var split = Alignment.encode(sentences, LABELS, TOKENIZER, max);
    for (var window : split.windows()) {
      assertThat(window.length()).isLessThanOrEqualTo(max);
      var sentence = sentences.get(window.sentence());
      for (int from = 1; from < window.length() - 1; ) {
        var word = window.wordIds()[from];
        var to = from;
        while (window.wordIds()[to] == word) {
          to++;
        }
        var pieces = TOKENIZER.encode(List.of(sentence.words().get(word)))[0];
        assertThat(Arrays.copyOfRange(window.ids(), from, to))
            .isEqualTo(Arrays.copyOf(pieces, Math.min(pieces.length, max - 2)));
        from = to;
      }
    }
  }

  @Property
  void whatIsNotScoredIsIgnored(
      @ForAll("sentences") List<Sentence> sentences, @ForAll @IntRange(min = 3, max = 40) int max) {
    for (var window : Alignment.encode(sentences, LABELS, TOKENIZER, max).windows()) {
      for (int i = 0; i < window.length(); i++) {
        var word = window.wordIds()[i];
        var scored = word >= window.firstScored() && word < window.endScored();
        assertThat(window.labels()[i] != Labels.IGNORED).isEqualTo(scored);
      }
    }
  }

  @Provide
  Arbitrary<List<Sentence>> sentences() {
    var word = Arbitraries.strings().withChars("ab").ofMinLength(1).ofMaxLength(9);
    var tag = Arbitraries.of(LABELS.tags());
    var sentence =
        Arbitraries.integers()
            .between(1, 60)
            .flatMap(
                size ->
                    word.list()
                        .ofSize(size)
                        .flatMap(
                            words ->
                                tag.list().ofSize(size).map(tags -> new Sentence(words, tags))));
    return sentence.list().ofMaxSize(4);
  }
}
