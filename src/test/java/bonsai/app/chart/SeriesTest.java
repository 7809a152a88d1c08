package bonsai.app.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SeriesTest {
  private static double smoothedAt(Series series, int index) {
    return series.smoothedY().get(index);
  }

  @Test
  void smoothingTakesInEveryPointAlsoOfALongCurve() {
    var spike = Curves.curve("a", 100_000, i -> i == 50_001 ? 1 : 0);

    spike.smooth(0.5);

    assertThat(smoothedAt(spike, 50_000)).isZero();
    assertThat(smoothedAt(spike, 50_001)).isEqualTo(0.5);
    assertThat(smoothedAt(spike, 50_002)).isEqualTo(0.25);
  }

  @Test
  void aCurveThatGrewIsSmoothedAsIfItHadAllItsPointsAtOnce() {
    var grown = Curves.curve("a", 10, i -> i % 3);
    grown.smooth(0.9);
    Curves.extend(grown, 25, i -> i % 3);
    var whole = Curves.curve("b", 25, i -> i % 3);
    whole.smooth(0.9);

    for (var i = 0; i < 25; i++) {
      assertThat(smoothedAt(grown, i)).isEqualTo(smoothedAt(whole, i));
    }
  }

  @Test
  void anotherGenerationForgetsWhatWasThere() {
    var series = Curves.curve("a", 9, 9, 9);
    series.smooth(0.5);

    series.data(List.of(Column.of(1, 2), Column.of(0.5, 1)), Column.of(1, 1), Column.NONE, 1);

    assertThat(series.size()).isEqualTo(2);
    assertThat(smoothedAt(series, 0)).isEqualTo(1);
    series.raw().look(0, 2);
    assertThat(series.raw().max()).isEqualTo(1);
  }

  @Test
  void numbersThatWereChosenAreNotSmoothed() {
    var rate = new Series("a", "", "a", 0, Series.Look.EXACT_LINE);
    Curves.extend(rate, 3, i -> i);

    rate.smooth(0.9);

    assertThat(rate.isSmoothed()).isFalse();
  }

  @Test
  void aNumberWithoutAPlaceIsRefused() {
    var series = new Series("a", "", "a", 0, Series.Look.LINE);

    assertThatThrownBy(() -> series.data(List.of(Column.of(1)), Column.of(1, 2), Column.NONE, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatAColumnHeldStaysWhenItsArrayIsCutAndGrowsAnew() {
    var array = new DoubleArray();
    for (var i = 0; i < 1_000; i++) {
      array.add(i);
    }
    var before = array.column();

    array.truncate(500);
    for (var i = 0; i < 1_000; i++) {
      array.add(-1);
    }

    assertThat(before.size()).isEqualTo(1_000);
    for (var i = 0; i < 1_000; i++) {
      assertThat(before.get(i)).isEqualTo(i);
    }
    assertThat(array.get(500)).isEqualTo(-1);
  }
}
