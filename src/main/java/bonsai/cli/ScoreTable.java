package bonsai.cli;

import bonsai.ner.EntityScores;
import java.util.Locale;

/** Entity scores for people to read. */
final class ScoreTable {
  private ScoreTable() {}

  /** A line for each type, then the averages; in percent, as papers give them. */
  static String of(EntityScores scores) {
    var table =
        new StringBuilder(
            "%-12s %9s %9s %9s %9s%n".formatted("", "precision", "recall", "F1", "entities"));
    scores
        .perType()
        .forEach(
            (type, score) ->
                table.append(
                    row(type, score.precision(), score.recall(), score.f1(), score.support())));
    var all = scores.perType().values().stream().mapToInt(EntityScores.TypeScore::support).sum();
    table.append(row("all", scores.precision(), scores.recall(), scores.f1(), all));
    table.append(
        String.format(
            Locale.ROOT,
            "macro F1 %.2f, accuracy per word %.2f%n",
            100 * scores.macroF1(),
            100 * scores.accuracy()));
    return table.toString();
  }

  private static String row(String type, double precision, double recall, double f1, int support) {
    return String.format(
        Locale.ROOT,
        "%-12s %9.2f %9.2f %9.2f %9d%n",
        type,
        100 * precision,
        100 * recall,
        100 * f1,
        support);
  }
}
