package bonsai.app.bench;

import bonsai.app.runs.live.RunHistory;
import bonsai.base.Workspace;
import bonsai.cli.WindowSpeed;
import bonsai.run.EventLog;
import bonsai.run.Preset;
import bonsai.run.RunEvent;
import bonsai.run.RunFolder;
import bonsai.run.Runs;
import bonsai.train.TrainingEvent;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;

/** A log that grows by a thousand records a second is followed; the processor's time is counted. */
final class FollowBenchmark implements AutoCloseable {
  private static final int PER_BATCH = 20;
  private static final long BATCH_NANOS = 20_000_000;

  /** Until the JVM has compiled what is measured. */
  private static final long WARM_UP_MILLIS = 15_000;

  private static final long MILLIS = 10_000;

  private final Path folder;
  private final Workspace workspace;
  private final RunFolder run;
  private final EventLog log;
  private final Thread writer = new Thread(this::write, "writer");
  private final AtomicLong written = new AtomicLong();

  private FollowBenchmark() throws IOException {
    folder = Files.createTempDirectory("bonsai-bench");
    workspace = new Workspace(folder);
    run = Runs.of(workspace).create(Preset.tiny());
    log = EventLog.open(run.events(), Clock.systemUTC(), entry -> {});
    log.append(new RunEvent.StageStarted(0, "fine-tune", 0));
    writer.start();
  }

  static WindowSpeed.Follow run() {
    try (var benchmark = new FollowBenchmark()) {
      var following = benchmark.following();
      return new WindowSpeed.Follow(
          following.eventsPerSecond, following.cores, benchmark.window().cores);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Load(double eventsPerSecond, double cores) {}

  private Load following() {
    try (var history = new RunHistory(run, () -> {}).start()) {
      var load = measure();
      if (history.past().steps().size() == 0) {
        throw new IllegalStateException("nothing was followed");
      }
      return load;
    }
  }

  private Load window() {
    try (var window = new BenchWindow(workspace, 1_000, 960)) {
      WindowBenchmark.onToolkit(
          () -> {
            window.shell().navigator().run(run.id());
            return window;
          });
      return measure();
    }
  }

  /** The processor's time of this process but for the writer. */
  private Load measure() {
    WindowBenchmark.sleep(WARM_UP_MILLIS);
    var threads = ManagementFactory.getThreadMXBean();
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    var writers = threads.getThreadCpuTime(writer.threadId());
    var all = system.getProcessCpuTime();
    var records = written.get();
    var start = System.nanoTime();
    WindowBenchmark.sleep(MILLIS);
    var seconds = (System.nanoTime() - start) / 1e9;
    var busy =
        system.getProcessCpuTime() - all - (threads.getThreadCpuTime(writer.threadId()) - writers);
    return new Load((written.get() - records) / seconds, busy / 1e9 / seconds);
  }

  private void write() {
    var next = System.nanoTime();
    while (!Thread.currentThread().isInterrupted()) {
      for (var i = 0; i < PER_BATCH; i++) {
        var step = written.incrementAndGet();
        log.append(
            new RunEvent.Trained(
                0,
                new TrainingEvent.Stepped(
                    step, step / 125.0, 1 / Math.sqrt(step), 1, 1e-4, 800, 0.001)));
      }
      next += BATCH_NANOS;
      try {
        Thread.sleep(Math.max(0, next - System.nanoTime()) / 1_000_000);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  @Override
  public void close() throws IOException {
    writer.interrupt();
    try {
      writer.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
    log.close();
    BenchWindow.delete(folder);
  }
}
