package bonsai.base;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Closes a body that has been silent for too long: a blocked read has no timeout of its own. */
final class SilenceWatch implements AutoCloseable {
  private final AtomicLong heard = new AtomicLong(System.nanoTime());
  private final AtomicBoolean barked = new AtomicBoolean();
  private final Thread thread;

  SilenceWatch(InputStream body, Duration silence) {
    thread = Thread.startVirtualThread(() -> watch(body, silence.toNanos()));
  }

  private void watch(InputStream body, long silence) {
    try {
      for (long left; (left = heard.get() + silence - System.nanoTime()) > 0; ) {
        Thread.sleep(Duration.ofNanos(left));
      }
      barked.set(true);
      body.close();
    } catch (InterruptedException | IOException e) {
      // the body is over, or as good as closed
    }
  }

  void heard() {
    heard.set(System.nanoTime());
  }

  boolean barked() {
    return barked.get();
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
