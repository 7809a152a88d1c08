package bonsai.run;

import bonsai.base.UserException;
import bonsai.base.Workspace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** {@code bonsai worker} with a {@link FakeStage}, as a process of its own, for tests. */
public final class FakeWorker {
  private FakeWorker() {}

  public static void main(String[] args) {
    try {
      var state =
          WorkerProcess.work(
              RunFolder.open(Path.of(args[0])),
              Workspace.of(Optional.empty(), System.getenv()),
              new FakeStage(100, Duration.ofMillis(3)));
      System.exit(state == RunState.FAILED ? 1 : 0);
    } catch (UserException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }
}
