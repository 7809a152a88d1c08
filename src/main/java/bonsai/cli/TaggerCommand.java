package bonsai.cli;

import bonsai.model.ModelFolder;
import bonsai.tag.Tagger;
import bonsai.tag.TaggerService;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code bonsai tagger}: the process behind a playground. */
@Command(
    name = "tagger",
    description = "Tags on request: JSON lines on standard input, answers on standard output.",
    mixinStandardHelpOptions = true)
final class TaggerCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ModelOption model;
  @Mixin private ComputeOptions compute;
  @Mixin private WorkspaceOption workspace;

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    // Whatever a library may print must not end up among the replies.
    System.setOut(System.err);
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    var served =
        new TaggerService(in, out)
            .serve(
                () -> {
                  var home = workspace.workspace();
                  var folder = model.folder(home);
                  return Tagger.open(folder, () -> compute.load(home, new ModelFolder(folder)));
                });
    return served ? BonsaiCommand.DONE : BonsaiCommand.FAILED;
  }
}
