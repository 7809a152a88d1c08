package bonsai.cli;

import bonsai.base.ErrorLog;
import bonsai.base.Json;
import bonsai.base.Machine;
import bonsai.base.Program;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.cli.Check.Level;
import bonsai.cli.HostChecks.Graphics;
import bonsai.model.pretrained.Reachability;
import bonsai.run.ChildJvm;
import bonsai.run.RunSpec.Device;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bonsai doctor}: whether this machine can train, and what is wrong if not. */
@Command(
    name = "doctor",
    description = "Tells whether this machine can train, and how to fix what is wrong.",
    mixinStandardHelpOptions = true,
    footer = {"", "Exit code 1 if a problem would stop a run."})
final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private WorkspaceOption workspace;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Option(
      names = "--network",
      description = "Also ask whether the Hugging Face hub and the Maven repositories answer.")
  private boolean network;

  @Option(names = EngineProbe.OPTION, hidden = true)
  private boolean probe;

  /** The object that {@code --json} prints. */
  private record Report(boolean healthy, List<Check> checks, Facts facts) {}

  /** The figures behind the sentences. */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  private record Facts(
      Program program,
      String java,
      Machine machine,
      Path workspace,
      long freeDiskBytes,
      Optional<EngineProbe> engine) {}

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    var home = workspace.workspace();
    if (probe) {
      out.println(Json.LINE.writeValueAsString(EngineProbe.here(home)));
      out.flush();
      return BonsaiCommand.DONE;
    }
    var report = examine(home);
    if (json) {
      out.println(Json.LINE.writeValueAsString(report));
    } else {
      print(report, out);
    }
    out.flush();
    return report.healthy() ? BonsaiCommand.DONE : BonsaiCommand.FAILED;
  }

  private Report examine(Workspace home) {
    var checks = new ArrayList<Check>();
    var program = Program.here();
    var machine = Machine.here();
    var os = System.getProperty("os.name");
    checks.add(
        Check.ok("bonsai", program.version() + program.commit().map(c -> ", " + c).orElse("")));
    checks.add(
        HostChecks.java(
            Runtime.version(),
            System.getProperty("java.vendor"),
            Path.of(System.getProperty("java.home"))));
    checks.add(HostChecks.platform(os, System.getProperty("os.arch")));
    checks.add(HostChecks.processor(machine));
    checks.add(HostChecks.memory(machine.memoryBytes(), Runtime.getRuntime().maxMemory()));
    var place = HostChecks.workspace(home);
    checks.add(place);
    var free = HostChecks.freeBytes(home.root());
    checks.add(HostChecks.disk(free, home.root()));
    checks.add(HostChecks.allocator(os, System.getenv()));

    var jvm = ChildJvm.of(home);
    var graphics = Graphics.here(jvm);
    checks.add(HostChecks.gpu(graphics));
    var engine = engine(jvm, graphics, checks);

    if (place.level() != Level.PROBLEM) {
      checks.add(HostChecks.models(home));
    }
    checks.add(HostChecks.log(new ErrorLog(home)));
    if (network) {
      reach(home, checks);
    }
    var healthy = checks.stream().noneMatch(check -> check.level() == Level.PROBLEM);
    return new Report(
        healthy,
        checks,
        new Facts(program, Runtime.version().toString(), machine, home.root(), free, engine));
  }

  /** Loads the engine as a worker would; a GPU's libraries only if they need no fetching. */
  private Optional<EngineProbe> engine(ChildJvm jvm, Graphics graphics, List<Check> checks) {
    var device = graphics.nvidia() && !graphics.cudaIsThere() ? Device.CPU : Device.AUTO;
    var err = spec.commandLine().getErr();
    err.println("Loading PyTorch and timing it; the first time, some 450 MB are unpacked ...");
    err.flush();
    try {
      var found = EngineProbe.inChild(jvm, device);
      checks.addAll(EngineChecks.of(found, graphics.nvidia() && device == Device.AUTO));
      return Optional.of(found);
    } catch (UserException e) {
      checks.add(EngineChecks.failed(e.getMessage(), graphics.environment()));
      return Optional.empty();
    }
  }

  private void reach(Workspace home, List<Check> checks) {
    var err = spec.commandLine().getErr();
    err.println("Asking the hub and Maven's repositories ...");
    err.flush();
    checks.add(
        reached(
            Reachability.ofHub(System.getenv()),
            "Check the network, or set HF_ENDPOINT to a mirror; bert-base-cased also comes with"
                + " bonsai pretrained fetch --from maven."));
    for (var repository : Reachability.ofMaven(home.cache())) {
      checks.add(
          reached(
              repository, "Check the network, and the proxy or mirror in Maven's settings.xml."));
    }
  }

  /** An unreachable place stops no run: all that a run needs may be here already. */
  private static Check reached(Reachability answer, String mend) {
    return answer
        .failure()
        .map(
            failure ->
                Check.warning(
                    "network", answer.place() + " does not answer (" + failure + ")", mend))
        .orElseGet(() -> Check.ok("network", answer.place() + " answers"));
  }

  private static void print(Report report, PrintWriter out) {
    var format = "%-8s %-10s %s%n";
    for (var check : report.checks()) {
      out.printf(Locale.ROOT, format, check.level().label(), check.about(), check.says());
      check.mend().ifPresent(mend -> out.printf(Locale.ROOT, format, "", "", "-> " + mend));
    }
    var problems = count(report, Level.PROBLEM);
    var warnings = count(report, Level.WARNING);
    out.println();
    if (problems > 0) {
      out.println(problems + (problems == 1 ? " problem" : " problems") + " would stop a run.");
    } else if (warnings > 0) {
      out.println("Bonsai works here; see the " + (warnings == 1 ? "warning." : "warnings."));
    } else {
      out.println("Everything is in order.");
    }
  }

  private static long count(Report report, Level level) {
    return report.checks().stream().filter(check -> check.level() == level).count();
  }
}
