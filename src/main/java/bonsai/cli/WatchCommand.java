package bonsai.cli;

import bonsai.run.Runs;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bonsai watch}: shows a run until it rests. */
@Command(
    name = "watch",
    description = "Shows how a run gets on until it rests; Ctrl-C ends the watching only.",
    mixinStandardHelpOptions = true)
final class WatchCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private WorkspaceOption workspace;

  @Parameters(paramLabel = "ID", description = "The run's id, its beginning, or its name.")
  private String id;

  @Option(names = "--json", description = "Print one JSON object at the end.")
  private boolean json;

  @Override
  public Integer call() {
    var run = Runs.of(workspace.workspace()).find(id);
    return RunWatch.andReport(run, command.commandLine(), json);
  }
}
