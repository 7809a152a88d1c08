package bonsai.compress;

import bonsai.base.UserException;
import bonsai.compress.Transform.Plan;
import bonsai.model.Architecture.Matrices;
import bonsai.model.BertConfig;
import bonsai.model.NerModel;
import bonsai.model.Parameters;
import bonsai.torch.HostTensor;
import bonsai.torch.Network.Gated;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Takes attention heads (Voita et al., arXiv 1905.09418), or groups of feed-forward units, out of a
 * model, and leaves a smaller one that computes what the model did with gates on them. Of a head go
 * its rows of query, key and value and its columns of the output's matrix, of a unit its row of the
 * first matrix and its column of the second; of a factorised matrix these are rows of the factor
 * {@code up} or columns of {@code down}. A gate that is neither open nor closed is multiplied into
 * those columns. A block that has lost all puts out its bias alone.
 *
 * <p>Layers that share their weights share their gates, and lose the same; or each application has
 * gates of its own. Then heads go that no application needs, and the gates of the others stay in
 * the model as they are, where they are not all open.
 *
 * @param part what there is a gate on each of
 * @param group the most units that have a gate together, where it is units
 * @param goal how many stay
 */
public record Removal(Gated part, int group, Goal goal) {
  /** How many stay. */
  public sealed interface Goal {
    /** What closing them makes worth while, at this price λ for each that is open. */
    record Price(double lambda) implements Goal {}

    /** Just so many. */
    record Keep(long gates) implements Goal {}

    /** This share. */
    record Share(double share) implements Goal {}

    /** As many as a model of no more than so many parameters can have, wherever they are. */
    record Budget(long parameters) implements Goal {}
  }

  /** What has become of a gate: whether what it is on stays, and how open it is, from 0 to 1. */
  public record Gate(boolean kept, double open) {}

  /** The number of gates on each set of matrices, or for each application, by their numbers. */
  public List<Integer> gates(BertConfig config) {
    var sets = new Sets(config);
    if (part == Gated.APPLIED_HEADS) {
      var how = config.architecture();
      return IntStream.range(0, config.numHiddenLayers())
          .map(application -> sets.sizes.get(how.attentionOf(application)))
          .boxed()
          .toList();
    }
    return IntStream.range(0, sets.count()).map(sets::gates).boxed().toList();
  }

  /**
   * How many are to stay, where that is known beforehand.
   *
   * @throws UserException if the model has not so many, or none to remove
   */
  public OptionalInt keep(BertConfig before) {
    var all = gates(before).stream().mapToInt(Integer::intValue).sum();
    if (all == 0) {
      throw new UserException("The model has no %s left to remove.".formatted(things()));
    }
    return switch (goal) {
      case Goal.Price _ -> OptionalInt.empty();
      case Goal.Keep(var gates) -> {
        if (gates >= all) {
          throw new UserException(
              "The model has %d %s, of which fewer must be kept, not %d."
                  .formatted(all, things(), gates));
        }
        yield OptionalInt.of((int) gates);
      }
      case Goal.Share(var share) ->
          OptionalInt.of(Math.toIntExact(Math.min(all - 1, Math.round(share * all))));
      case Goal.Budget(var parameters) -> OptionalInt.of(within(before, parameters, all));
    };
  }

  private String things() {
    return onHeads() ? "heads" : "groups of units";
  }

  private boolean onHeads() {
    return switch (part) {
      case HEADS, APPLIED_HEADS -> true;
      case UNITS -> false;
    };
  }

  private int within(BertConfig before, long parameters, int all) {
    var costs = new Costs(before);
    var keep = all - 1;
    while (keep >= 0 && costs.most(keep) > parameters) {
      keep--;
    }
    if (keep < 0) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "The model has %,d parameters even without any %s: allow more, or shrink other parts"
                  + " first.",
              costs.most(0),
              things()));
    }
    return keep;
  }

  /** The shape of the result: of those it may have, one with the most parameters. */
  public Plan plan(BertConfig before) {
    var keep = keep(before);
    var costs = new Costs(before);
    return Plan.between(
        costs.greatest(0),
        keep.isEmpty()
            ? withHeadGates(before, mayHaveHeadGates(before))
            : costs.greatest(keep.getAsInt()));
  }

  /** Whether what is left may have gates of applications. */
  private boolean mayHaveHeadGates(BertConfig before) {
    var how = before.architecture();
    return how.headGates()
        || part == Gated.APPLIED_HEADS
            && IntStream.range(0, before.numHiddenLayers()).anyMatch(how::sharesAttention);
  }

  /** The sets of matrices of a model that have gates, by the number in their names. */
  private final class Sets {
    private final BertConfig config;
    private final List<Integer> sizes;

    Sets(BertConfig config) {
      this.config = config;
      sizes = onHeads() ? config.attentionHeads() : config.intermediateSizes();
    }

    int count() {
      return sizes.size();
    }

    /** Rows of its first matrices. */
    int width(int set) {
      return sizes.get(set) * (onHeads() ? config.headSize() : 1);
    }

    /** Of all applications of the set together. */
    int gates(int set) {
      return switch (part) {
        case HEADS -> sizes.get(set);
        case UNITS -> Math.ceilDiv(sizes.get(set), group);
        case APPLIED_HEADS -> sizes.get(set) * applications(set).size();
      };
    }

    /** Rows that a gate is on; on the last there may be fewer. */
    int perGate(int set) {
      if (onHeads()) {
        return config.headSize();
      }
      return gates(set) == 0 ? 0 : Math.ceilDiv(width(set), gates(set));
    }

    /** The matrices of that number; the last takes what the others have put out. */
    List<String> matrices(int set) {
      return onHeads() ? Matrices.attention(set) : Matrices.feedForward(set);
    }

    /** The applications that use a set. */
    List<Integer> applications(int set) {
      var how = config.architecture();
      return IntStream.range(0, config.numHiddenLayers())
          .filter(i -> (onHeads() ? how.attentionOf(i) : how.feedForwardOf(i)) == set)
          .boxed()
          .toList();
    }

    /** The same model where so many rows of each set are left. */
    BertConfig with(List<Integer> widths) {
      return onHeads()
          ? config.withSizes(
              widths.stream().map(width -> width / config.headSize()).toList(),
              config.intermediateSizes())
          : config.withSizes(config.attentionHeads(), widths);
    }
  }

  /** What is left of a set's rows: which, and how open the gate on each is. */
  private record Kept(int[] rows, float[] open) {}

  /**
   * The model without what its gates say has to go.
   *
   * @param gates for each set of matrices, or application, by its number, its gates
   */
  public NerModel apply(NerModel model, List<List<Gate>> gates) {
    var sets = new Sets(model.config());
    var widths = new ArrayList<Integer>();
    var edits = new HashMap<String, HostTensor>();
    for (var set = 0; set < sets.count(); set++) {
      var kept = kept(sets, set, ofSet(sets, set, gates));
      widths.add(kept.rows.length);
      cut(model, sets, set, kept, edits);
    }
    var own = onHeads() ? headGates(model, sets, gates) : Map.<String, HostTensor>of();
    edits.putAll(own);
    var before = model.config().architecture().headGates();
    var cut = withHeadGates(sets.with(widths), before || !own.isEmpty());
    var config = settled(cut);
    for (var matrix : cut.architecture().ranks().keySet()) {
      if (!config.architecture().ranks().containsKey(matrix)) {
        edits.put(
            matrix + ".weight",
            Matrix.times(
                edited(model, edits, matrix + Parameters.UP + ".weight"),
                edited(model, edits, matrix + Parameters.DOWN + ".weight")));
      }
    }
    var tensors = new LinkedHashMap<String, HostTensor>();
    for (var name : Parameters.of(config).shapes().sequencedKeySet()) {
      tensors.put(name, edited(model, edits, name));
    }
    return new NerModel(config, tensors);
  }

  private static BertConfig withHeadGates(BertConfig config, boolean has) {
    return config.withArchitecture(config.architecture().withHeadGates(has));
  }

  /**
   * The gates that tell what becomes of a set: of several applications with gates of their own, a
   * head stays that one of them needs, and as it is.
   */
  private List<Gate> ofSet(Sets sets, int set, List<List<Gate>> gates) {
    if (part != Gated.APPLIED_HEADS) {
      return gates.get(set);
    }
    var applications = sets.applications(set);
    if (applications.size() == 1) {
      return gates.get(applications.getFirst());
    }
    return IntStream.range(0, sets.sizes.get(set))
        .mapToObj(
            head -> {
              var needed = applications.stream().anyMatch(i -> gates.get(i).get(head).kept);
              return new Gate(needed, 1);
            })
        .toList();
  }

  /**
   * What each application of a shared set then multiplies its heads with; nothing where that would
   * be 1 everywhere, and was not there before.
   */
  private Map<String, HostTensor> headGates(NerModel model, Sets sets, List<List<Gate>> gates) {
    var how = model.config().architecture();
    var found = new HashMap<String, HostTensor>();
    for (var set = 0; set < sets.count(); set++) {
      var left = ofSet(sets, set, gates);
      var heads = IntStream.range(0, left.size()).filter(i -> left.get(i).kept).toArray();
      for (var application : sets.applications(set)) {
        if (heads.length > 0 && how.sharesAttention(application)) {
          var name = Parameters.headGates(application);
          var before = Optional.ofNullable(model.tensors().get(name));
          found.put(name, headGates(before, heads, own(application, gates)));
        }
      }
    }
    var change =
        found.values().stream()
            .anyMatch(
                tensor -> LongStream.range(0, tensor.size()).anyMatch(i -> tensor.get(i) != 1));
    return change || how.headGates() ? found : Map.of();
  }

  /** An application's own gates, or none where it has those of its set. */
  private Optional<List<Gate>> own(int application, List<List<Gate>> gates) {
    return part == Gated.APPLIED_HEADS ? Optional.of(gates.get(application)) : Optional.empty();
  }

  private static HostTensor headGates(
      Optional<HostTensor> before, int[] heads, Optional<List<Gate>> own) {
    var after = HostTensor.allocate(heads.length);
    for (var i = 0; i < heads.length; i++) {
      var head = heads[i];
      var open =
          own.map(gates -> gates.get(head)).map(gate -> gate.kept ? gate.open : 0).orElse(1.0);
      after.set(i, before.map(tensor -> tensor.get(head)).orElse(1f) * open.floatValue());
    }
    return after;
  }

  private static HostTensor edited(NerModel model, Map<String, HostTensor> edits, String name) {
    var edit = edits.get(name);
    return edit == null ? model.tensor(name) : edit;
  }

  private Kept kept(Sets sets, int set, List<Gate> gates) {
    var per = sets.perGate(set);
    var rows =
        IntStream.range(0, sets.width(set)).filter(row -> gates.get(row / per).kept).toArray();
    var open = new float[rows.length];
    for (var i = 0; i < open.length; i++) {
      open[i] = (float) gates.get(rows[i] / per).open;
    }
    return new Kept(rows, open);
  }

  /** A set's tensors without the rows and columns that go. */
  private void cut(NerModel model, Sets sets, int set, Kept kept, Map<String, HostTensor> edits) {
    if (kept.rows.length == 0) {
      return; // all of them go
    }
    var ranks = model.config().architecture().ranks();
    var last = sets.matrices(set).size() - 1;
    for (var i = 0; i <= last; i++) {
      var matrix = sets.matrices(set).get(i);
      var outermost = i == last ? Parameters.DOWN : Parameters.UP;
      var names = new ArrayList<String>();
      names.add(matrix + (ranks.containsKey(matrix) ? outermost : "") + ".weight");
      for (var application : sets.applications(set)) {
        var own = sets.matrices(application).get(i);
        names.add(own + Parameters.CORRECTION + outermost + ".weight");
      }
      if (i < last) {
        names.add(matrix + ".bias");
      }
      for (var name : names) {
        var tensor = model.tensors().get(name);
        if (tensor != null) { // few have corrections
          edits.put(name, i < last ? rows(tensor, kept) : columns(tensor, kept));
        }
      }
    }
  }

  private static HostTensor rows(HostTensor tensor, Kept kept) {
    var shape = tensor.shape();
    var width = shape.length == 1 ? 1 : shape[1];
    shape[0] = kept.rows.length;
    var left = HostTensor.allocate(shape);
    for (var i = 0; i < kept.rows.length; i++) {
      for (var column = 0L; column < width; column++) {
        left.set(i * width + column, tensor.get(kept.rows[i] * width + column));
      }
    }
    return left;
  }

  private static HostTensor columns(HostTensor tensor, Kept kept) {
    var left = HostTensor.allocate(tensor.shape()[0], kept.rows.length);
    for (var row = 0L; row < tensor.shape()[0]; row++) {
      for (var i = 0; i < kept.rows.length; i++) {
        left.set(row, i, kept.open[i] * tensor.get(row, kept.rows[i]));
      }
    }
    return left;
  }

  /**
   * The same where matrices that have become so small that their factors have more parameters are
   * whole again; but not those whose factors have zeros to keep.
   */
  private static BertConfig settled(BertConfig config) {
    var how = config.architecture();
    var ranks = new TreeMap<>(how.ranks());
    for (var matrix : LayerMatrix.of(config)) {
      var rank = ranks.get(matrix.name());
      if (rank != null
          && rank > matrix.most()
          && Collections.disjoint(how.stored(matrix.name()), how.pruned())) {
        ranks.remove(matrix.name());
      }
    }
    return config.withArchitecture(how.withRanks(ranks));
  }

  /** What models cost that keep some of the gates' things, wherever these are. */
  private final class Costs {
    private final Sets sets;

    /** Parameters of the model that has lost all. */
    private final long none;

    /** For each set, the parameters of what n gates are on. */
    private final List<long[]> costs = new ArrayList<>();

    /** The greatest cost of k gates on the first sets, and how many of them are on the last. */
    private final List<long[]> greatest = new ArrayList<>();

    private final List<int[]> chosen = new ArrayList<>();

    Costs(BertConfig before) {
      sets = new Sets(before);
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
      var hidden = sets.config.hiddenSize();
      var how = sets.config.architecture();
      var matrices = sets.matrices(set);
      var cost = (matrices.size() - 1) * width;
      for (var name : matrices) {
        var whole = width * hidden;
        var rank = how.ranks().get(name);
        var factors = rank == null ? whole : rank * (width + hidden);
        cost +=
            Collections.disjoint(how.stored(name), how.pruned())
                ? Math.min(whole, factors)
                : factors;
      }
      var applications = sets.applications(set).size();
      if (applications > 1 && onHeads() && mayHaveHeadGates(sets.config)) {
        cost += applications * width / sets.config.headSize();
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
      return settled(withHeadGates(sets.with(List.of(widths)), mayHaveHeadGates(sets.config)));
    }
  }
}
