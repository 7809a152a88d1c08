package bonsai.technique;

import bonsai.base.Setting;
import bonsai.base.UserException;
import bonsai.compress.EmbeddingFactorisation;
import bonsai.compress.EmbeddingFactorisation.Init;
import bonsai.compress.EmbeddingFactorisation.Size;
import bonsai.compress.Transform;
import bonsai.train.Training;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Replaces the word embeddings by the product of two smaller matrices. */
public record FactoriseEmbeddings(
    @Setting(
            label = "Rank",
            help = "Columns of the smaller table; 64 to 128 keep nearly all of the F1.",
            unit = "columns",
            initial = "128",
            min = 1,
            max = 8192)
        int rank,
    @Setting(
            label = "At most",
            help = "In place of the rank: the most parameters of table and projection together.",
            unit = "parameters",
            min = 1)
        OptionalLong parameters,
    @Setting(
            label = "Energy",
            help = "In place of the rank: the share of the squared singular values that is kept.",
            min = 0.01,
            max = 1)
        OptionalDouble energy,
    @Setting(
            label = "Begin with",
            help =
                "weighted-svd keeps what the table knows of the pieces that are met most; svd treats"
                    + " all alike; random begins anew.",
            initial = "\"weighted-svd\"")
        Init init,
    Optional<Training> training)
    implements Technique {
  public FactoriseEmbeddings {
    if (parameters.isPresent() && energy.isPresent()) {
      throw new UserException("energy and parameters cannot both be given: leave one out.");
    }
  }

  @Override
  public Transform transform() {
    var size =
        parameters.isPresent()
            ? new Size.AtMost(parameters.getAsLong())
            : energy.isPresent() ? new Size.Energy(energy.getAsDouble()) : new Size.Rank(rank);
    return new EmbeddingFactorisation(size, init);
  }

  @Override
  public Optional<Training> trains() {
    return training;
  }
}
