package bonsai.app.runs.weights;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.compress.CompressionEvent.ZeroMap;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class MaskPictureTest {
  private static final ZeroMap EXACT = new ZeroMap(16, 16, new byte[256]);

  private static MaskPicture picture(Viewport viewport, Optional<ZeroMap> exact, double side) {
    return new MaskPicture(
        TestMatrices.pruned(TestMatrices.QUERY, true),
        exact,
        viewport,
        side,
        side + ColourScale.HEIGHT);
  }

  @Test
  void everyTileIsFoundInItsMiddle() {
    var picture = picture(new Viewport(0.25, 0.25, 0.75), Optional.empty(), 120);

    for (var row = 1; row < 4; row++) {
      for (var column = 1; column < 4; column++) {
        var box = picture.box(4 * row + column);
        assertThat(picture.at(box.centreX(), box.centreY())).hasValue(4 * row + column);
      }
    }
    assertThat(picture.at(121, 10)).isEmpty();
  }

  @Test
  void aTileTellsItsWeightsAndItsZeros() {
    var picture = picture(Viewport.ALL, Optional.empty(), 120);

    assertThat(picture.text(5)).isEqualTo("Outputs 4–7, inputs 4–7: 100 % zeros");
    assertThat(picture.text(14)).isEqualTo("Outputs 12–15, inputs 8–11: 0 % zeros");
  }

  @Test
  void singleWeightsAreShownWhereTheyAreLargeEnough() {
    assertThat(picture(Viewport.ALL, Optional.of(EXACT), 16).size()).isEqualTo(16);
    assertThat(picture(Viewport.ALL, Optional.of(EXACT), 32).size()).isEqualTo(256);
    var near = picture(new Viewport(0, 0, 0.5), Optional.of(EXACT), 16);
    assertThat(near.size()).isEqualTo(256);
    assertThat(near.text(17)).isEqualTo("Output 1, input 1: kept");
  }

  @Test
  void arrowKeysGoFromTileToTileAndStopAtTheEdge() {
    var picture = picture(Viewport.ALL, Optional.empty(), 120);

    assertThat(picture.next(5, Picture.Way.RIGHT)).isEqualTo(6);
    assertThat(picture.next(5, Picture.Way.UP)).isEqualTo(1);
    assertThat(picture.next(7, Picture.Way.RIGHT)).isEqualTo(7);
    assertThat(picture.next(12, Picture.Way.DOWN)).isEqualTo(12);
  }
}
