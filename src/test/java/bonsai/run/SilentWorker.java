package bonsai.run;

import java.util.concurrent.CountDownLatch;

/** A worker that lives and never begins with its run, as a process of its own, for tests. */
public final class SilentWorker {
  private SilentWorker() {}

  public static void main(String[] args) throws InterruptedException {
    System.out.println(ProcessHandle.current().pid());
    new CountDownLatch(1).await();
  }
}
