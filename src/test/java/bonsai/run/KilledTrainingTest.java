package bonsai.run;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.base.RecordReader;
import bonsai.base.Workspace;
import bonsai.model.ModelFolder;
import bonsai.torch.TorchTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real stages in workers that are killed: each run ends with the bits of one that nothing
 * disturbed. The latter is carried out in this process, which saves the start of another.
 */
@DisabledOnOs(OS.WINDOWS)
@TorchTest
final class KilledTrainingTest {
  @TempDir static Path home;

  private static Workspace workspace;
  private static Runs runs;
  private static WorkerLauncher launcher;

  /** Every other run starts from it and learns from it. */
  private static RunFolder teacher;

  @BeforeAll
  static void trainTheTeacher() {
    workspace = new Workspace(home);
    runs = Runs.of(workspace);
    launcher = WorkerLauncher.ofThisProgram(workspace);
    teacher = runHere(tiny());
  }

  private static RunFolder runHere(RunSpec spec) {
    var run = runs.create(spec);
    assertThat(new Worker(run, workspace, new TrainingStages(workspace)).work())
        .isEqualTo(RunState.FINISHED);
    return run;
  }

  @Test
  void aWorkerKilledAgainAndAgainEndsWithTheSameBits() throws Exception {
    var killed = runs.create(tiny());
    for (var step : new int[] {4, 23}) {
      killOnce(launcher.launch(killed), () -> RunStatus.of(killed).step() >= step);
    }
    endsLike(teacher, killed);
  }

  @Test
  void aStudentLearnsFromATeacherThroughKillsAtStageBordersAndInTheCache() throws Exception {
    var undisturbed = runHere(recipe(teacher.id()));
    var kept = workspace.teacherOutputs();
    try (var files = Files.walk(kept)) {
      files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    }
    var killed = runs.create(recipe(teacher.id()));
    killOnce(launcher.launch(killed), () -> Files.isDirectory(kept));
    killOnce(launcher.launch(killed), () -> Files.isDirectory(killed.stage(0)));
    killOnce(launcher.launch(killed), () -> RunStatus.of(killed).step() > 9);
    endsLike(undisturbed, killed);
    var student = new ModelFolder(killed.model());
    assertThat(student.config().architecture().embeddingSize()).isEqualTo(6);

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
  void zerosSurviveFineTuningAndDistillationThroughKills() throws Exception {
    var undisturbed = runHere(prunedRecipe(teacher.id()));
    var killed = runs.create(prunedRecipe(teacher.id()));
    killOnce(launcher.launch(killed), () -> RunStatus.of(killed).step() > 4);
    endsLike(undisturbed, killed);
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
  void gatesCloseAndTheSmallerModelIsDistilledThroughKills() throws Exception {
    var undisturbed = runHere(gatedRecipe(teacher.id()));
    var killed = runs.create(gatedRecipe(teacher.id()));
    killOnce(launcher.launch(killed), () -> RunStatus.of(killed).step() > 4);
    killOnce(
        launcher.launch(killed),
        () -> Files.isDirectory(killed.stage(0)) && RunStatus.of(killed).step() > 7);
    endsLike(undisturbed, killed);
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

  /** Lets a killed run come to its end, which is that of the other. */
  private static void endsLike(RunFolder undisturbed, RunFolder killed) throws Exception {
    launcher.launch(killed).waitFor();
    assertThat(RunStatus.of(killed).state()).isEqualTo(RunState.FINISHED);
    assertThat(killed.model().resolve(ModelFolder.WEIGHTS))
        .hasSameBinaryContentAs(undisturbed.model().resolve(ModelFolder.WEIGHTS));
  }

  private static void killOnce(Process worker, BooleanSupplier when) throws Exception {
    while (worker.isAlive() && !when.getAsBoolean()) {
      Thread.sleep(2);
    }
    worker.destroyForcibly().waitFor();
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

  private static RunSpec tiny() {
    return RecordReader.read(
        RunSpec.class,
        "spec",
        """
        {"name": "tiny", "seed": 5, "device": "cpu", "precision": "float32",
         "start": {"untrained": {"hiddenSize": 16, "layers": 1, "heads": 2,
                                 "intermediateSize": 32, "vocabularySize": 400}},
         "stages": [{"technique": "fine-tune",
                     "training": {"epochs": 1, "batchSize": 64, "learningRate": 1e-3}}],
         "checkpoint": {"everySteps": 3}}
        """);
  }
}
