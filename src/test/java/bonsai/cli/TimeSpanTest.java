package bonsai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TimeSpanTest {
  @ParameterizedTest
  @CsvSource({"0, 0 s", "59.4, 59 s", "60, 1 min 00 s", "185, 3 min 05 s", "7620, 2 h 07 min"})
  void timeIsSaidAsPeopleSayIt(double seconds, String words) {
    assertThat(TimeSpan.words(seconds)).isEqualTo(words);
  }
}
