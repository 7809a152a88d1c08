package bonsai.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bonsai.base.RecordReader;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.model.ModelFolder;
import bonsai.ner.Split;
import bonsai.torch.Precision;
import bonsai.train.Checkpoints;
import bonsai.train.TrainingControl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real stages on the sample corpus, in this process. */
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
    return new StageRunner.Context(
        spec,
        0,
        Precision.FLOAT32,
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
