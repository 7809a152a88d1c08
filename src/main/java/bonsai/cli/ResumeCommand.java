package bonsai.cli;

import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.run.RunState;
import bonsai.run.RunStatus;
import bonsai.run.Runs;
import bonsai.run.WorkerLauncher;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bonsai resume}: goes on with a run from its last checkpoint. */
@Command(
    name = "resume",
    description = {
      "Goes on with a paused, stopped, failed or interrupted run from its last checkpoint.",
      "Ctrl-C, or closing the terminal, ends the watching: the run goes on."
    },
    mixinStandardHelpOptions = true)
final class ResumeCommand implements Callable<Integer> {
  private final Function<Workspace, WorkerLauncher> launcher;

  @Spec private CommandSpec command;
  @Mixin private WorkspaceOption workspace;

  @Parameters(paramLabel = "ID", description = "The run's id, its beginning, or its name.")
  private String id;

  @Option(names = "--detach", description = "Do not watch: return once the worker has begun.")
  private boolean detach;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  ResumeCommand() {
    this(WorkerLauncher::ofThisProgram);
  }

  /** Starts workers of another kind, as tests do. */
  ResumeCommand(Function<Workspace, WorkerLauncher> launcher) {
    this.launcher = launcher;
  }

  @Override
  public Integer call() {
    var home = workspace.workspace();
    var run = Runs.of(home).find(id);
    var state = RunStatus.of(run).state();
    if (!state.isResumable()) {
      throw new UserException(
          state == RunState.RUNNING
              ? "The run " + run.id() + " is running: `bonsai watch " + run.id() + "` shows it."
              : "The run " + run.id() + " is " + state.label() + ": there is nothing left to do.");
    }
    var worker = launcher.apply(home).launch(run);
    return detach
        ? RunReport.printStarted(command.commandLine().getOut(), run, worker, json)
        : RunWatch.andReport(run, command.commandLine(), json);
  }
}
