package bonsai.tag;

import bonsai.base.Json;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.run.CommandProcess;
import bonsai.run.RunSpec.Device;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import tools.jackson.core.JacksonException;

/**
 * Has a model's speed measured by a process of its own, so that this one loads no native tensors.
 */
public final class BenchmarkProcess {
  private final CommandProcess process;

  public BenchmarkProcess(Workspace workspace) {
    process = new CommandProcess(workspace);
  }

  /**
   * Tags the sample corpus's test split with a model, for a thread that may wait.
   *
   * @param model its folder
   * @throws UserException with what the process said, if it cannot measure
   * @throws CancellationException if this thread is interrupted; the process is then gone
   */
  public TaggingBenchmark measure(Path model) {
    var answer =
        process.ask(
            List.of("bench", "tag", "--model", model.toString(), "--json"),
            Device.AUTO,
            said -> {});
    try {
      return Json.LINE.treeToValue(answer, TaggingBenchmark.class);
    } catch (JacksonException e) {
      throw new UserException("The measurement cannot be read: " + e.getMessage(), e);
    }
  }
}
