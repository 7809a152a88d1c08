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
import java.util.Optional;
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

  private static StageRunner.Context stage(RunSpec spec, Path result) {
    return new StageRunner.Context(
        spec,
        0,
        Optional.empty(),
        result,
        Checkpoints.none(),
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
