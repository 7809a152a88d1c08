package bonsai.cli;

import bonsai.base.Workspace;
import bonsai.run.Runs;
import bonsai.run.WorkerLauncher;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bonsai run}: starts a run and watches it. */
@Command(
    name = "run",
    description = {
      "Starts a run in the background and watches it.",
      "Ctrl-C, or closing the terminal, ends the watching: the run goes on."
    },
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  private final Function<Workspace, WorkerLauncher> launcher;

  @Spec private CommandSpec command;
  @Mixin private WorkspaceOption workspace;
  @Mixin private SpecOptions asked;

  @Option(names = "--detach", description = "Do not watch: print the run's id and return.")
  private boolean detach;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  RunCommand() {
    this(WorkerLauncher::ofThisProgram);
  }

  /** Starts workers of another kind, as tests do. */
  RunCommand(Function<Workspace, WorkerLauncher> launcher) {
    this.launcher = launcher;
  }

  @Override
  public Integer call() {
    var home = workspace.workspace();
    var spec = asked.spec();
    spec.requireInputs(home);
    var run = Runs.of(home).create(spec);
    var worker = launcher.apply(home).launch(run);
    return detach
        ? RunReport.printStarted(command.commandLine().getOut(), run, worker, json)
        : RunWatch.andReport(run, command.commandLine(), json);
  }
}
