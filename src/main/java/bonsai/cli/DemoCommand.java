package bonsai.cli;

import bonsai.base.Json;
import bonsai.base.Workspace;
import bonsai.model.ModelFolder;
import bonsai.ner.EntityScores;
import bonsai.ner.Split;
import bonsai.run.Preset;
import bonsai.run.RunFolder;
import bonsai.run.RunState;
import bonsai.run.Runs;
import bonsai.run.WorkerLauncher;
import bonsai.tag.Compute;
import bonsai.tag.TaggedSentence;
import bonsai.tag.Tagger;
import bonsai.torch.Precision;
import bonsai.torch.PrecisionChoice;
import bonsai.torch.Torch;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bonsai demo}: the whole job on the sample corpus, as any run does it. */
@Command(
    name = "demo",
    description = "Trains a small BERT on the sample corpus in about two minutes and tags with it.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private static final List<String> SENTENCES =
      List.of(
          "Anna Berger of Norvik Bank flew to Lisbon on Tuesday .",
          "The Danish minister met workers of Harlow Steel in Geneva .",
          "Marco Silva scored twice as Porto United beat Leeds 3-1 .");

  /** Tags texts with the model in a folder. */
  @FunctionalInterface
  interface Tagging {
    List<TaggedSentence> tag(Path model, List<String> texts);
  }

  /** The object that {@code --json} prints. */
  record Result(
      String id,
      Path model,
      long parameters,
      Map<Split, EntityScores> scores,
      double seconds,
      List<TaggedSentence> sentences) {}

  private final Function<Workspace, WorkerLauncher> launcher;
  private final Tagging tagging;

  @Spec private CommandSpec command;
  @Mixin private WorkspaceOption workspace;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  DemoCommand() {
    this(WorkerLauncher::ofThisProgram, DemoCommand::tag);
  }

  /** Trains and tags otherwise, as tests do. */
  DemoCommand(Function<Workspace, WorkerLauncher> launcher, Tagging tagging) {
    this.launcher = launcher;
    this.tagging = tagging;
  }

  @Override
  public Integer call() {
    var home = workspace.workspace();
    var out = command.commandLine().getOut();
    var err = command.commandLine().getErr();
    err.println("Training a small BERT on the sample corpus (2,000 sentences of our own making).");
    var started = System.nanoTime();
    var run = Runs.of(home).create(Preset.tiny().named("demo"));
    launcher.apply(home).launch(run);
    if (new RunWatch(run, err).toItsEnd() != RunState.FINISHED) {
      return RunReport.print(out, run, json);
    }
    var result =
        new Result(
            run.id(),
            run.model(),
            new ModelFolder(run.model()).load().parameterCount(),
            RunReport.scores(run),
            (System.nanoTime() - started) / 1e9,
            tagging.tag(run.model(), SENTENCES));
    if (json) {
      out.println(Json.LINE.writeValueAsString(result));
    } else {
      print(out, run, result);
    }
    out.flush();
    return BonsaiCommand.DONE;
  }

  private static List<TaggedSentence> tag(Path model, List<String> texts) {
    var torch = Torch.load();
    var exact = new PrecisionChoice(Precision.FLOAT32, "For three sentences nothing is timed.");
    try (var tagger = Tagger.open(model, () -> new Compute(torch, exact))) {
      return tagger.tagTexts(texts);
    }
  }

  private static void print(PrintWriter out, RunFolder run, Result result) {
    out.println();
    out.printf("%-14s %12s %9s %9s %9s%n", "model", "parameters", "valid F1", "test F1", "seconds");
    out.printf(
        Locale.ROOT,
        "%-14s %,12d %9.4f %9.4f %9.0f%n%n",
        run.spec().name(),
        result.parameters(),
        result.scores().get(Split.VALID).f1(),
        result.scores().get(Split.TEST).f1(),
        result.seconds());
    result.sentences().forEach(sentence -> out.println(marked(sentence)));
    out.println();
    out.println("The run is in " + run.path() + "; its model can be used with");
    out.println("  bonsai tag --model " + result.model() + " \"Your own sentence.\"");
  }

  /** The sentence with its entities in brackets, as in {@code [PER Anna Berger] flew}. */
  private static String marked(TaggedSentence sentence) {
    var starts =
        sentence.entities().stream().collect(Collectors.toMap(entity -> entity.start(), e -> e));
    var text = new StringBuilder();
    for (var word = 0; word < sentence.words().size(); ) {
      var entity = starts.get(word);
      if (!text.isEmpty()) {
        text.append(' ');
      }
      if (entity == null) {
        text.append(sentence.words().get(word++));
      } else {
        var words = sentence.words().subList(entity.start(), entity.end());
        text.append('[').append(entity.type()).append(' ').append(String.join(" ", words));
        text.append(']');
        word = entity.end();
      }
    }
    return text.toString();
  }
}
