package bonsai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.ner.EntityScores;
import bonsai.ner.Split;
import bonsai.train.TrainingEvent;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class ProgressLineTest {
  private final StringWriter err = new StringWriter();
  private long now;

  private ProgressLine line(boolean terminal) {
    return new ProgressLine(new PrintWriter(err), terminal, () -> now);
  }

  private static TrainingEvent step(long step) {
    return new TrainingEvent.Stepped(step, step / 100.0, 0.25, 1, 5e-5, 800, 2);
  }

  private static TrainingEvent evaluated(double f1, boolean best) {
    return new TrainingEvent.Evaluated(
        100, 1, Split.VALID, new EntityScores(0.9, 0.8, f1, f1, 0.9, Map.of()), best, 3);
  }

  @Test
  void theLineShowsStepLossScoreSpeedAndTimeLeft() {
    var line = line(false);
    line.begin("fine-tune", OptionalLong.of(3));
    line.on(step(119));
    line.on(evaluated(0.85, true));
    line.on(step(120));

    assertThat(line.text())
        .isEqualTo(
            "fine-tune  step 120/300  loss 0.2500  F1 0.8500  400 tokens/s  6 min 00 s left");
  }

  @Test
  void whereNoStateIsCalledTheBestTheLatestScoreIsShown() {
    var line = line(false);
    line.begin("remove-heads", OptionalLong.empty());
    line.on(evaluated(0.9, false));
    line.on(evaluated(0.8, false));
    line.on(step(120));
    assertThat(line.text()).contains("F1 0.8000");

    line.on(evaluated(0.85, true));
    line.on(evaluated(0.7, false));
    line.on(step(121));
    assertThat(line.text()).contains("F1 0.8500");
  }

  @Test
  void withoutEpochsThereIsNoTimeLeft() {
    var line = line(false);
    line.begin("", OptionalLong.empty());
    line.on(step(7));

    assertThat(line.text()).isEqualTo("step 7  loss 0.2500  400 tokens/s");
  }

  @Test
  void offATerminalALineComesEveryTenSecondsAndAtTheEnd() {
    try (var line = line(false)) {
      line.begin("fine-tune", OptionalLong.of(3));
      for (var step = 1; step <= 25; step++) {
        now += 1_000_000_000L;
        line.on(step(step));
      }
    }

    assertThat(err.toString().lines().map(text -> text.split("/")[0]))
        .containsExactly(
            "fine-tune  step 1", "fine-tune  step 11", "fine-tune  step 21", "fine-tune  step 25");
  }

  @Test
  void onATerminalTheLineIsRewrittenAndOtherLinesStayAboveIt() {
    try (var line = line(true)) {
      line.begin("fine-tune", OptionalLong.of(3));
      line.on(step(1));
      now += 200_000_000L;
      line.on(step(2));
      line.on(evaluated(0.5, true));
      now += 200_000_000L;
      line.on(step(3));
    }

    assertThat(shownOn(err.toString()))
        .isEqualTo(
            """
            epoch 1.00  valid F1 0.5000  precision 0.9000  recall 0.8000  (best so far)
            fine-tune  step 3/300  loss 0.2500  F1 0.5000  400 tokens/s  9 min 54 s left
            """);
  }

  /** What a terminal shows after the control characters have done their work. */
  private static String shownOn(String written) {
    var shown = new StringBuilder();
    for (var row : written.split("\n", -1)) {
      shown.append(
          row.substring(row.lastIndexOf("\u001b[K") < 0 ? 0 : row.lastIndexOf("\u001b[K") + 3));
      shown.append('\n');
    }
    return shown.substring(0, shown.length() - 1);
  }

  @Test
  void aWorseScoreDoesNotReplaceTheBest() {
    var line = line(false);
    line.begin("fine-tune", OptionalLong.of(3));
    line.on(step(1));
    line.on(evaluated(0.85, true));
    line.on(evaluated(0.7, false));

    assertThat(line.text()).contains("F1 0.8500");
    assertThat(err.toString()).containsOnlyOnce("(best so far)");
  }
}
