package bonsai.compress;

import bonsai.base.UserException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Shares parameters out over matrices as ranks, as {@link LayerMatrix} counts them.
 *
 * @param matrices those that may be factorised
 * @param limits the rank of each now, by its name, which it is not to exceed
 * @param parameters what all of them may have together
 */
record RankBudget(List<LayerMatrix> matrices, Map<String, Integer> limits, long parameters) {
  /**
   * @throws UserException if they have more even at rank 1
   */
  RankBudget {
    var least = matrices.stream().mapToLong(matrix -> matrix.cost(1)).sum();
    if (least > parameters) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "The chosen matrices have %,d parameters even at rank 1, which are %,d more than the"
                  + " budget leaves them: allow more, or shrink other parts first.",
              least,
              least - parameters));
    }
  }

  private int limit(LayerMatrix matrix) {
    return limits.get(matrix.name());
  }

  /** The greatest rank that all can have, and one more where that still fits, from the first on. */
  Map<String, Integer> evenly() {
    var common = 1;
    var greatest = matrices.stream().mapToInt(this::limit).max().orElse(1);
    while (common < greatest && cost(common + 1) <= parameters) {
      common++;
    }
    var left = parameters - cost(common);
    var ranks = new LinkedHashMap<String, Integer>();
    for (var matrix : matrices) {
      var rank = Math.min(common, limit(matrix));
      var more = rank < limit(matrix) ? matrix.cost(rank + 1) - matrix.cost(rank) : 0;
      if (more > 0 && more <= left) {
        left -= more;
        rank++;
      }
      ranks.put(matrix.name(), rank);
    }
    return ranks;
  }

  private long cost(int common) {
    return matrices.stream()
        .mapToLong(matrix -> matrix.cost(Math.min(common, limit(matrix))))
        .sum();
  }

  /**
   * Greedily: from rank 1 on, the next rank goes to the matrix where it saves the most squared
   * error for each parameter that it costs, as long as it can be paid for.
   *
   * @param values each matrix's singular values by its name, greatest first; the square of one is
   *     the error of leaving it out
   */
  Map<String, Integer> byError(Map<String, double[]> values) {
    var ranks = new LinkedHashMap<String, Integer>();
    matrices.forEach(matrix -> ranks.put(matrix.name(), 1));
    var left = parameters - cost(1);
    var steps =
        new PriorityQueue<Step>(
            Comparator.comparingDouble(Step::saved).reversed().thenComparing(Step::order));
    for (var i = 0; i < matrices.size(); i++) {
      add(steps, i, 2, values);
    }
    while (!steps.isEmpty()) {
      var step = steps.remove();
      var matrix = matrices.get(step.order());
      var cost = matrix.cost(step.to()) - matrix.cost(step.to() - 1);
      if (cost <= left) { // else it cannot be paid for later, either
        left -= cost;
        ranks.put(matrix.name(), step.to());
        add(steps, step.order(), step.to() + 1, values);
      }
    }
    return ranks;
  }

  /**
   * A matrix's way to a rank from the one below it.
   *
   * @param order the matrix's number
   * @param saved squared error for each parameter
   */
  private record Step(int order, int to, double saved) {}

  private void add(PriorityQueue<Step> steps, int order, int to, Map<String, double[]> values) {
    var matrix = matrices.get(order);
    if (to > limit(matrix)) {
      return;
    }
    var s = values.get(matrix.name());
    var end = to > matrix.most() ? s.length : to; // the whole matrix has all that is left
    var saved = 0.0;
    for (var i = to - 1; i < end; i++) {
      saved += s[i] * s[i];
    }
    steps.add(new Step(order, to, saved / (matrix.cost(to) - matrix.cost(to - 1))));
  }
}
