package bonsai.ner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class WordSplitterProperties {
  /** Any text at all, lone surrogates and control characters too. */
  @Property
  void everyCharacterButSpacesLiesInExactlyOneWordOfAnyText(@ForAll String text) {
    check(text);
  }

  @Property(tries = 3000)
  void everyCharacterButSpacesLiesInExactlyOneWordOfTextFullOfPunctuation(
      @ForAll("awkwardTexts") String text) {
    check(text);
  }

  @Property
  void wordsThatWereSplitOnceStayAsTheyAre(@ForAll("plainTexts") String text) {
    var once = words(text);

    assertThat(words(String.join(" ", once))).isEqualTo(once);
  }

  private static void check(String text) {
    var at = 0;
    for (var sentence : WordSplitter.split(text)) {
      assertThat(sentence).isNotEmpty();
      for (var word : sentence) {
        assertThat(
                text.substring(at, word.start())
                    .codePoints()
                    .allMatch(WordSplitterProperties::isSpace))
            .isTrue();
        assertThat(word.text()).isNotEmpty().isEqualTo(text.substring(word.start(), word.end()));
        assertThat(word.text().codePoints().anyMatch(WordSplitterProperties::isSpace)).isFalse();
        at = word.end();
      }
    }
    assertThat(text.substring(at).codePoints().allMatch(WordSplitterProperties::isSpace)).isTrue();
  }

  private static List<String> words(String text) {
    return WordSplitter.split(text).stream()
        .flatMap(List::stream)
        .map(WordSplitter.Word::text)
        .toList();
  }

  private static boolean isSpace(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  @Provide
  Arbitrary<String> awkwardTexts() {
    return Arbitraries.of(
            "a", "B", "don't", "n't", "'s", "'", "’", ".", "..", "-", "--", ",", "1", "1,0", "$",
            "U.S.", "Mr.", "J.", "No.", " ", " ", "\n", "\n\n", "\u00a0", "\u0301", "\u200d",
            "http://", "www.", "@", "/", "?", "!", "\"", "(", ")", "東", "👩", "\ud83d", "\u0000")
        .list()
        .ofMaxSize(20)
        .map(parts -> String.join("", parts));
  }

  @Provide
  Arbitrary<String> plainTexts() {
    return Arbitraries.of(
            "Tom",
            "runs",
            "don't",
            "it's",
            "(",
            ")",
            "1-0",
            "3.5",
            "U.S.",
            "German-born",
            "AT&T",
            "players'",
            "$25",
            "10%",
            "O'Brien",
            ",",
            "...")
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join(" ", parts));
  }
}
