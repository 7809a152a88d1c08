package bonsai.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TorchTest
final class MatrixPeakTest {
  /** A machine of so many GFLOP/s; every call costs 0.1 ms besides. */
  private static final class Machine {
    private final double speed;
    private double spent;

    Machine(double speed) {
      this.speed = speed;
    }

    double seconds(long tokens, long times) {
      var seconds = 1e-4 + 2.0 * tokens * 768 * 3072 * times / (speed * 1e9);
      spent += seconds;
      return seconds;
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.7, 5, 80, 400, 1400, 60_000})
  void everySpeedIsFoundWithinSeconds(double speed) {
    var machine = new Machine(speed);

    var found = MatrixPeak.measure(machine::seconds, 0);

    assertThat(found).isCloseTo(speed, Percentage.withPercentage(speed > 10_000 ? 80 : 5));
    assertThat(machine.spent).isLessThan(1.5);
  }

  @Test
  void whatIsHopelesslySlowIsNotTimedForLong() {
    var slow = new Machine(0.7);
    var wellKnown = new Machine(0.7);

    var found = MatrixPeak.measure(slow::seconds, 25);
    MatrixPeak.measure(wellKnown::seconds, 0);

    assertThat(found).isCloseTo(0.7, Percentage.withPercentage(5));
    assertThat(slow.spent).isLessThan(0.65 * wellKnown.spent);
  }

  @Test
  void bfloat16IsTakenOnlyWhereItIsClearlyFaster() {
    assertThat(new MatrixPeak(80, 0.7).faster()).isEqualTo(Precision.FLOAT32);
    assertThat(new MatrixPeak(80, 90).faster()).isEqualTo(Precision.FLOAT32);
    assertThat(new MatrixPeak(80, 97).faster()).isEqualTo(Precision.BFLOAT16);
  }

  @Test
  void thisMachineIsTimedWithinSeconds() {
    var started = System.nanoTime();

    var peak = MatrixPeak.measure(Torch.load(Device.CPU));

    assertThat(peak.float32()).isGreaterThan(1);
    assertThat(peak.bfloat16()).isPositive();
    assertThat((System.nanoTime() - started) / 1e9).isLessThan(30);
  }
}
