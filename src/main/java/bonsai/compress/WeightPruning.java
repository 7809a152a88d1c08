package bonsai.compress;

import bonsai.base.UserException;
import bonsai.model.BertConfig;
import bonsai.model.NerModel;
import bonsai.model.Parameters;
import bonsai.torch.HostTensor;
import bonsai.torch.LinearAlgebra;
import bonsai.torch.LinearAlgebra.InverseHessian;
import bonsai.torch.LinearAlgebra.Zeros;
import bonsai.torch.Scope;
import bonsai.torch.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Sets weights of the layers' matrices to 0. The shapes stay, and so does the number of parameters;
 * the config notes which matrices are pruned, and later training keeps their zeros. Of a factorised
 * matrix both factors are pruned.
 *
 * @param matrices which
 * @param pattern how many of their weights go, and from where
 * @param method which go, and what becomes of the others
 */
public record WeightPruning(MatrixSelection matrices, Pattern pattern, Method method)
    implements Transform {
  /** How many weights go, and from where. */
  public sealed interface Pattern {
    /** This share of the weights of every matrix. */
    record Each(double sparsity) implements Pattern {}

    /** This share of the weights of all chosen matrices together: more where they cost less. */
    record Together(double sparsity) implements Pattern {}

    /** Two of every four inputs in a row, for every output. */
    record TwoOfFour() implements Pattern {}
  }

  /** Which weights go. */
  public sealed interface Method {
    /** Those nearest to 0; the others stay as they are. */
    record Magnitude() implements Method {}

    /**
     * Those whose loss changes the outputs least, for sentences of the training split; the others
     * make up for it (SparseGPT, Frantar and Alistarh, arXiv 2301.00774).
     *
     * @param sentences to measure the inputs on
     * @param block columns of a matrix whose weights are chosen from together
     * @param damping what is added to the diagonal of the inputs' moments, as a share of its mean
     */
    record SparseGpt(int sentences, int block, double damping) implements Method {}
  }

  /** A matrix, or one of its factors, as the model stores it, without {@code .weight}. */
  private record Stored(LayerMatrix of, String name, long[] shape) {
    long size() {
      return shape[0] * shape[1];
    }

    String weight() {
      return name + ".weight";
    }
  }

  private List<Stored> stored(BertConfig config) {
    var shapes = Parameters.of(config).shapes();
    return matrices.of(config).stream()
        .flatMap(
            matrix ->
                config.architecture().stored(matrix.name()).stream()
                    .map(name -> new Stored(matrix, name, shapes.get(name + ".weight"))))
        .toList();
  }

  @Override
  public Plan plan(BertConfig before) {
    var how = before.architecture();
    var pruned = new TreeSet<>(how.pruned());
    for (var matrix : stored(before)) {
      if (pattern instanceof Pattern.TwoOfFour && matrix.shape[1] % 4 != 0) {
        throw new UserException(
            "Two of four inputs can be pruned only where their number is a multiple of 4, and %s has %d."
                .formatted(matrix.name, matrix.shape[1]));
      }
      pruned.add(matrix.name);
    }
    return Plan.exactly(before.withArchitecture(how.withPruned(pruned)));
  }

  @Override
  public NerModel apply(NerModel model, Materials materials) {
    var planned = plan(model.config()).config();
    var tensors = new LinkedHashMap<>(model.tensors());
    switch (method) {
      case Method.Magnitude _ -> magnitude(model.config(), tensors, materials);
      case Method.SparseGpt sparseGpt -> {
        try (var algebra = new LinearAlgebra(materials.torch())) {
          new Sparse(model.config(), tensors, materials, algebra, sparseGpt).prune();
        }
      }
    }
    return new NerModel(planned, tensors);
  }

  // ---- by magnitude ----------------------------------------------------------------------------

  private void magnitude(BertConfig config, Map<String, HostTensor> tensors, Materials materials) {
    var chosen = stored(config);
    switch (pattern) {
      case Pattern.Each(var sparsity) ->
          chosen.forEach(matrix -> zeroLeast(tensors, List.of(matrix), sparsity, materials));
      case Pattern.Together(var sparsity) -> zeroLeast(tensors, chosen, sparsity, materials);
      case Pattern.TwoOfFour _ ->
          chosen.forEach(
              matrix ->
                  replace(tensors, matrix, twoOfFour(tensors.get(matrix.weight())), materials));
    }
  }

  /** Puts a matrix in place of what it was, and tells of it. */
  private static void replace(
      Map<String, HostTensor> tensors, Stored matrix, HostTensor pruned, Materials materials) {
    var before = tensors.put(matrix.weight(), pruned);
    materials.listener().accept(CompressionEvent.Pruned.of(matrix.name, before, pruned));
  }

  private static void zeroLeast(
      Map<String, HostTensor> tensors, List<Stored> chosen, double sparsity, Materials materials) {
    var all = chosen.stream().map(matrix -> new Magnitudes(tensors.get(matrix.weight()))).toList();
    var least = new LeastScores(all, share(chosen, sparsity));
    for (var i = 0; i < chosen.size(); i++) {
      var pruned = all.get(i).weight.copy();
      for (var at = 0L; at < pruned.size(); at++) {
        if (least.takes(Math.abs(pruned.get(at)))) {
          pruned.set(at, 0f);
        }
      }
      replace(tensors, chosen.get(i), pruned, materials);
    }
  }

  private static long share(List<Stored> matrices, double sparsity) {
    return Math.round(sparsity * matrices.stream().mapToLong(Stored::size).sum());
  }

  private record Magnitudes(HostTensor weight) implements LeastScores.Scores {
    @Override
    public long size() {
      return weight.size();
    }

    @Override
    public float at(long index) {
      return Math.abs(weight.get(index));
    }
  }

  /** A copy without the two least of every four; of equal ones the first go. */
  private static HostTensor twoOfFour(HostTensor weight) {
    var pruned = weight.copy();
    for (var from = 0L; from < weight.size(); from += 4) {
      for (var i = from; i < from + 4; i++) {
        var before = 0;
        for (var j = from; j < from + 4; j++) {
          var order = Float.compare(Math.abs(weight.get(j)), Math.abs(weight.get(i)));
          before += order < 0 || order == 0 && j < i ? 1 : 0;
        }
        if (before < 2) {
          pruned.set(i, 0f);
        }
      }
    }
    return pruned;
  }

  // ---- by SparseGPT ----------------------------------------------------------------------------

  /** Prunes tensors in place of the model's: layer after layer, each for the inputs it then has. */
  private final class Sparse {
    private final BertConfig config;
    private final SequencedMap<String, HostTensor> tensors;
    private final Materials materials;
    private final LinearAlgebra algebra;
    private final Method.SparseGpt how;

    Sparse(
        BertConfig config,
        SequencedMap<String, HostTensor> tensors,
        Materials materials,
        LinearAlgebra algebra,
        Method.SparseGpt how) {
      this.config = config;
      this.tensors = tensors;
      this.materials = materials;
      this.algebra = algebra;
      this.how = how;
    }

    void prune() {
      var zeros = zeros();
      for (var layer : byLayer().entrySet()) {
        try (var scope = materials.torch().scope()) {
          var inputs = new Inputs(scope, new NerModel(config, tensors), layer.getKey());
          for (var matrix : layer.getValue()) {
            var share = zeros.get(matrix.name);
            if (!(share instanceof Zeros.Share(var sparsity)) || sparsity > 0) {
              var weight = tensors.get(matrix.weight());
              replace(
                  tensors,
                  matrix,
                  algebra.sparseGpt(weight, inputs.of(matrix), share, how.block),
                  materials);
            }
          }
        }
      }
    }

    /** By the number in their names; shared layers have one. */
    private Map<Integer, List<Stored>> byLayer() {
      var layers = new TreeMap<Integer, List<Stored>>();
      for (var matrix : stored(config)) {
        layers.computeIfAbsent(matrix.of.layer(), _ -> new ArrayList<>()).add(matrix);
      }
      return layers;
    }

    private Map<String, Zeros> zeros() {
      var zeros = new LinkedHashMap<String, Zeros>();
      switch (pattern) {
        case Pattern.Each(var sparsity) ->
            stored(config).forEach(matrix -> zeros.put(matrix.name, new Zeros.Share(sparsity)));
        case Pattern.Together(var sparsity) -> zeros.putAll(sharedOut(sparsity));
        case Pattern.TwoOfFour _ ->
            stored(config).forEach(matrix -> zeros.put(matrix.name, new Zeros.TwoOfFour()));
      }
      return zeros;
    }

    /** What each matrix would lose if the weights that cost least of all were to go. */
    private Map<String, Zeros> sharedOut(double sparsity) {
      var model = new NerModel(config, tensors);
      var costs = new LinkedHashMap<Stored, Costs>();
      for (var layer : byLayer().entrySet()) {
        try (var scope = materials.torch().scope()) { // all layers' moments would take 1.1 GB
          var inputs = new Inputs(scope, model, layer.getKey());
          for (var matrix : layer.getValue()) {
            var byInput = inputs.of(matrix).costs();
            costs.put(matrix, new Costs(tensors.get(matrix.weight()), byInput));
          }
        }
      }
      var chosen = List.copyOf(costs.sequencedKeySet());
      var least = new LeastScores(List.copyOf(costs.sequencedValues()), share(chosen, sparsity));
      var zeros = new LinkedHashMap<String, Zeros>();
      costs.forEach(
          (matrix, of) -> {
            var gone = 0L;
            for (var at = 0L; at < of.size(); at++) {
              gone += least.takes(of.at(at)) ? 1 : 0;
            }
            zeros.put(matrix.name, new Zeros.Share((double) gone / of.size()));
          });
      return zeros;
    }

    /** What goes into a layer's matrices and factors; query, key and value share theirs. */
    private final class Inputs {
      private final Scope scope;
      private final Calibration calibration;
      private String known = "";
      private Optional<InverseHessian> latest = Optional.empty();

      Inputs(Scope scope, NerModel model, int layer) {
        this.scope = scope;
        calibration = Calibration.ofLayer(scope, model, materials, how.sentences, layer);
      }

      InverseHessian of(Stored matrix) {
        var behind = matrix.name.endsWith(Parameters.UP);
        var input = behind ? matrix.name : matrix.of.name().replaceAll("(query|key|value)$", "");
        if (latest.isEmpty() || !input.equals(known)) {
          var moments = calibration.moments().get(matrix.of.name());
          known = input;
          latest =
              Optional.of(
                  algebra.inverseHessian(
                      scope,
                      behind ? behind(matrix.of, moments) : moments,
                      calibration.pieces(),
                      how.damping));
        }
        return latest.get();
      }

      /** What the factor at the input, as it is now, makes of it. */
      private Tensor behind(LayerMatrix matrix, Tensor moments) {
        return algebra.momentsBehind(
            scope, tensors.get(matrix.name() + Parameters.DOWN + ".weight"), moments);
      }
    }
  }

  /** What losing each weight costs if the others make up for it. */
  private record Costs(HostTensor weight, double[] byInput) implements LeastScores.Scores {
    @Override
    public long size() {
      return weight.size();
    }

    @Override
    public float at(long index) {
      var value = (double) weight.get(index);
      return (float) (value * value * byInput[(int) (index % byInput.length)]);
    }
  }
}
