package bonsai.app.runs.weights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Divides a rectangle among things by their sizes, into pieces that are as near to squares as they
 * can be (Bruls, Huizing and van Wijk, Squarified Treemaps, 2000).
 */
final class Treemap {
  private final double[] areas;
  private final Integer[] order;
  private final Box[] boxes;

  private Treemap(double[] sizes, Box room) {
    var all = Arrays.stream(sizes).sum();
    areas = Arrays.stream(sizes).map(s -> all > 0 ? s / all * room.area() : 0).toArray();
    order =
        IntStream.range(0, sizes.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -sizes[i]))
            .toArray(Integer[]::new);
    boxes = new Box[sizes.length];
  }

  /**
   * @param sizes not negative
   * @return a box for each size, in their order; the areas are proportional, and together they
   *     cover the room without overlapping
   */
  static List<Box> of(double[] sizes, Box room) {
    var map = new Treemap(sizes, room);
    map.fill(room);
    return List.of(map.boxes);
  }

  private void fill(Box room) {
    var rest = room;
    for (var from = 0; from < order.length; ) {
      var side = Math.min(rest.width(), rest.height());
      var to = from + 1;
      while (to < order.length && worst(from, to + 1, side) <= worst(from, to, side)) {
        to++;
      }
      rest = row(from, to, rest, to == order.length);
      from = to;
    }
  }

  /** The most unlike a square of some in a row along a side. */
  private double worst(int from, int to, double side) {
    var sum = sum(from, to);
    if (sum <= 0 || side <= 0) {
      return 1;
    }
    var thickness = sum / side;
    var worst = 1.0;
    for (var i = from; i < to; i++) {
      var length = areas[order[i]] / thickness;
      worst =
          Math.max(
              worst,
              length <= 0
                  ? Double.POSITIVE_INFINITY
                  : Math.max(length / thickness, thickness / length));
    }
    return worst;
  }

  private double sum(int from, int to) {
    var sum = 0.0;
    for (var i = from; i < to; i++) {
      sum += areas[order[i]];
    }
    return sum;
  }

  /** Puts some along the shorter side of what is left, and tells what then is left. */
  private Box row(int from, int to, Box rest, boolean last) {
    var beside = rest.width() >= rest.height();
    var side = beside ? rest.height() : rest.width();
    var across = beside ? rest.width() : rest.height();
    // The last row takes all that is left: sums of fractions never come out even.
    var thickness = last ? across : side > 0 ? Math.min(across, sum(from, to) / side) : 0;
    var at = 0.0;
    for (var i = from; i < to; i++) {
      var length = thickness > 0 ? Math.min(side - at, areas[order[i]] / thickness) : 0;
      boxes[order[i]] =
          beside
              ? new Box(rest.x(), rest.y() + at, thickness, length)
              : new Box(rest.x() + at, rest.y(), length, thickness);
      at += length;
    }
    return beside
        ? new Box(rest.x() + thickness, rest.y(), rest.width() - thickness, rest.height())
        : new Box(rest.x(), rest.y() + thickness, rest.width(), rest.height() - thickness);
  }

  /**
   * Two levels: groups divide the room, and each is divided among its members.
   *
   * @param groups the sizes of each group's members
   * @return for each group a box for each of its members
   */
  static List<List<Box>> nested(List<double[]> groups, Box room) {
    var sums = groups.stream().mapToDouble(sizes -> Arrays.stream(sizes).sum()).toArray();
    var rooms = of(sums, room);
    var boxes = new ArrayList<List<Box>>();
    for (var i = 0; i < groups.size(); i++) {
      boxes.add(of(groups.get(i), rooms.get(i)));
    }
    return boxes;
  }
}
