package bonsai.run;

import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.model.BertConfig;
import bonsai.model.ModelFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The model that a stage of a run leaves, told as early as it can be.
 *
 * @param stage from 0
 */
public record StageModel(RunFolder run, int stage) {
  /**
   * Where it is; empty as long as the stage has not ended.
   *
   * @throws UserException if the spec cannot be read
   */
  public Optional<ModelFolder> folder() {
    var last = run.spec().stages().size() - 1;
    return Optional.of(stage == last ? run.model() : run.stage(stage))
        .filter(StageModel::holdsModel)
        .map(ModelFolder::new);
  }

  /**
   * Its shape: read from where it is, else planned from that of the model before it. What depends
   * on the weights may be planned too large. Empty where the run began with nothing that has a
   * shape yet, or with what is gone.
   */
  public Optional<BertConfig> shape(Workspace workspace) {
    try {
      var there = folder().map(ModelFolder::config);
      return there.isPresent() ? there : planned(workspace);
    } catch (UserException e) {
      return Optional.empty(); // whoever needs the model is told why when it is opened
    }
  }

  private Optional<BertConfig> planned(Workspace workspace) {
    var spec = run.spec();
    var before =
        stage == 0
            ? spec.start().folder(workspace).map(folder -> new ModelFolder(folder).config())
            : new StageModel(run, stage - 1).shape(workspace);
    return before.map(config -> spec.stages().get(stage).plan(config).config());
  }

  private static boolean holdsModel(Path folder) {
    return Files.isRegularFile(folder.resolve(ModelFolder.CONFIG));
  }
}
