package bonsai.compress;

import bonsai.model.BertConfig;
import bonsai.model.Parameters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What models cost, in parameters, that keep some of the gates' things, wherever these are. */
final class RemovalCosts {
  private final GatedSets sets;

  /** Parameters of the model that has lost all. */
  private final long none;

  /** For each set, the parameters of what n gates are on. */
  private final List<long[]> costs = new ArrayList<>();

  /** The greatest cost of k gates on the first sets, and how many of them are on the last. */
  private final List<long[]> greatest = new ArrayList<>();

  private final List<int[]> chosen = new ArrayList<>();

  RemovalCosts(GatedSets sets) {
    this.sets = sets;
    none = Parameters.of(sets.with(Collections.nCopies(sets.count(), 0))).count();
    var sum = 0;
    greatest.add(new long[] {0});
    for (var set = 0; set < sets.count(); set++) {
      costs.add(costs(set));
      sum += sets.gates(set);
      add(set, sum);
    }
  }

  private int width(int set, int gates) {
    return Math.min(sets.width(set), gates * sets.perGate(set));
  }

  /** One more set: the best way to have each number of gates (a knapsack filled exactly). */
  private void add(int set, int most) {
    var before = greatest.getLast();
    var cost = costs.getLast();
    var best = new long[most + 1];
    var here = new int[most + 1];
    for (var all = 0; all <= most; all++) {
      best[all] = -1;
      for (var n = Math.max(0, all - before.length + 1); n < cost.length && n <= all; n++) {
        if (before[all - n] + cost[n] > best[all]) {
          best[all] = before[all - n] + cost[n];
          here[all] = n;
        }
      }
    }
    greatest.add(best);
    chosen.add(here);
  }

  private long[] costs(int set) {
    var cost = new long[sets.gates(set) + 1];
    for (var n = 1; n < cost.length; n++) {
      cost[n] = cost(set, width(set, n));
    }
    return cost;
  }

  /** Matrices, biases and corrections of a set with rows of that number; the last bias stays. */
  private long cost(int set, long width) {
    var hidden = sets.config().hiddenSize();
    var how = sets.config().architecture();
    var matrices = sets.matrices(set);
    var cost = (matrices.size() - 1) * width;
    for (var name : matrices) {
      var whole = width * hidden;
      var rank = how.ranks().get(name);
      var factors = rank == null ? whole : rank * (width + hidden);
      cost +=
          Collections.disjoint(how.stored(name), how.pruned()) ? Math.min(whole, factors) : factors;
    }
    var applications = sets.applications(set).size();
    if (applications > 1 && GatedSets.onHeads(sets.part()) && sets.mayHaveHeadGates()) {
      cost += applications * width / sets.config().headSize();
    }
    var corrections = applications > 1 ? applications * matrices.size() : 0;
    return cost + corrections * how.correctionRank() * (width + hidden);
  }

  /** The most parameters that a model with so many has. */
  long most(int keep) {
    return none + greatest.getLast()[keep];
  }

  /** The shape of that model. */
  BertConfig greatest(int keep) {
    var widths = new Integer[sets.count()];
    var left = keep;
    for (var set = sets.count() - 1; set >= 0; set--) {
      var here = chosen.get(set)[left];
      widths[set] = width(set, here);
      left -= here;
    }
    return Removal.settled(
        Removal.withHeadGates(sets.with(List.of(widths)), sets.mayHaveHeadGates()));
  }
}
