package bonsai.run;

import bonsai.base.Machine;
import bonsai.base.Settings;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.compress.Transform.Plan;
import bonsai.model.NerModel;
import bonsai.ner.Alignment;
import bonsai.ner.Corpora;
import bonsai.ner.Corpus;
import bonsai.ner.EncodedSplit;
import bonsai.ner.Split;
import bonsai.ner.WordPieceTokenizer;
import bonsai.torch.PrecisionChoice;
import bonsai.torch.Torch;
import bonsai.train.Training;
import bonsai.train.TrainingBenchmark;
import java.lang.management.ManagementFactory;
import java.util.function.Consumer;

/**
 * Times the first steps of a run on its real model and data, in this process: what the window asks
 * a process of its own for.
 */
public final class StageTiming {
  /** What was planned with the exact model, and what was measured. */
  public record Result(Preflight plan, Measurement measured) {}

  private final RunSpec spec;
  private final Workspace workspace;
  private final Consumer<String> says;
  private long told = System.nanoTime();

  /**
   * @param says told of each thing that begins, in a few words
   */
  public StageTiming(RunSpec spec, Workspace workspace, Consumer<String> says) {
    this.spec = spec;
    this.workspace = workspace;
    this.says = says;
  }

  /**
   * Measures, and remembers it in the workspace's cache.
   *
   * @throws UserException if the run could not be started either
   */
  public Result run() {
    says.accept("Reading the corpus");
    var corpus = Corpora.read(spec.data().in(workspace));
    var size = CorpusSize.of(corpus);
    Preflight.of(spec, size, workspace); // refuses what cannot be, before anything takes long
    var start = new StartModel(spec, spec.start().folder(workspace), spec.teacherFolder(workspace));
    says.accept("Opening the model");
    try (var tokenizer = start.tokenizer(corpus)) {
      var model = start.load(corpus, tokenizer);
      var plan = Preflight.of(spec, size, workspace, model.config(), true);
      return new Result(plan, measure(corpus, tokenizer, timed(model)));
    }
  }

  private Measurement measure(Corpus corpus, WordPieceTokenizer tokenizer, NerModel model) {
    says.accept("Loading PyTorch");
    var torch = EngineOn.device(spec.device());
    var precision = PrecisionChoice.of(spec.precision().label(), torch, workspace);
    says.accept("Cutting words into pieces");
    var train = encode(corpus, Split.TRAIN, tokenizer, model);
    var valid = encode(corpus, Split.VALID, tokenizer, model);
    var test = encode(corpus, Split.TEST, tokenizer, model);
    var started =
        (System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime()) / 1e3;
    var speed =
        TrainingBenchmark.glance(
            torch, model, train, training(), precision.precision(), spec.seed(), this::tellOfStep);
    var measured =
        new Measurement(
            Measurement.place(spec, workspace),
            torch.device().name().toLowerCase(java.util.Locale.ROOT),
            deviceReason(torch),
            precision.precision().label(),
            precision.reason(),
            speed.steps(),
            speed.tokensPerSecond(),
            speed.evaluatedTokensPerSecond(),
            train.tokens(),
            valid.tokens(),
            test.tokens(),
            started,
            Machine.peakResidentBytes(),
            model.parameterCount());
    measured.remember(workspace);
    return measured;
  }

  /** A model of the shape that is trained first: weights make no difference to the speed. */
  private NerModel timed(NerModel start) {
    var shapes = Shapes.of(spec, 0, Plan.exactly(start.config()));
    var first = spec.firstTraining();
    // Gates are trained on the model that is yet to lose what they are on.
    var place = spec.stages().get(first).removes().isPresent() ? first - 1 : first;
    var config = (place < 0 ? shapes.start() : shapes.stages().get(place)).config();
    return config.equals(start.config()) ? start : NerModel.untrained(config, spec.seed());
  }

  private Training training() {
    return spec.stages()
        .get(spec.firstTraining())
        .trains()
        .orElseGet(() -> Settings.initial(Training.class));
  }

  /** Once a second: a tiny model takes dozens of steps in that time. */
  private void tellOfStep(int step) {
    if (System.nanoTime() - told > 1_000_000_000) {
      told = System.nanoTime();
      says.accept("Timing step " + step);
    }
  }

  private static EncodedSplit encode(
      Corpus corpus, Split split, WordPieceTokenizer tokenizer, NerModel model) {
    return Alignment.encode(
        corpus.sentences(split),
        corpus.labels(),
        tokenizer,
        model.config().maxPositionEmbeddings());
  }

  private String deviceReason(Torch torch) {
    return switch (spec.device()) {
      case CPU, CUDA -> spec.device().label() + " was asked for.";
      case AUTO ->
          switch (torch.device()) {
            case CUDA -> "PyTorch sees an NVIDIA GPU here.";
            case CPU ->
                "PyTorch sees no NVIDIA GPU here; it computes with %d threads."
                    .formatted(torch.threads());
          };
    };
  }
}
