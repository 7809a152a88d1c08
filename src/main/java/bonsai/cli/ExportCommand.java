package bonsai.cli;

import bonsai.base.Json;
import bonsai.base.UserException;
import bonsai.compress.Merge;
import bonsai.model.ModelFolder;
import bonsai.model.ModelSizes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bonsai export}: a model for other programs. */
@Command(
    name = "export",
    description =
        "Writes a model in another form: as a plain BERT that computes the same, for other programs"
            + " such as transformers, without its zeros, or in int8.",
    mixinStandardHelpOptions = true)
final class ExportCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private WorkspaceOption workspace;

  @ArgGroup(exclusive = false, multiplicity = "1")
  private Forms forms;

  /** At least one is to be named. */
  private static final class Forms {
    @Option(
        names = "--merge",
        description = "Multiply factors out, and give each layer a copy of what it shares.")
    private boolean merge;

    @Option(
        names = "--sparse",
        description =
            "Leave zeros out of the file of weights; only Bonsai reads that, see docs/sparse.md.")
    private boolean sparse;

    @Option(
        names = "--int8",
        description =
            "Round the matrices of the layers to 8 bits: a shorter file, and faster on many CPUs;"
                + " only Bonsai reads that, see docs/int8.md.")
    private boolean int8;
  }

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description =
          "A model folder; or the name of one in the workspace, or a run's id. May also stand before"
              + " the folder to write, without --model.")
  private Optional<Path> model = Optional.empty();

  @Parameters(
      arity = "1..2",
      paramLabel = "DIR",
      description = "The folder to write; new or empty.")
  private List<Path> folders;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public void run() {
    var out = folders.getLast();
    if (forms.sparse && forms.int8) {
      throw new ParameterException(
          spec.commandLine(), "--sparse and --int8 cannot both be had: leave one out.");
    }
    requireEmpty(out);
    var from = new ModelFolder(ModelOption.folder(model(), workspace.workspace()));
    var compressed = from.load();
    var written = forms.merge ? Merge.toPlain(compressed) : compressed;
    var to = new ModelFolder(out);
    if (forms.sparse) {
      to.saveSparse(written, from.tokenizerFiles());
    } else if (forms.int8) {
      to.saveInt8(written, from.tokenizerFiles());
    } else {
      to.save(written, from.tokenizerFiles());
    }
    print(out, compressed.parameterCount(), ModelSizes.of(to));
  }

  private Path model() {
    if (folders.size() != (model.isPresent() ? 1 : 2)) {
      throw new ParameterException(
          spec.commandLine(), "Name one model folder, and one folder to write.");
    }
    return model.orElseGet(folders::getFirst);
  }

  private static void requireEmpty(Path out) {
    if (!Files.exists(out)) {
      return;
    }
    try (var files = Files.newDirectoryStream(out)) {
      if (files.iterator().hasNext()) {
        throw new UserException(out + " holds files already: name a new folder.");
      }
    } catch (IOException e) {
      throw new UserException(out + " is not a folder that can be written: name a new one.", e);
    }
  }

  private void print(Path out, long before, ModelSizes sizes) {
    var line = spec.commandLine().getOut();
    if (json) {
      var object = new LinkedHashMap<String, Object>();
      object.put("path", out.toString());
      object.put("parameters", sizes.parameters());
      object.put("parametersBefore", before);
      object.put("nonZeroParameters", sizes.nonZero());
      object.put("fileBytes", sizes.fileBytes());
      object.put("sparseBytes", sizes.sparseBytes());
      line.println(Json.LINE.writeValueAsString(object));
    } else {
      if (forms.merge) {
        line.printf(
            Locale.ROOT,
            "%s: a plain BERT of %,d parameters, from %,d.%n",
            out,
            sizes.parameters(),
            before);
      }
      if (forms.sparse) {
        line.printf(
            Locale.ROOT,
            "%s: %,d of %,d parameters are not 0, in %,d bytes.%n",
            out,
            sizes.nonZero(),
            sizes.parameters(),
            sizes.fileBytes());
      }
      if (forms.int8) {
        line.printf(
            Locale.ROOT,
            "%s: %,d parameters, those of the layers in 8 bits, in %,d bytes.%n",
            out,
            sizes.parameters(),
            sizes.fileBytes());
      }
    }
    line.flush();
  }
}
