package bonsai.ner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class EntityScorerProperties {
  private static final double ROUNDING = 1e-12;
  private static final List<String> TAGS = List.of("O", "B-PER", "I-PER", "B-LOC", "I-LOC");

  /** Sentences with gold and predicted tags of the same lengths. */
  record Pair(List<List<String>> gold, List<List<String>> predicted) {}

  @Property
  void identicalTagsScoreOneWhereTheyHaveEntities(@ForAll("pairs") Pair pair) {
    for (var scores : both(pair.gold(), pair.gold())) {
      var entities = scores.perType().values().stream().mapToInt(EntityScores.TypeScore::support);
      assertThat(scores.f1()).isEqualTo(entities.sum() > 0 ? 1 : 0);
      assertThat(scores.perType().values()).allMatch(type -> type.f1() == 1);
    }
  }

  @Property
  void orderOfSentencesDoesNotMatter(@ForAll("pairs") Pair pair, @ForAll long seed) {
    assertThat(both(shuffled(pair.gold(), seed), shuffled(pair.predicted(), seed)))
        .isEqualTo(both(pair.gold(), pair.predicted()));
  }

  @Property
  void exchangingGoldAndPredictedExchangesPrecisionAndRecall(@ForAll("pairs") Pair pair) {
    var there = both(pair.gold(), pair.predicted());
    var back = both(pair.predicted(), pair.gold());
    for (int i = 0; i < there.size(); i++) {
      assertThat(there.get(i).precision()).isEqualTo(back.get(i).recall());
      assertThat(there.get(i).f1()).isCloseTo(back.get(i).f1(), within(ROUNDING));
      assertThat(there.get(i).macroF1()).isCloseTo(back.get(i).macroF1(), within(ROUNDING));
      assertThat(there.get(i).accuracy()).isEqualTo(back.get(i).accuracy());
    }
  }

  @Property
  void f1LiesBetweenPrecisionAndRecall(@ForAll("pairs") Pair pair) {
    for (var scores : both(pair.gold(), pair.predicted())) {
      var low = Math.min(scores.precision(), scores.recall());
      var high = Math.max(scores.precision(), scores.recall());
      assertThat(scores.f1()).isBetween(low - ROUNDING, high + ROUNDING);
    }
  }

  @Property
  void wellFormedTagsHaveTheSameEntitiesInBothModes(@ForAll("pairs") Pair pair) {
    for (var tags : pair.gold()) {
      var mended = new ArrayList<String>();
      for (var tag : tags) {
        var before = mended.isEmpty() ? "O" : mended.getLast();
        var goesOn = tag.startsWith("I-") && before.endsWith(tag.substring(1));
        mended.add(tag.startsWith("I-") && !goesOn ? "B-" + tag.substring(2) : tag);
      }
      assertThat(StrictScheme.IOB2.spans(mended)).isEqualTo(Spans.of(mended));
    }
  }

  @Provide
  Arbitrary<Pair> pairs() {
    var word = Arbitraries.of(TAGS).list().ofSize(2);
    return word.list()
        .ofMinSize(1)
        .ofMaxSize(12)
        .list()
        .ofMaxSize(6)
        .map(sentences -> new Pair(column(sentences, 0), column(sentences, 1)));
  }

  private static List<List<String>> column(List<List<List<String>>> sentences, int column) {
    return sentences.stream()
        .map(words -> words.stream().map(word -> word.get(column)).toList())
        .toList();
  }

  private static List<List<String>> shuffled(List<List<String>> sentences, long seed) {
    var shuffled = new ArrayList<>(sentences);
    Collections.shuffle(shuffled, new Random(seed));
    return shuffled;
  }

  private static List<EntityScores> both(List<List<String>> gold, List<List<String>> predicted) {
    return List.of(
        EntityScorer.score(gold, predicted),
        EntityScorer.strict(gold, predicted, StrictScheme.IOB2));
  }
}
