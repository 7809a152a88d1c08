package bonsai.cli;

import bonsai.base.Json;
import bonsai.base.Quantities;
import bonsai.train.TeacherCaches;
import bonsai.train.TeacherCaches.Kept;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bonsai cache}: what teachers said, kept on the disk. */
@Command(
    name = "cache",
    description =
        "Lists the teachers' outputs that runs have kept in the workspace, or deletes them. They are"
            + " made again when a run needs them.",
    mixinStandardHelpOptions = true)
final class CacheCommand implements Runnable {
  @Spec private CommandSpec command;
  @Mixin private WorkspaceOption workspace;

  @ArgGroup(exclusive = false)
  private Clearing clearing;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  /** What is deleted. */
  private static final class Clearing {
    @Option(names = "--clear", required = true, description = "Delete them.")
    private boolean clear;

    @Option(
        names = "--unused-for",
        paramLabel = "DAYS",
        defaultValue = "0",
        description = "With --clear: those alone that no run has opened for so many days.")
    private int days;
  }

  /** What {@code --json} prints. */
  private record Listing(List<Row> caches, List<Row> deleted) {}

  private record Row(String folder, long bytes, Instant used) {
    static Row of(Kept kept) {
      return new Row(kept.folder().toString(), kept.bytes(), kept.used());
    }
  }

  @Override
  public void run() {
    var caches = new TeacherCaches(workspace.workspace().teacherOutputs());
    var deleted =
        clearing == null
            ? List.<Kept>of()
            : caches.all().stream().filter(this::isDue).filter(caches::delete).toList();
    var left = caches.all();
    var out = command.commandLine().getOut();
    if (json) {
      out.println(
          Json.LINE.writeValueAsString(
              new Listing(
                  left.stream().map(Row::of).toList(), deleted.stream().map(Row::of).toList())));
    } else {
      deleted.forEach(kept -> out.println("Deleted " + words(kept)));
      print(out, left);
    }
    out.flush();
  }

  private boolean isDue(Kept kept) {
    return !kept.used().isAfter(Instant.now().minus(Duration.ofDays(clearing.days)));
  }

  private void print(PrintWriter out, List<Kept> left) {
    if (left.isEmpty()) {
      command.commandLine().getErr().println("No teachers' outputs are kept.");
      return;
    }
    left.forEach(kept -> out.println(words(kept)));
    var all = left.stream().mapToLong(Kept::bytes).sum();
    out.println(Quantities.bytes(all) + " in all; --clear deletes them");
  }

  private static String words(Kept kept) {
    var ago = Quantities.time(Duration.between(kept.used(), Instant.now()).toSeconds());
    return kept.folder().getFileName()
        + "  "
        + Quantities.bytes(kept.bytes())
        + "  used "
        + ago
        + " ago";
  }
}
