package bonsai.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QuantitiesTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 s",
    "-3, 0 s",
    "59.4, 59 s",
    "60, 1 min 00 s",
    "185, 3 min 05 s",
    "7620, 2 h 07 min"
  })
  void timeIsSaidInTwoUnits(double seconds, String words) {
    assertThat(Quantities.time(seconds)).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({"0.2, 1 s", "185, 3 min 05 s", "2110, 35 min", "7620, 2 h 07 min"})
  void anEstimateHasNoSecondsWhereTheySayNothing(double seconds, String words) {
    assertThat(Quantities.estimate(seconds)).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 kB",
    "1, 1 kB",
    "999000, 999 kB",
    "3145728, 3 MB",
    "99000000, 99 MB",
    "430000000, 0.4 GB"
  })
  void sizesAreInPowersOfTen(long bytes, String words) {
    assertThat(Quantities.bytes(bytes)).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({"999, 999", "800000, 800k", "20000000, 20M", "107719681, 107.7M"})
  void aBriefNumberHasAtMostOneDecimal(long number, String words) {
    assertThat(Quantities.brief(number)).isEqualTo(words);
  }
}
