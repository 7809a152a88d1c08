package bonsai.app.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** What is drawn of a curve is compared with a look at every point. */
final class DecimationProperties {
  @Property(tries = 300)
  void noPointAndNoExtremeIsLost(
      @ForAll @IntRange(min = 0, max = 5_000) int points,
      @ForAll @IntRange(min = 1, max = 300) int columns,
      @ForAll @DoubleRange(min = 0, max = 1) double one,
      @ForAll @DoubleRange(min = 0, max = 1) double other,
      @ForAll boolean log,
      @ForAll long seed) {
    var random = new Random(seed);
    var x = places(points, random);
    var y = numbers(points, random);
    var low = 1 + Math.min(one, other) * points;
    var scale = new Scale(low, low + 1e-3 + Math.abs(one - other) * points, log, 0, columns);
    var values = new MinMax();
    values.reset(Column.of(y));
    var decimation = new Decimation();

    decimation.divide(Column.of(x), values, scale);

    var next = firstInView(x, scale);
    for (var n = 0; n < decimation.count(); n++) {
      next = skipNaNs(y, next, decimation.from(n));
      assertThat(decimation.from(n)).isEqualTo(next);
      next = decimation.to(n);
      assertThat(decimation.min(n)).isEqualTo(finite(y, decimation, n).min().orElseThrow());
      assertThat(decimation.max(n)).isEqualTo(finite(y, decimation, n).max().orElseThrow());
      for (var i = decimation.from(n); i < decimation.to(n); i++) {
        assertThat(scale.place(x[i]))
            .isBetween(decimation.pixel(n) - 1e-6, decimation.pixel(n) + 1 + 1e-6);
      }
    }
    assertThat(skipNaNs(y, next, endOfView(x, scale))).isEqualTo(endOfView(x, scale));
  }

  @Property(tries = 200)
  void extremesOfAnyRangeAreFoundHoweverTheColumnGrew(
      @ForAll @IntRange(min = 1, max = 20_000) int points, @ForAll long seed) {
    var random = new Random(seed);
    var y = numbers(points, random);
    var values = new MinMax();
    var size = 0;
    while (size < points) {
      size = Math.min(points, size + 1 + random.nextInt(points));
      values.grow(new Column(y, size));
    }

    for (var i = 0; i < 20; i++) {
      var from = random.nextInt(points);
      var to = from + random.nextInt(points - from + 1);
      values.look(from, to);
      var expected =
          Arrays.stream(y, from, to).filter(value -> !Double.isNaN(value)).summaryStatistics();
      assertThat(values.min()).isEqualTo(expected.getMin());
      assertThat(values.max()).isEqualTo(expected.getMax());
    }
  }

  /** Rising, with places that several points share. */
  private static double[] places(int count, Random random) {
    var places = new double[count];
    var at = 1.0;
    for (var i = 0; i < count; i++) {
      places[i] = at;
      at += random.nextInt(4) == 0 ? 0 : random.nextDouble() * 2;
    }
    return places;
  }

  private static double[] numbers(int count, Random random) {
    return random
        .doubles(count, -1, 1)
        .map(value -> random.nextInt(20) == 0 ? Double.NaN : value)
        .toArray();
  }

  private static DoubleStream finite(double[] y, Decimation decimation, int n) {
    return Arrays.stream(y, decimation.from(n), decimation.to(n))
        .filter(value -> !Double.isNaN(value));
  }

  /** A column of pixels that holds nothing but not-a-numbers is not drawn. */
  private static int skipNaNs(double[] y, int from, int to) {
    var i = from;
    while (i < to && Double.isNaN(y[i])) {
      i++;
    }
    return i;
  }

  private static int firstInView(double[] x, Scale scale) {
    return (int) Arrays.stream(x).filter(place -> place < scale.low()).count();
  }

  private static int endOfView(double[] x, Scale scale) {
    return (int) Arrays.stream(x).filter(place -> place <= scale.high()).count();
  }
}
