package bonsai.base;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.base.Settings.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SettingsTest {
  /** How a thing is smoothed. */
  public enum Smoothing {
    NONE,
    MOVING_AVERAGE
  }

  /** One setting of each kind. */
  public record Sample(
      @Setting(
              label = "Rounds",
              help = "How often.",
              unit = "rounds",
              initial = "3",
              min = 1,
              max = 10)
          int rounds,
      @Setting(label = "Rate", help = "How fast.", initial = "0.5", min = 0) double rate,
      @Setting(label = "Loud", help = "Whether.", initial = "true") boolean loud,
      @Setting(label = "Smoothing", help = "Which.", initial = "\"moving-average\"")
          Smoothing smoothing,
      @Setting(label = "Name", help = "What.", initial = "\"x\"") String name) {}

  private static Settings.Field field(String name) {
    return Settings.of(Sample.class).stream()
        .filter(field -> field.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aFormLearnsAllFromTheRecord() {
    var fields = Settings.of(Sample.class);

    assertThat(fields)
        .extracting(Settings.Field::name)
        .containsExactly("rounds", "rate", "loud", "smoothing", "name");
    assertThat(fields)
        .extracting(Settings.Field::kind)
        .containsExactly(Kind.WHOLE, Kind.NUMBER, Kind.SWITCH, Kind.CHOICE, Kind.TEXT);
    assertThat(fields)
        .extracting(Settings.Field::initial)
        .containsExactly(3, 0.5, true, Smoothing.MOVING_AVERAGE, "x");
    assertThat(fields.getFirst().label()).isEqualTo("Rounds");
    assertThat(fields.getFirst().unit()).isEqualTo("rounds");
    assertThat(fields.getFirst().max()).isEqualTo(10);
    assertThat(field("smoothing").choices()).containsExactly("none", "moving-average");
  }

  @Test
  void aRecordIsTakenApartAndPutTogether() {
    var sample = new Sample(7, 0.25, false, Smoothing.NONE, "y");

    assertThat(Settings.make(Sample.class, Settings.values(sample))).isEqualTo(sample);
    assertThat(Settings.initial(Sample.class))
        .isEqualTo(new Sample(3, 0.5, true, Smoothing.MOVING_AVERAGE, "x"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "rounds, ` 7 `, 7",
        "rounds, 1e1, 10",
        "rate, 5e-5, 5.0E-5",
        "rate, 2, 2.0",
        "loud, false, false",
        "smoothing, none, NONE",
        "name, 7, 7",
      })
  void textIsTakenForTheValueItStandsFor(String name, String text, String value) {
    assertThat(field(name).parse(text)).hasToString(value);
    assertThat(field(name).problem(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "rounds, 0, `Rounds must be from 1 to 10 rounds, not 0.`",
        "rounds, 2.5, `Rounds must be a whole number, not 2.5.`",
        "rounds, many, `Rounds must be a whole number, not \"many\".`",
        "rounds, ``, `Rounds must be a whole number, not \"\".`",
        "rate, -1, `Rate must be at least 0, not -1.`",
        "rate, NaN, `Rate must be a number, not \"NaN\".`",
        "rate, 1 2, `Rate must be a number, not \"1 2\".`",
        "loud, yes, `Loud must be true or false, not \"yes\".`",
        "smoothing, some, `Smoothing cannot be 'some': use none or moving-average.`",
      })
  void textThatIsNoValueIsAnsweredWithASentence(String name, String text, String sentence) {
    assertThat(field(name).problem(text)).contains(sentence);
  }

  @Test
  void theTextOfAValueParsesToTheValue() {
    for (var field : Settings.of(Sample.class)) {
      assertThat(field.parse(field.text(field.initial()))).isEqualTo(field.initial());
    }
  }
}
