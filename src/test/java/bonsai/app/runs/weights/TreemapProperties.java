package bonsai.app.runs.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;

/** Whatever the sizes are, the pieces tile the room. */
final class TreemapProperties {
  private static final Box ROOM = new Box(3, 7, 640, 360);

  @Property(tries = 300)
  void areasAreProportionalToSizesAndCoverTheRoom(
      @ForAll @Size(min = 1, max = 60) List<@DoubleRange(min = 0.01, max = 1000) Double> sizes) {
    var numbers = sizes.stream().mapToDouble(Double::doubleValue).toArray();
    var all = Arrays.stream(numbers).sum();

    var boxes = Treemap.of(numbers, ROOM);

    assertThat(boxes).hasSize(numbers.length);
    for (var i = 0; i < numbers.length; i++) {
      assertThat(boxes.get(i).area())
          .isCloseTo(ROOM.area() * numbers[i] / all, within(1e-6 * ROOM.area()));
    }
    assertThat(boxes.stream().mapToDouble(Box::area).sum())
        .isCloseTo(ROOM.area(), within(1e-6 * ROOM.area()));
  }

  @Property(tries = 300)
  void noTwoPiecesOverlapAndNoneLeavesTheRoom(
      @ForAll @Size(min = 1, max = 40) List<@DoubleRange(min = 0, max = 1000) Double> sizes) {
    var boxes = Treemap.of(sizes.stream().mapToDouble(Double::doubleValue).toArray(), ROOM);

    for (var i = 0; i < boxes.size(); i++) {
      var box = boxes.get(i);
      assertThat(box.x()).isGreaterThanOrEqualTo(ROOM.x() - 1e-6);
      assertThat(box.y()).isGreaterThanOrEqualTo(ROOM.y() - 1e-6);
      assertThat(box.right()).isLessThanOrEqualTo(ROOM.right() + 1e-6);
      assertThat(box.bottom()).isLessThanOrEqualTo(ROOM.bottom() + 1e-6);
      for (var j = 0; j < i; j++) {
        assertThat(overlap(box, boxes.get(j))).isLessThan(1e-6);
      }
    }
  }

  private static double overlap(Box a, Box b) {
    var wide = Math.min(a.right(), b.right()) - Math.max(a.x(), b.x());
    var high = Math.min(a.bottom(), b.bottom()) - Math.max(a.y(), b.y());
    return Math.max(0, wide) * Math.max(0, high);
  }
}
