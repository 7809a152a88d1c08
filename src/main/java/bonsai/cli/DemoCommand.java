package bonsai.cli;

import bonsai.model.ModelFolder;
import bonsai.ner.Split;
import bonsai.run.Preset;
import bonsai.run.RunFolder;
import bonsai.run.RunSpec;
import bonsai.run.RunState;
import bonsai.run.Runs;
import bonsai.run.WorkerLauncher;
import bonsai.tag.Compute;
import bonsai.tag.TaggedSentence;
import bonsai.tag.Tagger;
import bonsai.torch.PrecisionChoice;
import bonsai.torch.Torch;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code bonsai demo}: the whole job on the sample corpus, as any run does it. */
@Command(
    name = "demo",
    description = "Trains a small BERT on the sample corpus in about a minute and tags with it.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private static final List<String> SENTENCES =
      List.of(
          "Anna Berger of Norvik Bank flew to Lisbon on Tuesday .",
          "The Danish minister met workers of Harlow Steel in Geneva .",
          "Marco Silva scored twice as Porto United beat Leeds 3-1 .");

  @Spec private CommandSpec command;
  @Mixin private WorkspaceOption workspace;

  @Override
  public Integer call() {
    var home = workspace.workspace();
    var out = command.commandLine().getOut();
    var err = command.commandLine().getErr();
    err.println("Training a small BERT on the sample corpus (2,000 sentences of our own making).");
    var started = System.nanoTime();
    var run = Runs.of(home).create(Preset.tiny().named("demo"));
    WorkerLauncher.ofThisProgram(home).launch(run);
    var end = new RunWatch(run, err).toItsEnd();
    if (end != RunState.FINISHED) {
      return RunReport.print(out, run, false);
    }
    printModels(out, run, (System.nanoTime() - started) / 1e9);
    var torch = Torch.load();
    var precision = PrecisionChoice.of(RunSpec.Precision.FLOAT32.label(), torch, home);
    try (var tagger = Tagger.open(run.model(), () -> new Compute(torch, precision))) {
      tagger.tagTexts(SENTENCES).forEach(sentence -> out.println(marked(sentence)));
    }
    out.println();
    out.println("The run is in " + run.path() + "; its model can be used with");
    out.println("  bonsai tag --model " + run.model() + " \"Your own sentence.\"");
    out.flush();
    return BonsaiCommand.DONE;
  }

  private static void printModels(PrintWriter out, RunFolder run, double seconds) {
    var model = new ModelFolder(run.model()).load();
    var scores = RunReport.scores(run);
    out.println();
    out.printf("%-14s %12s %9s %9s %9s%n", "model", "parameters", "valid F1", "test F1", "seconds");
    out.printf(
        Locale.ROOT,
        "%-14s %,12d %9.4f %9.4f %9.0f%n%n",
        run.spec().name(),
        model.parameterCount(),
        scores.get(Split.VALID).f1(),
        scores.get(Split.TEST).f1(),
        seconds);
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
