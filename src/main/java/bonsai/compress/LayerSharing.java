package bonsai.compress;

import bonsai.base.Settings;
import bonsai.base.UserException;
import bonsai.model.Architecture;
import bonsai.model.Architecture.Matrices;
import bonsai.model.BertConfig;
import bonsai.model.NerModel;
import bonsai.model.Parameters;
import bonsai.torch.HostTensor;
import bonsai.torch.LinearAlgebra;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Lets layers that follow one another use one set of weights (ALBERT, Lan et al., arXiv 1909.11942,
 * section 3.1): of L layers, layer i belongs to the group {@code floor(i / L · groups)}. The model
 * still applies L layers, and is as slow as before.
 *
 * <p>What a matrix of an application lacks against its own one may be added again at a low rank, as
 * the product of {@code UΣ} and {@code Vᵀ} of the lack's truncated singular value decomposition
 * (Bae et al., arXiv 2410.20672, section 2.3). Where nothing is lacking, that product is 0, and
 * {@code Vᵀ} still lets it learn.
 *
 * @param groups how many sets of weights there are; fewer than layers
 * @param part what is shared
 * @param start what a group's weights begin with
 * @param ownLayerNorms whether each application keeps its own LayerNorms
 * @param correctionRank the rank of what each application adds to a matrix it shares; 0 for nothing
 */
public record LayerSharing(
    int groups, Part part, Init start, boolean ownLayerNorms, int correctionRank)
    implements Transform {
  /** What layers share: matrices and biases, and LayerNorms unless each keeps its own. */
  public enum Part {
    ALL,
    ATTENTION,
    FEED_FORWARD;

    /** The name in a spec. */
    @JsonValue
    public String label() {
      return Settings.label(this);
    }
  }

  /** What a group's weights begin with. */
  public enum Init {
    /** The first layer of the group. */
    FIRST,
    /** The mean of the group's layers. */
    MEAN,
    /**
     * The layer whose shared matrices are nearest to the group's mean: of the run's teacher, if its
     * layers have matrices of the same sizes, else of the group. It is also the one with the
     * smallest sum of squared distances to all layers of the group, so that it can stand for each
     * of them: their medoid (Kaufman and Rousseeuw, 1990, chapter 2).
     */
    CLOSEST;

    /** The name in a spec. */
    @JsonValue
    public String label() {
      return Settings.label(this);
    }
  }

  @Override
  public Plan plan(BertConfig before) {
    var layers = before.numHiddenLayers();
    var how = before.architecture();
    if (!how.attention().isEmpty() || !how.feedForward().isEmpty()) {
      throw new UserException("The model's layers share their weights already.");
    }
    if (groups >= layers) {
      throw new UserException(
          "The model has %d layers, which can share weights in fewer groups than that, not in %d."
              .formatted(layers, groups));
    }
    if (!how.attentionHeads().isEmpty() || !how.intermediateSizes().isEmpty()) {
      throw new UserException(
          "Layers are shared before heads or units are removed: put this stage before remove-heads"
              + " and remove-units.");
    }
    var largest = Math.min(before.hiddenSize(), before.intermediateSize());
    if (correctionRank > largest) {
      throw new UserException(
          "The correction's rank can be at most %d, the smaller side of the model's matrices, not %d."
              .formatted(largest, correctionRank));
    }
    for (var layer = 0; layer < layers; layer++) {
      if (shared(layer).stream().anyMatch(how.ranks()::containsKey)) {
        throw new UserException(
            "Layers are shared before their matrices are factorised: put this stage before"
                + " factorise-layers.");
      }
    }
    var numbers = IntStream.range(0, layers).map(i -> i * groups / layers).boxed().toList();
    var sharing =
        new Architecture(
            how.embeddingSize(),
            part == Part.FEED_FORWARD ? List.of() : numbers,
            part == Part.ATTENTION ? List.of() : numbers,
            ownLayerNorms,
            correctionRank,
            how.ranks());
    // One set of weights has not the zeros of several layers; what is not shared keeps its own.
    var pruned = new TreeSet<>(how.pruned());
    IntStream.range(0, layers).forEach(layer -> pruned.removeAll(shared(layer)));
    return Plan.exactly(before.withArchitecture(sharing.withPruned(pruned)));
  }

  /** The matrices of a layer that are shared. */
  private List<String> shared(int layer) {
    var matrices = new ArrayList<String>();
    if (part != Part.FEED_FORWARD) {
      matrices.addAll(Matrices.attention(layer));
    }
    if (part != Part.ATTENTION) {
      matrices.addAll(Matrices.feedForward(layer));
    }
    return matrices;
  }

  @Override
  public NerModel apply(NerModel model, Materials materials) {
    var config = plan(model.config()).config();
    var tensors =
        new LinkedHashMap<>(new Groups(model, config, candidates(model, materials)).tensors());
    if (correctionRank > 0) {
      try (var algebra = new LinearAlgebra(materials.torch())) {
        correct(model, config, tensors, algebra);
      }
    }
    return new NerModel(config, tensors);
  }

  /** The model whose layers a group may begin with one of, where it is the closest. */
  private NerModel candidates(NerModel model, Materials materials) {
    return start == Init.CLOSEST
        ? materials.teacher().get().filter(teacher -> isAlike(teacher, model)).orElse(model)
        : model;
  }

  /** Whether any layer of the teacher could stand in the model. */
  private static boolean isAlike(NerModel teacher, NerModel model) {
    var its = Parameters.of(teacher.config()).shapes();
    var own = Parameters.of(model.config()).shapes();
    return IntStream.range(0, teacher.config().numHiddenLayers())
        .allMatch(
            layer ->
                Parameters.ofLayer(model.config(), 0).stream()
                    .allMatch(
                        rest ->
                            Arrays.equals(
                                its.getOrDefault(Parameters.layer(layer) + rest, new long[0]),
                                own.get(Parameters.layer(0) + rest))));
  }

  /** Adds what each application's shared matrices lack against its own. */
  private void correct(
      NerModel model, BertConfig config, Map<String, HostTensor> tensors, LinearAlgebra algebra) {
    var expected = Parameters.of(config).shapes();
    for (var application = 0; application < config.numHiddenLayers(); application++) {
      var own = shared(application);
      var used = shared(application * groups / config.numHiddenLayers());
      for (var i = 0; i < own.size(); i++) {
        var up = own.get(i) + Parameters.CORRECTION + Parameters.UP + ".weight";
        if (expected.containsKey(up)) { // not where a layer is alone in its group
          var lack =
              Matrix.minus(
                  model.tensor(own.get(i) + ".weight"), tensors.get(used.get(i) + ".weight"));
          var svd = algebra.svd(lack);
          tensors.put(up, svd.left(correctionRank, 1));
          tensors.put(
              own.get(i) + Parameters.CORRECTION + Parameters.DOWN + ".weight",
              svd.right(correctionRank, 0));
        }
      }
    }
  }

  /** The weights of the layers that become one. */
  private final class Groups {
    private final NerModel model;
    private final NerModel candidates;
    private final Architecture how;
    private final int layers;
    private final Map<List<Integer>, Integer> closest = new HashMap<>();

    /**
     * @param candidates the layers that the closest is one of, where layers are shared
     */
    Groups(NerModel model, BertConfig config, NerModel candidates) {
      this.model = model;
      this.candidates = candidates;
      how = config.architecture();
      layers = config.numHiddenLayers();
    }

    /** All parameters but corrections. */
    Map<String, HostTensor> tensors() {
      var tensors = new LinkedHashMap<>(model.tensors());
      tensors.keySet().removeIf(name -> name.startsWith(Parameters.LAYERS));
      var users = new LinkedHashMap<String, List<Integer>>();
      for (var layer = 0; layer < layers; layer++) {
        for (var rest : Parameters.ofLayer(model.config(), layer)) {
          var number = numberOf(rest, layer);
          users.computeIfAbsent(number + "." + rest, _ -> new ArrayList<>()).add(layer);
        }
      }
      users.forEach(
          (place, used) -> {
            var rest = place.substring(place.indexOf('.') + 1);
            tensors.put(Parameters.LAYERS + place, one(rest, used));
          });
      return tensors;
    }

    /** Whose name an application's parameter carries. */
    private int numberOf(String rest, int application) {
      if (rest.startsWith("attention.output.LayerNorm")) {
        return how.attentionNormOf(application);
      } else if (rest.startsWith("output.LayerNorm")) {
        return how.feedForwardNormOf(application);
      }
      return rest.startsWith("attention.")
          ? how.attentionOf(application)
          : how.feedForwardOf(application);
    }

    private HostTensor one(String rest, List<Integer> of) {
      return switch (start) {
        case FIRST -> tensor(model, rest, of.getFirst());
        case MEAN -> mean(rest, of);
        case CLOSEST ->
            of.size() == 1
                ? tensor(model, rest, of.getFirst())
                : tensor(candidates, rest, closest.computeIfAbsent(of, this::closest));
      };
    }

    private static HostTensor tensor(NerModel from, String rest, int layer) {
      return from.tensor(Parameters.layer(layer) + rest);
    }

    private HostTensor mean(String rest, List<Integer> of) {
      return Matrix.mean(of.stream().map(layer -> tensor(model, rest, layer)).toList());
    }

    private int closest(List<Integer> of) {
      var among =
          candidates == model
              ? of
              : IntStream.range(0, candidates.config().numHiddenLayers()).boxed().toList();
      var distances = new double[among.size()];
      for (var matrix : shared(0)) {
        var rest = matrix.substring(Parameters.layer(0).length()) + ".weight";
        var mean = mean(rest, of);
        for (var i = 0; i < distances.length; i++) {
          distances[i] += Matrix.squaredDistance(tensor(candidates, rest, among.get(i)), mean);
        }
      }
      var nearest = 0;
      for (var i = 1; i < distances.length; i++) {
        nearest = distances[i] < distances[nearest] ? i : nearest;
      }
      return among.get(nearest);
    }
  }
}
