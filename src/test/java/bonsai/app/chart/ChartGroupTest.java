package bonsai.app.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ChartGroupTest {
  private final ChartGroup group = new ChartGroup(Curves.AXES);
  private final Plot plot = Curves.plot(group);

  @BeforeEach
  void aHundredSteps() {
    Curves.show(plot, Curves.curve("a", 100, i -> i));
  }

  @Test
  void allIsShownAtFirst() {
    assertThat(group.xRange()).isEqualTo(new Range(1, 100));
  }

  @Test
  void aPartIsShownInEveryChart() {
    var other = Curves.plot(group);
    Curves.show(other, Curves.curve("b", 100, i -> -i));

    group.show(new Range(20, 30));

    assertThat(plot.frame(0, 0, 300, 200).x().range()).isEqualTo(new Range(20, 30));
    assertThat(other.frame(0, 0, 300, 200).x().range()).isEqualTo(new Range(20, 30));
  }

  @Test
  void panningEndsWhereTheCurvesEnd() {
    group.show(new Range(-5, 5));
    assertThat(group.xRange()).isEqualTo(new Range(1, 11));

    group.show(new Range(95, 105));
    assertThat(group.xRange()).isEqualTo(new Range(90, 100));
  }

  @Test
  void zoomingOutAsFarAsPossibleFollowsNewNumbersAgain() {
    group.show(new Range(20, 30));
    group.show(new Range(0, 200));
    Curves.show(plot, Curves.curve("a", 500, i -> i));

    assertThat(group.isZoomed()).isFalse();
    assertThat(group.xRange().high()).isEqualTo(500);
  }

  @Test
  void whatIsTooNarrowIsNotShown() {
    group.show(new Range(50, 50));

    assertThat(group.isZoomed()).isFalse();
  }

  @Test
  void onALogarithmicAxisTheViewStaysPositive() {
    group.logXProperty().set(true);
    group.show(new Range(-3, 10));

    assertThat(group.xRange()).isEqualTo(new Range(1, 10));
  }

  @Test
  void anotherAxisShowsAllAgain() {
    group.show(new Range(20, 30));
    plot.yViewProperty().set(Optional.of(new Range(0, 1)));

    group.axisProperty().set(1);

    assertThat(group.isZoomed()).isFalse();
    assertThat(group.xRange()).isEqualTo(new Range(0.5, 50));
  }

  @Test
  void aChartThatWasTakenAwayCountsNoMore() {
    var longer = Curves.plot(group);
    Curves.show(longer, Curves.curve("b", 1_000, i -> i));
    group.remove(longer);

    assertThat(group.xRange().high()).isEqualTo(100);
  }

  @Test
  void oneStepHasRoomAroundIt() {
    Curves.show(plot, Curves.curve("a", 7));

    assertThat(group.xRange()).isEqualTo(new Range(0.5, 1.5));
  }
}
