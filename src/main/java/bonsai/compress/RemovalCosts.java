package bonsai.compress;

import bonsai.model.BertConfig;
import bonsai.model.Parameters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntBinaryOperator;

/** What models cost, in parameters, that keep some of the gates' things, wherever these are. */
final class RemovalCosts {
  private final GatedSets sets;

  /** Parameters of the model that has lost all. */
  private final long none;

  private final Ways greatest = new Ways(1, this::width);
  private final Ways smallest = new Ways(-1, this::leastWidth);

  RemovalCosts(GatedSets sets) {
    this.sets = sets;
    none = Parameters.of(sets.with(Collections.nCopies(sets.count(), 0))).count();
  }

  /** The most rows that so many gates are on. */
  private int width(int set, int gates) {
    return Math.min(sets.width(set), gates * sets.perGate(set));
  }

  /** The fewest: one of them may be the last, which there may be fewer rows for. */
  private int leastWidth(int set, int gates) {
    var closed = sets.gates(set) - gates;
    return gates == 0 ? 0 : sets.width(set) - closed * sets.perGate(set);
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
    return none + greatest.total(keep);
  }

  /** The shape of that model. */
  BertConfig greatest(int keep) {
    return shape(greatest.widths(keep), sets.mayHaveHeadGates());
  }

  /** The shape of the model with so many that has the fewest parameters. */
  BertConfig smallest(int keep) {
    return shape(smallest.widths(keep), sets.config().architecture().headGates());
  }

  private BertConfig shape(List<Integer> widths, boolean headGates) {
    return Removal.settled(Removal.withHeadGates(sets.with(widths), headGates));
  }

  /**
   * The dearest or cheapest ways to have each number of gates (a knapsack filled exactly). Of ways
   * that cost the same, the one that spreads the gates most evenly over the sets: stages behind the
   * removal are planned on that shape, and all blocks are there in it.
   */
  private final class Ways {
    private final int sign;
    private final IntBinaryOperator width;

    /** For each number of sets, from none on: the cost of k gates on the first so many. */
    private final List<long[]> best = new ArrayList<>(List.of(new long[1]));

    private final List<long[]> squares = new ArrayList<>(List.of(new long[1]));

    /** For each set, how many of k gates on it and those before are on it. */
    private final List<int[]> chosen = new ArrayList<>();

    /**
     * @param sign 1 for the dearest, -1 for the cheapest
     * @param width rows of a set that a number of gates is on
     */
    Ways(int sign, IntBinaryOperator width) {
      this.sign = sign;
      this.width = width;
    }

    long total(int keep) {
      fill();
      return best.getLast()[keep];
    }

    /** The rows of each set. */
    List<Integer> widths(int keep) {
      fill();
      var widths = new Integer[chosen.size()];
      var left = keep;
      for (var set = widths.length - 1; set >= 0; set--) {
        var here = chosen.get(set)[left];
        widths[set] = width.applyAsInt(set, here);
        left -= here;
      }
      return List.of(widths);
    }

    private void fill() {
      while (chosen.size() < sets.count()) {
        add(costs(chosen.size()));
      }
    }

    /** The parameters of what n gates of a set are on. */
    private long[] costs(int set) {
      var cost = new long[sets.gates(set) + 1];
      for (var n = 1; n < cost.length; n++) {
        cost[n] = RemovalCosts.this.cost(set, width.applyAsInt(set, n));
      }
      return cost;
    }

    private void add(long[] cost) {
      var before = best.getLast();
      var spread = squares.getLast();
      var now = new long[before.length + cost.length - 1];
      var nowSpread = new long[now.length];
      var here = new int[now.length];
      for (var all = 0; all < now.length; all++) {
        var found = false;
        for (var n = Math.max(0, all - before.length + 1); n < cost.length && n <= all; n++) {
          var price = before[all - n] + cost[n];
          var square = spread[all - n] + (long) n * n;
          var better = sign * Long.compare(price, now[all]);
          if (!found || better > 0 || better == 0 && square < nowSpread[all]) {
            found = true;
            now[all] = price;
            nowSpread[all] = square;
            here[all] = n;
          }
        }
      }
      best.add(now);
      squares.add(nowSpread);
      chosen.add(here);
    }
  }
}
