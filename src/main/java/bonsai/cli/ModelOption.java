package bonsai.cli;

import bonsai.base.UserException;
import bonsai.base.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The option of all commands that use a finished model. */
final class ModelOption {
  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "A model folder; or the name of one in the workspace, or a run's id.")
  private Path asked;

  /**
   * The folder that is meant; what it holds has not been looked at.
   *
   * @throws UserException if there is none
   */
  Path folder(Workspace workspace) {
    return folder(asked, workspace);
  }

  /** As {@link #folder(Workspace)}, for a model that was named otherwise. */
  static Path folder(Path asked, Workspace workspace) {
    if (Files.isDirectory(asked)) {
      return asked;
    }
    if (!asked.isAbsolute()) {
      var places =
          List.of(
              workspace.models().resolve(asked), workspace.runs().resolve(asked).resolve("model"));
      for (var place : places) {
        if (Files.isDirectory(place)) {
          return place;
        }
      }
    }
    throw new UserException(
        "There is not a model folder '"
            + asked
            + "', nor a model or finished run of that name in "
            + workspace.root()
            + ".");
  }
}
