package bonsai.cli;

import bonsai.base.Json;
import bonsai.run.RunFolder;
import bonsai.run.RunStatus;
import bonsai.run.Runs;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bonsai runs}: lists the runs of the workspace. */
@Command(
    name = "runs",
    description = "Lists the runs of the workspace, the latest last.",
    mixinStandardHelpOptions = true)
final class RunsCommand implements Runnable {
  @Spec private CommandSpec command;
  @Mixin private WorkspaceOption workspace;

  @Option(names = "--all", description = "Also list archived runs.")
  private boolean all;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public void run() {
    var out = command.commandLine().getOut();
    var runs = Runs.of(workspace.workspace());
    var listed = runs.all().stream().filter(run -> all || !run.about().archived()).toList();
    if (json) {
      out.println(Json.LINE.writeValueAsString(new Listing(listed.stream().map(Row::of).toList())));
    } else if (listed.isEmpty()) {
      command.commandLine().getErr().println("No runs yet: bonsai run SPEC.json starts one.");
    } else {
      print(out, listed.stream().map(Row::of).toList());
    }
    out.flush();
  }

  /** The object that {@code --json} prints. */
  private record Listing(List<Row> runs) {}

  /** A run of the list. */
  private record Row(String id, RunStatus status, String folder) {
    static Row of(RunFolder run) {
      return new Row(run.id(), RunStatus.of(run), run.path().toString());
    }
  }

  private static void print(PrintWriter out, List<Row> rows) {
    var width = rows.stream().mapToInt(row -> row.id().length()).max().orElse(0);
    var format = "%-" + width + "s  %-11s  %5s  %8s  %-6s  %s%n";
    out.printf(format, "ID", "STATE", "STAGE", "STEP", "F1", "LAST WORD");
    var now = Instant.now();
    for (var row : rows) {
      var status = row.status();
      out.printf(
          format,
          row.id(),
          status.state().label(),
          status.stage() + 1,
          status.step(),
          status.f1().isPresent()
              ? String.format(Locale.ROOT, "%.4f", status.f1().getAsDouble())
              : "",
          lastWord(status, now));
    }
  }

  private static String lastWord(RunStatus status, Instant now) {
    Optional<String> ago =
        status
            .lastRecord()
            .map(last -> ProgressLine.words(Duration.between(last, now).toSeconds()) + " ago");
    return ago.orElse("") + status.message().map(message -> "  " + message).orElse("");
  }
}
