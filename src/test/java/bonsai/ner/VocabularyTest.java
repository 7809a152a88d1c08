package bonsai.ner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class VocabularyTest {
  @Test
  void beginsWithBertsSpecialTokens() {
    assertThat(Vocabulary.learn(sentences("a"), 10))
        .startsWith("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
        .doesNotHaveDuplicates();
  }

  @Test
  void mergesTheMostFrequentPairFirst() {
    // "low" ten times, "lower" twice: lo (12), low (12), then ##er (2) and lower (2).
    var pieces = Vocabulary.learn(sentences("low ".repeat(10) + "lower lower x"), 1000);
    assertThat(learnt(pieces)).containsExactly("##ow", "low", "##er", "lower");
  }

  @Test
  void hasAtMostTheSizeAskedFor() {
    var sentences = SampleCorpus.corpus().sentences(Split.TRAIN);
    assertThat(Vocabulary.learn(sentences, 1500)).hasSize(1500);
  }

  @Test
  void dependsNotOnTheOrderOfSentences() {
    var sentences = SampleCorpus.corpus().sentences(Split.VALID);
    assertThat(Vocabulary.learn(sentences.reversed(), 800))
        .isEqualTo(Vocabulary.learn(sentences, 800));
  }

  @Test
  void cutsAtPunctuationAsTheTokenizerDoes() {
    var pieces = Vocabulary.learn(sentences("3-1 3-1 3-1 U.S. U.S. £5 £5 £5"), 1000);
    assertThat(learnt(pieces)).containsExactly("£5");
    assertThat(pieces).contains("£", "##£");
  }

  @Test
  void noPieceHoldsWhatTheTokenizerTakesForWhiteSpaceOrLeavesOut() {
    var word = "ab\ncd\u200Bef\u00A0gh";
    var pieces =
        Vocabulary.learn(
            Collections.nCopies(3, new Sentence(List.of(word, "\r"), List.of("O", "O"))), 1000);
    assertThat(pieces).noneMatch(piece -> piece.matches("(?s).*[\\s\u200B\u00A0].*"));
    assertThat(learnt(pieces)).contains("ab", "cdef", "gh");
  }

  @Test
  void ideographsStandByThemselves() {
    var pieces = Vocabulary.learn(sentences("東京 東京 東京"), 1000);
    assertThat(pieces).contains("東", "京");
    assertThat(learnt(pieces)).isEmpty();
  }

  @Test
  void ofTooManyCharactersTheMostFrequentAreKept() {
    var text = new StringBuilder("zzz ");
    "abcdefghijklmnopqrstuvwxyABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
        .chars()
        .forEach(c -> text.append((char) c));
    var pieces = Vocabulary.learn(sentences(text.toString()), 105);
    assertThat(pieces).hasSize(105).contains("z", "##z", "a", "B").doesNotContain("~", "é");
  }

  @Test
  void wordsOfUsualLettersAreNeverUnknown() {
    var sentences = SampleCorpus.corpus().sentences(Split.TRAIN);
    try (var tokenizer =
        WordPieceTokenizer.ofVocabulary(Vocabulary.learn(sentences, 1200), false)) {
      var encoded = tokenizer.encode(List.of("Qzxj#7~w", "Zoë", "don't"));
      for (var word : encoded) {
        assertThat(word).isNotEmpty().doesNotContain(tokenizer.unkId());
      }
    }
  }

  private static List<String> learnt(List<String> pieces) {
    return pieces.stream()
        .filter(piece -> piece.replaceFirst("^##(?=.)", "").length() > 1)
        .filter(piece -> !piece.startsWith("["))
        .toList();
  }

  private static List<Sentence> sentences(String text) {
    var words = List.of(text.split(" +"));
    return List.of(new Sentence(words, Collections.nCopies(words.size(), "O")));
  }
}
