package bonsai.ner;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Scores predicted tags against gold tags, entity by entity, as seqeval 1.2.2 does with {@code
 * zero_division=0}. An entity counts as found when type, first and last word are right.
 */
public final class EntityScorer {
  private final Map<String, Counts> byType = new TreeMap<>();
  private final Function<List<String>, List<Span>> finder;
  private long words;
  private long rightWords;

  private EntityScorer(Function<List<String>, List<Span>> finder) {
    this.finder = finder;
  }

  /**
   * Scores by seqeval's default rules, which are conlleval's: every sequence of tags has entities.
   *
   * @param gold the right tags of each sentence
   * @param predicted as many tags in as many sentences
   */
  public static EntityScores score(List<List<String>> gold, List<List<String>> predicted) {
    return score(gold, predicted, Spans::of);
  }

  /**
   * Scores by seqeval's strict rules: what the scheme does not allow is no entity, neither in gold
   * nor in predicted tags.
   *
   * @throws bonsai.base.UserException if a tag is not in the scheme
   */
  public static EntityScores strict(
      List<List<String>> gold, List<List<String>> predicted, StrictScheme scheme) {
    return score(gold, predicted, scheme::spans);
  }

  private static EntityScores score(
      List<List<String>> gold,
      List<List<String>> predicted,
      Function<List<String>, List<Span>> finder) {
    if (gold.size() != predicted.size()) {
      throw new IllegalArgumentException(
          gold.size() + " sentences of gold tags, " + predicted.size() + " predicted");
    }
    var scorer = new EntityScorer(finder);
    for (int i = 0; i < gold.size(); i++) {
      if (gold.get(i).size() != predicted.get(i).size()) {
        throw new IllegalArgumentException(
            "sentence %d has %d gold tags, %d predicted"
                .formatted(i, gold.get(i).size(), predicted.get(i).size()));
      }
      scorer.add(gold.get(i), predicted.get(i));
    }
    return scorer.scores();
  }

  private void add(List<String> gold, List<String> predicted) {
    for (int word = 0; word < gold.size(); word++) {
      words++;
      if (gold.get(word).equals(predicted.get(word))) {
        rightWords++;
      }
    }
    var goldSpans = finder.apply(gold);
    var predictedSpans = finder.apply(predicted);
    var truth = new HashSet<>(goldSpans);
    for (var span : goldSpans) {
      counts(span.type()).gold++;
    }
    for (var span : predictedSpans) {
      var counts = counts(span.type());
      counts.predicted++;
      if (truth.contains(span)) {
        counts.right++;
      }
    }
  }

  private Counts counts(String type) {
    return byType.computeIfAbsent(type, none -> new Counts());
  }

  private EntityScores scores() {
    var perType = new TreeMap<String, EntityScores.TypeScore>();
    var all = new Counts();
    byType.forEach(
        (type, counts) -> {
          perType.put(type, counts.score());
          all.add(counts);
        });
    var micro = all.score();
    var macro =
        perType.values().stream().mapToDouble(EntityScores.TypeScore::f1).average().orElse(0);
    return new EntityScores(
        micro.precision(), micro.recall(), micro.f1(), macro, ratio(rightWords, words), perType);
  }

  /** Zero division gives zero. */
  private static double ratio(double part, double whole) {
    return whole == 0 ? 0 : part / whole;
  }

  /** How many entities there are, were predicted, and are both. */
  private static final class Counts {
    private int gold;
    private int predicted;
    private int right;

    void add(Counts other) {
      gold += other.gold;
      predicted += other.predicted;
      right += other.right;
    }

    EntityScores.TypeScore score() {
      var precision = ratio(right, predicted);
      var recall = ratio(right, gold);
      var f1 = ratio(2 * precision * recall, precision + recall);
      return new EntityScores.TypeScore(precision, recall, f1, gold);
    }
  }
}
