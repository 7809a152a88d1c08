package bonsai.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bonsai.base.UserException;
import bonsai.compress.LayerFactorisation.Method;
import bonsai.compress.LayerFactorisation.Size;
import bonsai.compress.Transform.Materials;
import bonsai.model.BertConfig;
import bonsai.model.NerModel;
import bonsai.model.Parameters;
import bonsai.ner.EncodedSentence;
import bonsai.ner.Labels;
import bonsai.torch.Device;
import bonsai.torch.Precision;
import bonsai.torch.Torch;
import bonsai.torch.TorchTest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@TorchTest
final class LayerFactorisationTest {
  private static final Torch TORCH = Torch.load(Device.CPU);
  private static final List<EncodedSentence> SENTENCES = CalibrationTest.sentences(20);
  private static final Materials MATERIALS =
      new Materials(TORCH, Precision.FLOAT32, 7, () -> SENTENCES, () -> Optional.empty());
  private static final BertConfig CONFIG =
      BertConfig.of(30, 16, 3, 2, 24, Labels.ofTypes(List.of("PER"))).withMaxPositionEmbeddings(10);
  private static final NerModel MODEL = unevenModel();
  private static final MatrixSelection ALL = new MatrixSelection(List.of("all"));

  static List<Method> methods() {
    return List.of(new Method.Plain(), new Method.Whitened(20));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void matricesOfThatRankComputeTheSameAsBefore(Method method) {
    var low = Merge.toPlain(factorise(MODEL, new Size.Rank(5), new Method.Plain()));

    var again = factorise(low, new Size.Rank(5), method);

    assertThat(again.config().architecture().ranks()).hasSize(18).containsValue(5);
    Logits.areEqual(TORCH, again, low);
  }

  @Test
  void whitenedMatricesChangeTheOutputsLessThanPlainOnes() {
    var plain = factorise(MODEL, new Size.Rank(5), new Method.Plain());
    var whitened = factorise(MODEL, new Size.Rank(5), new Method.Whitened(20));

    assertThat(outputError(whitened)).isLessThan(0.8 * outputError(plain));
    assertThat(weightError(plain)).isLessThan(weightError(whitened));
  }

  @Test
  void aRankThatWouldSaveNothingLeavesTheMatrixWhole() {
    // Square ones save below 8, the others below 9.6.
    var ranks = plan(new Size.Rank(8)).config().architecture().ranks();

    assertThat(ranks).hasSize(3 * 2).containsValue(8);
    assertThat(ranks.keySet()).noneMatch(name -> name.contains("attention"));
    assertThat(plan(new Size.Rank(10)).config()).isEqualTo(CONFIG);
  }

  @Test
  void onlyChosenMatricesAreFactorised() {
    var queries =
        new LayerFactorisation(
                new MatrixSelection(List.of("query")), new Size.Rank(2), new Method.Plain())
            .apply(MODEL, MATERIALS);

    assertThat(queries.config().architecture().ranks())
        .hasSize(3)
        .containsKey("bert.encoder.layer.2.attention.self.query");
    var value = "bert.encoder.layer.2.attention.self.value.weight";
    assertThat(queries.tensor(value).sameContent(MODEL.tensor(value))).isTrue();
  }

  @Test
  void factorisedMatricesGoOnToALowerRank() {
    var once = factorise(MODEL, new Size.Rank(6), new Method.Plain());

    var twice = factorise(once, new Size.Rank(4), new Method.Plain());
    var kept = factorise(twice, new Size.Rank(6), new Method.Plain());

    assertThat(new TreeSet<>(twice.config().architecture().ranks().values())).containsExactly(4);
    assertThat(kept.config()).isEqualTo(twice.config());
    // Two cuts of one decomposition are the lower one.
    Logits.areEqual(TORCH, twice, factorise(MODEL, new Size.Rank(4), new Method.Plain()));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 9})
  void aRankIsPlannedExactly(int rank) {
    var plan = plan(new Size.Rank(rank));

    assertThat(plan.exact()).isTrue();
    assertThat(factorise(MODEL, new Size.Rank(rank), new Method.Plain()).config())
        .isEqualTo(plan.config());
  }

  @ParameterizedTest
  @ValueSource(longs = {2500, 3333, 5000, 6600})
  void aBudgetIsUsedButNotExceeded(long parameters) {
    var size = new Size.Budget(parameters);

    var planned = plan(size);
    var count = factorise(MODEL, size, new Method.Whitened(20)).parameterCount();

    var most = Parameters.of(planned.config()).count();
    assertThat(planned.exact()).isFalse();
    assertThat(most).isBetween(parameters - 40, parameters); // the dearest rank costs 40
    assertThat(count).isBetween(most - 40, most);
  }

  @Test
  void aBudgetGoesToTheMatricesThatNeedIt() {
    // Layer 1's matrices have rank 1, the others are not.
    var ranks =
        factorise(flat(1), new Size.Budget(5000), new Method.Plain())
            .config()
            .architecture()
            .ranks();

    assertThat(ranks.get("bert.encoder.layer.1.attention.self.query")).isLessThanOrEqualTo(2);
    assertThat(ranks.getOrDefault("bert.encoder.layer.0.attention.self.query", 8)).isGreaterThan(4);
  }

  @Test
  void aModelWithinItsBudgetStaysAsItIs() {
    var size = new Size.Budget(MODEL.parameterCount());

    assertThat(plan(size).exact()).isTrue();
    assertThat(factorise(MODEL, size, new Method.Plain())).isSameAs(MODEL);
  }

  @Test
  void aBudgetThatTheOtherParametersExceedIsRefused() {
    assertThatThrownBy(() -> plan(new Size.Budget(1000)))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(
            "The chosen matrices have 624 parameters even at rank 1, which are");
  }

  @Test
  void theSameSeedCalibratesAlike() {
    var few = new Method.Whitened(4);

    var once = factorise(MODEL, new Size.Rank(3), few);
    var again = factorise(MODEL, new Size.Rank(3), few);

    once.tensors()
        .forEach(
            (name, tensor) -> assertThat(tensor.sameContent(again.tensor(name))).as(name).isTrue());
  }

  private static Transform.Plan plan(Size size) {
    return new LayerFactorisation(ALL, size, new Method.Plain()).plan(CONFIG);
  }

  private static NerModel factorise(NerModel model, Size size, Method method) {
    return new LayerFactorisation(ALL, size, method).apply(model, MATERIALS);
  }

  private static double weightError(NerModel factorised) {
    var merged = Merge.toPlain(factorised);
    return MODEL.tensors().keySet().stream()
        .mapToDouble(name -> Matrix.squaredDistance(merged.tensor(name), MODEL.tensor(name)))
        .sum();
  }

  private static double outputError(NerModel factorised) {
    var expected = Logits.of(TORCH, MODEL);
    var actual = Logits.of(TORCH, factorised);
    var error = 0.0;
    for (var i = 0; i < expected.length; i++) {
      error += Math.pow(actual[i] - expected[i], 2);
    }
    return error;
  }

  /** Its activations are large in a few places and small in most, as a trained model's are. */
  private static NerModel unevenModel() {
    var random = new Random(3);
    var tensors = new LinkedHashMap<>(NerModel.untrained(CONFIG, 3).tensors());
    tensors.forEach(
        (name, tensor) -> {
          var norm = name.endsWith("LayerNorm.weight");
          for (var i = 0L; i < tensor.size(); i++) {
            tensor.set(i, norm ? (i % 5 == 0 ? 2f : 0.2f) : (float) (0.3 * random.nextGaussian()));
          }
        });
    return new NerModel(CONFIG, tensors);
  }

  /** The model with a layer whose matrices have a single singular value. */
  private static NerModel flat(int layer) {
    var only = new MatrixSelection(List.of("layer." + layer));
    return Merge.toPlain(
        new LayerFactorisation(only, new Size.Rank(1), new Method.Plain()).apply(MODEL, MATERIALS));
  }
}
