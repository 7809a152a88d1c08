package bonsai.app.runs.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

final class TreemapTest {
  @Test
  void theExampleOfThePaperIsDividedAsThere() {
    var boxes = Treemap.of(new double[] {6, 6, 4, 3, 2, 2, 1}, new Box(0, 0, 6, 4));

    near(boxes.get(0), new Box(0, 0, 3, 2));
    near(boxes.get(1), new Box(0, 2, 3, 2));
    near(boxes.get(2), new Box(3, 0, 12 / 7.0, 7 / 3.0));
    near(boxes.get(3), new Box(3 + 12 / 7.0, 0, 9 / 7.0, 7 / 3.0));
  }

  private static void near(Box box, Box wanted) {
    assertThat(box.x()).isCloseTo(wanted.x(), within(1e-9));
    assertThat(box.y()).isCloseTo(wanted.y(), within(1e-9));
    assertThat(box.width()).isCloseTo(wanted.width(), within(1e-9));
    assertThat(box.height()).isCloseTo(wanted.height(), within(1e-9));
  }

  @Test
  void manyOfOneSizeAreAboutSquare() {
    for (var box : Treemap.of(DoubleStream.generate(() -> 1).limit(72).toArray(), room())) {
      assertThat(Math.max(box.width() / box.height(), box.height() / box.width())).isLessThan(3);
    }
  }

  private static Box room() {
    return new Box(0, 0, 400, 300);
  }

  @Test
  void whatHasNoSizeHasNoArea() {
    var boxes = Treemap.of(new double[] {0, 5, 0}, room());

    assertThat(boxes.get(0).area()).isZero();
    assertThat(boxes.get(1)).isEqualTo(room());
    assertThat(boxes.get(2).area()).isZero();
    assertThat(Treemap.of(new double[] {0, 0}, room())).allMatch(box -> box.area() >= 0);
    assertThat(Treemap.of(new double[0], room())).isEmpty();
  }

  @Test
  void membersLieInTheRoomOfTheirGroup() {
    var nested = Treemap.nested(List.of(new double[] {1, 2}, new double[] {3, 3, 3}), room());
    var groups = Treemap.of(new double[] {3, 9}, room());

    for (var group = 0; group < 2; group++) {
      assertThat(nested.get(group).stream().mapToDouble(Box::area).sum())
          .isCloseTo(groups.get(group).area(), within(1e-6));
      for (var box : nested.get(group)) {
        assertThat(groups.get(group).contains(box.centreX(), box.centreY())).isTrue();
      }
    }
  }
}
