package bonsai.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bonsai.base.RecordReader;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.model.ModelFolder;
import bonsai.ner.Split;
import bonsai.train.Checkpoints;
import bonsai.train.TrainingControl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The real stage on the sample corpus, in this process and in workers that are killed. */
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
  @DisabledOnOs(OS.WINDOWS)
  void aWorkerKilledAgainAndAgainEndsWithTheSameBits() throws Exception {
    var workspace = new Workspace(home);
    var runs = Runs.of(workspace);
    var launcher = WorkerLauncher.ofThisProgram(workspace);
    var undisturbed = runs.create(spec(""));
    launcher.launch(undisturbed).waitFor();
    var killed = runs.create(spec(""));
    for (var step : new int[] {4, 9, 23}) {
      var worker = launcher.launch(killed);
      while (worker.isAlive() && RunStatus.of(killed).step() < step) {
        Thread.sleep(5);
      }
      worker.destroyForcibly().waitFor();
    }
    launcher.launch(killed).waitFor();

    assertThat(RunStatus.of(killed).state()).isEqualTo(RunState.FINISHED);
    assertThat(killed.model().resolve(ModelFolder.WEIGHTS))
        .hasSameBinaryContentAs(undisturbed.model().resolve(ModelFolder.WEIGHTS));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aStudentLearnsFromATeacherThroughKillsAtStageBordersAndInTheCache() throws Exception {
    var workspace = new Workspace(home);
    var runs = Runs.of(workspace);
    var launcher = WorkerLauncher.ofThisProgram(workspace);
    var teacher = runs.create(spec(""));
    launcher.launch(teacher).waitFor();
    var undisturbed = runs.create(recipe(teacher.id()));
    launcher.launch(undisturbed).waitFor();
    assertThat(RunStatus.of(undisturbed).state()).isEqualTo(RunState.FINISHED);

    var kept = workspace.cache().resolve("teachers");
    try (var files = Files.walk(kept)) {
      files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    }
    var killed = runs.create(recipe(teacher.id()));
    killOnce(launcher.launch(killed), () -> Files.isDirectory(kept));
    killOnce(launcher.launch(killed), () -> Files.isDirectory(killed.stage(0)));
    killOnce(launcher.launch(killed), () -> RunStatus.of(killed).step() > 9);
    launcher.launch(killed).waitFor();

    assertThat(RunStatus.of(killed).state()).isEqualTo(RunState.FINISHED);
    var student = new ModelFolder(killed.model());
    assertThat(student.config().architecture().embeddingSize()).isEqualTo(6);
    assertThat(killed.model().resolve(ModelFolder.WEIGHTS))
        .hasSameBinaryContentAs(undisturbed.model().resolve(ModelFolder.WEIGHTS));

    var said = new ArrayList<String>();
    var timed = new DistillationTiming(recipe(teacher.id()), workspace, said::add).run(3);
    assertThat(said)
        .as("what the run kept is used")
        .containsExactly(
            "With the teacher's outputs on the disk", "With the teacher in every step");
    assertThat(timed.cached()).isPositive();
    assertThat(timed.ratio()).isEqualTo(timed.cached() / timed.live());
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void zerosSurviveFineTuningAndDistillationThroughKills() throws Exception {
    var workspace = new Workspace(home);
    var runs = Runs.of(workspace);
    var launcher = WorkerLauncher.ofThisProgram(workspace);
    var teacher = runs.create(spec(""));
    launcher.launch(teacher).waitFor();
    var undisturbed = runs.create(prunedRecipe(teacher.id()));
    launcher.launch(undisturbed).waitFor();
    var killed = runs.create(prunedRecipe(teacher.id()));
    killOnce(launcher.launch(killed), () -> RunStatus.of(killed).step() > 4);
    killOnce(launcher.launch(killed), () -> Files.isDirectory(killed.stage(0)));
    launcher.launch(killed).waitFor();

    assertThat(RunStatus.of(killed).state()).isEqualTo(RunState.FINISHED);
    assertThat(killed.model().resolve(ModelFolder.WEIGHTS))
        .hasSameBinaryContentAs(undisturbed.model().resolve(ModelFolder.WEIGHTS));
    var model = new ModelFolder(killed.model()).load();
    assertThat(model.config().architecture().pruned()).hasSize(6);
    for (var matrix : model.config().architecture().pruned()) {
      var weight = model.tensor(matrix + ".weight").toArray();
      for (var from = 0; from < weight.length; from += 4) {
        var zeros = 0;
        for (var i = from; i < from + 4; i++) {
          zeros += weight[i] == 0f ? 1 : 0;
        }
        assertThat(zeros).as(matrix).isEqualTo(2);
      }
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void gatesCloseAndTheSmallerModelIsDistilledThroughKills() throws Exception {
    var workspace = new Workspace(home);
    var runs = Runs.of(workspace);
    var launcher = WorkerLauncher.ofThisProgram(workspace);
    var teacher = runs.create(spec(""));
    launcher.launch(teacher).waitFor();
    var undisturbed = runs.create(gatedRecipe(teacher.id()));
    launcher.launch(undisturbed).waitFor();
    var killed = runs.create(gatedRecipe(teacher.id()));
    killOnce(launcher.launch(killed), () -> RunStatus.of(killed).step() > 4);
    killOnce(
        launcher.launch(killed),
        () -> Files.isDirectory(killed.stage(0)) && RunStatus.of(killed).step() > 7);
    killOnce(launcher.launch(killed), () -> Files.isDirectory(killed.stage(1)));
    launcher.launch(killed).waitFor();

    assertThat(RunStatus.of(killed).state()).isEqualTo(RunState.FINISHED);
    assertThat(killed.model().resolve(ModelFolder.WEIGHTS))
        .hasSameBinaryContentAs(undisturbed.model().resolve(ModelFolder.WEIGHTS));
    var model = new ModelFolder(killed.model()).load();
    assertThat(model.config().attentionHeads()).containsExactly(1);
    assertThat(model.config().intermediateSizes().getFirst()).isLessThan(32);
    assertThat(Files.readString(killed.events()))
        .contains("\"part\":\"heads\"", "\"part\":\"units\"", "\"type\":\"removed\"");
  }

  /** The price of units is such that all close. */
  private static RunSpec gatedRecipe(String teacher) {
    return RecordReader.read(
        RunSpec.class,
        "spec",
        """
        {"name": "gated", "seed": 5, "device": "cpu", "precision": "float32",
         "start": {"run": "%1$s"}, "teacher": {"run": "%1$s"},
         "stages": [{"technique": "remove-heads", "keep": 1, "distil": {"hidden": {}},
                     "gates": {"ramp": 0.2},
                     "training": {"epochs": 1, "batchSize": 64, "learningRate": 1e-3}},
                    {"technique": "remove-units", "lambda": 10, "group": 8,
                     "gates": {"learningRate": 0.5},
                     "training": {"epochs": 2, "batchSize": 64, "learningRate": 1e-3}},
                    {"technique": "distil", "hidden": {},
                     "training": {"epochs": 1, "batchSize": 64, "learningRate": 1e-3}}],
         "checkpoint": {"everySteps": 3}}
        """
            .formatted(teacher));
  }

  private static RunSpec prunedRecipe(String teacher) {
    return RecordReader.read(
        RunSpec.class,
        "spec",
        """
        {"name": "pruned", "seed": 5, "device": "cpu", "precision": "float32",
         "start": {"run": "%1$s"}, "teacher": {"run": "%1$s"},
         "stages": [{"technique": "prune-weights", "pattern": "two-of-four",
                     "training": {"epochs": 1, "batchSize": 64, "learningRate": 1e-3}},
                    {"technique": "distil",
                     "training": {"epochs": 1, "batchSize": 64, "learningRate": 1e-3}}],
         "checkpoint": {"everySteps": 3}}
        """
            .formatted(teacher));
  }

  private static void killOnce(Process worker, BooleanSupplier when) throws Exception {
    while (worker.isAlive() && !when.getAsBoolean()) {
      Thread.sleep(2);
    }
    worker.destroyForcibly().waitFor();
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

  private static RunSpec recipe(String teacher) {
    return RecordReader.read(
        RunSpec.class,
        "spec",
        """
        {"name": "student", "seed": 5, "device": "cpu", "precision": "float32",
         "start": {"run": "%1$s"}, "teacher": {"run": "%1$s"},
         "stages": [{"technique": "factorise-embeddings", "rank": 6},
                    {"technique": "distil", "hidden": {"attentionWeight": 0.1},
                     "augmentation": {"sentencePairs": false},
                     "training": {"epochs": 1, "batchSize": 64, "learningRate": 1e-3}}],
         "checkpoint": {"everySteps": 3}, "limit": 1000000}
        """
            .formatted(teacher));
  }

  private static StageRunner.Context stage(RunSpec spec, Path result) {
    return new StageRunner.Context(
        spec,
        0,
        Optional.empty(),
        result,
        Checkpoints.none(),
        event -> {},
        event -> {},
        TrainingControl.NONE,
        warning -> {});
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
