package bonsai.app.runs.result;

import bonsai.base.IoReason;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.model.ModelFolder;
import bonsai.model.ModelSizes;
import bonsai.model.Parameter.Component;
import bonsai.model.Parameters;
import bonsai.ner.EntityScores;
import bonsai.ner.Split;
import bonsai.run.ModelSource;
import bonsai.run.RunFolder;
import bonsai.run.RunSpec;
import bonsai.run.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a model folder tells without its weights being opened, unless they were pruned.
 *
 * @param name what the model is called: a run's id, or a model's name
 * @param parameters by component
 * @param fileBytes of its weights' file
 * @param sizes with zeros and without; of a pruned model only
 * @param scores by split; empty for a model that no run has scored
 */
public record ModelSheet(
    String name,
    Path folder,
    Map<Component, Long> parameters,
    long fileBytes,
    Optional<ModelSizes> sizes,
    Map<Split, EntityScores> scores) {
  public ModelSheet {
    parameters = Map.copyOf(parameters);
    scores = Map.copyOf(scores);
  }

  public long parameterCount() {
    return parameters.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * A run's result.
   *
   * @throws UserException if there is none, or it cannot be read
   */
  static ModelSheet result(RunFolder run) {
    return read(run.id(), run.model());
  }

  /**
   * The model that a run's result is to be compared with: the run it started from, else its
   * teacher, else the pre-trained model; none for an untrained start without a teacher, or if it is
   * gone.
   */
  static Optional<ModelSheet> before(RunSpec spec, Workspace workspace) {
    var start = spec.start() instanceof ModelSource model ? Optional.of(model) : spec.teacher();
    var compared = start.filter(Start.FromRun.class::isInstance).or(spec::teacher).or(() -> start);
    try {
      return compared.map(model -> read(name(model), model.modelFolder(workspace)));
    } catch (UserException e) {
      return Optional.empty();
    }
  }

  private static String name(ModelSource model) {
    return switch (model) {
      case Start.FromRun run -> run.id();
      case Start.Pretrained pretrained -> pretrained.model();
    };
  }

  private static ModelSheet read(String name, Path folder) {
    try {
      var model = new ModelFolder(folder);
      return new ModelSheet(
          name,
          folder,
          Parameters.of(model.config()).counts(),
          Files.size(folder.resolve(ModelFolder.WEIGHTS)),
          sizes(model),
          model.scores());
    } catch (IOException e) {
      throw new UserException(
          "The model in " + folder + " cannot be read: " + IoReason.of(e) + ".", e);
    }
  }

  private static Optional<ModelSizes> sizes(ModelFolder folder) {
    return folder.config().architecture().pruned().isEmpty()
        ? Optional.empty()
        : Optional.of(ModelSizes.of(folder));
  }
}
