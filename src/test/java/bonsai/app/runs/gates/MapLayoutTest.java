package bonsai.app.runs.gates;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MapLayoutTest {
  @Test
  void everyCellIsFoundInItsMiddle() {
    var layout = MapLayout.of(700, 400, 12, 12);

    for (var row = 0; row < 12; row++) {
      for (var column = 0; column < 12; column++) {
        assertThat(
                layout.cell(
                    layout.x(column) + layout.cellWidth() / 2,
                    layout.y(row) + layout.cellHeight() / 2))
            .contains(new MapLayout.Cell(row, column));
      }
    }
  }

  @Test
  void nothingIsFoundBesideTheMap() {
    var layout = MapLayout.of(700, 400, 12, 12);

    assertThat(layout.cell(layout.left() - 1, 10)).isEmpty();
    assertThat(layout.cell(layout.right() + 1, 10)).isEmpty();
    assertThat(layout.cell(layout.left() + 1, layout.bottom() + 1)).isEmpty();
  }

  @Test
  void theMapStaysInItsRoomHoweverManyCellsThereAre() {
    for (var cells : new int[] {1, 2, 12, 48, 200}) {
      var layout = MapLayout.of(700, 400, cells, cells);
      assertThat(layout.right()).isLessThanOrEqualTo(700 - MapLayout.SCALE + 60);
      assertThat(layout.bottom()).isLessThanOrEqualTo(400);
    }
  }

  @Test
  void smallCellsLeaveNamesOut() {
    assertThat(MapLayout.of(700, 400, 12, 12).rowStride()).isOne();
    assertThat(MapLayout.of(700, 100, 24, 12).rowStride()).isGreaterThan(1);
    assertThat(MapLayout.of(300, 400, 12, 48).columnStride()).isGreaterThan(1);
  }
}
