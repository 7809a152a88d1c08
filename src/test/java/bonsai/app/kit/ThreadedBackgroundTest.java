package bonsai.app.kit;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.base.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Work in threads of its own; the test's thread is the toolkit's. */
final class ThreadedBackgroundTest {
  private final BlockingQueue<Runnable> toolkit = new LinkedBlockingQueue<>();
  private final List<String> told = new ArrayList<>();
  private final List<Throwable> unexpected = new ArrayList<>();
  private final ThreadedBackground background =
      new ThreadedBackground(
          toolkit::add,
          (during, thrown) -> {
            unexpected.add(thrown);
            return during + " failed.";
          });

  private Job run(Background.Work<String> work) {
    return background.run("Work", work, told::add, told::add, () -> told.add("cancelled"));
  }

  /** Does what the toolkit is asked for until a job has ended. */
  private void awaitEnd(Job job) throws InterruptedException {
    while (job.isRunning()) {
      var next = toolkit.poll(30, TimeUnit.SECONDS);
      assertThat(next).as("something to do for the toolkit").isNotNull();
      next.run();
    }
  }

  @Test
  void aResultIsToldOnTheToolkitsThread() throws Exception {
    var job = run(progress -> "result");
    assertThat(background.jobs()).containsExactly(job);
    assertThat(told).isEmpty();

    awaitEnd(job);

    assertThat(told).containsExactly("result");
    assertThat(background.jobs()).isEmpty();
  }

  @Test
  void aMistakeIsToldInItsOwnSentence() throws Exception {
    awaitEnd(
        run(
            progress -> {
              throw new UserException("There is no such file.");
            }));

    assertThat(told).containsExactly("There is no such file.");
    assertThat(unexpected).isEmpty();
  }

  @Test
  void whatNobodyExpectedIsWrittenDownAndTold() throws Exception {
    awaitEnd(
        run(
            progress -> {
              throw new IllegalStateException("no fuel");
            }));

    assertThat(told).containsExactly("Work failed.");
    assertThat(unexpected).hasSize(1);
  }

  @Test
  void cancelledWorkIsInterruptedAndEndsAsCancelledAndNothingElse() throws Exception {
    var begun = new CountDownLatch(1);
    var job =
        run(
            progress -> {
              begun.countDown();
              new CountDownLatch(1).await();
              return "result";
            });
    begun.await();

    job.cancel();
    awaitEnd(job);

    assertThat(told).containsExactly("cancelled");
    assertThat(unexpected).isEmpty();
    assertThat(background.jobs()).isEmpty();
  }

  @Test
  void workThatIsCancelledWhileItsResultIsOnTheWayEndsAsCancelled() throws Exception {
    var job = run(progress -> "result");
    var last = toolkit.poll(30, TimeUnit.SECONDS);

    job.cancel();
    last.run();

    assertThat(told).containsExactly("cancelled");
    assertThat(job.isRunning()).isFalse();
  }

  @Test
  void aJobThatHasEndedIsNotCancelledAnyMore() throws Exception {
    var job = run(progress -> "result");
    awaitEnd(job);

    job.cancel();

    assertThat(told).containsExactly("result");
    assertThat(toolkit).isEmpty();
  }

  @Test
  void workThatAsksLearnsThatItIsCancelled() throws Exception {
    var begun = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    var job =
        run(
            progress -> {
              begun.countDown();
              while (!progress.isCancelled()) {
                Thread.onSpinWait();
              }
              ended.countDown();
              return "result";
            });
    begun.await();

    job.cancel();

    assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
    awaitEnd(job);
    assertThat(told).containsExactly("cancelled");
  }

  @Test
  void quietWorkIsNotAmongTheJobs() throws Exception {
    var job =
        background.quietly(progress -> "result", told::add, told::add, () -> told.add("cancelled"));
    assertThat(background.jobs()).isEmpty();

    awaitEnd(job);

    assertThat(told).containsExactly("result");
  }

  @Test
  void progressIsToldWithItsNewestStateOnly() throws Exception {
    var reported = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var job =
        run(
            progress -> {
              progress.report(0.25, "first");
              progress.report(0.5, "second");
              reported.countDown();
              goOn.await();
              return "result";
            });
    reported.await();
    assertThat(toolkit).hasSize(1);

    toolkit.take().run();

    assertThat(job.progressProperty().get()).isEqualTo(0.5);
    assertThat(job.messageProperty().get()).isEqualTo("second");
    goOn.countDown();
    awaitEnd(job);
  }
}
