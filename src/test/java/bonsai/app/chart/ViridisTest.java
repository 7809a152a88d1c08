package bonsai.app.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bonsai.app.kit.Contrast;
import javafx.scene.paint.Color;
import org.junit.jupiter.api.Test;

final class ViridisTest {
  /** Matplotlib's own colours. */
  @Test
  void theColoursAreThoseOfMatplotlib() {
    assertNear(0, Color.web("#440154"));
    assertNear(0.25, Color.web("#3b528b"));
    assertNear(0.5, Color.web("#21918c"));
    assertNear(0.75, Color.web("#5ec962"));
    assertNear(1, Color.web("#fde725"));
  }

  private static void assertNear(double share, Color expected) {
    var colour = Viridis.colour(share);
    assertThat(colour.getRed()).isCloseTo(expected.getRed(), within(0.03));
    assertThat(colour.getGreen()).isCloseTo(expected.getGreen(), within(0.03));
    assertThat(colour.getBlue()).isCloseTo(expected.getBlue(), within(0.03));
  }

  @Test
  void itGetsBrighterAllTheWay() {
    for (var i = 1; i <= 20; i++) {
      var grey = Viridis.colour(i / 20.0).grayscale().getRed();
      assertThat(grey).isGreaterThan(Viridis.colour((i - 1) / 20.0).grayscale().getRed());
    }
  }

  @Test
  void inkCanBeReadOnEveryColour() {
    for (var i = 0; i <= 100; i++) {
      var share = i / 100.0;
      assertThat(Contrast.of(Viridis.ink(share), Viridis.colour(share)))
          .as("at " + share)
          .isGreaterThan(3);
    }
  }

  @Test
  void numbersBeyondTheEndsHaveTheColoursOfTheEnds() {
    assertThat(Viridis.colour(-1)).isEqualTo(Viridis.colour(0));
    assertThat(Viridis.colour(2)).isEqualTo(Viridis.colour(1));
  }
}
