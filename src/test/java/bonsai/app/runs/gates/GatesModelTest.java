package bonsai.app.runs.gates;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.app.WrittenRun;
import bonsai.app.runs.live.GatePast;
import bonsai.app.runs.live.RunHistory;
import bonsai.app.runs.live.RunPast;
import bonsai.train.GatedPart;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GatesModelTest {
  @TempDir private Path folder;
  private WrittenRun run;
  private final GatesModel model = new GatesModel();

  @BeforeEach
  void begin() {
    run = WrittenRun.of(folder).begins();
  }

  @AfterEach
  void end() {
    run.close();
  }

  private GatesModelTest heads(int stage, long step, float value) {
    run.heads(stage, step, List.of(List.of(value, 5f), List.of(-5f, 5f)));
    return this;
  }

  /** Takes over all that the log says by now. */
  private void look() throws InterruptedException {
    model.show("a", "run a", past());
  }

  private RunPast past() throws InterruptedException {
    try (var history = new RunHistory(run.folder(), () -> {}).start()) {
      while (!history.isCaughtUp()) {
        Thread.sleep(5);
      }
      return history.past();
    }
  }

  private GatePast shown() {
    return model.trackProperty().get().orElseThrow();
  }

  private int position() {
    return model.positionProperty().get();
  }

  @Test
  void theNewestSampleIsShownUnlessThePersonHasMoved() throws Exception {
    heads(0, 10, 1).heads(0, 20, 2).look();
    assertThat(position()).isEqualTo(1);

    heads(0, 30, 3).look();
    assertThat(position()).isEqualTo(2);

    model.move(0);
    heads(0, 40, 4).look();
    assertThat(position()).isZero();
    assertThat(model.followingProperty().get()).isFalse();

    model.follow();
    heads(0, 50, 5).look();
    assertThat(position()).isEqualTo(4);
  }

  @Test
  void movedToTheEndItGoesOnWithTheRun() throws Exception {
    heads(0, 10, 1).heads(0, 20, 2).look();
    model.move(0);
    model.move(1);

    heads(0, 30, 3).look();

    assertThat(position()).isEqualTo(2);
  }

  @Test
  void playingGoesFromTheBeginningToTheEndInTwelveSeconds() throws Exception {
    for (var step = 1; step <= 121; step++) {
      heads(0, step, step);
    }
    look();

    model.togglePlaying();
    assertThat(position()).isZero();
    model.tick(6);
    assertThat(position()).isEqualTo(60);
    assertThat(model.playingProperty().get()).isTrue();
    for (var i = 0; i < 61; i++) {
      model.tick(0.1);
    }
    assertThat(position()).isEqualTo(120);
    assertThat(model.playingProperty().get()).isFalse();
    assertThat(model.followingProperty().get()).isTrue();
  }

  @Test
  void pausingKeepsThePlaceAndPlayingGoesOnFromThere() throws Exception {
    for (var step = 1; step <= 121; step++) {
      heads(0, step, step);
    }
    look();
    model.togglePlaying();
    model.tick(3);
    model.togglePlaying();
    model.tick(3);
    assertThat(position()).isEqualTo(30);

    model.togglePlaying();
    model.tick(1);
    assertThat(position()).isEqualTo(40);
  }

  @Test
  void aLaterStagesGatesAreShownUnlessThePersonHasChosen() throws Exception {
    heads(0, 10, 1).look();
    heads(1, 10, 1).look();
    assertThat(shown().stage()).isEqualTo(1);

    model.chooseStage(0);
    heads(2, 10, 1).look();
    assertThat(shown().stage()).isZero();
  }

  @Test
  void headsAndUnitsOfAStageAreSwitched() throws Exception {
    heads(0, 10, 1);
    run.gates(0, 10, GatedPart.UNITS, List.of(List.of(1f, 2f, 3f)));
    look();
    assertThat(shown().part()).isEqualTo(GatedPart.UNITS);

    model.choosePart(GatedPart.HEADS);

    assertThat(shown().part()).isEqualTo(GatedPart.HEADS);
    assertThat(model.positionText()).isEqualTo("Step 10 · 3 of 4 heads open");
  }

  @Test
  void wordsTellOpennessLogAlphaAndWhatWasRemoved() throws Exception {
    heads(0, 10, 0).heads(0, 20, -9);
    run.valid(20, 0.875).removed(0, 20, List.of(List.of(false, true), List.of(false, true)));
    look();

    assertThat(model.positionText()).isEqualTo("Step 20 · 2 of 4 heads open · valid F1 0.8750");
    assertThat(model.cellText(0, 0))
        .isEqualTo("Layer 0, head 0: openness 0.000, log α -9.000, removed");
    assertThat(model.removedText()).isEqualTo("Removed 2 of 4 heads. All gates are settled.");

    model.move(0);
    assertThat(model.cellText(0, 0)).isEqualTo("Layer 0, head 0: openness 0.500, log α 0.000");
    assertThat(model.removedText()).isEmpty();
    assertThat(model.cellText(5, 0)).isEmpty();
  }

  @Test
  void aResumedRunThatLostSamplesShowsItsLastOne() throws Exception {
    heads(0, 10, 1).heads(0, 20, 2).heads(0, 30, 3).look();
    model.move(1);
    run.resumes(10);
    look();

    assertThat(shown().size()).isOne();
    assertThat(position()).isZero();
  }

  @Test
  void anotherRunBeginsAtItsEnd() throws Exception {
    heads(0, 10, 1).heads(0, 20, 2).look();
    model.move(0);

    model.show("b", "run b", past());

    assertThat(position()).isEqualTo(1);
    assertThat(model.followingProperty().get()).isTrue();
    model.clear();
    assertThat(model.trackProperty().get()).isEmpty();
  }
}
