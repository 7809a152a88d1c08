package bonsai.app.runs.weights;

import static bonsai.app.runs.weights.TestMatrices.KEY;
import static bonsai.app.runs.weights.TestMatrices.QUERY;
import static org.assertj.core.api.Assertions.assertThat;

import bonsai.app.runs.weights.Weights.Look;
import bonsai.app.runs.weights.Weights.Place;
import bonsai.model.Architecture;
import bonsai.model.BertConfig;
import bonsai.model.Parameters;
import bonsai.ner.Labels;
import bonsai.run.RunEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class WeightsTest {
  private static final BertConfig CONFIG =
      BertConfig.of(30, 16, 2, 2, 24, Labels.ofTypes(List.of("PER"))).withMaxPositionEmbeddings(10);
  private static final Look ZEROS = new Look(0, false);
  private static final List<RunEvent.Compressed> PRUNED =
      List.of(
          new RunEvent.Compressed(0, TestMatrices.pruned(KEY, true)),
          new RunEvent.Compressed(0, TestMatrices.pruned(QUERY, false)));

  @Test
  void thePartsAreAllOfTheModelEachOnce() {
    var weights = Weights.of(ZEROS, PRUNED, Optional.of(CONFIG));

    assertThat(weights.whole()).isTrue();
    assertThat(weights.parameters()).isEqualTo(Parameters.of(CONFIG).count());
    assertThat(weights.zeros()).isEqualTo(128 + 64);
    assertThat(weights.parts()).extracting(Weights.Part::name).doesNotHaveDuplicates();
    assertThat(weights.parts()).hasSize(4 + 2 * 6);
    var key = weights.parts().stream().filter(p -> p.name().equals(KEY)).findFirst().orElseThrow();
    assertThat(key.parameters()).isEqualTo(16 * 16 + 16);
    assertThat(key.zeros()).isEqualTo(128);
    assertThat(key.words()).isEqualTo("Layer 0, key");
  }

  @Test
  void withoutAShapeThePartsAreWhatTheLogHasToldOf() {
    var weights = Weights.of(ZEROS, PRUNED, Optional.empty());

    assertThat(weights.whole()).isFalse();
    assertThat(weights.parameters()).isEqualTo(2 * 16 * 16);
    assertThat(weights.zeros()).isEqualTo(128 + 64);
  }

  @Test
  void matricesStandInATableOfLayersByKinds() {
    var weights = Weights.of(ZEROS, PRUNED, Optional.of(CONFIG));

    assertThat(weights.matrices()).extracting(m -> m.name()).containsExactly(QUERY, KEY);
    assertThat(weights.table().rows()).containsExactly("Layer 0");
    assertThat(weights.table().columns()).containsExactly("Query", "Key");
    assertThat(weights.table().places()).containsExactly(new Place(0, 0), new Place(0, 1));
  }

  @Test
  void theRankThatTheLogTellsReplacesThePlansOwn() {
    var how = Architecture.PLAIN.withRanks(Map.of(QUERY, 7));
    var told = List.of(new RunEvent.Compressed(0, TestMatrices.cut(QUERY, 3)));

    var weights = Weights.of(new Look(0, true), told, Optional.of(CONFIG.withArchitecture(how)));

    var query =
        weights.parts().stream().filter(p -> p.name().equals(QUERY)).findFirst().orElseThrow();
    assertThat(query.parameters()).isEqualTo(3 * (16 + 16) + 16);
    assertThat(Weights.share(weights.matrices().getFirst())).isEqualTo(3 / 16.0);
  }

  @Test
  void zerosOfAMatrixThatLostItsHeadsAfterwardsAreNoMoreThanItsWeights() {
    var smaller = CONFIG.withSizes(List.of(1, 2), CONFIG.intermediateSizes());
    var told = List.of(new RunEvent.Compressed(0, TestMatrices.pruned(KEY, true)));

    var weights = Weights.of(ZEROS, told, Optional.of(smaller));

    assertThat(weights.zeros()).isEqualTo(16 * 8);
  }

  @Test
  void zerosOfAMatrixThatWasFactorisedAfterwardsAreGone() {
    var how = Architecture.PLAIN.withRanks(Map.of(KEY, 3));
    var told =
        List.of(
            new RunEvent.Compressed(0, TestMatrices.pruned(KEY, true)),
            new RunEvent.Compressed(1, TestMatrices.cut(KEY, 3)));

    var weights = Weights.of(new Look(1, true), told, Optional.of(CONFIG.withArchitecture(how)));

    assertThat(weights.zeros()).isZero();
  }
}
