package bonsai.run;

import bonsai.base.UserException;
import bonsai.base.Workspace;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.nio.file.Files;
import java.nio.file.Path;

/** A model that exists: in a spec an object with one field that names the kind. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
@JsonSubTypes({
  @JsonSubTypes.Type(value = Start.Pretrained.class, name = "pretrained"),
  @JsonSubTypes.Type(value = Start.FromRun.class, name = "run")
})
public sealed interface ModelSource permits Start.Pretrained, Start.FromRun {
  /** The same with a relative path taken from a folder. */
  ModelSource resolvedAgainst(Path folder);

  /**
   * Its folder.
   *
   * @throws UserException if there is no model in it
   */
  default Path modelFolder(Workspace workspace) {
    return switch (this) {
      case Start.Pretrained start -> {
        var folder =
            start.isFolder() ? Path.of(start.model()) : workspace.models().resolve(start.model());
        if (!holdsModel(folder)) {
          throw new UserException(
              start.isFolder()
                  ? "The model folder " + start.model() + " is none: it has no config.json."
                  : "The pre-trained model '"
                      + start.model()
                      + "' is not in the workspace: `bonsai pretrained fetch "
                      + start.model()
                      + "` puts it there.");
        }
        yield folder;
      }
      case Start.FromRun start -> {
        var folder = Runs.of(workspace).find(start.id()).model();
        if (!holdsModel(folder)) {
          throw new UserException(
              "The run " + start.id() + " has no model yet: it must be finished or stopped first.");
        }
        yield folder;
      }
    };
  }

  private static boolean holdsModel(Path folder) {
    return Files.isRegularFile(folder.resolve("config.json"));
  }
}
