package bonsai.cli;

import bonsai.run.RunFolder;
import bonsai.run.RunState;
import bonsai.run.TrainingStages;
import bonsai.run.WorkerProcess;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code bonsai worker}: the process that carries a run out. */
@Command(
    name = "worker",
    description = "Carries a run out in this process; 'run' and 'resume' start it by themselves.",
    mixinStandardHelpOptions = true)
final class WorkerCommand implements Callable<Integer> {
  @Mixin private WorkspaceOption workspace;

  @Parameters(paramLabel = "RUN_DIR", description = "The run's folder.")
  private Path folder;

  @Override
  public Integer call() {
    var home = workspace.workspace();
    var end = WorkerProcess.work(RunFolder.open(folder), home, new TrainingStages(home));
    return end == RunState.FAILED ? BonsaiCommand.FAILED : BonsaiCommand.DONE;
  }
}
