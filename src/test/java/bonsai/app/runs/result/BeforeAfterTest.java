package bonsai.app.runs.result;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.app.WrittenRun;
import bonsai.app.runs.result.BeforeAfter.Line;
import bonsai.model.ModelSizes;
import bonsai.model.Parameter.Component;
import bonsai.ner.Split;
import bonsai.tag.TaggingBenchmark;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class BeforeAfterTest {
  private static final ModelSheet TEACHER =
      new ModelSheet(
          "teacher",
          Path.of("teacher"),
          Map.of(Component.WORD_EMBEDDINGS, 1_000_000L, Component.ATTENTION, 3_000_000L),
          16_000_000,
          Optional.empty(),
          Map.of(Split.VALID, WrittenRun.scores(0.95), Split.TEST, WrittenRun.scores(0.9156)));

  private static final ModelSheet STUDENT =
      new ModelSheet(
          "student",
          Path.of("student"),
          Map.of(Component.WORD_EMBEDDINGS, 250_000L, Component.ATTENTION, 750_000L),
          4_000_000,
          Optional.empty(),
          Map.of(Split.VALID, WrittenRun.scores(0.95), Split.TEST, WrittenRun.scores(0.8931)));

  private static final ModelSheet PRUNED =
      new ModelSheet(
          "pruned",
          Path.of("pruned"),
          Map.of(Component.WORD_EMBEDDINGS, 1_000_000L, Component.ATTENTION, 3_000_000L),
          16_000_000,
          Optional.of(new ModelSizes(4_000_000, 2_500_000, 16_000_000, 10_400_000)),
          Map.of());

  private static Line line(List<Line> lines, String what) {
    return lines.stream().filter(line -> line.what().equals(what)).findFirst().orElseThrow();
  }

  private static TaggingBenchmark speed(double perSecond, double p50) {
    return new TaggingBenchmark(
        perSecond, 0, new TaggingBenchmark.Latency(p50, 2 * p50), 1, 400, "cpu", "bfloat16");
  }

  @Test
  void sizesBecomeSmallerByPerCent() {
    var lines = BeforeAfter.lines(Optional.of(TEACHER), STUDENT, Map.of());

    assertThat(line(lines, "Parameters"))
        .isEqualTo(new Line("Parameters", "4,000,000", "1,000,000", "−75.0 %", true));
    assertThat(line(lines, "Word embeddings"))
        .isEqualTo(new Line("Word embeddings", "1,000,000", "250,000", "−75.0 %", false));
    assertThat(line(lines, "File of the weights"))
        .isEqualTo(new Line("File of the weights", "16.0 MB", "4.0 MB", "−75.0 %", true));
  }

  @Test
  void scoresDifferByPoints() {
    var lines = BeforeAfter.lines(Optional.of(TEACHER), STUDENT, Map.of());

    assertThat(line(lines, "Test F1"))
        .isEqualTo(new Line("Test F1", "0.9156", "0.8931", "−2.25 points", true));
    assertThat(line(lines, "Valid F1"))
        .isEqualTo(new Line("Valid F1", "0.9500", "0.9500", "±0.00 points", true));
    assertThat(lines).filteredOn(each -> each.what().equals("PER")).hasSize(2);
  }

  @Test
  void speedsDifferByTimesOnceTheyAreMeasured() {
    var unknown = BeforeAfter.lines(Optional.of(TEACHER), STUDENT, Map.of());
    assertThat(line(unknown, "Sentences a second"))
        .isEqualTo(new Line("Sentences a second", "–", "–", "", true));

    var lines =
        BeforeAfter.lines(
            Optional.of(TEACHER),
            STUDENT,
            Map.of(TEACHER.folder(), speed(200, 25), STUDENT.folder(), speed(900, 5)));

    assertThat(line(lines, "Sentences a second"))
        .isEqualTo(new Line("Sentences a second", "200", "900", "4.5 times", true));
    assertThat(line(lines, "One sentence, median"))
        .isEqualTo(new Line("One sentence, median", "25.0 ms", "5.0 ms", "−80.0 %", true));
  }

  @Test
  void anUntrainedStartHasNothingBeforeIt() {
    var lines = BeforeAfter.lines(Optional.empty(), STUDENT, Map.of());

    assertThat(line(lines, "Parameters"))
        .isEqualTo(new Line("Parameters", "–", "1,000,000", "", true));
  }

  @Test
  void aPrunedModelsZerosAreToldApart() {
    var lines = BeforeAfter.lines(Optional.of(TEACHER), PRUNED, Map.of());

    assertThat(line(lines, "Parameters").difference()).isEqualTo("±0.0 %");
    assertThat(line(lines, "Parameters other than 0"))
        .isEqualTo(new Line("Parameters other than 0", "4,000,000", "2,500,000", "−37.5 %", true));
    assertThat(line(lines, "That file without zeros"))
        .isEqualTo(new Line("That file without zeros", "16.0 MB", "10.4 MB", "−35.0 %", true));
    assertThat(BeforeAfter.lines(Optional.of(TEACHER), STUDENT, Map.of()))
        .noneMatch(line -> line.what().contains("zero"));
  }
}
