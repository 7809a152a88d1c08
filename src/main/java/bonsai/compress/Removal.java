package bonsai.compress;

import bonsai.base.UserException;
import bonsai.compress.Transform.Plan;
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
    var sets = sets(config);
    if (part == Gated.APPLIED_HEADS) {
      var how = config.architecture();
      return IntStream.range(0, config.numHiddenLayers())
          .map(application -> sets.size(how.attentionOf(application)))
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
    return GatedSets.onHeads(part);
  }

  private GatedSets sets(BertConfig config) {
    return new GatedSets(config, part, group);
  }

  private int within(BertConfig before, long parameters, int all) {
    var costs = new RemovalCosts(sets(before));
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

  /** The shapes that the result may have. */
  public Plan plan(BertConfig before) {
    var keep = keep(before);
    var costs = new RemovalCosts(sets(before));
    // Of a shared set, a head that no application needs goes as well.
    var fewest = part == Gated.APPLIED_HEADS ? 0 : keep.orElse(0);
    return Plan.between(
        costs.smallest(fewest),
        keep.isEmpty()
            ? withHeadGates(before, sets(before).mayHaveHeadGates())
            : costs.greatest(keep.getAsInt()));
  }

  /** What is left of a set's rows: which, and how open the gate on each is. */
  private record Kept(int[] rows, float[] open) {}

  /**
   * The model without what its gates say has to go.
   *
   * @param gates for each set of matrices, or application, by its number, its gates
   */
  public NerModel apply(NerModel model, List<List<Gate>> gates) {
    var sets = sets(model.config());
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

  static BertConfig withHeadGates(BertConfig config, boolean has) {
    return config.withArchitecture(config.architecture().withHeadGates(has));
  }

  /**
   * The gates that tell what becomes of a set: of several applications with gates of their own, a
   * head stays that one of them needs, and as it is.
   */
  private List<Gate> ofSet(GatedSets sets, int set, List<List<Gate>> gates) {
    if (part != Gated.APPLIED_HEADS) {
      return gates.get(set);
    }
    var applications = sets.applications(set);
    if (applications.size() == 1) {
      return gates.get(applications.getFirst());
    }
    return IntStream.range(0, sets.size(set))
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
  private Map<String, HostTensor> headGates(
      NerModel model, GatedSets sets, List<List<Gate>> gates) {
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

  private Kept kept(GatedSets sets, int set, List<Gate> gates) {
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
  private void cut(
      NerModel model, GatedSets sets, int set, Kept kept, Map<String, HostTensor> edits) {
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
  static BertConfig settled(BertConfig config) {
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
}
