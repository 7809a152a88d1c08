package bonsai.run;

import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.compress.Transform.Plan;
import bonsai.model.NerModel;
import bonsai.ner.Alignment;
import bonsai.ner.Corpora;
import bonsai.ner.Corpus;
import bonsai.ner.WordPieceTokenizer;
import bonsai.technique.Distil;
import bonsai.torch.Precision;
import bonsai.torch.PrecisionChoice;
import bonsai.torch.Torch;
import bonsai.train.Checkpoints;
import bonsai.train.Gold;
import bonsai.train.TeacherCaching;
import bonsai.train.Trainer;
import bonsai.train.TrainingControl.Request;
import bonsai.train.TrainingEvent;
import java.util.List;
import java.util.function.Consumer;

/**
 * Measures what it saves to keep a teacher's outputs: the same steps of the same training loop,
 * once with the outputs on the disk and once with the teacher in every step.
 */
public final class DistillationTiming {
  /**
   * Steps at the start that are not counted: memory is being taken and kernels are being chosen.
   */
  private static final int WARMUP = 5;

  /** More than any limit. */
  private static final double ENOUGH_GIGABYTES = 10_000;

  /**
   * The JSON object of {@code bonsai bench distil}.
   *
   * @param steps that were counted, the same ones in both
   * @param parameters of the student
   * @param cached iterations a second with the teacher's outputs on the disk
   * @param live iterations a second with the teacher in the loop
   * @param ratio of the two
   */
  public record Report(
      int steps, long parameters, double cached, double live, double ratio, String precision) {}

  private final RunSpec spec;
  private final Workspace workspace;
  private final Consumer<String> says;
  private final Torch torch;
  private final Precision precision;

  /**
   * @param says told of each thing that begins, in a few words
   */
  public DistillationTiming(RunSpec spec, Workspace workspace, Consumer<String> says) {
    this.spec = spec;
    this.workspace = workspace;
    this.says = says;
    torch = EngineOn.device(spec.device());
    precision = PrecisionChoice.of(spec.precision().label(), torch, workspace).precision();
  }

  /**
   * Times the first stage that distils. Where the outputs are not kept yet, they are made first,
   * for as long as that takes.
   *
   * @param steps to count
   * @throws UserException if the spec distils nothing, or cannot be run
   */
  public Report run(int steps) {
    var index = stage();
    var corpus = Corpora.read(spec.data().in(workspace));
    var start = new StartModel(spec, spec.start().folder(workspace), spec.teacherFolder(workspace));
    try (var tokenizer = start.tokenizer(corpus)) {
      // Weights make no difference to the speed: those of the stages before are not made.
      var shapes = Shapes.of(spec, 0, Plan.exactly(start.load(corpus, tokenizer).config()));
      var student = NerModel.untrained(shapes.stages().get(index).config(), spec.seed());
      says.accept("With the teacher's outputs on the disk");
      var cached = speed(corpus, tokenizer, student, distil(index, true), steps);
      says.accept("With the teacher in every step");
      var live = speed(corpus, tokenizer, student, distil(index, false), steps);
      return new Report(
          steps, student.parameterCount(), cached, live, cached / live, precision.label());
    }
  }

  private int stage() {
    for (var i = 0; i < spec.stages().size(); i++) {
      if (spec.stages().get(i) instanceof Distil) {
        return i;
      }
    }
    throw new UserException("No stage of the spec distils: there is nothing to time.");
  }

  private Distil distil(int index, boolean keep) {
    var asked = (Distil) spec.stages().get(index);
    return new Distil(
        asked.output(),
        asked.hidden(),
        asked.augmentation(),
        asked.unlabelled(),
        new TeacherCaching(keep, ENOUGH_GIGABYTES),
        asked.training());
  }

  /** Iterations a second. */
  private double speed(
      Corpus corpus, WordPieceTokenizer tokenizer, NerModel student, Distil distil, int steps) {
    var data =
        new StageData(
            spec,
            distil,
            spec.teacherFolder(workspace),
            workspace.teacherOutputs(),
            corpus,
            tokenizer);
    var config = student.config();
    var train = data.trainingSet(config);
    var nothing =
        Alignment.encode(List.of(), config.labels(), tokenizer, config.maxPositionEmbeddings());
    var clock = new Clock(steps);
    try (var objective = data.objective(torch, precision, config, train.windows())) {
      new Trainer(
              torch,
              precision,
              distil.training(),
              objective,
              spec.seed(),
              Checkpoints.none(),
              clock::on,
              clock::poll)
          .train(student, train, Gold.of(List.of(), nothing));
    }
    return clock.speed();
  }

  /** Counts the steps behind the first few, and stops the training behind the last. */
  private final class Clock {
    private final int steps;
    private int taken;
    private double seconds;

    Clock(int steps) {
      this.steps = steps;
    }

    void on(TrainingEvent event) {
      switch (event) {
        case TrainingEvent.Stepped step -> {
          if (taken++ >= WARMUP) {
            seconds += step.seconds();
          }
        }
        case TrainingEvent.Preparing making ->
            says.accept(
                "Making %s: %,d of %,d".formatted(making.what(), making.done(), making.total()));
        case TrainingEvent.Skipped skipped -> {}
        case TrainingEvent.Evaluated evaluated -> {}
        case TrainingEvent.Gates gates -> {}
        case TrainingEvent.Removed removed -> {}
      }
    }

    Request poll() {
      return taken == WARMUP + steps ? Request.STOP : Request.CONTINUE;
    }

    double speed() {
      if (taken <= WARMUP) {
        throw new UserException("The training is over before the first step that counts.");
      }
      return (taken - WARMUP) / seconds;
    }
  }
}
