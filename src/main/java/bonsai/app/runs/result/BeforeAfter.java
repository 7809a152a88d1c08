package bonsai.app.runs.result;

import bonsai.model.ModelSizes;
import bonsai.model.Parameter.Component;
import bonsai.ner.EntityScores;
import bonsai.ner.Split;
import bonsai.tag.TaggingBenchmark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.DoubleFunction;
import java.util.function.Function;

/** Two models side by side, as the lines of a table. */
final class BeforeAfter {
  private static final double MEGABYTE = 1e6;
  private static final String UNKNOWN = "–";

  /**
   * A line of the table.
   *
   * @param difference what became of it, in the field's usual terms: per cent of a size, points of
   *     an F1, times of a speed
   * @param heading whether the line sums up those below it
   */
  record Line(String what, String before, String after, String difference, boolean heading) {}

  private final Optional<ModelSheet> before;
  private final ModelSheet after;
  private final Map<Path, TaggingBenchmark> speeds;
  private final List<Line> lines = new ArrayList<>();

  private BeforeAfter(
      Optional<ModelSheet> before, ModelSheet after, Map<Path, TaggingBenchmark> speeds) {
    this.before = before;
    this.after = after;
    this.speeds = speeds;
  }

  /**
   * @param before what it is compared with
   * @param speeds what has been measured, by model folder
   */
  static List<Line> lines(
      Optional<ModelSheet> before, ModelSheet after, Map<Path, TaggingBenchmark> speeds) {
    var table = new BeforeAfter(before, after, speeds);
    table.sizes();
    table.scores();
    table.speeds();
    return List.copyOf(table.lines);
  }

  private void sizes() {
    size("Parameters", ModelSheet::parameterCount, true);
    for (var component : Component.values()) {
      size(component.label(), sheet -> sheet.parameters().getOrDefault(component, 0L), false);
    }
    var pruned = after.sizes().isPresent();
    if (pruned) {
      size(
          "Parameters other than 0",
          sheet -> sheet.sizes().map(ModelSizes::nonZero).orElse(sheet.parameterCount()),
          true);
    }
    bytes("File of the weights", ModelSheet::fileBytes);
    if (pruned) {
      bytes(
          "That file without zeros",
          sheet -> sheet.sizes().map(ModelSizes::sparseBytes).orElse(sheet.fileBytes()));
    }
  }

  private void bytes(String what, Function<ModelSheet, Long> of) {
    add(
        what,
        sheet -> Optional.of((double) of.apply(sheet)),
        bytes -> String.format(Locale.ROOT, "%,.1f MB", bytes / MEGABYTE),
        BeforeAfter::share,
        true);
  }

  private void size(String what, Function<ModelSheet, Long> of, boolean heading) {
    add(
        what,
        sheet -> Optional.of((double) of.apply(sheet)),
        number -> String.format(Locale.ROOT, "%,d", (long) number),
        BeforeAfter::share,
        heading);
  }

  private void scores() {
    for (var split : new Split[] {Split.VALID, Split.TEST}) {
      if (after.scores().containsKey(split)) {
        f1(title(split) + " F1", split, EntityScores::f1, true);
        for (var type : new TreeSet<>(after.scores().get(split).perType().keySet())) {
          f1(type, split, scores -> ofType(scores, type), false);
        }
      }
    }
  }

  private static double ofType(EntityScores scores, String type) {
    var found = scores.perType().get(type);
    return found == null ? Double.NaN : found.f1();
  }

  private void f1(String what, Split split, Function<EntityScores, Double> of, boolean heading) {
    add(
        what,
        sheet -> Optional.ofNullable(sheet.scores().get(split)).map(of).filter(f1 -> !f1.isNaN()),
        f1 -> String.format(Locale.ROOT, "%.4f", f1),
        (was, is) -> signed(100 * (is - was), "%.2f points"),
        heading);
  }

  private void speeds() {
    add(
        "Sentences a second",
        sheet -> speed(sheet).map(TaggingBenchmark::sentencesPerSecond),
        number -> String.format(Locale.ROOT, "%,.0f", number),
        (was, is) -> String.format(Locale.ROOT, "%.1f times", is / was),
        true);
    add(
        "One sentence, median",
        sheet -> speed(sheet).map(speed -> speed.latencyMs().p50()),
        milliseconds -> String.format(Locale.ROOT, "%.1f ms", milliseconds),
        BeforeAfter::share,
        true);
  }

  private Optional<TaggingBenchmark> speed(ModelSheet sheet) {
    return Optional.ofNullable(speeds.get(sheet.folder()));
  }

  /** What has become of a number. */
  private interface Difference {
    String of(double was, double is);
  }

  private void add(
      String what,
      Function<ModelSheet, Optional<Double>> number,
      DoubleFunction<String> words,
      Difference difference,
      boolean heading) {
    var was = before.flatMap(number);
    var is = number.apply(after);
    lines.add(
        new Line(
            what,
            was.map(words::apply).orElse(UNKNOWN),
            is.map(words::apply).orElse(UNKNOWN),
            was.isPresent() && is.isPresent() ? difference.of(was.get(), is.get()) : "",
            heading));
  }

  private static String share(double was, double is) {
    return was == 0 ? "" : signed(100 * (is / was - 1), "%.1f %%");
  }

  private static String signed(double value, String format) {
    var text = String.format(Locale.ROOT, format, Math.abs(value));
    if (text.startsWith("0.0 ") || text.startsWith("0.00 ")) {
      return "±" + text;
    }
    return (value < 0 ? "−" : "+") + text;
  }

  private static String title(Split split) {
    return split == Split.VALID ? "Valid" : "Test";
  }
}
