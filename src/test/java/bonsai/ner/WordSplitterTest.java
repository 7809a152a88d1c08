package bonsai.ner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WordSplitterTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Yes, he said (twice). | Yes , he said ( twice ) .",
        "\"Really?\" she asked. | \" Really ? \" she asked .",
        "She doesn't, can't, won’t. | She does n't , ca n't , wo n’t .",
        "CHINA'S it's we're I'd they've I'll I'm | CHINA 'S it 's we 're I 'd they 've I 'll I 'm",
        "the players' O'Brien rock'n'roll '96 | the players ' O'Brien rock'n'roll '96",
        "won 1-0, 6-4 at 3.5 or 1,000 | won 1-0 , 6-4 at 3.5 or 1,000",
        "on 1996-08-22 at 10:30 for 1996/97 | on 1996-08-22 at 10:30 for 1996/97",
        "-5 +3 .500 10% $25.50 US$30 | -5 +3 .500 10 % $ 25.50 US$ 30",
        "the U.S. team, U.S.-led, German-born | the U.S. team , U.S.-led , German-born",
        "AT&T and Yahoo.com and a.b@c.org, too | AT&T and Yahoo.com and a.b@c.org , too",
        "see https://foo.bar/x?y=1. | see https://foo.bar/x?y=1 .",
        "wait... no -- really!! | wait ... no -- really ! !",
        "Toshiba Corp. shares fell | Toshiba Corp. shares fell",
        "J. R. Tolkien wrote | J. R. Tolkien wrote",
        "1. Hasse Svensson 4.8 | 1. Hasse Svensson 4.8",
        "plan B. | plan B .",
        "naïve cafe\u0301 ½ m² 20°C | naïve cafe\u0301 ½ m² 20 ° C",
        "東京は, ok | 東 京 は , ok",
      })
  void cutsWordsAsCoNllDoes(String text, String expected) {
    assertThat(words(text)).hasSize(1);
    assertThat(words(text).getFirst()).containsExactly(expected.strip().split(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Mr. Smith met Dr. Angela Merkel on Friday .",
        "The U.S. President spoke .",
        "J. R. R. Tolkien wrote it .",
        "It was signed on Jan. 5 in Berlin .",
        "wrapped after\nhalf a line .",
        "wrapped after\r\nhalf a line .",
        "wrapped after\rhalf a line .",
      })
  void abbreviationsAndLineBreaksEndNoSentence(String text) {
    assertThat(words(text)).hasSize(1);
  }

  @Test
  void stopsMarksAndBlankLinesEndSentences() {
    assertThat(words("He lives in the U.S. He left.\n\n Heading\n\r\n \nWhy? Go! 終わり。次"))
        .containsExactly(
            List.of("He", "lives", "in", "the", "U.S."),
            List.of("He", "left", "."),
            List.of("Heading"),
            List.of("Why", "?"),
            List.of("Go", "!"),
            List.of("終", "わり", "。"),
            List.of("次"));
  }

  @Test
  void blankLinesEndSentencesWhateverEndsTheirLines() {
    assertThat(words("a heading\r\n\r\nthe text\r\n \r\nmore"))
        .containsExactly(List.of("a", "heading"), List.of("the", "text"), List.of("more"));
  }

  @Test
  void offsetsPointIntoTheWholeText() {
    var text = " It's.\n\nNew  York 👩 ok";
    var last = WordSplitter.split(text).getLast();

    assertThat(last.getFirst()).isEqualTo(new WordSplitter.Word("New", 8, 11));
    assertThat(last.get(2)).isEqualTo(new WordSplitter.Word("👩", 18, 20));
    assertThat(last.getLast()).isEqualTo(new WordSplitter.Word("ok", 21, 23));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "\n\n\n", "\u00a0\u2003"})
  void textOfSpacesHasNoSentence(String text) {
    assertThat(WordSplitter.split(text)).isEmpty();
  }

  private static List<List<String>> words(String text) {
    return WordSplitter.split(text).stream()
        .map(sentence -> sentence.stream().map(WordSplitter.Word::text).toList())
        .toList();
  }
}
