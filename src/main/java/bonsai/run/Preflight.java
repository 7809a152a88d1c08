package bonsai.run;

import bonsai.base.Machine;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.compress.Transform.Plan;
import bonsai.model.Architecture.Matrices;
import bonsai.model.BertConfig;
import bonsai.model.ModelFolder;
import bonsai.model.Parameter.Component;
import bonsai.model.Parameters;
import bonsai.ner.Split;
import bonsai.technique.Technique;
import bonsai.train.Training;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a run would take, told from its spec, the corpus's counts and the starting model's config
 * alone: no tensor is touched.
 *
 * @param corpus what it learns from
 * @param exact whether the parameters are exact; where a vocabulary is yet to be learnt, or a size
 *     depends on the weights, they are the most there can be
 * @param stages each stage's part
 * @param memoryBytes roughly what the worker takes at its peak
 * @param diskBytes the most that checkpoints, models and a teacher's outputs take while it runs
 * @param keptBytes what is left of that once it is finished
 * @param freeBytes what the workspace's disk has
 * @param machineBytes this machine's memory; 0 where it does not say
 */
public record Preflight(
    CorpusSize corpus,
    boolean exact,
    List<Stage> stages,
    long memoryBytes,
    long diskBytes,
    long keptBytes,
    long freeBytes,
    long machineBytes) {
  /**
   * One stage.
   *
   * @param technique its name in a spec
   * @param parameters of the model that it leaves, by component
   * @param passes how often it goes through as many sentences as the training split has, at most
   * @param steps optimizer steps; long sentences that are cut in two may add a few, and
   *     augmentation may leave some out
   * @param work weights that a piece is multiplied with in the layers of the model that is trained
   * @param teaching the same of its teacher, for all that the teacher is asked for, in times that
   *     the training split is gone through; 0 without one
   * @param teacher what the teacher's outputs take, where the stage distils
   */
  public record Stage(
      String technique,
      Map<Component, Long> parameters,
      double passes,
      long steps,
      long evaluations,
      double work,
      double teaching,
      Optional<OutputsSize> teacher) {
    public long parameterCount() {
      return parameters.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  private static final long FLOAT = 4;

  public Preflight {
    stages = List.copyOf(stages);
  }

  /**
   * Plans a run.
   *
   * @throws UserException if it cannot be: there is no model to start from, or nothing to learn
   *     from, or the result would be over the limit
   */
  public static Preflight of(RunSpec spec, CorpusSize corpus, Workspace workspace) {
    if (corpus.count(Split.TRAIN).sentences() == 0) {
      throw new UserException(
          "The corpus " + corpus.name() + " has no train split: there is nothing to learn from.");
    }
    var config = startConfig(spec, corpus, workspace);
    var exact = !(spec.start() instanceof Start.Untrained) || spec.teacher().isPresent();
    return of(spec, corpus, workspace, config, exact);
  }

  /** As {@link #of}, for a start whose config is known exactly. */
  static Preflight of(
      RunSpec spec, CorpusSize corpus, Workspace workspace, BertConfig start, boolean exact) {
    var shapes = Shapes.of(spec, 0, exact ? Plan.exactly(start) : withVocabularyUpTo(start));
    shapes.requireWithinLimit(spec);
    var stages = new ArrayList<Stage>();
    var largest = 0L;
    var most = 0L; // bytes of the weights that a stage trains
    var teacher = spec.teacherFolder(workspace).map(folder -> new ModelFolder(folder).config());
    var before = start;
    for (var i = 0; i < spec.stages().size(); i++) {
      var config = shapes.stages().get(i).config();
      var technique = spec.stages().get(i);
      // Gates are trained on the model that is yet to lose what they are on.
      var trained = technique.removes().isPresent() ? before : config;
      stages.add(stage(technique, config, trained, corpus, teacher));
      largest = Math.max(largest, WorkerMemory.bytes(trained, technique.trains()));
      most = Math.max(most, FLOAT * Parameters.of(trained).count());
      before = config;
    }
    var models = stages.stream().mapToLong(stage -> stage.parameterCount() * FLOAT).sum();
    var cached =
        stages.stream()
            .flatMap(stage -> stage.teacher().stream())
            .filter(OutputsSize::kept)
            .mapToLong(OutputsSize::bytes)
            .sum();
    // States of weights and two moments: two, and one being written; best weights likewise; and
    // the weights that a stage began with.
    var checkpoints = 3 * 3 * most + 3 * most + most;
    return new Preflight(
        corpus,
        shapes.stages().getLast().isCounted(),
        stages,
        largest,
        checkpoints + models + cached,
        models + cached,
        free(workspace),
        Machine.here().memoryBytes());
  }

  private static Stage stage(
      Technique technique,
      BertConfig config,
      BertConfig trained,
      CorpusSize corpus,
      Optional<BertConfig> teacher) {
    var labelled = (long) corpus.count(Split.TRAIN).sentences();
    var perEpoch = technique.sentencesPerEpoch(labelled);
    var epochs = technique.trains().map(Training::epochs).orElse(0);
    var steps =
        technique
            .trains()
            .map(training -> training.epochs() * Math.ceilDiv(perEpoch, training.batchSize()))
            .orElse(0L);
    var evaluations =
        technique.trains().map(training -> evaluations(training, steps, corpus)).orElse(0L);
    var passes = (double) epochs * perEpoch / labelled;
    var outputs = teacher.flatMap(known -> OutputsSize.of(technique, config, corpus, known));
    var asked =
        outputs.map(kept -> kept.kept() ? (double) perEpoch / labelled : passes).orElse(0.0);
    return new Stage(
        technique.label(),
        Parameters.of(config).counts(),
        passes,
        steps,
        evaluations,
        work(trained),
        asked * teacher.map(Preflight::work).orElse(0L),
        outputs);
  }

  /** The weights of the layers that every piece is multiplied with, once for each application. */
  private static long work(BertConfig config) {
    var shapes = Parameters.of(config).shapes();
    var how = config.architecture();
    return IntStream.range(0, config.numHiddenLayers())
        .boxed()
        .flatMap(
            i ->
                Stream.of(
                        Matrices.attention(how.attentionOf(i)),
                        Matrices.feedForward(how.feedForwardOf(i)))
                    .flatMap(List::stream))
        .flatMap(matrix -> how.stored(matrix).stream())
        .map(stored -> shapes.getOrDefault(stored + ".weight", new long[] {0, 0}))
        .mapToLong(shape -> shape[0] * shape[1])
        .sum();
  }

  /** The model that the last stage leaves. */
  public Stage result() {
    return stages.getLast();
  }

  /** Steps of all stages. */
  public long steps() {
    return stages.stream().mapToLong(Stage::steps).sum();
  }

  public boolean fitsOnDisk() {
    return diskBytes <= freeBytes;
  }

  /** What speaks for too little memory, as one sentence: a guess, so that it forbids nothing. */
  public Optional<String> memoryWarning() {
    return machineBytes == 0 || memoryBytes <= machineBytes
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "The worker may need about %,.1f GB of memory, but this machine has %,.1f GB: the"
                    + " run may be slow or be ended by the system.",
                memoryBytes / 1e9,
                machineBytes / 1e9));
  }

  /** The shape of the model that a run starts from. */
  private static BertConfig startConfig(RunSpec spec, CorpusSize corpus, Workspace workspace) {
    return switch (spec.start()) {
      case Start.Untrained shape ->
          StartModel.config(shape, vocabulary(spec, shape, workspace), corpus.labels());
      case Start.Pretrained start -> config(start, corpus, workspace);
      case Start.FromRun start -> config(start, corpus, workspace);
    };
  }

  /** An untrained model that has yet to learn its vocabulary, which this one has the most of. */
  private static Plan withVocabularyUpTo(BertConfig most) {
    var least = new EnumMap<>(Parameters.of(most).counts());
    least.put(Component.WORD_EMBEDDINGS, 0L);
    return new Plan(most, most, false, least);
  }

  private static int vocabulary(RunSpec spec, Start.Untrained shape, Workspace workspace) {
    return spec.teacherFolder(workspace)
        .map(folder -> new ModelFolder(folder).config().vocabSize())
        .orElse(shape.vocabularySize());
  }

  private static BertConfig config(Start start, CorpusSize corpus, Workspace workspace) {
    return new ModelFolder(start.folder(workspace).orElseThrow())
        .config()
        .withLabels(corpus.labels());
  }

  private static long evaluations(Training training, long steps, CorpusSize corpus) {
    if (corpus.count(Split.VALID).sentences() == 0) {
      return 0;
    }
    var between = training.evaluateEvery() == 0 ? 0 : steps / training.evaluateEvery();
    return training.epochs() + between;
  }

  private static long free(Workspace workspace) {
    try {
      return Files.getFileStore(workspace.runs()).getUsableSpace();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * How long the run would take, in seconds: at the speed of the stage that was timed, the first
   * one that trains, and for other stages and teachers in proportion to their products.
   */
  public double seconds(Measurement measured) {
    var timed =
        stages.stream().filter(stage -> stage.steps() > 0).findFirst().orElse(stages.getLast());
    var seconds = measured.startSeconds();
    for (var stage : stages) {
      var share = stage.work() / Math.max(1, timed.work());
      var teaching = stage.teaching() / Math.max(1, timed.work());
      seconds += share * stage.passes() * measured.trainTokens() / measured.tokensPerSecond();
      seconds += teaching * measured.trainTokens() / measured.evaluatedTokensPerSecond();
      seconds +=
          share
              * stage.evaluations()
              * measured.validTokens()
              / measured.evaluatedTokensPerSecond();
    }
    // The result is scored on both splits once more.
    var last = measured.validTokens() + measured.testTokens();
    return seconds + last / measured.evaluatedTokensPerSecond();
  }

  /** A measurement that holds for a spec, if one was made on this machine. */
  public static Optional<Measurement> remembered(RunSpec spec, Workspace workspace) {
    return Measurement.read(spec, workspace);
  }
}
