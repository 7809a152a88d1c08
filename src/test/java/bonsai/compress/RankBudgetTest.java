package bonsai.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bonsai.base.UserException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RankBudgetTest {
  // A rank costs 20 in the square one, which is whole at 5 of them, and 40 in the wide one, at 8.
  private static final LayerMatrix SQUARE = new LayerMatrix("square", 10, 10);
  private static final LayerMatrix WIDE = new LayerMatrix("wide", 10, 30);
  private static final Map<String, Integer> WHOLE = Map.of("square", 5, "wide", 8);

  private static RankBudget of(long parameters) {
    return new RankBudget(List.of(SQUARE, WIDE), WHOLE, parameters);
  }

  @Test
  void aMatrixHasARankOnlyWhereThatSavesParameters() {
    assertThat(SQUARE.most()).isEqualTo(4);
    assertThat(SQUARE.cost(4)).isEqualTo(80);
    assertThat(SQUARE.cost(5)).isEqualTo(100).isEqualTo(SQUARE.whole());
    assertThat(WIDE.most()).isEqualTo(7);
    assertThat(new LayerMatrix("tiny", 1, 1).most()).isZero();
  }

  @Test
  void anEvenShareGivesAllTheSameRankAndTheRestToTheFirst() {
    assertThat(of(139).evenly()).isEqualTo(Map.of("square", 2, "wide", 2));
    assertThat(of(140).evenly()).isEqualTo(Map.of("square", 3, "wide", 2));
  }

  @Test
  void theNextRankGoesWhereItSavesMostForWhatItCosts() {
    // Second singular values: 4 against 5; but 16 / 20 is more than 25 / 40.
    var values =
        Map.of(
            "square", new double[] {9, 4, 1, 1, 1, 1, 1, 1, 1, 1},
            "wide", new double[] {9, 5, 5, 5, 1, 1, 1, 1, 1, 1});

    assertThat(of(80).byError(values)).isEqualTo(Map.of("square", 2, "wide", 1));
    assertThat(of(160).byError(values)).isEqualTo(Map.of("square", 2, "wide", 3));
  }

  @Test
  void whatTheDearerCannotPayForGoesToTheCheaper() {
    var values =
        Map.of("square", new double[] {9, 1, 1, 0, 0, 0}, "wide", new double[] {9, 9, 9, 9, 9, 9});

    assertThat(of(125).byError(values)).isEqualTo(Map.of("square", 2, "wide", 2));
  }

  @Test
  void aLastStepMakesAMatrixWhole() {
    var values = Map.of("square", ones(), "wide", ones());

    assertThat(of(400).byError(values)).isEqualTo(WHOLE);
  }

  @Test
  void noRankIsGreaterThanItsLimit() {
    var limited = new RankBudget(List.of(SQUARE, WIDE), Map.of("square", 2, "wide", 3), 1000);

    assertThat(limited.evenly()).isEqualTo(Map.of("square", 2, "wide", 3));
    assertThat(limited.byError(Map.of("square", ones(), "wide", ones())))
        .isEqualTo(Map.of("square", 2, "wide", 3));
  }

  @Test
  void aBudgetBelowTheFirstRankIsRefused() {
    assertThatThrownBy(() -> of(59))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "The chosen matrices have 60 parameters even at rank 1, which are 1 more than the budget"
                + " leaves them: allow more, or shrink other parts first.");
  }

  private static double[] ones() {
    return new double[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
  }
}
