package bonsai.app.runs;

import bonsai.base.IoReason;
import bonsai.run.RunFolder;
import bonsai.run.RunFollower;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Follows one run in a thread of its own, and tells what is new a few times a second at most. */
final class RunFeed implements AutoCloseable {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

  /**
   * What is new.
   *
   * @param restarted forget the lines so far: the log is another one
   * @param problem why the folder cannot be read, in one sentence
   */
  record News(
      boolean restarted,
      List<RunStory.Line> lines,
      RunStory.Facts facts,
      List<String> workerLines,
      Optional<String> problem) {}

  private final RunFolder run;
  private final Executor toolkit;
  private final Consumer<News> told;
  private final Thread thread;
  private volatile boolean closed;

  /**
   * Begins to follow a run.
   *
   * @param toolkit runs something on the toolkit's thread, later
   * @param told is told there, at least once, and not after {@link #close()}
   */
  RunFeed(RunFolder run, Executor toolkit, Consumer<News> told) {
    this.run = run;
    this.toolkit = toolkit;
    this.told = told;
    this.thread = Thread.ofVirtual().name("run-feed " + run.id()).start(this::follow);
  }

  private void follow() {
    var story = new RunStory();
    var output = new WorkerLogTail(run.workerLog());
    var before = Optional.<News>empty();
    try (var follower = new RunFollower(run)) {
      while (!closed) {
        var news = look(follower, story, output);
        var isNews =
            before.isEmpty()
                || news.restarted()
                || !news.lines().isEmpty()
                || !news.workerLines().isEmpty()
                || !news.facts().equals(before.get().facts())
                || !news.problem().equals(before.get().problem());
        if (isNews) {
          before = Optional.of(news);
          toolkit.execute(
              () -> {
                if (!closed) {
                  told.accept(news);
                }
              });
        }
        Thread.sleep(BETWEEN_LOOKS);
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  private static News look(RunFollower follower, RunStory story, WorkerLogTail output) {
    var restarted = false;
    Optional<String> problem = Optional.empty();
    List<String> workerLines = new ArrayList<>();
    try {
      while (true) {
        var batch = follower.poll();
        restarted |= batch.restarted();
        story.add(batch);
        if (!batch.more()) {
          break;
        }
      }
      workerLines = output.poll();
    } catch (UncheckedIOException e) {
      problem = Optional.of("The run's log cannot be read: " + IoReason.of(e) + ".");
    }
    return new News(restarted, story.takeLines(), story.facts(), workerLines, problem);
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
