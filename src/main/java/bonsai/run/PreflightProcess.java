package bonsai.run;

import bonsai.base.AtomicFile;
import bonsai.base.IoReason;
import bonsai.base.Json;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;

/** Has a run timed by a process of its own, so that this one loads no native tensors. */
public final class PreflightProcess {

  private final Workspace workspace;

  public PreflightProcess(Workspace workspace) {
    this.workspace = workspace;
  }

  /**
   * Starts the process and waits for its answer: for a thread that may wait.
   *
   * @param progress told in a few words what it does
   * @throws UserException with what the process said, if it cannot measure
   * @throws CancellationException if this thread is interrupted; the process is then gone
   */
  public Measurement measure(RunSpec spec, Consumer<String> progress) {
    try {
      var file = Files.createTempFile(workspace.cache(), "preflight-", ".spec");
      try {
        AtomicFile.write(file, spec.toJson());
        var answer =
            new CommandProcess(workspace)
                .ask(List.of("preflight", file.toString(), "--json"), spec.device(), progress);
        return Json.LINE.treeToValue(answer.get("measured"), Measurement.class);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UserException("The timing cannot be started: " + IoReason.of(e) + ".", e);
    } catch (JacksonException e) {
      throw new UserException("The timing's answer cannot be read: " + e.getMessage(), e);
    }
  }
}
