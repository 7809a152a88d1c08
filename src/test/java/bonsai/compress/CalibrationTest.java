package bonsai.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bonsai.base.UserException;
import bonsai.compress.Transform.Materials;
import bonsai.model.Architecture;
import bonsai.model.Architecture.Matrices;
import bonsai.model.BertConfig;
import bonsai.model.NerModel;
import bonsai.model.Networks;
import bonsai.ner.EncodedSentence;
import bonsai.ner.Labels;
import bonsai.torch.Device;
import bonsai.torch.Precision;
import bonsai.torch.Scope;
import bonsai.torch.Torch;
import bonsai.torch.TorchTest;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@TorchTest
final class CalibrationTest {
  private static final Torch TORCH = Torch.load(Device.CPU);
  private static final int HIDDEN = 8;
  private static final BertConfig CONFIG =
      BertConfig.of(30, HIDDEN, 2, 2, 12, Labels.ofTypes(List.of("PER")))
          .withMaxPositionEmbeddings(10);
  private static final List<EncodedSentence> SENTENCES = sentences(7);
  private static final int PIECES = SENTENCES.stream().mapToInt(EncodedSentence::length).sum();

  /** Some sentences of 1 to 9 pieces. */
  static List<EncodedSentence> sentences(int number) {
    var random = new Random(4);
    return IntStream.range(0, number)
        .mapToObj(
            i -> {
              var ids = random.ints(1 + random.nextInt(9), 0, 30).toArray();
              return new EncodedSentence(i, ids, new int[ids.length], new int[ids.length], 0, 0);
            })
        .toList();
  }

  private static Calibration measure(Scope scope, BertConfig config, int batchSize) {
    var model = NerModel.untrained(config, 3);
    try (var network = Networks.open(TORCH, model, Precision.FLOAT32)) {
      return Calibration.measure(scope, TORCH, network, SENTENCES, batchSize);
    }
  }

  @Test
  void everyMatrixIsMeasured() {
    try (var scope = TORCH.scope()) {
      var measured = measure(scope, CONFIG, 3);

      assertThat(measured.pieces()).isEqualTo(PIECES);
      assertThat(measured.moments()).hasSize(2 * 6);
      for (var matrix : LayerMatrix.of(CONFIG)) {
        assertThat(measured.moments().get(matrix.name()).shape())
            .as(matrix.name())
            .containsExactly(matrix.inputs(), matrix.inputs());
      }
    }
  }

  @Test
  void realPiecesCountAndPaddingDoesNot() {
    try (var scope = TORCH.scope()) {
      var measured = measure(scope, CONFIG, 4);

      // What leaves a LayerNorm with scale 1 and shift 0 has, for each piece, the norm √HIDDEN.
      for (var matrix : List.of("0.attention.self.query", "1.intermediate.dense")) {
        assertThat(trace(measured, matrix)).isCloseTo(PIECES * HIDDEN, within(1e-3 * PIECES));
      }
    }
  }

  @Test
  void aSharedMatrixIsMeasuredOverEveryApplication() {
    var shared =
        CONFIG.withArchitecture(
            new Architecture(0, List.of(0, 0), List.of(), false, 0, Architecture.PLAIN.ranks()));
    try (var scope = TORCH.scope()) {
      var measured = measure(scope, shared, 4);

      assertThat(trace(measured, "0.attention.self.query"))
          .isCloseTo(2 * PIECES * HIDDEN, within(1e-3 * PIECES));
      assertThat(trace(measured, "0.intermediate.dense"))
          .isCloseTo(PIECES * HIDDEN, within(1e-3 * PIECES));
    }
  }

  @Test
  void batchesAddUpToOne() {
    try (var scope = TORCH.scope()) {
      var one = measure(scope, CONFIG, SENTENCES.size());
      var several = measure(scope, CONFIG, 2);

      for (var matrix : LayerMatrix.of(CONFIG)) {
        assertThat(several.moments().get(matrix.name()).toDoubles())
            .as(matrix.name())
            .containsExactly(one.moments().get(matrix.name()).toDoubles(), within(1e-4));
      }
    }
  }

  @Test
  void queryKeyAndValueHaveTheSameInputs() {
    try (var scope = TORCH.scope()) {
      var measured = measure(scope, CONFIG, 4).moments();

      var names = Matrices.attention(1);
      assertThat(measured.get(names.get(1)).toDoubles())
          .isEqualTo(measured.get(names.get(0)).toDoubles());
      assertThat(measured.get(names.get(2)).toDoubles())
          .isEqualTo(measured.get(names.get(0)).toDoubles());
      assertThat(measured.get(names.get(3)).toDoubles())
          .isNotEqualTo(measured.get(names.get(0)).toDoubles());
    }
  }

  @Test
  void recordingEndsWithTheCall() {
    var model = NerModel.untrained(CONFIG, 3);
    try (var scope = TORCH.scope();
        var network = Networks.open(TORCH, model, Precision.FLOAT32)) {
      var first = Calibration.measure(scope, TORCH, network, SENTENCES, 4);
      var ids = scope.longs(new long[] {1, 2, 3}, 1, 3);
      network.logits(scope, ids, scope.longs(new long[] {1, 1, 1}, 1, 3));
      var second = Calibration.measure(scope, TORCH, network, SENTENCES, 4);

      var query = Matrices.attention(0).getFirst();
      assertThat(second.moments().get(query).toDoubles())
          .isEqualTo(first.moments().get(query).toDoubles());
    }
  }

  @Test
  void anEmptyTrainingSplitIsRefused() {
    var materials =
        new Materials(TORCH, Precision.FLOAT32, 7, () -> List.of(), () -> Optional.empty());
    try (var scope = TORCH.scope()) {
      assertThatThrownBy(
              () -> Calibration.measure(scope, NerModel.untrained(CONFIG, 3), materials, 5))
          .isInstanceOf(UserException.class)
          .hasMessage("The training split is empty: there is nothing to calibrate on.");
    }
  }

  private static double trace(Calibration measured, String matrix) {
    var moments = measured.moments().get("bert.encoder.layer." + matrix);
    var size = Math.toIntExact(moments.shape()[0]);
    var values = moments.toDoubles();
    return IntStream.range(0, size).mapToDouble(i -> values[i * size + i]).sum();
  }
}
