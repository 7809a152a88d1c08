package bonsai.cli;

import bonsai.base.Workspace;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The option of all commands that use the workspace; it may also stand before a command's name. */
final class WorkspaceOption {
  static final String NAME = "--workspace";

  @Option(
      names = NAME,
      paramLabel = "DIR",
      description = "The workspace; else that of BONSAI_HOME, else ~/.bonsai.")
  private Optional<Path> folder = Optional.empty();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  Workspace workspace() {
    return workspace(command);
  }

  /** The workspace that a command is to use. */
  static Workspace workspace(CommandSpec command) {
    for (var spec = command; spec != null; spec = spec.parent()) {
      var option = spec.findOption(NAME);
      if (option != null && option.<Optional<Path>>getValue().isPresent()) {
        return Workspace.of(option.getValue(), System.getenv());
      }
    }
    return Workspace.of(Optional.empty(), System.getenv());
  }
}
