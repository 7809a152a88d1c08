package bonsai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class ArrivalsTest {
  private final StringWriter said = new StringWriter();
  private final Arrivals arrivals = new Arrivals(new PrintWriter(said));

  private void download(long total, long chunk, OptionalLong told) {
    for (var bytes = 0L; bytes <= total; bytes += chunk) {
      arrivals.arrived(bytes, told);
    }
  }

  @Test
  void aSmallDownloadHasALineForEachTenth() {
    download(1_000_000, 10_000, OptionalLong.of(1_000_000));

    assertThat(said.toString().lines())
        .hasSize(11)
        .startsWith("  0.0 of 1.0 MB", "  0.1 of 1.0 MB")
        .endsWith("  1.0 of 1.0 MB");
  }

  @Test
  void ofALargeOneNoStepIsLongerThanFiftyMegabytes() {
    download(2_000_000_000, 1_000_000, OptionalLong.of(2_000_000_000));

    assertThat(said.toString().lines()).hasSize(41).endsWith("  2000.0 of 2000.0 MB");
  }

  @Test
  void whereTheSizeIsNotToldEveryFiveMegabytesCount() {
    download(11_000_000, 1_000_000, OptionalLong.empty());

    assertThat(said.toString().lines()).containsExactly("  1.0 MB", "  5.0 MB", "  10.0 MB");
  }
}
