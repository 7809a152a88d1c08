package bonsai.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bonsai.base.RecordReader;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.model.BertConfig;
import bonsai.model.ModelFolder;
import bonsai.model.Parameters;
import bonsai.ner.Labels;
import bonsai.ner.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PreflightTest {
  private static final Labels LABELS = Labels.ofTypes(List.of("PER"));
  private static final CorpusSize CORPUS =
      new CorpusSize("corpus", Map.of(Split.TRAIN, new CorpusSize.Count(100, 1000)), LABELS, 0);

  private static final long LIMIT = 8_000_000_000L;

  @TempDir private Path home;
  private Workspace workspace;

  @BeforeEach
  void makeATeacher() throws IOException {
    workspace = new Workspace(home);
    Files.createDirectories(workspace.runs());
    var teacher = Files.createDirectories(workspace.models().resolve("teacher"));
    var config = BertConfig.of(500, 64, 4, 4, 128, LABELS);
    Files.writeString(teacher.resolve(ModelFolder.CONFIG), config.toJson());
  }

  private Preflight plan(String distil) {
    var spec =
        RecordReader.read(
            RunSpec.class,
            "spec",
            """
            {"name": "student", "teacher": {"pretrained": "teacher"},
             "start": {"untrained": {"hiddenSize": 32, "layers": 2, "heads": 2}},
             "stages": [{"technique": "distil", "training": {"epochs": 3, "batchSize": 8} %s}]}
            """
                .formatted(distil));
    return Preflight.of(spec, CORPUS, workspace);
  }

  private Preflight.Stage stage(String distil) {
    return plan(distil).result();
  }

  @Test
  void aTeachersTagsTakeAFloatForEachPieceAndTag() {
    // 1,000 words of 1.35 pieces, 2 more a sentence; 3 tags
    assertThat(stage("").teacher()).contains(new OutputsSize(1550 * 3 * 4, true, LIMIT));
  }

  @Test
  void hiddenStatesTakeTwoBytesForEachLayerThatIsCompared() {
    var states = 1550 * (3 * 4 + 3 * 64 * 2);
    assertThat(stage(", \"hidden\": {}").teacher()).contains(new OutputsSize(states, true, LIMIT));
    assertThat(plan(", \"hidden\": {}").keptBytes() - plan("").keptBytes())
        .isEqualTo(1550 * 3 * 64 * 2);
  }

  @Test
  void attentionScoresTakeTwoBytesForEachPairOfPiecesOfAWindow() {
    var attention = ", \"hidden\": {\"weight\": 0, \"attentionWeight\": 1}";

    // windows of 15.5 pieces, and half as long again for the average piece; 2 layers
    var scores = Math.round(1550 * 2.0 * 2 * 15.5 * 1.5);
    assertThat(stage(attention).teacher())
        .contains(new OutputsSize(1550 * 3 * 4 + scores, true, LIMIT));
  }

  @Test
  void textWithoutTagsIsCountedByTheSizeOfItsFiles() throws IOException {
    var text = Files.writeString(home.resolve("more.txt"), "word ".repeat(10_000));
    var all = ", \"unlabelled\": {\"paths\": [\"%s\"]}".formatted(text);
    var some = ", \"unlabelled\": {\"paths\": [\"%s\"], \"sentences\": 100}".formatted(text);

    // 50,000 bytes of 6 a word of 1.35 pieces are 726 windows of 15.5
    assertThat(stage(all).teacher())
        .contains(new OutputsSize(Math.round((100 + 726) * 15.5) * 3 * 4, true, LIMIT));
    assertThat(stage(some).teacher()).contains(new OutputsSize(2 * 1550 * 3 * 4, true, LIMIT));
  }

  @Test
  void timeGrowsWithTheProductsOfAStageAndOfItsTeacher() {
    // The student has 2 layers of 32 columns, the teacher 4 of 64.
    var student = 2 * (4 * 32 * 32 + 2 * 32 * 512);
    var teacher = 4 * (4 * 64 * 64 + 2 * 64 * 128);
    var measured =
        new Measurement("", "cpu", "", "float32", "", 5, 100, 400, 1000, 200, 200, 0, 0, 0);

    assertThat(stage("").work()).isEqualTo(student);
    assertThat(stage("").teaching()).isEqualTo(teacher);
    assertThat(stage(", \"cache\": {\"keep\": false}").teaching()).isEqualTo(3.0 * teacher);
    // three epochs, the teacher's outputs, and both splits at the end
    assertThat(plan("").seconds(measured))
        .isCloseTo(3 * 1000 / 100.0 + 1000 / 400.0 * teacher / student + 400 / 400.0, within(1e-9));
  }

  @Test
  void checkpointsOfAStageWithGatesHoldTheModelBeforeRemoval() {
    var removal =
        """
        {"name": "student", "start": {"pretrained": "teacher"},
         "stages": [{"technique": "remove-units", "keep": 1}]}
        """;
    var spec = RecordReader.read(RunSpec.class, "spec", removal);
    var whole =
        Parameters.of(new ModelFolder(workspace.models().resolve("teacher")).config()).count();

    assertThat(Preflight.of(spec, CORPUS, workspace).diskBytes())
        .isGreaterThan(4 * 3 * 4 * whole - 1);
  }

  @Test
  void whatIsOverTheLimitIsNotKept() {
    assertThat(stage(", \"cache\": {\"gigabytes\": 0}").teacher().orElseThrow().kept()).isFalse();
    assertThat(stage(", \"cache\": {\"keep\": false}").teacher().orElseThrow().kept()).isFalse();
  }

  @Test
  void theLimitIsToldUnlessNothingIsToBeKept() {
    assertThat(most(", \"cache\": {\"gigabytes\": 0.5}")).isEqualTo(500_000_000);
    assertThat(most(", \"cache\": {\"keep\": false}")).isZero();
  }

  private long most(String distil) {
    return stage(distil).teacher().orElseThrow().mostBytes();
  }

  @Test
  void moreMemoryThanTheMachineHasIsSaid() {
    var plan = plan("");
    assertThat(plan.memoryWarning()).isEmpty();

    assertThat(on(plan, plan.memoryBytes() - 1).memoryWarning().orElseThrow())
        .isEqualTo(
            "The worker may need about 0.8 GB of memory, but this machine has 0.8 GB: the run may"
                + " be slow or be ended by the system.");
    assertThat(on(plan, 0).memoryWarning()).isEmpty();
  }

  private static Preflight on(Preflight plan, long machineBytes) {
    return new Preflight(
        plan.corpus(),
        plan.exact(),
        plan.stages(),
        plan.memoryBytes(),
        plan.diskBytes(),
        plan.keptBytes(),
        plan.freeBytes(),
        machineBytes);
  }

  @Test
  void whatAugmentationAddsIsCounted() {
    assertThat(stage("").steps()).isEqualTo(3 * 13);
    assertThat(stage("").passes()).isEqualTo(3);

    var augmented = stage(", \"augmentation\": {\"copies\": 2}");

    assertThat(augmented.steps()).isEqualTo(3 * 38);
    assertThat(augmented.passes()).isEqualTo(9);
    assertThat(augmented.teacher()).contains(new OutputsSize(3 * 1550 * 3 * 4, true, LIMIT));
  }

  @Test
  void aMapThatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> plan(", \"hidden\": {\"map\": \"explicit\", \"layers\": [0, 1]}"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("hidden.layers must name 3 of the teacher's layers");
  }
}
