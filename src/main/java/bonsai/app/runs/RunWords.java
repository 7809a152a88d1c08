package bonsai.app.runs;

import bonsai.app.catalog.RunRow;
import bonsai.base.Quantities;
import bonsai.ner.DataSource;
import bonsai.run.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** What is said of a run, in a few words. */
final class RunWords {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.UK);
  private static final DateTimeFormatter YEAR =
      DateTimeFormatter.ofPattern("d MMM uuuu", Locale.UK);

  private RunWords() {}

  /** A corpus by its last name: {@code conll2003}. */
  static String data(DataSource source) {
    return switch (source) {
      case DataSource.Sample sample -> "sample";
      case DataSource.Folder(var path) -> String.valueOf(path.getFileName());
      case DataSource.Files files -> String.valueOf(files.train().getFileName());
      case DataSource.Fetched(var name) -> name;
    };
  }

  static String data(RunRow row) {
    return row.spec().map(spec -> data(spec.data())).orElse("");
  }

  /** An F1, as a share with four digits; nothing where there is none. */
  static String f1(OptionalDouble f1) {
    return f1.isPresent() ? String.format(Locale.ROOT, "%.4f", f1.getAsDouble()) : "";
  }

  /** A difference with its sign: {@code +0.0012}. */
  static String difference(OptionalDouble difference) {
    if (difference.isEmpty()) {
      return "";
    }
    var text = String.format(Locale.ROOT, "%.4f", Math.abs(difference.getAsDouble()));
    if (text.equals("0.0000")) {
      return "±" + text;
    }
    return (difference.getAsDouble() < 0 ? "−" : "+") + text;
  }

  /** Where a run is: {@code 1,317}, or {@code 2/3 · 1,317} where there is more than one stage. */
  static String step(RunRow row) {
    return row.status()
        .filter(status -> status.lastRecord().isPresent())
        .map(
            status -> {
              var stages = row.spec().map(spec -> spec.stages().size()).orElse(1);
              return (stages > 1 ? status.stage() + 1 + "/" + stages + " · " : "")
                  + Quantities.count(status.step());
            })
        .orElse("");
  }

  /** How many runs: {@code 1 run}, {@code 2,000 runs}. */
  static String runs(int number) {
    return number == 1 ? "1 run" : Quantities.count(number) + " runs";
  }

  /**
   * What the charts show besides the run in detail.
   *
   * @param drawn how many runs
   * @param left how many selected ones they do not show
   */
  static String others(int drawn, int left) {
    var more = drawn < 1 ? "" : "and " + runs(drawn) + " more in the charts";
    return left < 1 ? more : more + "; " + Quantities.count(left) + " more are not drawn";
  }

  /** A time of this year with its hour, an earlier one with its year. */
  static String time(Instant time, Instant now, ZoneId zone) {
    var there = ZonedDateTime.ofInstant(time, zone);
    return there.getYear() == ZonedDateTime.ofInstant(now, zone).getYear()
        ? DAY.format(there)
        : YEAR.format(there);
  }

  /** How long ago the worker last wrote: {@code 12 s ago}. */
  static String lastWord(RunStatus status, Instant now) {
    return status
        .lastRecord()
        .map(last -> roughly(Duration.between(last, now)) + " ago")
        .orElse("");
  }

  /** A span in its largest unit: {@code 12 s}, {@code 3 min}, {@code 2 h}, {@code 5 days}. */
  static String roughly(Duration span) {
    var seconds = Math.max(0, span.toSeconds());
    if (seconds < 60) {
      return seconds + " s";
    } else if (seconds < 3600) {
      return seconds / 60 + " min";
    } else if (seconds < 2 * 86_400) {
      return seconds / 3600 + " h";
    }
    return Quantities.count(seconds / 86_400) + " days";
  }

  static String tags(List<String> tags) {
    return String.join(", ", tags);
  }

  /** The tags in what somebody typed: between commas, without doubles. */
  static List<String> tags(String typed) {
    return Arrays.stream(typed.split(","))
        .map(String::strip)
        .filter(tag -> !tag.isEmpty())
        .distinct()
        .toList();
  }
}
