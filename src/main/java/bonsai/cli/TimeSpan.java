package bonsai.cli;

import java.time.Duration;
import java.util.Locale;

/** A span of time, as people say it. */
final class TimeSpan {
  private TimeSpan() {}

  /** Such as {@code 42 s}, {@code 3 min 05 s}, {@code 2 h 07 min}. */
  static String words(double seconds) {
    var time = Duration.ofSeconds(Math.max(0, Math.round(seconds)));
    if (time.toHours() > 0) {
      return String.format(Locale.ROOT, "%d h %02d min", time.toHours(), time.toMinutesPart());
    } else if (time.toMinutes() > 0) {
      return String.format(Locale.ROOT, "%d min %02d s", time.toMinutes(), time.toSecondsPart());
    }
    return time.toSeconds() + " s";
  }
}
