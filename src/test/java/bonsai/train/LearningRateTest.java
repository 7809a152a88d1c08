package bonsai.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class LearningRateTest {
  @Test
  void risesFromZeroThenFallsToZeroAsHuggingFaces() {
    var rate = new LearningRate(0.01, 2, 5);

    var expected = new double[] {0.0, 0.005, 0.01, 0.01 * 2 / 3, 0.01 / 3};
    for (var step = 0; step < expected.length; step++) {
      assertThat(rate.at(step)).isCloseTo(expected[step], within(1e-12));
    }
    assertThat(rate.at(5)).isZero();
  }

  @Test
  void startsAtThePeakWithoutWarmup() {
    assertThat(new LearningRate(0.01, 0, 10).at(0)).isEqualTo(0.01);
  }
}
