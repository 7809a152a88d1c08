package bonsai.app.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class PlotTest {
  private final ChartGroup group = new ChartGroup(Curves.AXES);
  private final Plot plot = Curves.plot(group);

  private Plot.Frame frame() {
    return plot.frame(0, 0, 400, 200);
  }

  @Test
  void theCrosshairTellsTheNearestNumberOfEveryCurve() {
    Curves.show(plot, Curves.curve("a", 5, 6, 7), Curves.curve("b", 8, 9));

    var values = plot.values(2.7);

    assertThat(values).extracting(Plot.Value::y).containsExactly(7.0, 9.0);
    assertThat(values).extracting(Plot.Value::x).containsExactly(3.0, 2.0);
  }

  @Test
  void aSmoothedCurveTellsBothNumbers() {
    var curve = Curves.curve("a", 0, 1);
    curve.smooth(0.5);
    Curves.show(plot, curve);

    assertThat(plot.values(2).getFirst().y()).isEqualTo(1);
    assertThat(plot.values(2).getFirst().smoothed().orElseThrow())
        .isCloseTo(2 / 3.0, within(1e-12));
  }

  @Test
  void numbersAreComparedWithTheBaselinesAtTheSamePlace() {
    Curves.show(plot, Curves.curve("a", 0.5, 0.75), Curves.curve("base", 0.5, 0.5));
    plot.baseline(Optional.of("base"));

    var values = plot.values(2);

    assertThat(plot.difference(values.get(0), values)).isEqualTo("+0.25");
    assertThat(plot.difference(values.get(1), values)).isEmpty();
  }

  @Test
  void theYAxisFitsWhatIsInView() {
    Curves.show(plot, Curves.curve("a", 100, 1, 2, 3));
    group.show(new Range(2, 4));

    assertThat(frame().y().low()).isBetween(0.8, 1.0);
    assertThat(frame().y().high()).isBetween(3.0, 3.2);
  }

  @Test
  void nobodyZoomsOutForNumbersThatAreSetAside() {
    var curve = Curves.curve("a", 0.9, 0.1, 0.92, 0.2);
    curve.aside(Column.of(1, 3));
    Curves.show(plot, curve);

    assertThat(frame().y().low()).isGreaterThan(0.85);
    assertThat(frame().y().high()).isLessThan(0.95);

    group.show(new Range(1.5, 2.5)); // where there is no other
    assertThat(frame().y().low()).isBetween(0.05, 0.1);
  }

  @Test
  void aHiddenCurveCountsForNothing() {
    Curves.show(plot, Curves.curve("a", 1, 2), Curves.curve("b", 1, 1_000));
    group.hidden().add("b");

    assertThat(frame().y().high()).isLessThan(3);
    assertThat(plot.values(1)).hasSize(1);
  }

  @Test
  void aLogarithmicYAxisBeginsAtTheSmallestPositiveNumber() {
    Curves.show(plot, Curves.curve("a", 0, -3, 0.01, 10));
    plot.logYProperty().set(true);

    assertThat(frame().y().log()).isTrue();
    assertThat(frame().y().low()).isBetween(0.005, 0.01);
  }

  @Test
  void aCurveWithoutPositiveNumbersCanBeShownLogarithmically() {
    Curves.show(plot, Curves.curve("a", 0, -3));
    plot.logYProperty().set(true);

    assertThat(frame().y().low()).isPositive();
  }

  @Test
  void aConstantCurveHasRoomAboveAndBelow() {
    Curves.show(plot, Curves.curve("a", 5, 5, 5));

    assertThat(frame().y().low()).isLessThan(5);
    assertThat(frame().y().high()).isGreaterThan(5);
  }

  @Test
  void infiniteAndMissingNumbersDoNotBreakTheAxes() {
    Curves.show(plot, Curves.curve("a", Double.NaN, Double.POSITIVE_INFINITY, 1));

    assertThat(frame().y().low()).isFinite();
    assertThat(frame().y().high()).isFinite();
  }

  @Test
  void aLabelAtTheVeryEndOfTheAxisHasRoom() {
    Curves.show(plot, Curves.curve("a", 1_000_000, i -> i));

    var last = frame().xTicks().getLast();

    assertThat(last.label()).isEqualTo("1,000,000");
    assertThat(frame().x().place(last.value()) + 6.3 * last.label().length() / 2)
        .isLessThanOrEqualTo(400);
  }

  @Test
  void theSameCurveIsDrawnOverTime() {
    Curves.show(plot, Curves.curve("a", 200, i -> i));
    group.axisProperty().set(1);

    assertThat(frame().x().high()).isEqualTo(100);
    assertThat(frame().xTicks().getLast().label()).isEqualTo("1 min");
  }

  @Test
  void theCrosshairIsMovedFromNumberToNumber() {
    Curves.show(plot, Curves.curve("a", 1, 2, 3));

    assertThat(plot.neighbour(OptionalDouble.empty(), 1)).hasValue(1);
    assertThat(plot.neighbour(OptionalDouble.of(2), 1)).hasValue(3);
    assertThat(plot.neighbour(OptionalDouble.of(3), 1)).hasValue(3);
    assertThat(plot.neighbour(OptionalDouble.of(2), -1)).hasValue(1);
  }

  @Test
  void aReferenceIsInViewWithTheCurves() {
    plot.show(
        List.of(Curves.curve("a", 0.1, 0.2)),
        List.of(),
        List.of(new Plot.Reference("base", 0.9, "baseline", 1)));

    assertThat(frame().y().range().contains(0.9)).isTrue();
  }

  @Test
  void aReferenceAtZeroIsLeftOutOfALogarithmicAxis() {
    plot.show(
        List.of(Curves.curve("a", 0.1, 0.2)),
        List.of(),
        List.of(new Plot.Reference("base", 0, "baseline", 1)));
    plot.logYProperty().set(true);

    assertThat(frame().y().low()).isBetween(0.05, 0.1);
    assertThat(frame().y().high()).isBetween(0.2, 0.4);
    assertThat(frame().yTicks()).isNotEmpty();
  }

  @Test
  void theSmallestNumberThereIsCanBeShownLogarithmically() {
    Curves.show(plot, Curves.curve("a", Double.MIN_VALUE, 1));
    plot.logYProperty().set(true);

    assertThat(frame().y().low()).isPositive();
    assertThat(frame().y().high()).isFinite();
  }

  @Test
  void itIsToldInWordsForWhoDoesNotSeeIt() {
    assertThat(plot.inWords()).isEqualTo("Loss: No steps yet.");

    Curves.show(plot, Curves.curve("a", 3, 1.5));

    assertThat(plot.inWords()).isEqualTo("Loss, line chart, in nats. run a: 1.5 at step 2.");
  }
}
