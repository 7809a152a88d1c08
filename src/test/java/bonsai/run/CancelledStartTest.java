package bonsai.run;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.base.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever waits for a worker loses patience. */
final class CancelledStartTest {
  @TempDir private Path home;

  @Test
  void anInterruptedStartLeavesNoProcessBehind() throws Exception {
    var workspace = new Workspace(home);
    var run = Runs.of(workspace).create(Preset.tiny());
    var launcher =
        new WorkerLauncher(List.of(SilentWorker.class.getName()), workspace, ChildJvm.Host.here());
    var waiting = Thread.ofVirtual().start(() -> assertThat(launch(launcher, run)).isFalse());
    var worker = ProcessHandle.of(pid(run)).orElseThrow();

    waiting.interrupt();

    assertThat(waiting.join(Duration.ofSeconds(30))).isTrue();
    assertThat(worker.onExit().get(30, TimeUnit.SECONDS).isAlive()).isFalse();
  }

  private static boolean launch(WorkerLauncher launcher, RunFolder run) {
    try {
      launcher.launch(run);
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  /** What the worker says first. */
  private static long pid(RunFolder run) throws IOException, InterruptedException {
    var deadline = Instant.now().plus(Duration.ofSeconds(30));
    while (!Files.exists(run.workerLog()) || !Files.readString(run.workerLog()).endsWith("\n")) {
      assertThat(Instant.now()).isBefore(deadline);
      Thread.sleep(10);
    }
    return Long.parseLong(Files.readString(run.workerLog()).strip());
  }
}
