package bonsai.app.chart;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.app.chart.Ticks.Tick;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TicksTest {
  private static List<String> labels(List<Tick> ticks) {
    return ticks.stream().map(Tick::label).toList();
  }

  @Test
  void linearTicksAreRoundNumbers() {
    assertThat(labels(Ticks.linear(new Range(1, 3_000), 4)))
        .containsExactly("1,000", "2,000", "3,000");
    assertThat(labels(Ticks.linear(new Range(-0.25, 0.31), 6)))
        .containsExactly("−0.2", "−0.1", "0", "0.1", "0.2", "0.3");
  }

  @Test
  void tinyNumbersAreWrittenWithAnExponent() {
    assertThat(labels(Ticks.linear(new Range(0, 5e-5), 5)))
        .containsExactly("0", "1e-5", "2e-5", "3e-5", "4e-5", "5e-5");
  }

  @Test
  void logTicksArePowersOfTen() {
    assertThat(labels(Ticks.log(new Range(0.001, 100), 6)))
        .containsExactly("0.001", "0.01", "0.1", "1", "10", "100");
  }

  @Test
  void betweenFewPowersThereAreTwoAndFive() {
    assertThat(labels(Ticks.log(new Range(0.9, 60), 12)))
        .containsExactly("1", "2", "5", "10", "20", "50");
  }

  @Test
  void manyDecadesLeaveSomeOut() {
    var ticks = Ticks.log(new Range(1e-9, 1e9), 6);

    assertThat(ticks).hasSizeBetween(4, 7);
  }

  @ParameterizedTest
  @CsvSource({"0, Infinity", "0, 1", "-1, 1", "1, Infinity", "NaN, 1", "2, 1"})
  void whatALogarithmCannotShowHasNoTicks(double low, double high) {
    assertThat(Ticks.log(new Range(low, high), 6)).isEmpty();
  }

  @Test
  void theWidestRangeThereIsHasFewTicks() {
    assertThat(Ticks.log(new Range(Double.MIN_VALUE, Double.MAX_VALUE), 6)).hasSizeBetween(1, 7);
  }

  @Test
  void lessThanADecadeIsLabelledAsOnALinearAxis() {
    assertThat(labels(Ticks.log(new Range(2, 6), 4))).containsExactly("2", "3", "4", "5", "6");
  }

  @Test
  void timesAreInTheirUnits() {
    assertThat(labels(Ticks.time(new Range(0, 200), 4)))
        .containsExactly("0 s", "1 min", "2 min", "3 min");
    assertThat(labels(Ticks.time(new Range(0, 14_400), 4)))
        .containsExactly("0 s", "1 h", "2 h", "3 h", "4 h");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0",
        "1317 | 1,317",
        "0.02341 | 0.02341",
        "0.5 | 0.5",
        "5e-5 | 5e-5",
        "-3.25 | −3.25",
        "NaN | not a number",
        "Infinity | ∞"
      })
  void numbersAreWrittenInAboutFourDigits(double value, String text) {
    assertThat(Ticks.number(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0, 0 s", "59.6, 1 min", "90, 1 min 30 s", "7800, 2 h 10 min", "180000, 2 d 2 h"})
  void durationsAreWrittenInTwoUnits(double seconds, String text) {
    assertThat(Ticks.duration(seconds)).isEqualTo(text);
  }

  @Property
  void ticksRiseWithinTheRangeAndAreNotTooMany(
      @ForAll @DoubleRange(min = -1e6, max = 1e6) double low,
      @ForAll @DoubleRange(min = 0.01, max = 1e6) double width,
      @ForAll @IntRange(min = 2, max = 16) int most) {
    var range = new Range(low, low + width);

    var values = Ticks.linear(range, most).stream().map(Tick::value).toList();

    assertThat(values).isSorted().doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(most + 1);
    assertThat(values).allMatch(v -> v >= low - width * 1e-5 && v <= low + width * (1 + 1e-5));
  }
}
