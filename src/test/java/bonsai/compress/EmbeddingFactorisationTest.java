package bonsai.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bonsai.base.UserException;
import bonsai.compress.EmbeddingFactorisation.Init;
import bonsai.compress.EmbeddingFactorisation.Size;
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
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@TorchTest
final class EmbeddingFactorisationTest {
  private static final Materials MATERIALS =
      new Materials(
          Torch.load(Device.CPU), Precision.FLOAT32, 7, () -> List.of(), () -> Optional.empty());
  private static final BertConfig CONFIG =
      BertConfig.of(50, 12, 2, 2, 16, Labels.ofTypes(List.of("PER"))).withMaxPositionEmbeddings(10);
  private static final NerModel MODEL = NerModel.untrained(CONFIG, 3);

  @Test
  void theFullRankComputesTheSameEmbeddings() {
    var factorised = factorise(new Size.Rank(12), Init.SVD);

    var merged = Merge.toPlain(factorised).tensor(Parameters.WORD_EMBEDDINGS);
    var before = MODEL.tensor(Parameters.WORD_EMBEDDINGS);
    for (var i = 0L; i < before.size(); i++) {
      assertThat(merged.get(i)).isCloseTo(before.get(i), within(1e-6f));
    }
  }

  @Test
  void aCutTableIsNearerThanARandomOne() {
    assertThat(error(factorise(new Size.Rank(6), Init.SVD)))
        .isLessThan(0.5 * error(factorise(new Size.Rank(6), Init.RANDOM)));
  }

  @Test
  void weightsServeThePiecesThatAreMet() {
    var ids = IntStream.range(0, 50).map(place -> place == 0 ? 9 : 4).toArray();
    var met = new EncodedSentence(0, ids, new int[50], new int[50], 0, 1);
    var materials =
        new Materials(
            MATERIALS.torch(), Precision.FLOAT32, 7, () -> List.of(met), () -> Optional.empty());
    var size = new Size.Rank(4);
    var weighted = new EmbeddingFactorisation(size, Init.WEIGHTED_SVD).apply(MODEL, materials);

    assertThat(rowError(weighted, 4)).isLessThan(0.5 * rowError(factorise(size, Init.SVD), 4));
    assertThat(error(weighted))
        .isGreaterThan(error(factorise(size, Init.SVD)))
        .isLessThan(error(factorise(size, Init.RANDOM)));
  }

  @Test
  void weightsOfPiecesThatAreAllAlikeChangeNothing() {
    var weighted = factorise(new Size.Rank(6), Init.WEIGHTED_SVD);

    assertThat(error(weighted))
        .isCloseTo(error(factorise(new Size.Rank(6), Init.SVD)), within(1e-6));
  }

  @Test
  void onlyTheWordEmbeddingsChange() {
    var factorised = factorise(new Size.Rank(6), Init.SVD);

    MODEL
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (!name.equals(Parameters.WORD_EMBEDDINGS)) {
                assertThat(factorised.tensor(name).sameContent(tensor)).as(name).isTrue();
              }
            });
  }

  @ParameterizedTest
  @EnumSource(Init.class)
  void theModelHasThePlannedParameters(Init init) {
    var factorisation = new EmbeddingFactorisation(new Size.Rank(5), init);

    var plan = factorisation.plan(CONFIG);

    assertThat(plan.exact()).isTrue();
    assertThat(factorisation.apply(MODEL, MATERIALS).parameterCount())
        .isEqualTo(Parameters.of(plan.config()).count())
        .isEqualTo(MODEL.parameterCount() - 50 * 12 + 5 * (50 + 12));
  }

  @Test
  void aBudgetIsUsedButNotExceeded() {
    var plan = new EmbeddingFactorisation(new Size.AtMost(200), Init.SVD).plan(CONFIG);

    assertThat(plan.config().architecture().embeddingSize()).isEqualTo(3); // 3 * 62 = 186
  }

  @Test
  void aBudgetForLessThanOneColumnIsRefused() {
    assertThatThrownBy(() -> new EmbeddingFactorisation(new Size.AtMost(61), Init.SVD).plan(CONFIG))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Factorised embeddings of this model have at least 62 parameters, and at most 61 were asked for.");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.3, 0.8, 1})
  void theSmallestRankOfTheAskedEnergyIsTaken(double share) {
    var rank = factorise(new Size.Energy(share), Init.SVD).config().architecture().embeddingSize();

    assertThat(energy(rank)).isGreaterThanOrEqualTo(share - 1e-6);
    assertThat(energy(rank - 1)).isLessThan(share);
  }

  @Test
  void energyLeavesThePlanOpen() {
    var plan = new EmbeddingFactorisation(new Size.Energy(0.8), Init.SVD).plan(CONFIG);

    assertThat(plan.exact()).isFalse();
  }

  @Test
  void aRankAboveTheTablesOwnIsRefused() {
    var few = BertConfig.of(9, 12, 2, 2, 16, CONFIG.labels());

    assertThatThrownBy(() -> new EmbeddingFactorisation(new Size.Rank(10), Init.SVD).plan(few))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "The embeddings can be factorised to at most 9 columns, the smaller of the model's"
                + " vocabulary and hidden size, not 10.");
  }

  @Test
  void factorisedEmbeddingsAreNotFactorisedAgain() {
    var factorised = factorise(new Size.Rank(6), Init.SVD);

    assertThatThrownBy(
            () -> new EmbeddingFactorisation(new Size.Rank(3), Init.SVD).plan(factorised.config()))
        .isInstanceOf(UserException.class)
        .hasMessage("The model's embeddings are factorised already.");
  }

  /** The share of the squared norm of the table that the best approximation of a rank keeps. */
  private static double energy(int rank) {
    return rank == 0 ? 0 : 1 - error(factorise(new Size.Rank(rank), Init.SVD)) / norm(MODEL);
  }

  private static double norm(NerModel model) {
    var sum = 0.0;
    for (var value : model.tensor(Parameters.WORD_EMBEDDINGS).toArray()) {
      sum += (double) value * value;
    }
    return sum;
  }

  private static double error(NerModel factorised) {
    return IntStream.range(0, CONFIG.vocabSize())
        .mapToDouble(row -> rowError(factorised, row))
        .sum();
  }

  private static double rowError(NerModel factorised, int row) {
    var merged = Merge.toPlain(factorised).tensor(Parameters.WORD_EMBEDDINGS);
    var before = MODEL.tensor(Parameters.WORD_EMBEDDINGS);
    return IntStream.range(0, CONFIG.hiddenSize())
        .mapToDouble(column -> Math.pow(merged.get(row, column) - before.get(row, column), 2))
        .sum();
  }

  private static NerModel factorise(Size size, Init init) {
    return new EmbeddingFactorisation(size, init).apply(MODEL, MATERIALS);
  }
}
