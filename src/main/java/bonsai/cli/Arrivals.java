package bonsai.cli;

import bonsai.base.Download;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.OptionalLong;

/** How a download gets on: a line for each tenth of it, or each 50 MB. */
final class Arrivals implements Download.Progress {
  private static final double MEGABYTE = 1e6;
  private static final long LONGEST_STEP = 50_000_000;

  private final PrintWriter err;
  private long next = 1;

  Arrivals(PrintWriter err) {
    this.err = err;
  }

  /** Another thing begins. */
  void begin() {
    next = 1;
  }

  @Override
  public void arrived(long bytes, OptionalLong total) {
    if (bytes < next) {
      return;
    }
    var step = Math.clamp(total.orElse(LONGEST_STEP) / 10, 1, LONGEST_STEP);
    next = bytes - bytes % step + step;
    err.println(
        "  "
            + megabytes(bytes)
            + (total.isPresent() ? " of " + megabytes(total.getAsLong()) : "")
            + " MB");
    err.flush();
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes / MEGABYTE);
  }
}
