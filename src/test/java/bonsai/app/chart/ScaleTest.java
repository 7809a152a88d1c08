package bonsai.app.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ScaleTest {
  private final Scale linear = new Scale(10, 20, false, 100, 300);
  private final Scale log = new Scale(1, 100, true, 100, 300);

  @ParameterizedTest
  @ValueSource(doubles = {1, 3, 10, 42.5, 100})
  void placeAndValueUndoEachOther(double value) {
    assertThat(linear.value(linear.place(value))).isCloseTo(value, within(1e-9));
    assertThat(log.value(log.place(value))).isCloseTo(value, within(1e-9));
  }

  @Test
  void onALogarithmicScaleEqualRatiosAreEquallyFar() {
    assertThat(log.place(10)).isCloseTo(200, within(1e-9));
  }

  @Test
  void whatALogarithmCannotShowIsFarOffTheLowEnd() {
    assertThat(log.place(0)).isLessThan(-1_000);
    assertThat(log.place(-5)).isLessThan(-1_000);
  }

  @Test
  void draggingToTheRightShowsWhatIsOnTheLeft() {
    assertThat(linear.moved(20)).isEqualTo(new Range(9, 19));
  }

  @Test
  void zoomingKeepsWhatIsUnderTheMouse() {
    var zoomed = linear.zoomed(150, 2);

    assertThat(zoomed.high() - zoomed.low()).isCloseTo(5, within(1e-9));
    assertThat(new Scale(zoomed.low(), zoomed.high(), false, 100, 300).value(150))
        .isCloseTo(linear.value(150), within(1e-9));
  }

  @Test
  void aLogarithmicScaleFromZeroIsRefused() {
    assertThatThrownBy(() -> new Scale(0, 1, true, 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
