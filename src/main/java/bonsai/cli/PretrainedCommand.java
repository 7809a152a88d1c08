package bonsai.cli;

import bonsai.base.Json;
import bonsai.model.pretrained.FetchProgress;
import bonsai.model.pretrained.PretrainedModels;
import bonsai.model.pretrained.PretrainedModels.From;
import bonsai.model.pretrained.PretrainedModels.Installed;
import bonsai.model.pretrained.PretrainedModels.Request;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bonsai pretrained}: the models that training starts from. */
@Command(
    name = "pretrained",
    description = "Fetches pre-trained models into the workspace, and lists them.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {PretrainedCommand.Fetch.class, PretrainedCommand.ListModels.class})
final class PretrainedCommand {

  /** {@code bonsai pretrained fetch}. */
  @Command(
      name = "fetch",
      description = "Puts a model folder into the workspace, complete and checked.",
      mixinStandardHelpOptions = true)
  static final class Fetch implements Runnable {
    @Spec private CommandSpec spec;
    @Mixin private WorkspaceOption workspace;

    @Parameters(
        paramLabel = "NAME",
        description = "bert-base-cased, or a repository of the Hugging Face hub: OWNER/NAME.")
    private String name;

    @Option(
        names = "--from",
        paramLabel = "SOURCE",
        defaultValue = "auto",
        description =
            "${COMPLETION-CANDIDATES}: auto tries the other three in turn (default:"
                + " ${DEFAULT-VALUE}).")
    private From from;

    @Option(names = "--path", paramLabel = "DIR", description = "The folder to copy.")
    private Optional<Path> path = Optional.empty();

    @Option(
        names = "--revision",
        defaultValue = "main",
        description =
            "The hub's commit, or a branch or tag without slashes (default: ${DEFAULT-VALUE}).")
    private String revision;

    @Option(names = "--again", description = "Replace the model if it is there already.")
    private boolean again;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public void run() {
      var line = spec.commandLine();
      var models = PretrainedModels.of(workspace.workspace(), System.getenv());
      var installed =
          models.fetch(
              new Request(name, from, path, revision, again), new Narration(line.getErr()));
      print(line.getOut(), installed, json);
    }
  }

  /** {@code bonsai pretrained list}. */
  @Command(
      name = "list",
      description = "Lists the models in the workspace.",
      mixinStandardHelpOptions = true)
  static final class ListModels implements Runnable {
    @Spec private CommandSpec spec;
    @Mixin private WorkspaceOption workspace;

    @Option(names = "--json", description = "Print one JSON object a line.")
    private boolean json;

    @Override
    public void run() {
      var models = PretrainedModels.of(workspace.workspace(), System.getenv()).list();
      models.forEach(installed -> print(spec.commandLine().getOut(), installed, json));
      if (models.isEmpty()) {
        spec.commandLine().getErr().println("No models yet: bonsai pretrained fetch NAME");
      }
    }
  }

  private PretrainedCommand() {}

  private static void print(PrintWriter out, Installed installed, boolean json) {
    if (json) {
      var object = new LinkedHashMap<String, Object>();
      object.put("name", installed.name());
      object.put("path", installed.path().toString());
      object.put("source", installed.source().orElse(null));
      out.println(Json.LINE.writeValueAsString(object));
    } else {
      out.printf(
          "%s\t%s\t%s%n",
          installed.name(),
          installed.path(),
          installed
              .source()
              .map(source -> source.from() + " " + source.origin() + " " + source.revision())
              .map(String::strip)
              .orElse("of unknown origin"));
    }
    out.flush();
  }

  /** Tells of a fetch on one stream: a line for each thing, and how it gets on. */
  private static final class Narration implements FetchProgress {
    private final PrintWriter err;
    private final Arrivals arrivals;

    Narration(PrintWriter err) {
      this.err = err;
      this.arrivals = new Arrivals(err);
    }

    @Override
    public void says(String what) {
      arrivals.begin();
      err.println(what);
      err.flush();
    }

    @Override
    public void arrived(long bytes, OptionalLong total) {
      arrivals.arrived(bytes, total);
    }
  }
}
