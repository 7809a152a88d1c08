package bonsai.ner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

final class WordPieceTokenizerProperties {
  private static final WordPieceTokenizer TOKENIZER =
      WordPieceTokenizer.ofVocabulary(
          Vocabulary.learn(SampleCorpus.corpus().sentences(Split.TRAIN), 800), true);

  @AfterContainer
  static void close() {
    TOKENIZER.close();
  }

  @Property
  void piecesOfAWordDoNotDependOnItsNeighbours(@ForAll("anyWords") List<String> words) {
    var together = TOKENIZER.encode(words);
    assertThat(together).hasNumberOfRows(words.size());
    for (int i = 0; i < words.size(); i++) {
      assertThat(together[i]).isEqualTo(TOKENIZER.encode(List.of(words.get(i)))[0]);
      assertThat(Arrays.stream(together[i])).allMatch(id -> id >= 0 && id < TOKENIZER.size());
    }
  }

  /** Any characters at all: control, half surrogate pairs, brackets of special tokens. */
  @Provide
  Arbitrary<List<String>> anyWords() {
    var any = Arbitraries.strings().all().ofMaxLength(12);
    var odd =
        Arbitraries.strings()
            .withChars('a', '#', '[', ']', 'M', '\u0000', '\u200D', '\uD83D', '\uDE00', '\u0301')
            .ofMaxLength(8);
    var special = Arbitraries.of("[SEP]", "[MASK]", "x[CLS]y", "##a", "");
    return Arbitraries.oneOf(any, odd, special).list().ofMaxSize(8);
  }
}
