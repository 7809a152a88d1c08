package bonsai.app.bench;

import bonsai.cli.WindowSpeed;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import javafx.application.Platform;

/** Times the window's parts with the toolkit as it is; the headless platform draws in software. */
public final class WindowBenchmark {
  private WindowBenchmark() {}

  /** Starts the toolkit and measures for about three minutes. */
  public static WindowSpeed run() {
    startToolkit();
    return new WindowSpeed(
        PanBenchmark.run(),
        LiveBenchmark.run(),
        ScrubBenchmark.run(),
        FollowBenchmark.run(),
        TableBenchmark.run());
  }

  private static void startToolkit() {
    var started = new CountDownLatch(1);
    Platform.startup(started::countDown);
    Platform.setImplicitExit(false);
    try {
      started.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  static <T> T onToolkit(Callable<T> work) {
    var task = new FutureTask<>(work);
    Platform.runLater(task);
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  static WindowSpeed.Spread spread(double[] millis) {
    var sorted = millis.clone();
    Arrays.sort(sorted);
    var last = sorted.length - 1;
    return new WindowSpeed.Spread(
        sorted[last / 2], sorted[(int) Math.ceil(0.95 * last)], sorted[last]);
  }
}
