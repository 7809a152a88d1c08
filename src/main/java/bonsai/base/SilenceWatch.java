package bonsai.base;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Closes a body that has been silent, or has only trickled, for too long: a blocked read has no
 * timeout of its own.
 */
final class SilenceWatch implements AutoCloseable {
  /** Why a body was closed. */
  enum Complaint {
    SILENT,
    SLOW
  }

  private final long silence;
  private final Download.Pace least;
  private final AtomicLong heard = new AtomicLong(System.nanoTime());
  private final AtomicLong bytes = new AtomicLong();
  private final Thread thread;
  private volatile Optional<Complaint> complaint = Optional.empty();

  SilenceWatch(InputStream body, Download.Patience patience) {
    silence = patience.silence().toNanos();
    least = patience.least();
    thread = Thread.startVirtualThread(() -> watch(body));
  }

  private void watch(InputStream body) {
    try {
      complaint = Optional.of(await());
      body.close();
    } catch (InterruptedException | IOException e) {
      // the body is over, or as good as closed
    }
  }

  private Complaint await() throws InterruptedException {
    var since = System.nanoTime();
    var before = 0L;
    while (true) {
      var now = System.nanoTime();
      var untilSilent = heard.get() + silence - now;
      var untilCounted = since + least.within().toNanos() - now;
      if (untilSilent <= 0) {
        return Complaint.SILENT;
      }
      if (untilCounted <= 0) {
        if (bytes.get() - before < least.bytes()) {
          return Complaint.SLOW;
        }
        since = now;
        before = bytes.get();
      } else {
        Thread.sleep(Duration.ofNanos(Math.min(untilSilent, untilCounted)));
      }
    }
  }

  void heard(int more) {
    bytes.addAndGet(more);
    heard.set(System.nanoTime());
  }

  /** What there is to complain of; empty as long as the body is open. */
  Optional<Complaint> complaint() {
    return complaint;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
