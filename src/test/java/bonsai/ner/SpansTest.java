package bonsai.ner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The expected entities are what seqeval 1.2.2's {@code get_entities} gives. */
class SpansTest {
  @Test
  void anEntityRunsFromItsBToItsLastI() {
    assertThat(spans("O B-PER I-PER O B-LOC"))
        .containsExactly(new Span("PER", 1, 3), new Span("LOC", 4, 5));
  }

  @Test
  void anInsideTagAfterOStartsAnEntity() {
    assertThat(spans("I-ORG I-ORG O I-PER"))
        .containsExactly(new Span("ORG", 0, 2), new Span("PER", 3, 4));
  }

  @Test
  void anInsideTagOfAnotherTypeStartsAnEntity() {
    assertThat(spans("B-PER I-LOC I-LOC"))
        .containsExactly(new Span("PER", 0, 1), new Span("LOC", 1, 3));
  }

  @Test
  void aSecondBStartsAnotherEntityOfTheSameType() {
    assertThat(spans("B-PER B-PER I-PER"))
        .containsExactly(new Span("PER", 0, 1), new Span("PER", 1, 3));
  }

  @Test
  void endAndSingleTagsCloseEntities() {
    assertThat(spans("S-LOC S-LOC B-PER I-PER E-PER E-PER"))
        .containsExactly(
            new Span("LOC", 0, 1),
            new Span("LOC", 1, 2),
            new Span("PER", 2, 5),
            new Span("PER", 5, 6));
  }

  @Test
  void aTypeMayHoldHyphensAndMayBeMissing() {
    assertThat(spans("B-work-of-art I-work-of-art O B I"))
        .containsExactly(new Span("work-of-art", 0, 2), new Span("_", 3, 5));
  }

  @Test
  void noTagsGiveNoEntities() {
    assertThat(Spans.of(List.of())).isEmpty();
    assertThat(spans("O O O")).isEmpty();
  }

  private static List<Span> spans(String tags) {
    return Spans.of(List.of(tags.split(" ")));
  }
}
