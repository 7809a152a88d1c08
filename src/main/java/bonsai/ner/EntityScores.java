package bonsai.ner;

import java.util.Map;

/**
 * Entity-level scores by seqeval's rules; the JSON object {@code {score}} of the command line.
 *
 * @param precision micro average over all entities
 * @param recall micro average over all entities
 * @param f1 micro average over all entities
 * @param macroF1 mean F1 of the types that occur in truth or prediction
 * @param accuracy share of words with the right tag, {@code O} included
 * @param perType the scores of each type, in alphabetical order
 */
public record EntityScores(
    double precision,
    double recall,
    double f1,
    double macroF1,
    double accuracy,
    Map<String, TypeScore> perType) {
  /** The scores of one entity type; support counts its true entities. */
  public record TypeScore(double precision, double recall, double f1, int support) {}
}
