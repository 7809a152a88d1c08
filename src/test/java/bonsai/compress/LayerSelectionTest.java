package bonsai.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bonsai.base.UserException;
import bonsai.compress.Transform.Materials;
import bonsai.model.Architecture;
import bonsai.model.BertConfig;
import bonsai.model.NerModel;
import bonsai.model.Parameters;
import bonsai.ner.Labels;
import bonsai.torch.Device;
import bonsai.torch.Precision;
import bonsai.torch.Torch;
import bonsai.torch.TorchTest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@TorchTest
final class LayerSelectionTest {
  private static final Materials MATERIALS =
      new Materials(
          Torch.load(Device.CPU), Precision.FLOAT32, 7, () -> List.of(), () -> Optional.empty());
  private static final BertConfig CONFIG =
      BertConfig.of(20, 8, 4, 2, 12, Labels.ofTypes(List.of("PER")))
          .withMaxPositionEmbeddings(10)
          .withArchitecture(
              Architecture.PLAIN.withRanks(
                  Map.of(
                      "bert.encoder.layer.3.output.dense",
                      3,
                      "bert.encoder.layer.0.output.dense",
                      2)));

  @Test
  void keptLayersMoveDownWithTheirWeightsAndRanks() {
    var model = NerModel.untrained(CONFIG, 3);

    var kept = new LayerSelection(List.of(1, 3)).apply(model, MATERIALS);

    assertThat(kept.config().numHiddenLayers()).isEqualTo(2);
    assertThat(kept.config().architecture().ranks())
        .isEqualTo(Map.of("bert.encoder.layer.1.output.dense", 3));
    var query = "attention.self.query.weight";
    assertThat(
            kept.tensor("bert.encoder.layer.0." + query)
                .sameContent(model.tensor("bert.encoder.layer.1." + query)))
        .isTrue();
    var down = "output.dense.down.weight";
    assertThat(
            kept.tensor("bert.encoder.layer.1." + down)
                .sameContent(model.tensor("bert.encoder.layer.3." + down)))
        .isTrue();
    assertThat(kept.tensor("classifier.weight").sameContent(model.tensor("classifier.weight")))
        .isTrue();
  }

  @Test
  void theModelHasThePlannedParameters() {
    var selection = new LayerSelection(List.of(0, 2, 3));

    assertThat(Parameters.of(selection.plan(CONFIG).config()).count())
        .isEqualTo(selection.apply(NerModel.untrained(CONFIG, 3), MATERIALS).parameterCount());
  }

  @Test
  void aLayerThatTheModelLacksIsRefused() {
    assertThatThrownBy(() -> new LayerSelection(List.of(0, 4)).plan(CONFIG))
        .isInstanceOf(UserException.class)
        .hasMessage("The model has the layers 0 to 3, but layer 4 is to be kept.");
  }

  @Test
  void layersOutOfOrderAreRefused() {
    assertThatThrownBy(() -> new LayerSelection(List.of(2, 1)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "layers must be numbers from 0 on, each greater than the one before, not [2, 1].");
  }
}
