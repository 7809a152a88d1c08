package bonsai.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bonsai.base.UserException;
import bonsai.compress.LayerSharing.Init;
import bonsai.compress.LayerSharing.Part;
import bonsai.compress.Transform.Materials;
import bonsai.model.Architecture;
import bonsai.model.BertConfig;
import bonsai.model.NerModel;
import bonsai.model.Parameters;
import bonsai.ner.Labels;
import bonsai.torch.Device;
import bonsai.torch.HostTensor;
import bonsai.torch.Precision;
import bonsai.torch.Torch;
import bonsai.torch.TorchTest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@TorchTest
final class LayerSharingTest {
  private static final Torch TORCH = Torch.load(Device.CPU);
  private static final Materials MATERIALS =
      new Materials(TORCH, Precision.FLOAT32, 7, () -> List.of(), () -> Optional.empty());
  private static final BertConfig CONFIG =
      BertConfig.of(20, 8, 5, 2, 12, Labels.ofTypes(List.of("PER"))).withMaxPositionEmbeddings(10);
  private static final NerModel MODEL = NerModel.untrained(CONFIG, 3);
  private static final String QUERY = "attention.self.query.weight";
  private static final String OUTPUT = "output.dense.weight";

  @Test
  void consecutiveLayersFormGroups() {
    var how = sharing(2, Part.ALL).plan(CONFIG).config().architecture();

    assertThat(how.attention()).isEqualTo(List.of(0, 0, 0, 1, 1));
    assertThat(how.feedForward()).isEqualTo(how.attention());
  }

  @Test
  void onePartIsSharedAlone() {
    assertThat(sharing(2, Part.ATTENTION).plan(CONFIG).config().architecture().feedForward())
        .isEmpty();
    assertThat(sharing(2, Part.FEED_FORWARD).plan(CONFIG).config().architecture().attention())
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Init.class)
  void sharingEqualLayersChangesNothing(Init init) {
    var equal = withLayers(Map.of(0, 0, 1, 0, 2, 0, 3, 3, 4, 3));

    var shared = new LayerSharing(2, Part.ALL, init, false, 0).apply(equal, MATERIALS);

    Logits.areEqual(TORCH, shared, equal);
  }

  @ParameterizedTest
  @EnumSource(Part.class)
  void correctionsOfTheFullRankChangeNothing(Part part) {
    var shared = new LayerSharing(2, part, Init.MEAN, true, 8).apply(MODEL, MATERIALS);

    Logits.areEqual(TORCH, shared, MODEL);
  }

  @Test
  void aCorrectionBringsAMatrixNearerToItsOwn() {
    assertThat(error(4)).isLessThan(0.5 * error(0));
  }

  @Test
  void aCorrectionWithNothingToAddCanStillLearn() {
    var shared = new LayerSharing(2, Part.ALL, Init.FIRST, true, 2).apply(MODEL, MATERIALS);

    var name = "bert.encoder.layer.0.output.dense.correction";
    assertThat(shared.tensor(name + Parameters.UP + ".weight").toArray()).containsOnly(0f);
    assertThat(norm(shared.tensor(name + Parameters.DOWN + ".weight"))).isGreaterThan(1);
  }

  @Test
  void aGroupBeginsWithItsFirstLayer() {
    var shared = new LayerSharing(2, Part.ALL, Init.FIRST, true, 0).apply(MODEL, MATERIALS);

    assertThat(layer(shared, 1, QUERY).sameContent(layer(MODEL, 3, QUERY))).isTrue();
  }

  @Test
  void aGroupBeginsWithTheMeanOfItsLayers() {
    var shared = new LayerSharing(2, Part.ALL, Init.MEAN, true, 0).apply(MODEL, MATERIALS);

    var mean = (layer(MODEL, 3, OUTPUT).get(2, 5) + layer(MODEL, 4, OUTPUT).get(2, 5)) / 2;
    assertThat(layer(shared, 1, OUTPUT).get(2, 5)).isCloseTo(mean, within(1e-7f));
  }

  @Test
  void aGroupBeginsWithTheLayerNearestToItsMean() {
    // Layers 0 and 1 are equal, so that the mean of the first three is nearer to them than to 2.
    var model = withLayers(Map.of(0, 1, 1, 1, 2, 2, 3, 3, 4, 4));

    var shared = new LayerSharing(2, Part.ALL, Init.CLOSEST, true, 0).apply(model, MATERIALS);

    assertThat(layer(shared, 0, QUERY).sameContent(layer(MODEL, 1, QUERY))).isTrue();
    assertThat(layer(shared, 0, OUTPUT).sameContent(layer(MODEL, 1, OUTPUT))).isTrue();
  }

  @Test
  void theClosestLayerIsOneOfTheTeachersWhereItHasAny() {
    // The mean of layers 0, 1 and 2 of the model is layer 4 of the teacher, and none of the
    // model's.
    var model = withLayers(Map.of(0, 0, 1, 1, 2, 2, 3, 3, 4, 4));
    var tensors = new LinkedHashMap<>(MODEL.tensors());
    for (var matrix : LayerMatrix.of(CONFIG)) {
      var name = matrix.name().substring(Parameters.layer(0).length()) + ".weight";
      tensors.put(
          Parameters.layer(4) + name,
          Matrix.mean(
              List.of(layer(model, 0, name), layer(model, 1, name), layer(model, 2, name))));
    }
    var teacher = new NerModel(CONFIG, tensors);
    var materials =
        new Materials(
            TORCH, Precision.FLOAT32, 7, () -> List.of(), () -> Optional.of(teacher), event -> {});
    var sharing = new LayerSharing(2, Part.ALL, Init.CLOSEST, true, 0);

    var own = layer(sharing.apply(model, MATERIALS), 0, QUERY);
    var taught = layer(sharing.apply(model, materials), 0, QUERY);

    assertThat(own.sameContent(layer(teacher, 4, QUERY))).isFalse();
    assertThat(taught.sameContent(layer(teacher, 4, QUERY))).isTrue();
  }

  @Test
  void ownLayerNormsStayWithTheirLayers() {
    var norm = "output.LayerNorm.weight";
    var tensors = new LinkedHashMap<>(MODEL.tensors());
    var other = layer(MODEL, 4, norm).copy();
    other.set(0, 5f);
    tensors.put(Parameters.layer(4) + norm, other);

    var shared = sharing(2, Part.ALL).apply(new NerModel(CONFIG, tensors), MATERIALS);

    assertThat(layer(shared, 4, norm).get(0)).isEqualTo(5f);
    assertThat(layer(shared, 3, norm).get(0)).isEqualTo(1f);
  }

  @ParameterizedTest
  @EnumSource(Part.class)
  void theModelHasThePlannedParameters(Part part) {
    var sharing = new LayerSharing(2, part, Init.FIRST, false, 3);

    var plan = sharing.plan(CONFIG);

    assertThat(plan.exact()).isTrue();
    assertThat(sharing.apply(MODEL, MATERIALS).parameterCount())
        .isEqualTo(Parameters.of(plan.config()).count());
  }

  @Test
  void ranksOfThePartThatIsNotSharedStay() {
    var ranks = Map.of("bert.encoder.layer.3.output.dense", 2);
    var factorised = CONFIG.withArchitecture(Architecture.PLAIN.withRanks(ranks));

    var shared =
        sharing(2, Part.ATTENTION).apply(NerModel.untrained(factorised, 1), MATERIALS).config();

    assertThat(shared.architecture().ranks()).isEqualTo(ranks);
  }

  @Test
  void asManyGroupsAsLayersAreRefused() {
    assertThatThrownBy(() -> sharing(5, Part.ALL).plan(CONFIG))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "The model has 5 layers, which can share weights in fewer groups than that, not in 5.");
  }

  @Test
  void sharedLayersAreNotSharedAgain() {
    var shared = sharing(3, Part.ATTENTION).plan(CONFIG).config();

    assertThatThrownBy(() -> sharing(2, Part.ALL).plan(shared))
        .isInstanceOf(UserException.class)
        .hasMessage("The model's layers share their weights already.");
  }

  @Test
  void aCorrectionOfMoreThanTheFullRankIsRefused() {
    var sharing = new LayerSharing(2, Part.ALL, Init.FIRST, true, 9);

    assertThatThrownBy(() -> sharing.plan(CONFIG))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "The correction's rank can be at most 8, the smaller side of the model's matrices, not 9.");
  }

  @Test
  void factorisedMatricesAreNotShared() {
    var ranks = Map.of("bert.encoder.layer.3.output.dense", 2);
    var factorised = CONFIG.withArchitecture(Architecture.PLAIN.withRanks(ranks));

    assertThatThrownBy(() -> sharing(2, Part.ALL).plan(factorised))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Layers are shared before their matrices are factorised: put this stage before factorise-layers.");
  }

  private static LayerSharing sharing(int groups, Part part) {
    return new LayerSharing(groups, part, Init.FIRST, true, 0);
  }

  /** How far the merged matrices are from the model's own. */
  private static double error(int rank) {
    var shared = new LayerSharing(2, Part.ALL, Init.MEAN, true, rank).apply(MODEL, MATERIALS);
    var merged = Merge.toPlain(shared);
    return MODEL.tensors().keySet().stream()
        .mapToDouble(name -> Matrix.squaredDistance(merged.tensor(name), MODEL.tensor(name)))
        .sum();
  }

  /** The model with other layers in the place of its own. */
  private static NerModel withLayers(Map<Integer, Integer> from) {
    var tensors = new LinkedHashMap<>(MODEL.tensors());
    from.forEach(
        (to, layer) -> {
          for (var rest : Parameters.ofLayer(CONFIG, to)) {
            tensors.put(Parameters.layer(to) + rest, layer(MODEL, layer, rest));
          }
        });
    return new NerModel(CONFIG, tensors);
  }

  private static HostTensor layer(NerModel model, int layer, String rest) {
    return model.tensor(Parameters.layer(layer) + rest);
  }

  private static double norm(HostTensor tensor) {
    return Math.sqrt(Matrix.squaredDistance(tensor, HostTensor.allocate(tensor.shape())));
  }
}
