package bonsai.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bonsai.ner.Labels;
import bonsai.torch.HostTensor;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class NerModelTest {
  private static final Labels LABELS = Labels.ofTypes(List.of("PER"));
  private static final BertConfig CONFIG = BertConfig.of(300, 32, 2, 4, 64, LABELS);

  @Test
  void anUntrainedModelHasBertsInitialisation() {
    var model = NerModel.untrained(CONFIG, 42);
    var words = model.tensor("bert.embeddings.word_embeddings.weight");
    assertThat(deviation(words)).isCloseTo(0.02, within(0.001));
    assertThat(mean(words)).isCloseTo(0, within(0.001));
    for (var column = 0; column < 32; column++) {
      assertThat(words.get(0, column)).as("the padding's embedding").isZero();
    }
    assertThat(words.get(1, 0)).isNotZero();
    assertThat(deviation(model.tensor("bert.encoder.layer.1.output.dense.weight")))
        .isCloseTo(0.02, within(0.002));
    assertThat(model.tensor("bert.encoder.layer.1.output.dense.bias").toArray()).containsOnly(0f);
    assertThat(model.tensor("bert.encoder.layer.1.output.LayerNorm.weight").toArray())
        .containsOnly(1f);
    assertThat(model.tensor("bert.encoder.layer.1.output.LayerNorm.bias").toArray())
        .containsOnly(0f);
    assertThat(model.tensor("classifier.bias").toArray()).containsOnly(0f);
  }

  @Test
  void theSeedAloneDecidesTheWeights() {
    var first = NerModel.untrained(CONFIG, 1);
    var again = NerModel.untrained(CONFIG, 1);
    var other = NerModel.untrained(CONFIG, 2);
    var name = "bert.encoder.layer.0.attention.self.query.weight";
    assertThat(first.tensor(name).sameContent(again.tensor(name))).isTrue();
    assertThat(first.tensor(name).sameContent(other.tensor(name))).isFalse();
    assertThat(
            first
                .tensor(name)
                .sameContent(first.tensor("bert.encoder.layer.1.attention.self.query.weight")))
        .as("two layers alike")
        .isFalse();
  }

  @Test
  void otherLabelsBringANewClassifierAndLeaveTheRest() {
    var model = NerModel.untrained(CONFIG, 1);
    assertThat(model.withLabels(LABELS, 7)).isSameAs(model);
    var other = model.withLabels(Labels.ofTypes(List.of("PER", "LOC")), 7);
    assertThat(other.tensor("classifier.weight").shape()).containsExactly(5, 32);
    assertThat(deviation(other.tensor("classifier.weight"))).isCloseTo(0.02, within(0.005));
    assertThat(other.tensor("bert.encoder.layer.0.intermediate.dense.weight"))
        .isSameAs(model.tensor("bert.encoder.layer.0.intermediate.dense.weight"));
    assertThat(List.copyOf(other.tensors().keySet()))
        .isEqualTo(List.copyOf(model.tensors().keySet()));
  }

  @Test
  void countsParametersAndThoseThatAreNotZero() {
    var model = NerModel.untrained(CONFIG, 1);
    assertThat(model.parameterCount()).isEqualTo(Parameters.of(CONFIG).count());
    var zeros =
        Parameters.of(CONFIG).list().stream()
                .filter(p -> p.name().endsWith("bias"))
                .mapToLong(Parameter::size)
                .sum()
            + 32;
    assertThat(model.nonZeroCount()).isEqualTo(model.parameterCount() - zeros);
  }

  @Test
  void weightsThatDoNotFitTheConfigAreRefused() {
    var tensors = NerModel.untrained(CONFIG, 1).tensors();
    var missing = new LinkedHashMap<>(tensors);
    missing.remove("classifier.bias");
    assertThatThrownBy(() -> new NerModel(CONFIG, missing)).hasMessageContaining("classifier.bias");
    var wrong = new LinkedHashMap<>(tensors);
    wrong.put("classifier.bias", HostTensor.allocate(4));
    assertThatThrownBy(() -> new NerModel(CONFIG, wrong))
        .hasMessage("for classifier.bias[3] there is float32[4]");
    var more = new LinkedHashMap<>(tensors);
    more.put("pooler", HostTensor.allocate(4));
    assertThatThrownBy(() -> new NerModel(CONFIG, more)).hasMessageContaining("pooler");
  }

  private static double mean(HostTensor tensor) {
    var sum = 0.0;
    for (var value : tensor.toArray()) {
      sum += value;
    }
    return sum / tensor.size();
  }

  private static double deviation(HostTensor tensor) {
    var mean = mean(tensor);
    var sum = 0.0;
    for (var value : tensor.toArray()) {
      sum += (value - mean) * (value - mean);
    }
    return Math.sqrt(sum / tensor.size());
  }
}
