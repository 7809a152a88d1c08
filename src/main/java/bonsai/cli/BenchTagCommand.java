package bonsai.cli;

import bonsai.base.Json;
import bonsai.model.ModelFolder;
import bonsai.ner.Sentence;
import bonsai.tag.Tagger;
import bonsai.tag.TaggingBenchmark;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bonsai bench tag}: how fast a finished model tags. */
@Command(
    name = "tag",
    description =
        "Times a model on a split: all sentences together, and one by one; prints a JSON object.",
    mixinStandardHelpOptions = true)
final class BenchTagCommand implements Runnable, GpuProcess.Computing {
  @Spec private CommandSpec spec;
  @Mixin private ModelOption model;
  @Mixin private CorpusOptions corpus;
  @Mixin private ComputeOptions compute;
  @Mixin private WorkspaceOption workspace;

  @Option(names = "--json", description = "Print the JSON object alone.")
  private boolean json;

  @Override
  public ComputeOptions compute() {
    return compute;
  }

  @Override
  public void run() {
    var home = workspace.workspace();
    var folder = model.folder(home);
    var sentences = corpus.sentences(home).stream().map(Sentence::words).toList();
    try (var tagger = Tagger.open(folder, () -> compute.load(home, new ModelFolder(folder)))) {
      var result = TaggingBenchmark.of(tagger, sentences);
      var line = spec.commandLine();
      if (!json) {
        line.getErr().println(sentence(result));
        line.getErr().flush();
      }
      line.getOut().println(Json.LINE.writeValueAsString(result));
      line.getOut().flush();
    }
  }

  private static String sentence(TaggingBenchmark result) {
    return String.format(
        Locale.ROOT,
        "%.0f sentences or %.0f words a second together; one by one, %.1f ms each (99%%: %.1f ms).",
        result.sentencesPerSecond(),
        result.wordsPerSecond(),
        result.latencyMs().p50(),
        result.latencyMs().p99());
  }
}
