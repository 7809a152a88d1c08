package bonsai.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bonsai.base.RecordReader;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.compress.CompressionEvent;
import bonsai.model.ModelFolder;
import bonsai.model.Parameters;
import bonsai.ner.Split;
import bonsai.torch.Precision;
import bonsai.torch.TorchTest;
import bonsai.train.Checkpoints;
import bonsai.train.TrainingControl;
import bonsai.train.TrainingControl.Request;
import bonsai.train.TrainingEvent;
import bonsai.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real stages on the sample corpus, in this process. */
@TorchTest
final class TrainingStagesTest {
  @TempDir Path home;

  @Test
  void anUntrainedStartLeavesAModelThatLoadsAgainWithItsScores() throws IOException {
    var result = Files.createDirectories(home.resolve("result"));

    var outcome = new TrainingStages(new Workspace(home)).run(stage(spec(""), result));

    assertThat(outcome).isInstanceOf(StageRunner.Outcome.Finished.class);
    var finished = (StageRunner.Outcome.Finished) outcome;
    assertThat(finished.scores()).containsOnlyKeys(Split.VALID, Split.TEST);
    assertThat(new ModelFolder(result).load().config().hiddenSize()).isEqualTo(16);
    assertThat(result.resolve(ModelFolder.SCORES)).content().contains("\"valid\"", "\"test\"");
  }

  @Test
  void aStageWithoutTrainingLeavesATransformedModelWithItsScores() throws IOException {
    var result = Files.createDirectories(home.resolve("result"));
    var factorised = "{\"technique\": \"factorise-layers\", \"rank\": 4}";

    var outcome = new TrainingStages(new Workspace(home)).run(stage(withStage(factorised), result));

    assertThat(((StageRunner.Outcome.Finished) outcome).scores())
        .containsOnlyKeys(Split.VALID, Split.TEST);
    assertThat(new ModelFolder(result).load().config().architecture().ranks())
        .hasSize(6)
        .containsEntry("bert.encoder.layer.0.intermediate.dense", 4);
  }

  @Test
  void aPrunedModelIsSavedWithItsZerosAndANoteOfThem() throws IOException {
    var result = Files.createDirectories(home.resolve("result"));
    var pruned = "{\"technique\": \"prune-weights\", \"matrices\": [\"feed-forward\"]}";

    new TrainingStages(new Workspace(home)).run(stage(withStage(pruned), result));

    var model = new ModelFolder(result).load();
    assertThat(model.config().architecture().pruned())
        .containsExactly(
            "bert.encoder.layer.0.intermediate.dense", "bert.encoder.layer.0.output.dense");
    var weight = model.tensor("bert.encoder.layer.0.output.dense.weight").toArray();
    var zeros = 0;
    for (var value : weight) {
      zeros += value == 0f ? 1 : 0;
    }
    assertThat(zeros).isBetween(weight.length / 2, weight.length / 2 + 1);
  }

  @Test
  void aModelOverTheLimitIsRefusedBeforeAnythingIsTrained() throws IOException {
    var result = Files.createDirectories(home.resolve("result"));
    var stages = new TrainingStages(new Workspace(home));

    assertThatThrownBy(() -> stages.run(stage(spec(", \"limit\": 1000"), result)))
        .isInstanceOf(UserException.class)
        .hasMessageMatching(
            "Stage 1 leaves a model of [0-9,]+ parameters, but the limit is 1,000\\.");
    assertThat(result).isEmptyDirectory();
  }

  @Test
  void aLimitThatTwoGatedStagesReachTogetherIsNotHeldAgainstTheModelBetweenThem()
      throws IOException {
    var whole = Files.createDirectories(home.resolve("whole"));
    var stages = new TrainingStages(new Workspace(home));
    stages.run(stage(spec(""), whole));
    var config = new ModelFolder(whole).config();
    // Less than one head costs, so that both heads and no units would be too much.
    var limit = Parameters.of(config.withSizes(List.of(1), List.of(8))).count();
    var gated = "\"training\": {\"epochs\": 1, \"batchSize\": 64, \"learningRate\": 1e-3}}";
    var spec =
        spec(
            "{\"technique\": \"remove-heads\", \"keep\": 1, "
                + gated
                + ", {\"technique\": \"remove-units\", \"group\": 8, \"parameters\": "
                + limit
                + ", "
                + gated,
            ", \"limit\": " + limit);

    var between = Files.createDirectories(home.resolve("between"));
    stages.run(stage(spec, 0, Optional.of(whole), between));
    var result = Files.createDirectories(home.resolve("result"));
    stages.run(stage(spec, 1, Optional.of(between), result));

    assertThat(new ModelFolder(between).config().attentionHeads()).containsExactly(1);
    assertThat(new ModelFolder(result).load().parameterCount()).isLessThanOrEqualTo(limit);
  }

  @Test
  void aPriceThatLeavesMoreThanTheLimitIsToldOfAndTheModelKept() throws IOException {
    var whole = Files.createDirectories(home.resolve("whole"));
    new TrainingStages(new Workspace(home)).run(stage(spec(""), whole));
    var limit = new ModelFolder(whole).load().parameterCount() - 1;
    var told = new ArrayList<String>();
    var result = Files.createDirectories(home.resolve("result"));
    var removal =
        "{\"technique\": \"remove-units\", \"lambda\": 0, \"group\": 8, \"gates\": {\"learningRate\":"
            + " 1e-6}, \"training\": {\"epochs\": 1, \"batchSize\": 64, \"learningRate\": 1e-3}}";
    var context = stage(spec(removal, ", \"limit\": " + limit), 0, Optional.empty(), result);

    new TrainingStages(new Workspace(home))
        .run(
            new StageRunner.Context(
                context.spec(),
                0,
                context.precision(),
                context.start(),
                result,
                context.checkpoints(),
                context.listener(),
                context.compression(),
                context.control(),
                told::add));

    assertThat(new ModelFolder(result).load().parameterCount()).isEqualTo(limit + 1);
    assertThat(told).singleElement().asString().contains("more than the limit of ");
  }

  @Test
  void zerosSurviveTheRemovalOfHeadsAndTheTrainingBehindIt() throws IOException {
    var training = "\"training\": {\"epochs\": 1, \"batchSize\": 64, \"learningRate\": 1e-3}}";
    var spec =
        withStage(
            "{\"technique\": \"prune-weights\", \"pattern\": \"two-of-four\"}, "
                + "{\"technique\": \"remove-heads\", \"keep\": 1, "
                + training
                + ", {\"technique\": \"fine-tune\", "
                + training);
    var stages = new TrainingStages(new Workspace(home));
    var start = Optional.<Path>empty();
    for (var i = 0; i < 3; i++) {
      var result = Files.createDirectories(home.resolve("stage" + i));
      stages.run(stage(spec, i, start, result));
      start = Optional.of(result);
    }

    var model = new ModelFolder(start.orElseThrow()).load();
    assertThat(model.config().attentionHeads()).containsExactly(1);
    for (var name : List.of("query", "key", "value")) {
      var weight =
          model.tensor("bert.encoder.layer.0.attention.self." + name + ".weight").toArray();
      assertThat(weight).hasSize(8 * 16);
      for (var from = 0; from < weight.length; from += 4) {
        var zeros = 0;
        for (var i = from; i < from + 4; i++) {
          zeros += weight[i] == 0f ? 1 : 0;
        }
        assertThat(zeros).as(name).isEqualTo(2);
      }
    }
  }

  @Test
  void aStudentLearnsFromTextWithoutTagsAsWell() throws IOException {
    var workspace = new Workspace(home);
    var taught = Files.createDirectories(home.resolve("taught"));
    new TrainingStages(workspace).run(stage(spec(""), taught));
    var text = Files.writeString(home.resolve("more.txt"), "Anna met Bob in Rome .\n".repeat(200));
    var spec =
        RecordReader.read(
            RunSpec.class,
            "spec",
            """
            {"name": "student", "device": "cpu", "precision": "float32",
             "start": {"pretrained": "%1$s/"}, "teacher": {"pretrained": "%1$s/"},
             "stages": [{"technique": "distil",
                         "unlabelled": {"paths": ["%2$s"], "proportion": 0.5},
                         "training": {"epochs": 1, "batchSize": 64, "learningRate": 1e-3}}]}
            """
                .formatted(taught, text));
    var told = new ArrayList<TrainingEvent>();
    var result = Files.createDirectories(home.resolve("result"));

    new TrainingStages(workspace)
        .run(
            watched(
                stage(spec, 0, Optional.of(taught), result),
                Checkpoints.none(),
                told::add,
                event -> {},
                TrainingControl.NONE));

    var steps = told.stream().filter(TrainingEvent.Stepped.class::isInstance).count();
    assertThat(steps)
        .as("2,000 sentences with tags, half as many without")
        .isEqualTo(3000 / 64 + 1);
    assertThat(new ModelFolder(result).load().config().labels())
        .isEqualTo(new ModelFolder(taught).config().labels());
  }

  @Test
  void aTransformationThatIsAskedToPauseEndsBetweenTwoMatrices() throws IOException {
    var result = Files.createDirectories(home.resolve("result"));
    var done = new ArrayList<CompressionEvent>();
    var context = stage(withStage("{\"technique\": \"factorise-layers\", \"rank\": 4}"), result);

    var outcome =
        new TrainingStages(new Workspace(home))
            .run(
                watched(
                    context,
                    Checkpoints.none(),
                    event -> {},
                    done::add,
                    () -> done.isEmpty() ? Request.CONTINUE : Request.PAUSE));

    assertThat(outcome).isEqualTo(new StageRunner.Outcome.Paused(0));
    assertThat(done).hasSize(1);
    assertThat(result).isEmptyDirectory();
  }

  @Test
  void aResumedStageTrainsTheModelThatItMadeBeforeAndMakesNoOther() throws IOException {
    var result = Files.createDirectories(home.resolve("result"));
    var context =
        stage(
            withStage(
                "{\"technique\": \"prune-weights\", \"method\": \"magnitude\", \"training\":"
                    + " {\"epochs\": 1, \"batchSize\": 64, \"learningRate\": 1e-3}}"),
            result);
    var checkpoints = home.resolve("checkpoints");
    var steps = new AtomicInteger();
    var first =
        new TrainingStages(new Workspace(home))
            .run(
                watched(
                    context,
                    kept(checkpoints),
                    event -> steps.incrementAndGet(),
                    event -> {},
                    () -> steps.get() < 3 ? Request.CONTINUE : Request.PAUSE));
    var made = new ArrayList<CompressionEvent>();
    var second =
        new TrainingStages(new Workspace(home))
            .run(watched(context, kept(checkpoints), event -> {}, made::add, TrainingControl.NONE));

    assertThat(first).isEqualTo(new StageRunner.Outcome.Paused(3));
    assertThat(second).isInstanceOf(StageRunner.Outcome.Finished.class);
    assertThat(made).isEmpty();
    var began = new ModelFolder(kept(checkpoints).start().orElseThrow()).load();
    var ended = new ModelFolder(result).load();
    for (var matrix : began.config().architecture().pruned()) {
      var before = began.tensor(matrix + ".weight").toArray();
      var after = ended.tensor(matrix + ".weight").toArray();
      for (var i = 0; i < before.length; i++) {
        assertThat(after[i] == 0).as(matrix).isEqualTo(before[i] == 0);
      }
    }
  }

  private static CheckpointStore kept(Path folder) {
    return new CheckpointStore(
        folder,
        0,
        new RunSpec.CheckpointPolicy(0, 0),
        warning -> {},
        saved -> {},
        System::nanoTime);
  }

  @Test
  void aTeacherIsComparedBeforeTheFirstStageThoughALaterOneLearnsFromIt() throws IOException {
    var workspace = new Workspace(home);
    var taught = Files.createDirectories(home.resolve("taught"));
    new TrainingStages(workspace).run(stage(spec(""), taught));
    var other = Files.createDirectories(home.resolve("other"));
    new TrainingStages(workspace)
        .run(
            stage(
                RecordReader.read(
                    RunSpec.class,
                    "spec",
                    """
                    {"name": "other", "device": "cpu", "precision": "float32",
                     "start": {"untrained": {"hiddenSize": 8, "layers": 1, "heads": 2,
                                             "vocabularySize": 300}},
                     "stages": [{"technique": "factorise-embeddings", "rank": 4}]}
                    """),
                other));
    var spec =
        RecordReader.read(
            RunSpec.class,
            "spec",
            """
            {"name": "student", "device": "cpu", "precision": "float32",
             "start": {"pretrained": "%s/"}, "teacher": {"pretrained": "%s/"},
             "stages": [{"technique": "fine-tune"}, {"technique": "distil"}]}
            """
                .formatted(other, taught));
    var context = stage(spec, 0, Optional.of(other), home.resolve("r"));

    assertThatThrownBy(() -> new TrainingStages(workspace).run(context))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(" cuts words into other pieces than the student");
  }

  @Test
  void aTeacherWithOtherTagsIsRefused() throws IOException {
    var workspace = new Workspace(home);
    var taught = Files.createDirectories(home.resolve("taught"));
    new TrainingStages(workspace).run(stage(spec(""), taught));
    var config = taught.resolve(ModelFolder.CONFIG);
    Files.writeString(config, Files.readString(config).replace("-ORG", "-FIRM"));
    var spec =
        RecordReader.read(
            RunSpec.class,
            "spec",
            """
            {"name": "student", "device": "cpu", "precision": "float32",
             "start": {"untrained": {"hiddenSize": 8, "layers": 1}},
             "teacher": {"pretrained": "%s/"}, "stages": [{"technique": "distil"}]}
            """
                .formatted(taught));

    assertThatThrownBy(() -> new TrainingStages(workspace).run(stage(spec, home.resolve("r"))))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("The teacher in " + taught)
        .hasMessageEndingWith("distil from a teacher that was trained on the same tags.");
  }

  private static StageRunner.Context stage(RunSpec spec, Path result) {
    return stage(spec, 0, Optional.empty(), result);
  }

  private static StageRunner.Context stage(
      RunSpec spec, int index, Optional<Path> start, Path result) {
    return new StageRunner.Context(
        spec,
        index,
        Precision.FLOAT32,
        start,
        result,
        Checkpoints.none(),
        event -> {},
        event -> {},
        TrainingControl.NONE,
        warning -> {});
  }

  /** A stage that keeps, tells and heeds as it is told. */
  private static StageRunner.Context watched(
      StageRunner.Context stage,
      Checkpoints checkpoints,
      TrainingListener listener,
      Consumer<CompressionEvent> compression,
      TrainingControl control) {
    return new StageRunner.Context(
        stage.spec(),
        stage.index(),
        stage.precision(),
        stage.start(),
        stage.result(),
        checkpoints,
        listener,
        compression,
        control,
        stage.warn());
  }

  private static RunSpec spec(String more) {
    return spec(
        "{\"technique\": \"fine-tune\", \"training\": {\"epochs\": 1, \"batchSize\": 64,"
            + " \"learningRate\": 1e-3}}",
        more);
  }

  private static RunSpec withStage(String stage) {
    return spec(stage, "");
  }

  private static RunSpec spec(String stage, String more) {
    return RecordReader.read(
        RunSpec.class,
        "spec",
        """
        {"name": "tiny", "seed": 5, "device": "cpu", "precision": "float32",
         "start": {"untrained": {"hiddenSize": 16, "layers": 1, "heads": 2,
                                 "intermediateSize": 32, "vocabularySize": 400}},
         "stages": [%s],
         "checkpoint": {"everySteps": 3}%s}
        """
            .formatted(stage, more));
  }
}
