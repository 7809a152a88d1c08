package bonsai.app.data;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.ner.Corpus;
import bonsai.ner.Labels;
import bonsai.ner.Sentence;
import bonsai.ner.Spans;
import bonsai.ner.Split;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class SplitIndexProperties {
  private static final List<String> WORDS =
      List.of("New", "york", "YORK", "a", "ab", "Straße", "İzmir", ".", "ΣΑΣ", "new");
  private static final List<String> TAGS = List.of("O", "B-PER", "I-PER", "B-LOC", "I-LOC");

  @Property(tries = 500)
  void filtersFindWhatALookAtEverySentenceFinds(
      @ForAll("sentences") List<Sentence> sentences, @ForAll("queries") Query query) {
    assertThat(index(sentences).find(query, () -> false)).isEqualTo(reference(sentences, query));
  }

  @Provide
  Arbitrary<List<Sentence>> sentences() {
    return Combinators.combine(Arbitraries.of(WORDS), Arbitraries.of(TAGS))
        .as(List::of)
        .list()
        .ofMinSize(1)
        .ofMaxSize(6)
        .map(
            pairs ->
                new Sentence(
                    pairs.stream().map(List::getFirst).toList(),
                    pairs.stream().map(List::getLast).toList()))
        .list()
        .ofMinSize(1)
        .ofMaxSize(40);
  }

  @Provide
  Arbitrary<Query> queries() {
    var texts = Arbitraries.of("", "york", "new york", "w y", "A", "b a", "strasse", "straße", "σ");
    var types = Arbitraries.of("PER", "LOC", "ORG").optional();
    var lengths = Arbitraries.integers().between(0, 6);
    var orders =
        Combinators.combine(Arbitraries.of(Query.Key.values()), Arbitraries.of(true, false))
            .as(Query.Order::new);
    return Combinators.combine(
            texts, Arbitraries.of(true, false), types, lengths, lengths.injectNull(0.3), orders)
        .as(
            (text, exact, type, least, greatest, order) ->
                new Query(
                    text,
                    exact,
                    type,
                    least,
                    Optional.ofNullable(greatest).orElse(Integer.MAX_VALUE),
                    false,
                    order));
  }

  private static SplitIndex index(List<Sentence> sentences) {
    var corpus =
        new Corpus(
            "made",
            Map.of(Split.TRAIN, sentences),
            Labels.ofTypes(List.of("PER", "LOC")),
            List.of());
    return SplitIndex.of(corpus, Split.TRAIN, () -> false);
  }

  private static int[] reference(List<Sentence> sentences, Query query) {
    Comparator<Integer> order =
        Comparator.comparing(
            number ->
                switch (query.order().key()) {
                  case NUMBER -> number;
                  case WORDS -> sentences.get(number).size();
                  case ENTITIES -> Spans.of(sentences.get(number).tags()).size();
                });
    return IntStream.range(0, sentences.size())
        .filter(number -> matches(sentences.get(number), query))
        .boxed()
        .sorted(query.order().descending() ? order.reversed() : order)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static boolean matches(Sentence sentence, Query query) {
    var text = String.join(" ", sentence.words());
    var wanted = query.text();
    var found =
        query.caseSensitive()
            ? text.contains(wanted)
            : IntStream.rangeClosed(0, text.length())
                .anyMatch(from -> text.regionMatches(true, from, wanted, 0, wanted.length()));
    return found
        && sentence.size() >= query.minWords()
        && sentence.size() <= query.maxWords()
        && query
            .type()
            .map(
                type ->
                    Spans.of(sentence.tags()).stream().anyMatch(span -> span.type().equals(type)))
            .orElse(true);
  }
}
