package bonsai.app.runs.result;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.app.TestContext;
import bonsai.app.WrittenRun;
import bonsai.app.catalog.RunRow;
import bonsai.model.BertConfig;
import bonsai.model.ModelFolder;
import bonsai.model.NerModel;
import bonsai.ner.Labels;
import bonsai.ner.Split;
import bonsai.run.RunFolder;
import bonsai.tag.TaggingBenchmark;
import bonsai.torch.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ResultModelTest {
  @TempDir private Path folder;
  private final List<Path> measured = new ArrayList<>();
  private TestContext test;
  private ResultModel model;

  @BeforeEach
  void open() {
    test = new TestContext(folder);
    model = new ResultModel(test.context(), this::measure);
  }

  private TaggingBenchmark measure(Path path) {
    measured.add(path);
    return new TaggingBenchmark(
        100, 1000, new TaggingBenchmark.Latency(10, 20), 1, 400, "cpu", "float32");
  }

  private static void result(RunFolder run, int hidden) throws IOException {
    var config = BertConfig.of(50, hidden, 1, 2, 2 * hidden, Labels.ofTypes(List.of("PER")));
    Files.createDirectories(run.model());
    Files.writeString(run.model().resolve(ModelFolder.CONFIG), config.toJson());
    Safetensors.write(
        run.model().resolve(ModelFolder.WEIGHTS),
        NerModel.untrained(config, 1).tensors(),
        Map.of());
    new ModelFolder(run.model())
        .saveScores(
            Map.of(Split.VALID, WrittenRun.scores(0.9), Split.TEST, WrittenRun.scores(0.8)));
  }

  private RunRow row(RunFolder run) {
    test.look();
    return test.context().runs().find(run.id()).orElseThrow();
  }

  private RunFolder student() throws IOException {
    try (var teacher = WrittenRun.of(folder).begins().finishes(0.9, 0.8)) {
      result(teacher.folder(), 16);
      try (var student =
          WrittenRun.distilling(folder, teacher.folder()).begins().finishes(0.9, 0.8)) {
        return student.folder();
      }
    }
  }

  @Test
  void aResultIsComparedWithTheRunItStartedFrom() throws IOException {
    var student = student();
    result(student, 8);

    model.show(Optional.of(row(student)));

    var pair = model.pairProperty().get().orElseThrow();
    assertThat(pair.after().name()).isEqualTo(student.id());
    assertThat(pair.before().orElseThrow().parameterCount())
        .isGreaterThan(pair.after().parameterCount());
    assertThat(model.lines()).isNotEmpty();
  }

  @Test
  void aRunWithoutAResultIsNotCompared() throws IOException {
    model.show(Optional.of(row(student())));

    assertThat(model.pairProperty().get()).isEmpty();
    assertThat(model.lines()).isEmpty();
    assertThat(test.notices()).isEmpty();
  }

  @Test
  void bothModelsAreMeasured() throws IOException {
    var student = student();
    result(student, 8);
    model.show(Optional.of(row(student)));

    model.measure();

    var pair = model.pairProperty().get().orElseThrow();
    assertThat(measured)
        .containsExactly(pair.before().orElseThrow().folder(), pair.after().folder());
    assertThat(model.lines())
        .filteredOn(line -> line.what().equals("Sentences a second"))
        .singleElement()
        .extracting(BeforeAfter.Line::difference)
        .isEqualTo("1.0 times");
    assertThat(model.measuringProperty().get()).isEmpty();
  }
}
