package bonsai.cli;

import bonsai.base.Json;
import bonsai.run.DistillationTiming;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bonsai bench distil}: what keeping a teacher's outputs saves. */
@Command(
    name = "distil",
    description = "Times a spec's distillation with the teacher's outputs kept, and without.",
    mixinStandardHelpOptions = true)
final class BenchDistilCommand implements Runnable, GpuProcess.Timing {
  @Spec private CommandSpec command;
  @Mixin private WorkspaceOption workspace;
  @Mixin private SpecOptions asked;

  private int steps;

  @Option(names = "--steps", defaultValue = "100", description = "Steps to count; default 100.")
  private void count(int most) {
    if (most < 1) {
      throw new ParameterException(command.commandLine(), "--steps must be at least 1.");
    }
    steps = most;
  }

  @Option(names = "--json", description = "Print the JSON object alone.")
  private boolean json;

  @Override
  public SpecOptions asked() {
    return asked;
  }

  @Override
  public void run() {
    var out = command.commandLine().getOut();
    var err = command.commandLine().getErr();
    var timing =
        new DistillationTiming(
            asked.spec(),
            workspace.workspace(),
            what -> {
              if (!json) {
                err.println(what);
                err.flush();
              }
            });
    var report = timing.run(steps);
    if (!json) {
      err.printf(
          Locale.ROOT,
          "%.2f iterations a second with the outputs kept, %.2f with the teacher in the loop: %.1f times.%n",
          report.cached(),
          report.live(),
          report.ratio());
      err.flush();
    }
    out.println(Json.LINE.writeValueAsString(report));
    out.flush();
  }
}
