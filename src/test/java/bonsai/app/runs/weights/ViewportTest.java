package bonsai.app.runs.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class ViewportTest {
  @Test
  void zoomingKeepsWhatIsUnderThePointer() {
    var before = new Viewport(0.2, 0.4, 0.5);

    var after = before.zoomed(2, 0.25, 0.75);

    assertThat(after.span()).isEqualTo(0.25);
    assertThat(after.x() + 0.25 * after.span())
        .isCloseTo(before.x() + 0.25 * before.span(), within(1e-12));
    assertThat(after.y() + 0.75 * after.span())
        .isCloseTo(before.y() + 0.75 * before.span(), within(1e-12));
  }

  @Test
  void itNeverLeavesThePicture() {
    assertThat(Viewport.ALL.zoomed(0.1, 0.5, 0.5)).isEqualTo(Viewport.ALL);
    assertThat(Viewport.ALL.moved(1, -1)).isEqualTo(Viewport.ALL);
    assertThat(new Viewport(0.5, 0.5, 0.25).moved(9, -9)).isEqualTo(new Viewport(0.75, 0, 0.25));
    assertThat(Viewport.ALL.zoomed(1e9, 0.5, 0.5).span()).isEqualTo(1 / 64.0);
  }

  @Test
  void whatIsOutOfViewIsBroughtThereAndNothingElseMoves() {
    var viewport = new Viewport(0.25, 0.25, 0.5);

    assertThat(viewport.showing(0.3, 0.3, 0.4, 0.4)).isEqualTo(viewport);
    assertThat(viewport.showing(0.8, 0.3, 0.9, 0.4).x()).isCloseTo(0.4, within(1e-12));
    assertThat(viewport.showing(0.1, 0.3, 0.2, 0.4)).isEqualTo(new Viewport(0.1, 0.25, 0.5));
  }
}
