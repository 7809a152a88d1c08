package bonsai.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bonsai.base.UserException;
import bonsai.compress.Transform.Materials;
import bonsai.compress.WeightPruning.Method;
import bonsai.compress.WeightPruning.Pattern;
import bonsai.model.BertConfig;
import bonsai.model.NerModel;
import bonsai.model.Parameters;
import bonsai.ner.EncodedSentence;
import bonsai.ner.Labels;
import bonsai.torch.Device;
import bonsai.torch.HostTensor;
import bonsai.torch.Precision;
import bonsai.torch.Safetensors;
import bonsai.torch.Tensor;
import bonsai.torch.Torch;
import bonsai.torch.TorchTest;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** On the tiny random BERT of {@code golden/tiny_bert.safetensors}. */
@TorchTest
final class WeightPruningTest {
  private static final Torch TORCH = Torch.load(Device.CPU);
  private static final List<EncodedSentence> SENTENCES = sentences(60);
  private static final Materials MATERIALS =
      new Materials(TORCH, Precision.FLOAT32, 7, () -> SENTENCES, () -> Optional.empty());
  private static final NerModel MODEL = golden();
  private static final Method SPARSE_GPT = new Method.SparseGpt(60, 16, 0.01);
  private static final Method MAGNITUDE = new Method.Magnitude();
  private static final Pattern HALF = new Pattern.Each(0.5);

  static List<Method> methods() {
    return List.of(SPARSE_GPT, MAGNITUDE);
  }

  static Stream<Pattern> patterns() {
    return Stream.of(HALF, new Pattern.Each(0.8), new Pattern.TwoOfFour());
  }

  /** One matrix at a time, so that both methods meet the same inputs. */
  @ParameterizedTest
  @MethodSource("patterns")
  void sparseGptChangesTheOutputsOfEveryMatrixLessThanMagnitudeDoes(Pattern pattern) {
    try (var scope = TORCH.scope()) {
      var inputs = Calibration.measure(scope, MODEL, MATERIALS, 60).moments();
      for (var matrix : LayerMatrix.of(MODEL.config())) {
        var moments = inputs.get(matrix.name());
        var sparse = outputError(prune(MODEL, pattern, SPARSE_GPT, matrix.name()), matrix, moments);
        var least = outputError(prune(MODEL, pattern, MAGNITUDE, matrix.name()), matrix, moments);

        assertThat(sparse).as(matrix.name()).isPositive().isLessThan(least);
      }
    }
  }

  @Test
  void sparseGptKeepsTheLogitsNearerThanMagnitudeDoes() {
    assertThat(logitError(prune(MODEL, HALF, SPARSE_GPT, "all")))
        .isLessThan(logitError(prune(MODEL, HALF, MAGNITUDE, "all")));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void everyMatrixHasTheSparsityThatWasAskedFor(Method method) {
    var pruned = prune(MODEL, new Pattern.Each(0.7), method, "all");

    for (var matrix : LayerMatrix.of(MODEL.config())) {
      var weight = pruned.tensor(matrix.name() + ".weight");
      // SparseGPT's published code takes one more in each block.
      assertThat((double) zeros(weight)).isCloseTo(0.7 * weight.size(), within(5.0));
    }
    assertThat(pruned.config().architecture().pruned()).hasSize(18);
    assertThat(pruned.config().architecture().isPlain()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("methods")
  void twoOfEveryFourInputsGo(Method method) {
    var pruned = prune(MODEL, new Pattern.TwoOfFour(), method, "all");

    for (var matrix : LayerMatrix.of(MODEL.config())) {
      var weight = pruned.tensor(matrix.name() + ".weight");
      for (var from = 0L; from < weight.size(); from += 4) {
        var start = from;
        assertThat(IntStream.range(0, 4).filter(i -> weight.get(start + i) == 0f).count())
            .isEqualTo(2);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aGlobalShareTakesMoreWhereItCostsLess(Method method) {
    var pruned = prune(MODEL, new Pattern.Together(0.6), method, "all");

    var shares =
        LayerMatrix.of(MODEL.config()).stream()
            .map(matrix -> pruned.tensor(matrix.name() + ".weight"))
            .mapToDouble(weight -> (double) zeros(weight) / weight.size())
            .toArray();
    var all = LayerMatrix.of(MODEL.config());
    var gone = all.stream().mapToLong(m -> zeros(pruned.tensor(m.name() + ".weight"))).sum();
    var of = all.stream().mapToLong(LayerMatrix::whole).sum();
    assertThat((double) gone / of).isCloseTo(0.6, within(0.005));
    assertThat(Arrays.stream(shares).max().orElseThrow())
        .isGreaterThan(Arrays.stream(shares).min().orElseThrow() + 0.02);
  }

  @Test
  void magnitudeTakesTheLeastWeightsAndLeavesTheOthers() {
    var name = "bert.encoder.layer.1.output.dense";
    var before = MODEL.tensor(name + ".weight");

    var after = prune(MODEL, HALF, MAGNITUDE, name).tensor(name + ".weight");

    var largestGone = 0f;
    var smallestKept = Float.MAX_VALUE;
    for (var i = 0L; i < before.size(); i++) {
      if (after.get(i) == 0f) {
        largestGone = Math.max(largestGone, Math.abs(before.get(i)));
      } else {
        assertThat(after.get(i)).isEqualTo(before.get(i));
        smallestKept = Math.min(smallestKept, Math.abs(before.get(i)));
      }
    }
    assertThat(zeros(after)).isEqualTo(before.size() / 2);
    assertThat(largestGone).isLessThanOrEqualTo(smallestKept);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void onlyChosenMatricesArePruned(Method method) {
    var pruned = prune(MODEL, HALF, method, "query");

    assertThat(pruned.config().architecture().pruned())
        .hasSize(3)
        .contains("bert.encoder.layer.2.attention.self.query");
    for (var name : MODEL.tensors().keySet()) {
      assertThat(pruned.tensor(name).sameContent(MODEL.tensor(name)))
          .as(name)
          .isEqualTo(!name.endsWith("query.weight"));
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void bothFactorsOfALowRankMatrixArePruned(Method method) {
    var low = factorised(12);

    var pruned = prune(low, HALF, method, "all");

    assertThat(pruned.config().architecture().pruned()).hasSize(36);
    for (var matrix : LayerMatrix.of(low.config())) {
      for (var part : List.of(Parameters.DOWN, Parameters.UP)) {
        var weight = pruned.tensor(matrix.name() + part + ".weight");
        assertThat((double) zeros(weight)).isCloseTo(0.5 * weight.size(), within(5.0));
      }
    }
    assertThat(Logits.of(TORCH, pruned)).doesNotContain(Float.NaN);
  }

  @Test
  void sparseGptServesLowRankMatricesBetter() {
    var low = factorised(12);
    try (var scope = TORCH.scope()) {
      var inputs = Calibration.measure(scope, low, MATERIALS, 60).moments();
      for (var matrix : LayerMatrix.of(low.config())) {
        var moments = inputs.get(matrix.name());
        var merged = Merge.toPlain(low).tensor(matrix.name() + ".weight");
        var sparse = Merge.toPlain(prune(low, HALF, SPARSE_GPT, matrix.name()));
        var least = Merge.toPlain(prune(low, HALF, MAGNITUDE, matrix.name()));

        assertThat(error(sparse.tensor(matrix.name() + ".weight"), merged, moments))
            .as(matrix.name())
            .isLessThan(error(least.tensor(matrix.name() + ".weight"), merged, moments));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void sharedLayersArePrunedOnce(Method method) {
    var shared =
        new LayerSharing(2, LayerSharing.Part.ALL, LayerSharing.Init.FIRST, true, 0)
            .apply(MODEL, MATERIALS);

    var pruned = prune(shared, HALF, method, "all");

    assertThat(pruned.config().architecture().pruned()).hasSize(12);
    assertThat(Logits.of(TORCH, pruned)).doesNotContain(Float.NaN);
  }

  @Test
  void aLayerIsPrunedForTheInputsThatTheLayersBeforeItLeave() {
    var first = prune(MODEL, HALF, SPARSE_GPT, "layer.0");

    var all = prune(MODEL, HALF, SPARSE_GPT, "all");

    var second = prune(first, HALF, SPARSE_GPT, "layer.1");
    for (var name : Parameters.ofLayer(MODEL.config(), 1)) {
      assertThat(
              all.tensor(Parameters.layer(1) + name)
                  .sameContent(second.tensor(Parameters.layer(1) + name)))
          .isTrue();
    }
  }

  @Test
  void momentsOfOneLayerAreThoseOfAll() {
    try (var scope = TORCH.scope()) {
      var all = Calibration.measure(scope, MODEL, MATERIALS, 9).moments();

      var one = Calibration.ofLayer(scope, MODEL, MATERIALS, 9, 1).moments();

      assertThat(one).hasSize(6);
      one.forEach(
          (name, moments) -> assertThat(moments.toDoubles()).isEqualTo(all.get(name).toDoubles()));
    }
  }

  @Test
  void theSameSeedPrunesAlike() {
    var few = new Method.SparseGpt(5, 16, 0.01);

    var once = prune(MODEL, HALF, few, "all");
    var again = prune(MODEL, HALF, few, "all");

    once.tensors()
        .forEach(
            (name, tensor) -> assertThat(tensor.sameContent(again.tensor(name))).as(name).isTrue());
  }

  @Test
  void twoOfFourNeedsAMultipleOfFour() {
    assertThatThrownBy(
            () ->
                new WeightPruning(
                        new MatrixSelection(List.of("query")), new Pattern.TwoOfFour(), MAGNITUDE)
                    .plan(factorised(7).config()))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Two of four inputs can be pruned only where their number is a multiple of 4, and"
                + " bert.encoder.layer.0.attention.self.query.up has 7.");
  }

  @Test
  void keptLayersTakeTheirNoteAlong() {
    var pruned = prune(MODEL, HALF, MAGNITUDE, "layer.2.attention.self.query");

    var kept = new LayerSelection(List.of(0, 2)).apply(pruned, MATERIALS);

    assertThat(kept.config().architecture().pruned())
        .containsExactly("bert.encoder.layer.1.attention.self.query");
    assertThat(
            new LayerSelection(List.of(0, 1))
                .apply(pruned, MATERIALS)
                .config()
                .architecture()
                .pruned())
        .isEmpty();
  }

  @Test
  void whatIsFactorisedAfterwardsIsNoLongerPruned() {
    var pruned = prune(MODEL, HALF, MAGNITUDE, "all");

    var queries =
        new LayerFactorisation(
                new MatrixSelection(List.of("query")),
                new LayerFactorisation.Size.Rank(4),
                new LayerFactorisation.Method.Plain())
            .apply(pruned, MATERIALS);

    assertThat(queries.config().architecture().pruned())
        .hasSize(15)
        .noneMatch(name -> name.contains("query"));
  }

  @Test
  void layersThatAreSharedAfterwardsAreNoLongerPruned() {
    var shared =
        new LayerSharing(2, LayerSharing.Part.ALL, LayerSharing.Init.MEAN, true, 0)
            .apply(prune(MODEL, HALF, MAGNITUDE, "all"), MATERIALS);

    assertThat(shared.config().architecture().pruned()).isEmpty();
  }

  @Test
  void whatIsNotSharedKeepsItsZeros() {
    var shared =
        new LayerSharing(2, LayerSharing.Part.FEED_FORWARD, LayerSharing.Init.MEAN, true, 0)
            .apply(prune(MODEL, HALF, MAGNITUDE, "all"), MATERIALS);

    assertThat(shared.config().architecture().pruned())
        .isNotEmpty()
        .allMatch(name -> name.contains(".attention."));
  }

  private static NerModel prune(NerModel model, Pattern pattern, Method method, String matrices) {
    return new WeightPruning(new MatrixSelection(List.of(matrices)), pattern, method)
        .apply(model, MATERIALS);
  }

  private static NerModel factorised(int rank) {
    return new LayerFactorisation(
            new MatrixSelection(List.of("all")),
            new LayerFactorisation.Size.Rank(rank),
            new LayerFactorisation.Method.Plain())
        .apply(MODEL, MATERIALS);
  }

  private static long zeros(HostTensor tensor) {
    return LongStream.range(0, tensor.size()).filter(i -> tensor.get(i) == 0f).count();
  }

  private static double outputError(NerModel pruned, LayerMatrix matrix, Tensor moments) {
    var name = matrix.name() + ".weight";
    return error(pruned.tensor(name), MODEL.tensor(name), moments);
  }

  /** The sum of the squared differences of the outputs: {@code tr(D XᵀX Dᵀ)}. */
  private static double error(HostTensor pruned, HostTensor before, Tensor moments) {
    var m = moments.toDoubles();
    var columns = Math.toIntExact(before.shape()[1]);
    var error = 0.0;
    for (var row = 0L; row < before.shape()[0]; row++) {
      for (var i = 0; i < columns; i++) {
        var left = (double) pruned.get(row, i) - before.get(row, i);
        for (var j = 0; j < columns; j++) {
          error += left * m[i * columns + j] * ((double) pruned.get(row, j) - before.get(row, j));
        }
      }
    }
    return error;
  }

  private static double logitError(NerModel pruned) {
    var expected = Logits.of(TORCH, MODEL);
    var actual = Logits.of(TORCH, pruned);
    return IntStream.range(0, expected.length)
        .mapToDouble(i -> Math.pow(actual[i] - expected[i], 2))
        .sum();
  }

  private static NerModel golden() {
    var config = BertConfig.of(120, 32, 3, 4, 64, Labels.unnamed(9)).withMaxPositionEmbeddings(48);
    var file = Safetensors.read(Path.of("src/test/resources/golden/tiny_bert.safetensors"));
    return new NerModel(config, file.tensors());
  }

  private static List<EncodedSentence> sentences(int number) {
    var random = new Random(4);
    return IntStream.range(0, number)
        .mapToObj(
            i -> {
              var ids = random.ints(5 + random.nextInt(30), 0, 120).toArray();
              return new EncodedSentence(i, ids, new int[ids.length], new int[ids.length], 0, 0);
            })
        .toList();
  }
}
