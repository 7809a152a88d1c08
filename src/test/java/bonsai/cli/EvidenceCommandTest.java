package bonsai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.base.Json;
import bonsai.base.RecordReader;
import bonsai.base.Workspace;
import bonsai.model.ModelFolder;
import bonsai.run.RunFolder;
import bonsai.run.RunSpec;
import bonsai.run.RunState;
import bonsai.run.Runs;
import bonsai.run.TrainingStages;
import bonsai.run.Worker;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EvidenceCommandTest {
  @TempDir Path home;

  private RunFolder finishedRun() {
    var workspace = new Workspace(home);
    var spec =
        RecordReader.read(
            RunSpec.class,
            "spec",
            """
            {"name": "small", "device": "cpu", "precision": "float32",
             "start": {"untrained": {"hiddenSize": 16, "layers": 1, "heads": 2,
                                     "intermediateSize": 32, "vocabularySize": 300}},
             "stages": [{"technique": "factorise-embeddings", "rank": 4}]}
            """);
    var run = Runs.of(workspace).create(spec);
    assertThat(new Worker(run, workspace, new TrainingStages(workspace)).work())
        .isEqualTo(RunState.FINISHED);
    return run;
  }

  @Test
  void whatARunProvesIsOneObject() {
    var run = finishedRun();

    var told =
        Outcome.of(
            "evidence",
            "small",
            "--command",
            "./bonsai run small.json",
            "--tagging",
            "--device",
            "cpu",
            "--json",
            "--workspace",
            home.toString());

    assertThat(told.exitCode()).as(told.err()).isZero();
    var object = Json.LINE.readTree(told.out());
    var model = new ModelFolder(run.model());
    assertThat(object.path("command").asString()).isEqualTo("./bonsai run small.json");
    assertThat(object.path("spec").path("stages").get(0).path("rank").asInt()).isEqualTo(4);
    assertThat(object.path("parameters").asLong()).isEqualTo(model.load().parameterCount());
    assertThat(object.path("scores").path("test").path("f1").isNumber()).isTrue();
    assertThat(object.path("machine").path("threads").asInt()).isPositive();
    assertThat(object.path("tagging").path("sentences").asInt()).isEqualTo(400);
    assertThat(object.path("tagging").path("latencyMs").path("p50").asDouble()).isPositive();
  }

  @Test
  void aRunWithoutAResultProvesNothing() {
    var spec =
        RecordReader.read(
            RunSpec.class,
            "spec",
            """
            {"name": "new", "start": {"untrained": {}}, "stages": [{"technique": "fine-tune"}]}
            """);
    Runs.of(new Workspace(home)).create(spec);

    var told = Outcome.of("evidence", "new", "--command", "c", "--workspace", home.toString());

    assertThat(told.exitCode()).isEqualTo(1);
    assertThat(told.err()).contains("has no result yet");
  }
}
