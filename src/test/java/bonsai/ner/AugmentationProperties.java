package bonsai.ner;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.ner.Augmentation.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Any corpus, irregular tags and strange letters included. */
final class AugmentationProperties {
  @Property(tries = 300)
  void tagsAreRegularAndTypesStay(
      @ForAll("corpora") List<Sentence> corpus, @ForAll Kind kind, @ForAll Random random) {
    var augmenter = new Augmenter(only(kind, 100), corpus);
    for (int i = 0; i < corpus.size(); i++) {
      var types = new ArrayList<>(types(corpus.get(i)));
      if (kind == Kind.SENTENCE_PAIR && i + 1 < corpus.size()) {
        types.addAll(types(corpus.get(i + 1)));
      }
      for (var variant : augmenter.variants(i, random)) {
        assertThat(variant.tags())
            .isEqualTo(TagScheme.IOB2.tags(Spans.of(variant.tags()), variant.size()));
        assertThat(types(variant)).isEqualTo(types);
        assertThat(variant.words()).noneMatch(String::isEmpty);
      }
    }
  }

  @Property(tries = 300)
  void wordsOutsideEntitiesStayWhenEntitiesAreSwapped(
      @ForAll("corpora") List<Sentence> corpus, @ForAll Random random) {
    var augmenter = new Augmenter(only(Kind.ENTITY_SWAP, 100), corpus);
    for (int i = 0; i < corpus.size(); i++) {
      for (var variant : augmenter.variants(i, random)) {
        assertThat(outside(variant)).isEqualTo(outside(corpus.get(i)));
      }
    }
  }

  @Property(tries = 300)
  void noNewSentenceIsOverTheLimit(
      @ForAll("corpora") List<Sentence> corpus,
      @ForAll @IntRange(min = 1, max = 20) int longest,
      @ForAll long seed) {
    var settings = new Augmentation(true, true, true, true, true, 3, longest);

    var extended = settings.extended(corpus, seed);

    assertThat(extended.subList(corpus.size(), extended.size()))
        .allSatisfy(sentence -> assertThat(sentence.size()).isLessThanOrEqualTo(longest));
  }

  private static Augmentation only(Kind kind, int longest) {
    return new Augmentation(
        kind == Kind.ENTITY_SWAP,
        kind == Kind.UPPER_CASE,
        kind == Kind.TITLE_CASE,
        kind == Kind.LOWER_CASE,
        kind == Kind.SENTENCE_PAIR,
        2,
        longest);
  }

  private static List<String> types(Sentence sentence) {
    return Spans.of(sentence.tags()).stream().map(Span::type).toList();
  }

  private static List<String> outside(Sentence sentence) {
    var words = new ArrayList<String>();
    for (int i = 0; i < sentence.size(); i++) {
      if (sentence.tags().get(i).equals("O")) {
        words.add(sentence.words().get(i));
      }
    }
    return words;
  }

  @Provide
  Arbitrary<List<Sentence>> corpora() {
    var word =
        Arbitraries.oneOf(
            Arbitraries.of("Peter", "EU", "said", "1996", ".", "'s", "Straße", "ŉ", "İzmir", "𐐷x"),
            Arbitraries.strings().ofMinLength(1).ofMaxLength(4).alpha());
    var tag = Arbitraries.of("O", "O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-a-b", "I-a-b");
    return Combinators.combine(word, tag)
        .as((some, tagged) -> List.of(some, tagged))
        .list()
        .ofMinSize(1)
        .ofMaxSize(10)
        .map(
            rows ->
                new Sentence(
                    rows.stream().map(List::getFirst).toList(),
                    rows.stream().map(List::getLast).toList()))
        .list()
        .ofMinSize(1)
        .ofMaxSize(6);
  }
}
