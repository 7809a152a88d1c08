package bonsai.cli;

import bonsai.base.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bonsai pictures}: what the window looks like, without a display. */
@Command(
    name = "pictures",
    description =
        "Draws every panel of the window, light and dark, in three sizes, from a run of the"
            + " workspace.",
    mixinStandardHelpOptions = true)
final class PicturesCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private WorkspaceOption workspace;

  @Parameters(paramLabel = "DIR", description = "Where to put the PNG files.")
  private Path folder;

  @Option(
      names = "--run",
      paramLabel = "ID",
      description = "The run to show; else the newest finished one.")
  private Optional<String> run = Optional.empty();

  @Option(
      names = "--only",
      paramLabel = "TEXT",
      description =
          "Draw only pictures whose name contains it, such as 'playground-' or"
              + " 'runs-charts-light-1280x800'; may be given several times.")
  private List<String> only = List.of();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  /** The object that {@code --json} prints. */
  record Drawn(List<Path> files) {}

  private final Window window;

  PicturesCommand(Window window) {
    this.window = window;
  }

  @Override
  public void run() {
    var out = spec.commandLine().getOut();
    var files = window.pictures(workspace.workspace(), folder, run, only);
    if (json) {
      out.println(Json.LINE.writeValueAsString(new Drawn(files)));
    } else {
      files.forEach(out::println);
    }
    out.flush();
  }
}
