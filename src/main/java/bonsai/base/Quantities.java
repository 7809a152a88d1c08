package bonsai.base;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people say them: the one wording for the window and the command line. */
public final class Quantities {
  private Quantities() {}

  /** {@code 107,719,681}. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 20M}, {@code 107.7M}, {@code 800k}. */
  public static String brief(long number) {
    if (number >= 1_000_000) {
      return shortest(number / 1e6) + "M";
    }
    return number >= 1_000 ? shortest(number / 1e3) + "k" : Long.toString(number);
  }

  private static String shortest(double value) {
    var text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  /**
   * A size in memory or on a disk, in powers of ten: {@code 12 kB}, {@code 3 MB}, {@code 1.5 GB}.
   */
  public static String bytes(long bytes) {
    if (bytes >= 100_000_000) {
      return String.format(Locale.ROOT, "%,.1f GB", bytes / 1e9);
    }
    return bytes >= 1_000_000
        ? String.format(Locale.ROOT, "%.0f MB", bytes / 1e6)
        : String.format(Locale.ROOT, "%d kB", Math.ceilDiv(bytes, 1_000));
  }

  /** A span of time to two units: {@code 42 s}, {@code 3 min 05 s}, {@code 2 h 07 min}. */
  public static String time(double seconds) {
    var time = Duration.ofSeconds(Math.max(0, Math.round(seconds)));
    if (time.toHours() > 0) {
      return String.format(Locale.ROOT, "%,d h %02d min", time.toHours(), time.toMinutesPart());
    } else if (time.toMinutes() > 0) {
      return String.format(Locale.ROOT, "%d min %02d s", time.toMinutes(), time.toSecondsPart());
    }
    return time.toSeconds() + " s";
  }

  /** A span of time that is but guessed: from ten minutes on, seconds say nothing. */
  public static String estimate(double seconds) {
    var atLeast = Math.max(1, seconds);
    return atLeast >= 600 && atLeast < 3600 ? Math.round(atLeast / 60) + " min" : time(atLeast);
  }
}
