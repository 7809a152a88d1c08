package bonsai.compress;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.compress.CompressionEvent.Factorised;
import bonsai.compress.CompressionEvent.Pruned;
import bonsai.compress.Transform.Materials;
import bonsai.model.BertConfig;
import bonsai.model.NerModel;
import bonsai.ner.EncodedSentence;
import bonsai.ner.Labels;
import bonsai.torch.Device;
import bonsai.torch.Precision;
import bonsai.torch.Torch;
import bonsai.torch.TorchTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What transforms tell of their matrices is what the result holds. */
@TorchTest
final class CompressionListenerTest {
  private static final Torch TORCH = Torch.load(Device.CPU);
  private static final List<EncodedSentence> SENTENCES = CalibrationTest.sentences(20);
  private static final BertConfig CONFIG =
      BertConfig.of(30, 16, 3, 2, 24, Labels.ofTypes(List.of("PER"))).withMaxPositionEmbeddings(10);
  private static final NerModel MODEL = NerModel.untrained(CONFIG, 3);
  private static final MatrixSelection ALL = new MatrixSelection(List.of("all"));

  private final List<CompressionEvent> events = new ArrayList<>();

  private NerModel apply(Transform transform) {
    return transform.apply(
        MODEL,
        new Materials(
            TORCH, Precision.FLOAT32, 7, () -> SENTENCES, () -> Optional.empty(), events::add));
  }

  static Stream<WeightPruning> prunings() {
    var methods =
        List.of(
            new WeightPruning.Method.Magnitude(), new WeightPruning.Method.SparseGpt(20, 16, 0.01));
    var patterns =
        List.of(
            new WeightPruning.Pattern.Each(0.5),
            new WeightPruning.Pattern.Together(0.5),
            new WeightPruning.Pattern.TwoOfFour());
    return methods.stream()
        .flatMap(method -> patterns.stream().map(p -> new WeightPruning(ALL, p, method)));
  }

  @ParameterizedTest
  @MethodSource("prunings")
  void everyPrunedMatrixIsToldWithItsZeros(WeightPruning pruning) {
    var pruned = apply(pruning);

    assertThat(events).hasSize(18).allMatch(Pruned.class::isInstance);
    for (var event : events) {
      var weight = pruned.tensor(event.name() + ".weight");
      var zeros = 0L;
      for (var i = 0L; i < weight.size(); i++) {
        zeros += weight.get(i) == 0f ? 1 : 0;
      }
      assertThat(((Pruned) event).zeros()).as(event.name()).isEqualTo(zeros).isPositive();
      assertThat((long) event.rows() * event.columns()).isEqualTo(weight.size());
    }
  }

  @Test
  void everyFactorisedMatrixIsToldWithItsRankAndSpectrum() {
    var low =
        apply(
            new LayerFactorisation(
                ALL, new LayerFactorisation.Size.Rank(5), new LayerFactorisation.Method.Plain()));

    assertThat(events).hasSize(18);
    for (var event : events) {
      var cut = (Factorised) event;
      assertThat(low.config().architecture().ranks()).containsEntry(cut.name(), cut.rank());
      assertThat(cut.values()).hasSize(cut.full());
      assertThat(cut.energy()).isBetween(0.0, 1.0);
    }
  }

  @Test
  void factorisedEmbeddingsAreTold() {
    apply(
        new EmbeddingFactorisation(
            new EmbeddingFactorisation.Size.Rank(6), EmbeddingFactorisation.Init.SVD));
    apply(
        new EmbeddingFactorisation(
            new EmbeddingFactorisation.Size.Rank(6), EmbeddingFactorisation.Init.RANDOM));

    assertThat(events)
        .extracting(CompressionEvent::name)
        .containsOnly("bert.embeddings.word_embeddings")
        .hasSize(2);
    assertThat(((Factorised) events.getFirst()).values()).hasSize(16);
    assertThat(((Factorised) events.getLast()).values()).isEmpty();
  }
}
