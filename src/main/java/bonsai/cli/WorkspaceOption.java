package bonsai.cli;

import bonsai.base.Workspace;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option of all commands that use the workspace. */
final class WorkspaceOption {
  static final String NAME = "--workspace";

  @Option(
      names = NAME,
      paramLabel = "DIR",
      description = "The workspace; else that of BONSAI_HOME, else ~/.bonsai.")
  private Optional<Path> folder = Optional.empty();

  Workspace workspace() {
    return Workspace.of(folder, System.getenv());
  }
}
