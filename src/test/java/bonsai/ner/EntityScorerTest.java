package bonsai.ner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bonsai.base.UserException;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class EntityScorerTest {
  /** What seqeval's own rounding may differ by. */
  private static final double TOLERANCE = 1e-9;

  record Golden(
      StrictScheme scheme,
      @JsonProperty("true") List<List<String>> gold,
      @JsonProperty("pred") List<List<String>> predicted,
      @JsonProperty("default") Scores byDefault,
      Scores strict,
      double accuracy) {}

  record Scores(
      double precision,
      double recall,
      double f1,
      @JsonProperty("per_type") Map<String, EntityScores.TypeScore> perType) {}

  @ParameterizedTest
  @EnumSource
  void scoresAsSeqeval(StrictScheme scheme) {
    var cases =
        Arrays.stream(Goldens.read("entity_scores.json", Golden[].class))
            .filter(golden -> golden.scheme() == scheme)
            .toList();
    assertThat(cases).hasSize(60);
    for (var golden : cases) {
      var byDefault = EntityScorer.score(golden.gold(), golden.predicted());
      check(byDefault, golden.byDefault());
      check(EntityScorer.strict(golden.gold(), golden.predicted(), scheme), golden.strict());
      assertThat(byDefault.accuracy()).isCloseTo(golden.accuracy(), within(TOLERANCE));
    }
  }

  private static void check(EntityScores scores, Scores golden) {
    assertThat(scores.precision()).isCloseTo(golden.precision(), within(TOLERANCE));
    assertThat(scores.recall()).isCloseTo(golden.recall(), within(TOLERANCE));
    assertThat(scores.f1()).isCloseTo(golden.f1(), within(TOLERANCE));
    assertThat(scores.perType().keySet()).isEqualTo(golden.perType().keySet());
    golden
        .perType()
        .forEach(
            (type, expected) -> {
              var score = scores.perType().get(type);
              assertThat(score.precision()).isCloseTo(expected.precision(), within(TOLERANCE));
              assertThat(score.recall()).isCloseTo(expected.recall(), within(TOLERANCE));
              assertThat(score.f1()).isCloseTo(expected.f1(), within(TOLERANCE));
              assertThat(score.support()).isEqualTo(expected.support());
            });
    var mean =
        golden.perType().values().stream()
            .mapToDouble(EntityScores.TypeScore::f1)
            .average()
            .orElse(0);
    assertThat(scores.macroF1()).isCloseTo(mean, within(TOLERANCE));
  }

  @Test
  void insideTagsWithoutBeginAreOneEntityByDefaultAndNoneInStrict() {
    var tags = List.of(List.of("I-ORG", "I-ORG"));
    assertThat(EntityScorer.score(tags, tags).perType().get("ORG").support()).isEqualTo(1);
    assertThat(EntityScorer.strict(tags, tags, StrictScheme.IOB2).perType()).isEmpty();
  }

  @Test
  void unclosedEntityIsNoneInStrictIobes() {
    assertThat(StrictScheme.IOBES.spans(List.of("B-PER", "I-PER", "O", "B-LOC", "E-LOC", "E-LOC")))
        .containsExactly(new Span("LOC", 3, 5));
  }

  @Test
  void macroAveragesOverTypesThatAreOnlyPredicted() {
    var scores =
        EntityScorer.score(List.of(List.of("B-PER", "O")), List.of(List.of("B-PER", "B-LOC")));
    assertThat(scores.macroF1()).isCloseTo(0.5, within(TOLERANCE));
    assertThat(scores.perType().get("LOC").support()).isZero();
  }

  @Test
  void zeroDivisionGivesZero() {
    var scores = EntityScorer.score(List.of(List.of("O")), List.of(List.of("O")));
    assertThat(scores.f1()).isZero();
    assertThat(scores.macroF1()).isZero();
    assertThat(scores.accuracy()).isEqualTo(1);
    assertThat(EntityScorer.score(List.of(), List.of()).accuracy()).isZero();
  }

  @Test
  void strictSchemeRefusesForeignTags() {
    assertThatThrownBy(() -> StrictScheme.IOB2.spans(List.of("S-PER")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("S-PER")
        .hasMessageContaining("IOB2");
  }
}
