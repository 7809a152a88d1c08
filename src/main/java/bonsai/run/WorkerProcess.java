package bonsai.run;

import bonsai.base.Workspace;
import java.util.concurrent.CountDownLatch;

/** The process around a worker: turns the system's wish to end it (SIGTERM) into a pause. */
public final class WorkerProcess {
  private WorkerProcess() {}

  /**
   * Works on a run in this process until there is nothing left to do, or somebody asks for a pause.
   * A SIGTERM, SIGINT or SIGHUP is such a request: the process then ends with 0 once the state is
   * safe.
   */
  public static RunState work(RunFolder run, Workspace workspace, StageRunner runner) {
    var worker = new Worker(run, workspace, runner);
    var ended = new CountDownLatch(1);
    var hook =
        new Thread(
            () -> {
              if (ended.getCount() > 0) {
                worker.pause();
                awaitUninterruptibly(ended);
                Runtime.getRuntime().halt(0);
              }
            },
            "pause-on-signal");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return worker.work();
    } finally {
      ended.countDown();
      removeUnlessRunning(hook);
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void removeUnlessRunning(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending: the hook is at work.
    }
  }
}
