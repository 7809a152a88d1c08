package bonsai.run;

import bonsai.base.Workspace;
import bonsai.compress.Transform.Materials;
import bonsai.compress.Transform.Plan;
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
import bonsai.torch.PrecisionChoice;
import bonsai.torch.Torch;
import bonsai.train.Evaluator;
import bonsai.train.Trainer;
import bonsai.train.Training;
import bonsai.train.TrainingControl;
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
      loaded = Optional.of(EngineOn.device(device));
    }
    return loaded.get();
  }

  @Override
  public Outcome run(Context stage) {
    var corpus = Corpora.read(stage.spec().data().in(workspace));
    var from = new StartModel(stage.spec(), stage.start(), teacherFolder(stage));
    try (var tokenizer = from.tokenizer(corpus)) {
      var start = from.load(corpus, tokenizer);
      Shapes.of(stage.spec(), stage.index(), Plan.exactly(start.config()))
          .requireWithinLimit(stage.spec());
      return new Work(stage, corpus, tokenizer).run(start);
    }
  }

  private Optional<Path> teacherFolder(Context stage) {
    return stage.spec().teacherFolder(workspace);
  }

  /** Thrown out of a transformation that is asked to end. */
  private static final class Asked extends RuntimeException {
    private final transient TrainingControl.Request request;

    Asked(TrainingControl.Request request) {
      super(request.name());
      this.request = request;
    }
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
              workspace.teacherOutputs(),
              corpus,
              tokenizer);
    }

    /** Transforms the model and trains it. A resumed stage finds what it had become. */
    Outcome run(NerModel before) {
      if (stage.spec().stages().stream().anyMatch(each -> each.learns().isPresent())) {
        data.requireTeacherFits(before.config()); // not only once a later stage begins to distil
      }
      try {
        var kept = stage.checkpoints().start();
        return train(kept.isPresent() ? new ModelFolder(kept.get()).load() : transformed(before));
      } catch (Asked asked) {
        return asked.request == TrainingControl.Request.STOP
            ? new Outcome.Stopped(0, save(before))
            : new Outcome.Paused(0);
      }
    }

    private NerModel transformed(NerModel before) {
      var after = stage.technique().transform().apply(before, materials(before.config()));
      if (after != before && stage.technique().trains().isPresent()) {
        stage
            .checkpoints()
            .saveStart(folder -> new ModelFolder(folder).save(after, tokenizerFiles(after)));
      }
      return after;
    }

    private Outcome train(NerModel start) {
      if (stage.technique().removes().isEmpty()) {
        // What depended on the weights is known now. Gates have yet to remove what they will.
        Shapes.of(stage.spec(), stage.index() + 1, Plan.exactly(start.config()))
            .requireWithinLimit(stage.spec());
      }
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
          event -> {
            stage.compression().accept(event);
            heed();
          });
    }

    /** Between two matrices a transformation can end as well; it begins anew when resumed. */
    private void heed() {
      var request = stage.control().poll();
      if (request != TrainingControl.Request.CONTINUE) {
        throw new Asked(request);
      }
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
          case FINISHED -> {
            var left = objective.finish(result, stage.listener());
            warnOverLimit(left);
            yield new Outcome.Finished(save(left));
          }
        };
      }
    }

    /**
     * What is trained is kept, even if its gates were to close more than they did; stages behind it
     * look at the limit again before they begin.
     */
    private void warnOverLimit(NerModel model) {
      var limit = stage.spec().limit();
      var last = stage.index() == stage.spec().stages().size() - 1;
      if (last && limit.isPresent() && model.parameterCount() > limit.getAsLong()) {
        stage
            .warn()
            .accept(
                String.format(
                    Locale.ROOT,
                    "The result has %,d parameters, more than the limit of %,d: fewer gates closed"
                        + " than that takes.",
                    model.parameterCount(),
                    limit.getAsLong()));
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
      var folder = new ModelFolder(stage.result());
      folder.save(model, tokenizerFiles(model));
      folder.saveScores(scores);
      return scores;
    }

    private TokenizerFiles tokenizerFiles(NerModel model) {
      var longest = model.config().maxPositionEmbeddings();
      return stage
          .start()
          .map(path -> TokenizerFiles.of(path, longest))
          .orElseGet(() -> TokenizerFiles.of(data.tokenizer(), longest));
    }
  }
}
