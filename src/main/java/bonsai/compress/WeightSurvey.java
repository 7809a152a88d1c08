package bonsai.compress;

import bonsai.compress.CompressionEvent.Factorised;
import bonsai.compress.CompressionEvent.Pruned;
import bonsai.compress.CompressionEvent.ZeroMap;
import bonsai.model.BertConfig;
import bonsai.model.ModelFolder;
import bonsai.model.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at a saved model for what was made smaller in it, whoever did that. */
public final class WeightSurvey {
  private WeightSurvey() {}

  /**
   * The model's pruned and factorised matrices, as a transform would have told of them; what they
   * were before is not known. The weights of a model that was not pruned stay unread.
   *
   * @throws bonsai.base.UserException if the model cannot be read
   */
  public static List<CompressionEvent> of(ModelFolder folder) {
    var config = folder.config();
    var found = new ArrayList<CompressionEvent>(factorised(config));
    if (!config.architecture().pruned().isEmpty()) {
      var model = folder.load();
      for (var name : config.architecture().pruned()) {
        found.add(Pruned.found(name, model.tensor(name + ".weight")));
      }
    }
    return List.copyOf(found);
  }

  private static List<CompressionEvent> factorised(BertConfig config) {
    var found = new ArrayList<CompressionEvent>();
    var how = config.architecture();
    if (how.embeddingSize() > 0) {
      found.add(
          new Factorised(
              EmbeddingFactorisation.NAME,
              config.vocabSize(),
              config.hiddenSize(),
              how.embeddingSize(),
              1,
              List.of()));
    }
    var shapes = Parameters.of(config).shapes();
    how.ranks()
        .forEach(
            (name, rank) ->
                found.add(
                    new Factorised(
                        name,
                        Math.toIntExact(shapes.get(name + Parameters.UP + ".weight")[0]),
                        Math.toIntExact(shapes.get(name + Parameters.DOWN + ".weight")[1]),
                        rank,
                        1,
                        List.of())));
    return found;
  }

  /**
   * Where a matrix of a saved model is 0, weight by weight; empty if the model has none of that
   * name.
   *
   * @param name without {@code .weight}
   * @throws bonsai.base.UserException if the model cannot be read
   */
  public static Optional<ZeroMap> mask(ModelFolder folder, String name) {
    var weight = name + ".weight";
    return Parameters.of(folder.config()).shapes().containsKey(weight)
        ? Optional.of(ZeroMap.exact(folder.load().tensor(weight)))
        : Optional.empty();
  }
}
