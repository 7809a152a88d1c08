package bonsai.cli;

import bonsai.base.Json;
import bonsai.base.Quantities;
import bonsai.ner.Split;
import bonsai.run.StageTiming;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bonsai preflight}: what a run would take, before it is started. */
@Command(
    name = "preflight",
    description =
        "Tells what a run would take: parameters, memory, disk, and time from a few steps.",
    mixinStandardHelpOptions = true)
final class PreflightCommand implements Runnable, GpuProcess.Timing {
  @Spec private CommandSpec command;
  @Mixin private WorkspaceOption workspace;
  @Mixin private SpecOptions asked;

  @Option(names = "--json", description = "Print one JSON object.")
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
        new StageTiming(
            asked.spec(),
            workspace.workspace(),
            what -> {
              err.println(what);
              err.flush();
            });
    var result = timing.run();
    if (json) {
      out.println(Json.LINE.writeValueAsString(object(result)));
    } else {
      print(out, result);
    }
    out.flush();
  }

  private static Object object(StageTiming.Result result) {
    var object = new LinkedHashMap<String, Object>();
    object.put("parameters", result.plan().result().parameterCount());
    object.put("steps", result.plan().steps());
    object.put("seconds", result.plan().seconds(result.measured()));
    object.put("plan", result.plan());
    object.put("warnings", result.plan().memoryWarning().stream().toList());
    object.put("measured", result.measured());
    return object;
  }

  private static void print(PrintWriter out, StageTiming.Result result) {
    var plan = result.plan();
    var measured = result.measured();
    for (var split : Split.values()) {
      var count = plan.corpus().count(split);
      line(out, split.label(), "%,d sentences, %,d words", count.sentences(), count.words());
    }
    plan.result()
        .parameters()
        .forEach((component, count) -> line(out, component.label(), "%,d", count));
    line(out, "Parameters", "%,d", plan.result().parameterCount());
    line(out, "Steps", "%,d", plan.steps());
    line(
        out,
        "Memory",
        "%s at least; the machine has %s",
        Quantities.bytes(measured.peakResidentBytes()),
        Quantities.bytes(plan.machineBytes()));
    plan.memoryWarning().ifPresent(warning -> line(out, "Warning", "%s", warning));
    line(
        out,
        "Disk",
        "%s while it runs, %s after; %s are free",
        Quantities.bytes(plan.diskBytes()),
        Quantities.bytes(plan.keptBytes()),
        Quantities.bytes(plan.freeBytes()));
    plan.stages().stream()
        .flatMap(stage -> stage.teacher().stream())
        .forEach(
            outputs ->
                line(
                    out,
                    "Teacher's outputs",
                    outputs.kept()
                        ? "about %s of the disk, of at most %s"
                        : "%s are not kept, at most %s would be: the teacher runs in every step",
                    Quantities.bytes(outputs.bytes()),
                    Quantities.bytes(outputs.mostBytes())));
    line(out, "Device", "%s: %s", measured.device(), measured.deviceReason());
    line(out, "Precision", "%s", measured.precisionReason());
    line(
        out,
        "Time",
        "about %s, at %,.0f pieces a second",
        Quantities.estimate(plan.seconds(measured)),
        measured.tokensPerSecond());
  }

  private static void line(PrintWriter out, String label, String format, Object... values) {
    out.printf("%-24s%s%n", label, String.format(Locale.ROOT, format, values));
  }
}
