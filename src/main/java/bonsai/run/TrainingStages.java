package bonsai.run;

import bonsai.base.Workspace;
import bonsai.compress.Transform.Materials;
import bonsai.model.BertConfig;
import bonsai.model.ModelFolder;
import bonsai.model.NerModel;
import bonsai.model.Networks;
import bonsai.model.TokenizerFiles;
import bonsai.ner.Corpora;
import bonsai.ner.Corpus;
import bonsai.ner.EntityScores;
import bonsai.ner.Split;
import bonsai.ner.WordPieceTokenizer;
import bonsai.torch.Device;
import bonsai.torch.PrecisionChoice;
import bonsai.torch.Torch;
import bonsai.train.Evaluator;
import bonsai.train.Trainer;
import bonsai.train.Training;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Runs stages on the PyTorch engine: what a worker does between its first and last log line. */
public final class TrainingStages implements StageRunner {
  private final Workspace workspace;
  private Optional<Torch> loaded = Optional.empty();

  /**
   * Loads nothing yet: the engine is loaded for the device of the first spec it is asked about.
   *
   * @param workspace where the timing that decides {@code precision: auto} is kept
   */
  public TrainingStages(Workspace workspace) {
    this.workspace = workspace;
  }

  @Override
  public String engine(RunSpec spec) {
    var torch = torch(spec.device());
    return "PyTorch %s %s"
        .formatted(torch.version(), torch.device().name().toLowerCase(Locale.ROOT));
  }

  @Override
  public int threads() {
    return torch(RunSpec.Device.AUTO).threads();
  }

  @Override
  public PrecisionChoice precision(RunSpec spec) {
    return PrecisionChoice.of(spec.precision().label(), torch(spec.device()), workspace);
  }

  private Torch torch(RunSpec.Device device) {
    if (loaded.isEmpty()) {
      loaded =
          Optional.of(
              switch (device) {
                case AUTO -> Torch.load();
                case CPU -> Torch.load(Device.CPU);
                case CUDA -> Torch.load(Device.CUDA);
              });
    }
    return loaded.get();
  }

  @Override
  public Outcome run(Context stage) {
    var corpus = Corpora.read(stage.spec().data().in(workspace));
    var from = new StartModel(stage.spec(), stage.start(), teacherFolder(stage));
    try (var tokenizer = from.tokenizer(corpus)) {
      var start = from.load(corpus, tokenizer);
      Shapes.of(stage.spec(), stage.index(), start.config(), true).requireWithinLimit(stage.spec());
      return new Work(stage, corpus, tokenizer).run(start);
    }
  }

  private Optional<Path> teacherFolder(Context stage) {
    return stage.spec().teacherFolder(workspace);
  }

  /** One stage with its data at hand. */
  private final class Work {
    private final Context stage;
    private final StageData data;
    private final Torch torch;

    Work(Context stage, Corpus corpus, WordPieceTokenizer tokenizer) {
      this.stage = stage;
      torch = torch(stage.spec().device());
      data =
          new StageData(
              stage.spec(),
              stage.technique(),
              teacherFolder(stage),
              workspace.cache().resolve("teachers"),
              corpus,
              tokenizer);
    }

    /**
     * Transforms the model and trains it. A resumed stage transforms again, to the same bits, for
     * the shape that its checkpoint has.
     */
    Outcome run(NerModel before) {
      var start = stage.technique().transform().apply(before, materials(before.config()));
      Shapes.of(stage.spec(), stage.index() + 1, start.config(), true)
          .requireWithinLimit(stage.spec());
      return stage
          .technique()
          .trains()
          .map(training -> train(start, training))
          .orElseGet(() -> new Outcome.Finished(save(start)));
    }

    private Materials materials(BertConfig config) {
      return new Materials(
          torch,
          stage.precision(),
          stage.spec().seed(),
          () -> data.gold(Split.TRAIN, config).encoded().windows(),
          () -> teacherFolder(stage).map(folder -> new ModelFolder(folder).load()),
          stage.compression());
    }

    private Outcome train(NerModel start, Training training) {
      var config = start.config();
      var train = data.trainingSet(config);
      try (var objective = data.objective(torch, stage.precision(), config, train.windows())) {
        var result =
            new Trainer(
                    torch,
                    stage.precision(),
                    training,
                    objective,
                    stage.spec().seed(),
                    stage.checkpoints(),
                    stage.listener(),
                    stage.control())
                .train(start, train, data.gold(Split.VALID, config));
        return switch (result.end()) {
          case PAUSED -> new Outcome.Paused(result.step());
          case STOPPED ->
              new Outcome.Stopped(result.step(), save(objective.finish(result, stage.listener())));
          case FINISHED -> new Outcome.Finished(save(objective.finish(result, stage.listener())));
        };
      }
    }

    /** Writes the model with its scores; the test split is looked at here, and only here. */
    private Map<Split, EntityScores> save(NerModel model) {
      var scores = new EnumMap<Split, EntityScores>(Split.class);
      try (var network = Networks.open(torch, model, stage.precision())) {
        var evaluator = new Evaluator(torch, network, model.config().labels());
        for (var split : new Split[] {Split.VALID, Split.TEST}) {
          if (!data.corpus().sentences(split).isEmpty()) {
            scores.put(split, evaluator.scores(data.gold(split, model.config())));
          }
        }
      }
      var longest = model.config().maxPositionEmbeddings();
      var folder = new ModelFolder(stage.result());
      folder.save(
          model,
          stage
              .start()
              .map(path -> TokenizerFiles.of(path, longest))
              .orElseGet(() -> TokenizerFiles.of(data.tokenizer(), longest)));
      folder.saveScores(scores);
      return scores;
    }
  }
}
