package bonsai.cli;

import bonsai.base.Download;
import bonsai.base.Json;
import bonsai.ner.CorpusArchive;
import java.net.URI;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bonsai data fetch}: brings a public corpus that Bonsai may not pass on itself. */
@Command(
    name = "fetch",
    description = "Puts a public corpus into the workspace, complete and checked.",
    mixinStandardHelpOptions = true)
final class DataFetchCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private WorkspaceOption workspace;

  @Parameters(paramLabel = "NAME", description = "The corpus: conll2003.")
  private String name;

  @Option(
      names = "--from",
      paramLabel = "URL",
      description = "Another place to fetch the archive from; the files must be the same.")
  private Optional<URI> address = Optional.empty();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  /** The object that {@code --json} prints. */
  record Fetched(String name, String path, boolean fetched) {}

  @Override
  public void run() {
    var known = CorpusArchive.of(name);
    var archive = address.map(known::from).orElse(known);
    var corpora = workspace.workspace().data();
    var installed = archive.installed(corpora);
    var err = spec.commandLine().getErr();
    if (installed.isEmpty()) {
      err.println(archive.terms());
      err.println("Fetching " + archive.address() + " …");
      err.flush();
    }
    var folder =
        installed.orElseGet(
            () -> archive.fetch(corpora, Download.Patience.USUAL, new Arrivals(err)));
    var out = spec.commandLine().getOut();
    out.println(
        json
            ? Json.LINE.writeValueAsString(
                new Fetched(name, folder.toString(), installed.isEmpty()))
            : folder.toString());
    out.flush();
  }
}
