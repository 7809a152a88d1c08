package bonsai.ner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bonsai.base.UserException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TagSchemeTest {
  @ParameterizedTest
  @CsvSource({
    "O B-A I-A O B-B, IOB2",
    "O O O, IOB2",
    "B-A, IOB2",
    "I-A I-A O I-B, IOB1",
    "I-A B-A O I-B, IOB1",
    "I-A I-B B-B, IOB1",
    "B-A I-A O I-B, IOB2",
    "B-A E-A, BIOES",
    "O S-A, BIOES",
    "B-A I-A L-A, BILUO",
    "O U-A, BILUO"
  })
  void theSchemeIsToldFromTheLetters(String tags, TagScheme scheme) {
    assertThat(TagScheme.detect(List.of(list(tags)))).isEqualTo(scheme);
  }

  @Test
  void theSchemeIsToldFromTheWholeCorpus() {
    assertThat(TagScheme.detect(List.of(list("I-A I-A"), list("O"), list("I-A B-A"))))
        .isEqualTo(TagScheme.IOB1);
    assertThat(TagScheme.detect(List.of(list("I-A I-A"), list("B-A"), list("I-A B-A"))))
        .isEqualTo(TagScheme.IOB2);
    assertThat(TagScheme.detect(List.of(list("B-A"), list("B-A"), list("S-A"))))
        .isEqualTo(TagScheme.BIOES);
  }

  @Test
  void aSentenceDoesNotGoOnInTheNext() {
    // were these one sentence, the B- would part two entities as IOB1 does
    assertThat(TagScheme.detect(List.of(list("I-A"), list("B-A")))).isEqualTo(TagScheme.IOB2);
  }

  @Test
  void lettersOfBothLongSchemesAreRefused() {
    assertThatThrownBy(() -> TagScheme.detect(List.of(list("S-A"), list("L-A"))))
        .isInstanceOf(UserException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "IOB1, I-A I-A B-A O I-B I-A, B-A I-A B-A O B-B B-A",
    "IOB2, I-A I-A B-A O I-B I-A, I-A I-A B-A O I-B I-A",
    "BIOES, B-A E-A S-A O B-B I-B E-B, B-A I-A B-A O B-B I-B I-B",
    "BIOES, E-A S-A I-A O I-A E-A E-A, I-A B-A B-A O I-A I-A B-A",
    "BILUO, B-A L-A U-A O B-B I-B L-B, B-A I-A B-A O B-B I-B I-B"
  })
  void everySchemeIsRewrittenInBio(TagScheme scheme, String tags, String bio) {
    assertThat(scheme.toBio(list(tags))).isEqualTo(list(bio));
  }

  @ParameterizedTest
  @CsvSource({
    "IOB1, O I-A I-A B-A I-B O",
    "IOB2, O B-A I-A B-A B-B O",
    "BIOES, O B-A E-A S-A S-B O",
    "BILUO, O B-A L-A U-A U-B O"
  })
  void entitiesAreWrittenInEveryScheme(TagScheme scheme, String tags) {
    var spans = List.of(new Span("A", 1, 3), new Span("A", 3, 4), new Span("B", 4, 5));
    assertThat(scheme.tags(spans, 6)).isEqualTo(list(tags));
  }

  private static List<String> list(String tags) {
    return Arrays.asList(tags.split(" "));
  }
}
