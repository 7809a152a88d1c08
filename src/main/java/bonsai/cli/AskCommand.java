package bonsai.cli;

import bonsai.base.UserException;
import bonsai.run.RunControl;
import bonsai.run.RunControl.Ask;
import bonsai.run.RunFolder;
import bonsai.run.RunState;
import bonsai.run.RunStatus;
import bonsai.run.Runs;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What {@code bonsai pause} and {@code bonsai stop} have in common: they ask, and wait. */
abstract sealed class AskCommand implements Callable<Integer> {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  /** {@code bonsai pause}: the run saves its state and rests. */
  @Command(
      name = "pause",
      description = "Makes a running run save its state and rest; `resume` goes on.",
      mixinStandardHelpOptions = true)
  static final class Pause extends AskCommand {
    Pause() {
      super(Ask.PAUSE);
    }
  }

  /** {@code bonsai stop}: the run ends early, with the best model so far. */
  @Command(
      name = "stop",
      description =
          "Ends a running run early: what it has learnt so far becomes its result; `resume` goes on"
              + " all the same.",
      mixinStandardHelpOptions = true)
  static final class Stop extends AskCommand {
    Stop() {
      super(Ask.STOP);
    }
  }

  private final Ask what;

  @Spec private CommandSpec command;
  @Mixin private WorkspaceOption workspace;

  @Parameters(paramLabel = "ID", description = "The run's id, its beginning, or its name.")
  private String id;

  @Option(names = "--no-wait", description = "Return at once, before the run rests.")
  private boolean noWait;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  private AskCommand(Ask what) {
    this.what = what;
  }

  @Override
  public Integer call() throws InterruptedException {
    var run = Runs.of(workspace.workspace()).find(id);
    requireRunning(run);
    RunControl.ask(run, what);
    while (!noWait && RunStatus.of(run).state() == RunState.RUNNING) {
      Thread.sleep(BETWEEN_LOOKS);
    }
    return RunReport.print(command.commandLine().getOut(), run, json);
  }

  private void requireRunning(RunFolder run) {
    var state = RunStatus.of(run).state();
    if (state != RunState.RUNNING) {
      throw new UserException(
          "The run " + run.id() + " is not running: it is " + state.label() + " already.");
    }
  }
}
