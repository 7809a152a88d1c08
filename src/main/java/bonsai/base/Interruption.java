package bonsai.base;

import java.util.concurrent.CancellationException;

/** How long work in memory learns that nobody waits for it any more: its thread is interrupted. */
public final class Interruption {
  /** How many small things are done between two looks. */
  private static final int STRIDE = 4096;

  private Interruption() {}

  /**
   * Looks whether the thread was interrupted.
   *
   * @throws CancellationException if it was
   */
  public static void check() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("interrupted");
    }
  }

  /** The same once in a while: for the {@code i}-th of many small things. */
  public static void check(int i) {
    if (i % STRIDE == 0) {
      check();
    }
  }
}
