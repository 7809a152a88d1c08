package bonsai.app.chart;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class DecimationTest {
  private final Decimation decimation = new Decimation();

  private void divide(double[] x, double[] y) {
    var values = new MinMax();
    values.reset(Column.of(y));
    decimation.divide(Column.of(x), values, new Scale(0, 10, false, 0, 5));
  }

  @Test
  void nothingIsDrawnOfNoPoints() {
    divide(new double[] {}, new double[] {});

    assertThat(decimation.count()).isZero();
  }

  @Test
  void onePointIsInItsColumn() {
    divide(new double[] {5}, new double[] {7});

    assertThat(decimation.count()).isOne();
    assertThat(decimation.pixel(0)).isEqualTo(2);
    assertThat(decimation.min(0)).isEqualTo(7);
    assertThat(decimation.max(0)).isEqualTo(7);
  }

  @Test
  void aPointOnTheLastPlaceInViewIsDrawn() {
    divide(new double[] {10}, new double[] {7});

    assertThat(decimation.count()).isOne();
    assertThat(decimation.pixel(0)).isEqualTo(4);
  }

  @Test
  void pointsOfOnePlaceAreOneColumn() {
    divide(new double[] {3, 3, 3}, new double[] {2, -1, 5});

    assertThat(decimation.count()).isOne();
    assertThat(decimation.min(0)).isEqualTo(-1);
    assertThat(decimation.max(0)).isEqualTo(5);
  }

  @Test
  void aColumnOfNotANumbersIsLeftOut() {
    divide(new double[] {1, 5, 9}, new double[] {1, Double.NaN, 3});

    assertThat(decimation.count()).isEqualTo(2);
    assertThat(decimation.pixel(0)).isZero();
    assertThat(decimation.pixel(1)).isEqualTo(4);
  }

  @Test
  void pointsOutOfViewAreLeftOut() {
    divide(new double[] {-1, 11}, new double[] {1, 2});

    assertThat(decimation.count()).isZero();
  }
}
