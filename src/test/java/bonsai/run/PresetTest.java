package bonsai.run;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.compress.Transform.Plan;
import bonsai.model.BertConfig;
import bonsai.model.Parameters;
import bonsai.ner.Labels;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PresetTest {
  private static final BertConfig BERT =
      BertConfig.baseCased(Labels.ofTypes(List.of("PER", "ORG", "LOC", "MISC")));

  /**
   * V·H = 28,996 · 768 parameters become (V + H) · E; a layer has 7,087,872, of which norms 3,072;
   * a head 4 · 64 · 768 + 3 · 64, and a unit 2 · 768 + 1.
   */
  @ParameterizedTest
  @CsvSource({
    "factorised-embeddings-64, 87362569, 87362569",
    "keep-layers, 65199369, 65199369",
    "shared-layers, 18401033, 18401033",
    "best-20m, 19949321, 19949321",
    "best-20m-unlabelled, 19949321, 19949321",
    "low-rank-in-rounds, 19990000, 20000000",
    "low-rank-distilled, 19949321, 19949321",
    "sparsegpt-50, 107726601, 107726601",
    "magnitude-50, 107726601, 107726601",
    "sparsegpt-2-4, 107726601, 107726601",
    "sparsegpt-2-4-distilled, 107726601, 107726601",
    "heads-50, 93557001, 93557001",
    "heads-80, 85094601, 85094601",
    "heads-and-units-20m, 19910665, 19910665"
  })
  void aPresetLeavesTheSizeItPromises(String name, long least, long most) {
    var spec =
        Preset.all().stream()
            .map(Preset::spec)
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow();

    var result = Shapes.of(spec, 0, Plan.exactly(BERT)).stages().getLast().config();

    assertThat(Parameters.of(result).count()).isBetween(least, most);
  }
}
