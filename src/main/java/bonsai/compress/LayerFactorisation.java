package bonsai.compress;

import bonsai.model.BertConfig;
import bonsai.model.NerModel;
import bonsai.model.Parameters;
import bonsai.torch.HostTensor;
import bonsai.torch.LinearAlgebra;
import bonsai.torch.LinearAlgebra.Svd;
import bonsai.torch.Scope;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Replaces matrices {@code [n, m]} of the layers by products of two of a lower rank r: {@code n·m}
 * parameters become {@code r·(n + m)}. A matrix that would save nothing stays whole; one that is
 * factorised already keeps its rank or gets a lower one.
 *
 * @param matrices which
 * @param size how the ranks are chosen
 * @param method what the product is to be near to
 */
public record LayerFactorisation(MatrixSelection matrices, Size size, Method method)
    implements Transform {
  /** How the ranks are chosen. */
  public sealed interface Size {
    /** One for all matrices. */
    record Rank(int rank) implements Size {}

    /**
     * From what the whole model may have: the ranks then follow from the error that each saves for
     * its parameters.
     */
    record Budget(long parameters) implements Size {}
  }

  /** What the product is to be near to. */
  public sealed interface Method {
    /** The matrix: its truncated singular value decomposition. */
    record Plain() implements Method {}

    /**
     * What the matrix puts out, for so many sentences of the training split: with the second
     * moments {@code SSᵀ} of its inputs, the decomposition of {@code W·S} times {@code S⁻¹} (Wang
     * et al., arXiv 2403.07378, section 3.1).
     */
    record Whitened(int sentences) implements Method {}
  }

  @Override
  public Plan plan(BertConfig before) {
    return switch (size) {
      case Size.Rank(var rank) -> {
        var ranks = limits(before);
        ranks.replaceAll((_, limit) -> Math.min(limit, rank));
        yield Plan.exactly(with(before, ranks));
      }
      case Size.Budget(var parameters) -> {
        if (Parameters.of(before).count() <= parameters) {
          yield Plan.exactly(before);
        }
        var least = limits(before);
        least.replaceAll((_, limit) -> Math.min(limit, 1));
        yield Plan.between(with(before, least), with(before, budget(before, parameters).evenly()));
      }
    };
  }

  /** The ranks of the chosen matrices now, as {@link LayerMatrix} counts them. */
  private Map<String, Integer> limits(BertConfig config) {
    var limits = new LinkedHashMap<String, Integer>();
    for (var matrix : matrices.of(config)) {
      var whole = matrix.most() + 1;
      var now = config.architecture().ranks().getOrDefault(matrix.name(), whole);
      limits.put(matrix.name(), Math.min(now, whole));
    }
    return limits;
  }

  /** What a budget for the whole model leaves to the chosen matrices. */
  private RankBudget budget(BertConfig config, long parameters) {
    var limits = limits(config);
    var chosen = matrices.of(config);
    var whole = with(config, limits);
    var now = chosen.stream().mapToLong(matrix -> matrix.cost(limits.get(matrix.name()))).sum();
    return new RankBudget(chosen, limits, parameters - (Parameters.of(whole).count() - now));
  }

  private BertConfig with(BertConfig before, Map<String, Integer> chosen) {
    var how = before.architecture();
    var ranks = new TreeMap<>(how.ranks());
    var pruned = new TreeSet<>(how.pruned());
    for (var matrix : matrices.of(before)) {
      var rank = chosen.get(matrix.name());
      if (rank > matrix.most()) {
        ranks.remove(matrix.name());
      } else {
        ranks.put(matrix.name(), rank);
      }
      if (!Objects.equals(ranks.get(matrix.name()), how.ranks().get(matrix.name()))) {
        how.stored(matrix.name()).forEach(pruned::remove); // new factors have no zeros to keep
      }
    }
    return before.withArchitecture(how.withRanks(ranks).withPruned(pruned));
  }

  @Override
  public NerModel apply(NerModel model, Materials materials) {
    var planned = plan(model.config());
    if (planned.config().equals(model.config())) {
      return model;
    }
    try (var scope = materials.torch().scope();
        var algebra = new LinearAlgebra(materials.torch())) {
      var decompositions = new Decompositions(model, algebra, calibration(scope, model, materials));
      var config =
          planned.exact()
              ? planned.config()
              : sharedOut(model.config(), planned.config(), decompositions);
      return cut(model, config, decompositions, materials);
    }
  }

  private Optional<Calibration> calibration(Scope scope, NerModel model, Materials materials) {
    return switch (method) {
      case Method.Plain _ -> Optional.empty();
      case Method.Whitened(var sentences) ->
          Optional.of(Calibration.measure(scope, model, materials, sentences));
    };
  }

  /** Ranks by error, within what was planned, so that the plan is the most there can be. */
  private BertConfig sharedOut(
      BertConfig before, BertConfig planned, Decompositions decompositions) {
    var values = new HashMap<String, double[]>();
    for (var matrix : matrices.of(before)) {
      values.put(matrix.name(), decompositions.kept(matrix.name()).s());
    }
    return with(before, budget(before, Parameters.of(planned).count()).byError(values));
  }

  private NerModel cut(
      NerModel model, BertConfig config, Decompositions decompositions, Materials materials) {
    var before = model.config().architecture().ranks();
    var after = config.architecture().ranks();
    var tensors = new LinkedHashMap<>(model.tensors());
    for (var matrix : matrices.of(model.config())) {
      var name = matrix.name();
      var rank = Optional.ofNullable(after.get(name));
      if (!rank.equals(Optional.ofNullable(before.get(name)))) {
        var whole = whole(model, name);
        for (var part : List.of("", Parameters.UP, Parameters.DOWN)) {
          tensors.remove(name + part + ".weight");
        }
        if (rank.isEmpty()) {
          tensors.put(name + ".weight", whole);
        } else {
          var svd = decompositions.taken(name);
          var factors = svd.factors(rank.get());
          tensors.put(name + Parameters.UP + ".weight", factors.up());
          tensors.put(name + Parameters.DOWN + ".weight", factors.down());
          materials
              .listener()
              .accept(
                  CompressionEvent.Factorised.of(
                      name, matrix.outputs(), matrix.inputs(), rank.get(), svd.s()));
        }
      }
    }
    return new NerModel(config, tensors);
  }

  private static HostTensor whole(NerModel model, String name) {
    return model.config().architecture().ranks().containsKey(name)
        ? Matrix.times(
            model.tensor(name + Parameters.UP + ".weight"),
            model.tensor(name + Parameters.DOWN + ".weight"))
        : model.tensor(name + ".weight");
  }

  /** Decompositions of a model's matrices; they take time to make and room to keep. */
  private static final class Decompositions {
    private final NerModel model;
    private final LinearAlgebra algebra;
    private final Optional<Calibration> calibration;
    private final Map<String, Svd> kept = new HashMap<>();

    Decompositions(NerModel model, LinearAlgebra algebra, Optional<Calibration> calibration) {
      this.model = model;
      this.algebra = algebra;
      this.calibration = calibration;
    }

    /** Makes one and keeps it until it is taken. */
    Svd kept(String name) {
      return kept.computeIfAbsent(name, this::decompose);
    }

    /** Gives one away. */
    Svd taken(String name) {
      return Optional.ofNullable(kept.remove(name)).orElseGet(() -> decompose(name));
    }

    private Svd decompose(String name) {
      var matrix = whole(model, name);
      return calibration
          .map(measured -> algebra.whitenedSvd(matrix, measured.moments().get(name)))
          .orElseGet(() -> algebra.svd(matrix));
    }
  }
}
