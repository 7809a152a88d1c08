package bonsai.ner;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Entity-level scores by seqeval's rules; the JSON object {@code {score}} of the command line.
 *
 * @param precision micro average over all entities
 * @param recall micro average over all entities
 * @param f1 micro average over all entities
 * @param macroF1 mean F1 of the types that occur in truth or prediction
 * @param accuracy share of words with the right tag, {@code O} included
 * @param perType the scores of each type, in alphabetical order
 * @param strictF1 where the scores are by the default rules, the F1 by the strict ones; files of
 *     earlier versions do not have it
 */
public record EntityScores(
    double precision,
    double recall,
    double f1,
    double macroF1,
    double accuracy,
    Map<String, TypeScore> perType,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) OptionalDouble strictF1) {
  /** Scores by one set of rules. */
  public EntityScores(
      double precision,
      double recall,
      double f1,
      double macroF1,
      double accuracy,
      Map<String, TypeScore> perType) {
    this(precision, recall, f1, macroF1, accuracy, perType, OptionalDouble.empty());
  }

  /** The same scores with the strict figure beside them. */
  public EntityScores withStrictF1(double strict) {
    return new EntityScores(
        precision, recall, f1, macroF1, accuracy, perType, OptionalDouble.of(strict));
  }

  /** The scores of one entity type; support counts its true entities. */
  public record TypeScore(double precision, double recall, double f1, int support) {}
}
