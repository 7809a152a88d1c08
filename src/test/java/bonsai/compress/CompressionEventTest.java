package bonsai.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bonsai.compress.CompressionEvent.Factorised;
import bonsai.compress.CompressionEvent.Pruned;
import bonsai.torch.HostTensor;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class CompressionEventTest {
  @Test
  void zerosAreCountedAndSeenWhereTheyAre() {
    var before = HostTensor.of(new long[] {2, 4}, 1, 2, 3, 4, -1, -2, -3, -4);
    var after = HostTensor.of(new long[] {2, 4}, 0, 2, 3, 4, -1, 0, 0, -4);

    var event = Pruned.of("m", before, after);

    assertThat(event.zeros()).isEqualTo(3);
    assertThat(event.share()).isEqualTo(3 / 8.0);
    assertThat(event.map().rows()).isEqualTo(2);
    assertThat(event.map().share(0, 0)).isEqualTo(1);
    assertThat(event.map().share(0, 1)).isEqualTo(0);
    assertThat(event.map().share(1, 2)).isEqualTo(1);
    assertThat(event.message()).isEqualTo("Pruned m: 37.5 % of its weights are 0.");
  }

  @Test
  void aLargeMatrixIsSeenInTilesOfItsZeroShares() {
    var matrix = HostTensor.allocate(128, 192);
    for (var i = 0L; i < matrix.size(); i++) {
      matrix.set(i, i % 192 % 3 == 0 ? 0f : 1f);
    }

    var map = Pruned.of("m", matrix, matrix).map();

    assertThat(map.rows()).isEqualTo(64);
    assertThat(map.columns()).isEqualTo(64);
    for (var row = 0; row < 64; row++) {
      for (var column = 0; column < 64; column++) {
        assertThat(map.share(row, column)).isCloseTo(1 / 3.0, within(0.002));
      }
    }
  }

  @Test
  void bothHistogramsHaveTheSameEdgesAndLeaveZerosOut() {
    var before = HostTensor.of(new long[] {1, 4}, 0.1f, -0.1f, 1f, -1f);
    var after = HostTensor.of(new long[] {1, 4}, 0f, 0f, 9f, -1f);

    var histogram = Pruned.of("m", before, after).histogram();

    assertThat(histogram.limit()).isEqualTo(1);
    assertThat(histogram.before()).hasSize(80).startsWith(1).endsWith(1);
    assertThat(histogram.after()).hasSize(80).startsWith(1).endsWith(1);
    assertThat(histogram.before().stream().mapToInt(each -> each).sum()).isEqualTo(4);
    assertThat(histogram.after().stream().mapToInt(each -> each).sum()).isEqualTo(2);
  }

  @Test
  void manySingularValuesAreThinnedFromTheFirstToTheLast() {
    var singular = IntStream.range(0, 768).mapToDouble(i -> 768.0 - i).toArray();

    var event = Factorised.of("m", 768, 3072, 100, singular);

    assertThat(event.values()).hasSize(256).startsWith(768f).endsWith(1f);
    assertThat(event.place(0)).isZero();
    assertThat(event.place(255)).isEqualTo(767);
    assertThat(event.values().get(100)).isEqualTo(768f - event.place(100));
  }

  @Test
  void theEnergyIsTheShareOfTheSquaresThatTheRankKeeps() {
    assertThat(Factorised.of("m", 2, 2, 1, new double[] {2, 1}).energy()).isEqualTo(0.8);
    assertThat(Factorised.of("m", 2, 2, 1, new double[0]).energy()).isEqualTo(1);
  }
}
