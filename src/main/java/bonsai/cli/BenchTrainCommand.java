package bonsai.cli;

import bonsai.base.Json;
import bonsai.base.Settings;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.model.ModelFolder;
import bonsai.ner.Alignment;
import bonsai.ner.Corpora;
import bonsai.ner.DataSource;
import bonsai.ner.Split;
import bonsai.torch.Precision;
import bonsai.train.Training;
import bonsai.train.TrainingBenchmark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bonsai bench train}: how fast a model trains here, and where the time goes. */
@Command(
    name = "train",
    description = "Times training steps on real sentences; prints a JSON object.",
    mixinStandardHelpOptions = true)
final class BenchTrainCommand implements Runnable, GpuProcess.Computing {
  private static final String USUAL_MODEL = "bert-base-cased";
  private static final String USUAL_CORPUS = "conll2003";
  private static final long SEED = 42;

  @Spec private CommandSpec spec;
  @Mixin private ComputeOptions compute;
  @Mixin private WorkspaceOption workspace;

  @Option(names = "--steps", defaultValue = "60", description = "Steps to take; default 60.")
  private int steps;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "The model folder to start from; else the workspace's bert-base-cased.")
  private Optional<Path> model = Optional.empty();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "The corpus: "
              + CorpusOptions.NAMES
              + "; else the conll2003 of the workspace, else the sample.")
  private Optional<String> data = Optional.empty();

  @Option(names = "--json", description = "Print the JSON object alone.")
  private boolean json;

  @Override
  public ComputeOptions compute() {
    return compute;
  }

  @Override
  public void run() {
    if (steps < 6) {
      throw new ParameterException(
          spec.commandLine(), "--steps must be at least 6: the first five are not counted.");
    }
    var home = workspace.workspace();
    var folder = new ModelFolder(model.orElseGet(() -> home.models().resolve(USUAL_MODEL)));
    var corpus = Corpora.read(data(home));
    var start = folder.load(corpus.labels(), SEED);
    var machine = compute.load(home);
    if (machine.precision().precision() == Precision.INT8) {
      throw new UserException("int8 is to tag with: train in float32 or bfloat16.");
    }
    try (var tokenizer = folder.tokenizer()) {
      var train =
          Alignment.encode(
              corpus.sentences(Split.TRAIN),
              corpus.labels(),
              tokenizer,
              start.config().maxPositionEmbeddings());
      var report =
          TrainingBenchmark.run(
              machine.torch(),
              start,
              train,
              Settings.initial(Training.class),
              machine.precision().precision(),
              steps,
              SEED);
      var line = spec.commandLine();
      if (!json) {
        line.getErr().println(sentence(report));
        line.getErr().flush();
      }
      line.getOut().println(Json.LINE.writeValueAsString(report));
      line.getOut().flush();
    }
  }

  private static String sentence(TrainingBenchmark.Report report) {
    return String.format(
        Locale.ROOT,
        "%.0f pieces a second in %s, %.0f %% of this machine's peak.",
        report.tokensPerSecond(),
        report.precision(),
        100 * report.fractionOfPeak());
  }

  private DataSource data(Workspace home) {
    var usual = home.data().resolve(USUAL_CORPUS);
    return data.map(CorpusOptions::source)
        .map(source -> source.in(home))
        .orElseGet(
            () ->
                Files.isDirectory(usual) ? new DataSource.Folder(usual) : new DataSource.Sample());
  }
}
