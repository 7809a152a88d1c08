package bonsai.cli;

import bonsai.base.Json;
import bonsai.ner.Corpora;
import bonsai.ner.CorpusStats;
import bonsai.ner.CorpusStats.ProblemKind;
import bonsai.ner.CorpusStats.SplitStats;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bonsai data stats}: counts a corpus and tells what is amiss in it. */
@Command(
    name = "stats",
    description = "Reads a corpus, counts what is in it and tells what is amiss.",
    mixinStandardHelpOptions = true)
final class DataStatsCommand implements Runnable {
  private static final int BIN = 10;
  private static final int LAST_BIN = 61;

  @Spec private CommandSpec spec;
  @Mixin private WorkspaceOption workspace;

  @Parameters(paramLabel = "DIR", description = "The corpus: " + CorpusOptions.NAMES + ".")
  private String name;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public void run() {
    var source = CorpusOptions.source(name).in(workspace.workspace());
    var stats = CorpusStats.of(Corpora.read(source));
    var out = spec.commandLine().getOut();
    out.print(json ? Json.LINE.writeValueAsString(stats) + System.lineSeparator() : text(stats));
    out.flush();
  }

  private static String text(CorpusStats stats) {
    var table = new Table(stats);
    table.row("", stats.splits().keySet());
    table.counts("documents", SplitStats::documents);
    table.counts("sentences", SplitStats::sentences);
    table.counts("words", SplitStats::words);
    table.counts("distinct words", SplitStats::distinctWords);
    table.line("");
    table.counts("entities", SplitStats::allEntities);
    for (var type : table.first().entities().keySet()) {
      table.counts("  " + type, split -> split.entities().get(type));
    }
    table.line("");
    table.line("tags");
    for (var tag : table.first().tags().keySet()) {
      table.counts("  " + tag, split -> split.tags().get(tag));
    }
    table.line("");
    table.line("sentences by words");
    for (int from = 1; from <= LAST_BIN; from += BIN) {
      var low = from;
      var high = from == LAST_BIN ? Integer.MAX_VALUE : from + BIN - 1;
      table.counts(
          from == LAST_BIN ? "  more" : "  %d to %d".formatted(low, high),
          split -> between(split, low, high));
    }
    table.row(
        "  mean",
        stats.splits().values().stream()
            .map(split -> String.format(Locale.ROOT, "%.2f", split.meanLength()))
            .toList());
    table.counts("  median", split -> split.lengthQuantile(0.5));
    table.counts("  longest", split -> split.lengths().lastKey());
    return "%s, tags in %s%n%n".formatted(stats.name(), stats.scheme())
        + table.text
        + problems(stats.problems());
  }

  private static long between(SplitStats split, int low, int high) {
    return split.lengths().entrySet().stream()
        .filter(entry -> entry.getKey() >= low && entry.getKey() <= high)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private static String problems(List<ProblemKind> problems) {
    if (problems.isEmpty()) {
      return "";
    }
    return problems.stream()
        .map(DataStatsCommand::sentence)
        .collect(
            Collectors.joining("%n  ".formatted(), "%nproblems%n  ".formatted(), "%n".formatted()));
  }

  private static String sentence(ProblemKind problem) {
    return problem.file()
        + (problem.line() > 0 ? ", line " + problem.line() : "")
        + (problem.count() > 1 ? ", the first of " + problem.count() : "")
        + ": "
        + problem.message();
  }

  /** A row for each count, a column for each split. */
  private static final class Table {
    private static final int LEAST_WIDTH = 20;

    private final StringBuilder text = new StringBuilder();
    private final CorpusStats stats;
    private final int nameWidth;

    Table(CorpusStats stats) {
      this.stats = stats;
      nameWidth =
          first().tags().keySet().stream()
              .mapToInt(tag -> tag.length() + 2)
              .reduce(LEAST_WIDTH, Math::max);
    }

    SplitStats first() {
      return stats.splits().values().iterator().next();
    }

    void counts(String name, Function<SplitStats, Number> count) {
      row(
          name,
          stats.splits().values().stream()
              .map(count)
              .map(number -> String.format(Locale.ROOT, "%,d", number.longValue()))
              .toList());
    }

    void row(String name, Collection<String> cells) {
      var row = new StringBuilder(name).repeat(' ', nameWidth - name.length());
      cells.forEach(cell -> row.append(" %11s".formatted(cell)));
      line(row.toString());
    }

    void line(String line) {
      text.append(line.stripTrailing()).append(System.lineSeparator());
    }
  }
}
