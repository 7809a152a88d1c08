package bonsai.app.kit;

import bonsai.model.pretrained.FetchProgress;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;

/** Tells a job's progress of a fetch, and ends the fetch where the job was cancelled. */
public record FetchReport(Progress progress) implements FetchProgress {
  private static final long MEGABYTE = 1_000_000;

  @Override
  public void says(String what) {
    stopIfCancelled();
    progress.report(-1, what);
  }

  @Override
  public void arrived(long bytes, OptionalLong total) {
    stopIfCancelled();
    progress.report(
        total.isPresent() ? (double) bytes / total.getAsLong() : -1,
        String.format(
            Locale.ROOT,
            "%,d%s MB",
            bytes / MEGABYTE,
            total.isPresent()
                ? String.format(Locale.ROOT, " of %,d", total.getAsLong() / MEGABYTE)
                : ""));
  }

  private void stopIfCancelled() {
    if (progress.isCancelled()) {
      throw new CancellationException("the fetch was cancelled");
    }
  }
}
