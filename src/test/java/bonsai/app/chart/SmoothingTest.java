package bonsai.app.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class SmoothingTest {
  private static double[] smoothed(double weight, double... values) {
    var smoothing = new Smoothing(weight);
    return Arrays.stream(values).map(smoothing::next).toArray();
  }

  @Test
  void itIsTheAverageOfAllThatCameWithFadingWeights() {
    // (0.4 · 3 + 0.24 · 2 + 0.144 · 1) / (0.4 + 0.24 + 0.144)
    assertThat(smoothed(0.6, 1, 2, 3)[2]).isCloseTo(1.824 / 0.784, within(1e-12));
  }

  @Test
  void theStartHasNoBias() {
    assertThat(smoothed(0.99, 5, 5, 5)).containsExactly(new double[] {5, 5, 5}, within(1e-12));
  }

  @Test
  void aWeightOfZeroChangesNothing() {
    assertThat(smoothed(0, 3, -1, 4)).containsExactly(3, -1, 4);
  }

  @Test
  void whatIsNotFiniteStaysAGapAndSpoilsNothing() {
    var with = smoothed(0.6, 1, Double.NaN, Double.POSITIVE_INFINITY, 2);

    assertThat(with[1]).isNaN();
    assertThat(with[2]).isInfinite();
    assertThat(with[3]).isEqualTo(smoothed(0.6, 1, 2)[1]);
  }

  @Test
  void aWeightOfOneIsRefused() {
    assertThatThrownBy(() -> new Smoothing(1)).isInstanceOf(IllegalArgumentException.class);
  }
}
