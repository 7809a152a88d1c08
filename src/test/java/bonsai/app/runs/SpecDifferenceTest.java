package bonsai.app.runs;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.base.RecordReader;
import bonsai.run.RunSpec;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SpecDifferenceTest {
  private static RunSpec spec(String name, String stages) {
    return RecordReader.read(
        RunSpec.class,
        "the test's spec",
        """
        {"version": 1, "name": "%s", "data": {"source": "sample"}, "start": {"untrained": {}},
         "stages": [%s]}
        """
            .formatted(name, stages));
  }

  private static String stage(double learningRate) {
    return "{\"technique\": \"fine-tune\", \"training\": {\"learningRate\": %s}}"
        .formatted(learningRate);
  }

  @Test
  void equalSpecsDifferInNothingButTheirNames() {
    assertThat(SpecDifference.between(spec("a", stage(1e-3)), spec("b", stage(1e-3)))).isEmpty();
  }

  @Test
  void onlyTheFieldsThatDifferAreTold() {
    assertThat(SpecDifference.between(spec("a", stage(0.5)), spec("a", stage(0.25))))
        .containsExactly(
            new SpecDifference(
                "stages[0].training.learningRate", Optional.of("0.5"), Optional.of("0.25")));
  }

  @Test
  void aStageThatOnlyOneHasIsToldFieldByField() {
    var more = spec("a", stage(0.5) + "," + stage(0.25));

    var differences = SpecDifference.between(spec("a", stage(0.5)), more);

    assertThat(differences)
        .contains(
            new SpecDifference("stages[1].technique", Optional.empty(), Optional.of("fine-tune")));
    assertThat(differences).allMatch(each -> each.path().startsWith("stages[1]."));
    assertThat(differences).allMatch(each -> each.here().isEmpty());
  }
}
