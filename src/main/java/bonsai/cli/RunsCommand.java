package bonsai.cli;

import bonsai.base.IoReason;
import bonsai.base.Json;
import bonsai.base.Quantities;
import bonsai.base.UserException;
import bonsai.run.RunFolder;
import bonsai.run.RunStatus;
import bonsai.run.Runs;
import bonsai.run.StorageException;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
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
    var runs = Runs.of(workspace.workspace()).all();
    var listed = runs.stream().map(Row::of).filter(row -> all || !row.archived()).toList();
    if (json) {
      out.println(Json.LINE.writeValueAsString(new Listing(listed)));
    } else if (listed.isEmpty()) {
      command.commandLine().getErr().println("No runs yet: bonsai run SPEC.json starts one.");
    } else {
      print(out, listed);
    }
    out.flush();
  }

  /** The object that {@code --json} prints. */
  private record Listing(List<Row> runs) {}

  /**
   * A run of the list.
   *
   * @param status empty where its files cannot be read
   * @param problem then, why
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  private record Row(
      String id,
      Optional<RunStatus> status,
      String folder,
      Optional<String> problem,
      @JsonIgnore boolean archived) {
    static Row of(RunFolder run) {
      var folder = run.path().toString();
      try {
        var archived = run.about().archived();
        var status = Optional.of(RunStatus.of(run));
        return new Row(run.id(), status, folder, Optional.empty(), archived);
      } catch (UserException | StorageException e) {
        return unreadable(run, e.getMessage());
      } catch (UncheckedIOException e) {
        return unreadable(run, "Its log cannot be read: " + IoReason.of(e) + ".");
      }
    }

    /** One bad run must not hide the others, nor itself. */
    private static Row unreadable(RunFolder run, String why) {
      return new Row(run.id(), Optional.empty(), run.path().toString(), Optional.of(why), false);
    }
  }

  private static void print(PrintWriter out, List<Row> rows) {
    var width = rows.stream().mapToInt(row -> row.id().length()).max().orElse(0);
    var format = "%-" + width + "s  %-11s  %5s  %8s  %-6s  %s%n";
    out.printf(format, "ID", "STATE", "STAGE", "STEP", "F1", "LAST WORD");
    var now = Instant.now();
    for (var row : rows) {
      row.status()
          .ifPresentOrElse(
              status ->
                  out.printf(
                      format,
                      row.id(),
                      status.state().label(),
                      status.stage() + 1,
                      status.step(),
                      status.f1().isPresent()
                          ? String.format(Locale.ROOT, "%.4f", status.f1().getAsDouble())
                          : "",
                      lastWord(status, now)),
              () ->
                  out.printf(format, row.id(), "unreadable", "", "", "", row.problem().orElse("")));
    }
  }

  private static String lastWord(RunStatus status, Instant now) {
    Optional<String> ago =
        status
            .lastRecord()
            .map(last -> Quantities.time(Duration.between(last, now).toSeconds()) + " ago");
    return ago.orElse("") + status.message().map(message -> "  " + message).orElse("");
  }
}
