package bonsai.run;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.base.RecordReader;
import bonsai.base.Workspace;
import bonsai.model.BertConfig;
import bonsai.model.ModelFolder;
import bonsai.tag.TinyTagger;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StageModelTest {
  @TempDir private Path folder;
  private Workspace workspace;
  private BertConfig start;

  @BeforeEach
  void makeTheStart() {
    workspace = new Workspace(folder);
    start = new ModelFolder(TinyTagger.in(workspace.models().resolve("tiny"))).config();
  }

  private RunFolder run(String start) {
    return Runs.of(workspace)
        .create(
            RecordReader.read(
                RunSpec.class,
                "spec",
                """
                {"name": "two", "start": %s, "stages": [
                  {"technique": "factorise-embeddings", "rank": 4},
                  {"technique": "factorise-layers", "rank": 3}]}"""
                    .formatted(start)));
  }

  @Test
  void aStageThatHasNotBegunHasThePlannedShape() {
    var run = run("{\"pretrained\": \"tiny\"}");

    var first = new StageModel(run, 0).shape(workspace).orElseThrow();
    var second = new StageModel(run, 1).shape(workspace).orElseThrow();

    assertThat(first).isEqualTo(start.withArchitecture(start.architecture().withEmbeddingSize(4)));
    assertThat(second.architecture().embeddingSize()).isEqualTo(4);
    assertThat(second.architecture().ranks()).hasSize(6).containsValue(3);
    assertThat(new StageModel(run, 0).folder()).isEmpty();
  }

  @Test
  void aStageThatHasEndedHasTheShapeOfItsModel() {
    var run = run("{\"pretrained\": \"tiny\"}");
    TinyTagger.in(run.stage(0));
    TinyTagger.in(run.model());

    assertThat(new StageModel(run, 0).shape(workspace)).contains(start);
    assertThat(new StageModel(run, 1).shape(workspace)).contains(start);
    assertThat(new StageModel(run, 1).folder().orElseThrow().path()).isEqualTo(run.model());
  }

  @Test
  void anUntrainedOrAbsentStartHasNoShapeYet() {
    var absent = run("{\"pretrained\": \"none-such\"}");

    assertThat(new StageModel(absent, 1).shape(workspace)).isEmpty();
    assertThat(new StageModel(Runs.of(workspace).create(Preset.tiny()), 0).shape(workspace))
        .isEmpty();
  }
}
