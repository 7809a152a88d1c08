package bonsai.ner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TagSchemeProperties {
  @Property
  void entitiesSurviveEveryScheme(@ForAll("spans") List<Span> spans, @ForAll TagScheme scheme) {
    var words = spans.isEmpty() ? 3 : spans.getLast().end() + 1;

    var tags = scheme.tags(spans, words);

    assertThat(tags).hasSize(words).allMatch(TagScheme::isTag);
    assertThat(Spans.of(scheme.toBio(tags))).isEqualTo(spans);
    assertThat(scheme.toBio(tags)).isEqualTo(TagScheme.IOB2.tags(spans, words));
  }

  @Property
  void irregularTagsKeepTheEntitiesThatSeqevalSees(
      @ForAll("anyTags") List<String> tags, @ForAll TagScheme scheme) {
    var own = tags.stream().filter(tag -> allowed(scheme, tag)).toList();

    // seqeval knows E- and S-, but not their other names
    var asSeqevalReads =
        own.stream().map(tag -> tag.replace("L-", "E-").replace("U-", "S-")).toList();
    assertThat(Spans.of(scheme.toBio(own))).isEqualTo(Spans.of(asSeqevalReads));
  }

  @Property
  void whatWasWrittenInASchemeIsToldFromIt(
      @ForAll("corpora") List<List<Span>> corpus, @ForAll TagScheme scheme) {
    var tags =
        corpus.stream()
            .map(spans -> scheme.tags(spans, spans.isEmpty() ? 1 : spans.getLast().end()))
            .toList();

    var detected = TagScheme.detect(tags);

    // a corpus without entities, say, is the same in all schemes: then any answer is right
    assertThat(tags.stream().map(detected::toBio).toList())
        .isEqualTo(tags.stream().map(scheme::toBio).toList());
  }

  private static boolean allowed(TagScheme scheme, String tag) {
    return switch (scheme) {
      case IOB1, IOB2 -> "OBI".indexOf(tag.charAt(0)) >= 0;
      case BIOES -> "OBIES".indexOf(tag.charAt(0)) >= 0;
      case BILUO -> "OBILU".indexOf(tag.charAt(0)) >= 0;
    };
  }

  @Provide
  Arbitrary<List<List<Span>>> corpora() {
    return spans().list().ofMaxSize(5);
  }

  /** Entities of one to four words with gaps of none to two words. */
  @Provide
  Arbitrary<List<Span>> spans() {
    var parts =
        Combinators.combine(
                Arbitraries.of("A", "B", "a-b"),
                Arbitraries.integers().between(0, 2),
                Arbitraries.integers().between(1, 4))
            .as(Span::new);
    return parts.list().ofMaxSize(6).map(TagSchemeProperties::inARow);
  }

  private static List<Span> inARow(List<Span> gapsAndLengths) {
    var spans = new ArrayList<Span>();
    var next = 0;
    for (var part : gapsAndLengths) {
      var start = next + part.start();
      next = start + part.end();
      spans.add(new Span(part.type(), start, next));
    }
    return spans;
  }

  @Provide
  Arbitrary<List<String>> anyTags() {
    return Arbitraries.of(
            "O", "B-A", "I-A", "E-A", "S-A", "L-A", "U-A", "B-B", "I-B", "E-B", "S-B", "L-B", "U-B")
        .list()
        .ofMaxSize(12);
  }
}
