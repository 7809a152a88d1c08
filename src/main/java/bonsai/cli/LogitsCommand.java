package bonsai.cli;

import bonsai.base.Json;
import bonsai.model.ModelFolder;
import bonsai.model.Networks;
import bonsai.torch.Precision;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bonsai logits}: the raw numbers of a model, to compare with other programs. */
@Command(
    name = "logits",
    description = "Computes the logits of given piece ids, in float32 unless asked otherwise.",
    mixinStandardHelpOptions = true)
final class LogitsCommand implements Runnable, GpuProcess.Computing {
  @Spec private CommandSpec spec;
  @Mixin private ModelOption model;
  @Mixin private ComputeOptions compute;
  @Mixin private WorkspaceOption workspace;

  @Option(
      names = "--input",
      paramLabel = "FILE",
      required = true,
      description =
          "A JSON object: input_ids, and, if some are padding, attention_mask; both are lists of"
              + " rows of one length.")
  private Path input;

  @Option(names = "--json", description = "Print one JSON object, as it does in any case.")
  private boolean json;

  @Override
  public ComputeOptions compute() {
    return compute;
  }

  @Override
  public void run() {
    var home = workspace.workspace();
    var opened = new ModelFolder(model.folder(home)).load();
    var batch = LogitsBatch.read(input, opened.config());
    var engine = compute.load(home, Precision.FLOAT32.label());
    try (var network = Networks.open(engine.torch(), opened, engine.precision().precision())) {
      var logits = batch.logits(engine.torch(), network);
      var out = spec.commandLine().getOut();
      out.println(Json.LINE.writeValueAsString(Map.of("logits", logits)));
      out.flush();
    }
  }
}
