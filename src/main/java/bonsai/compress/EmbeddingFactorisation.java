package bonsai.compress;

import bonsai.base.Settings;
import bonsai.base.UserException;
import bonsai.model.BertConfig;
import bonsai.model.NerModel;
import bonsai.model.Parameters;
import bonsai.torch.HostTensor;
import bonsai.torch.LinearAlgebra;
import bonsai.torch.LinearAlgebra.Svd;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;

/**
 * Replaces the word embeddings {@code [V, H]} by a table {@code [V, E]} and a projection {@code [H,
 * E]}: {@code V·H} parameters become {@code (V + H)·E} (ALBERT, Lan et al., arXiv 1909.11942,
 * section 3.1). Positions and segments keep the hidden size.
 *
 * @param size how E is chosen
 * @param start what the two begin with
 */
public record EmbeddingFactorisation(Size size, Init start) implements Transform {
  /** The table, as events name it. */
  static final String NAME = Parameters.WORD_EMBEDDINGS.replaceFirst("\\.weight$", "");

  /** The weight of a piece that the training split does not have. */
  private static final double UNSEEN = 1;

  /** How the embedding size E is chosen. */
  public sealed interface Size {
    /** E itself. */
    record Rank(int rank) implements Size {}

    /** The largest E with which table and projection have at most so many parameters. */
    record AtMost(long parameters) implements Size {}

    /**
     * The smallest E that keeps this share of the sum of the squared singular values, weighted ones
     * where the start is so.
     */
    record Energy(double share) implements Size {}
  }

  /** What the two factors begin with. */
  public enum Init {
    /**
     * The truncated singular value decomposition of {@code √D·W}, where D holds a weight for each
     * piece: no other product is nearer to W where a piece's squared error counts by its weight
     * (frequency weights: Chen et al., arXiv 1806.06950, section 3). The weight is {@code √n + 1}
     * for a piece that is n times in the training split. The frequency itself would spend nearly
     * all columns on pieces that training mends anyhow: those that it never meets keep what they
     * begin with.
     */
    WEIGHTED_SVD,
    /** The truncated singular value decomposition: {@code UΣ} and {@code Vᵀ}. */
    SVD,
    /** Normal draws, as BERT's own initialisation: nothing of the old table is kept. */
    RANDOM;

    /** The name in a spec. */
    @JsonValue
    public String label() {
      return Settings.label(this);
    }
  }

  @Override
  public Plan plan(BertConfig before) {
    if (before.architecture().embeddingSize() > 0) {
      throw new UserException("The model's embeddings are factorised already.");
    }
    return switch (size) {
      case Size.Rank(var rank) -> Plan.exactly(sized(before, rank));
      case Size.AtMost(var most) -> Plan.exactly(sized(before, rankWithin(before, most)));
      case Size.Energy _ -> Plan.between(sized(before, 1), sized(before, fullRank(before)));
    };
  }

  private static int rankWithin(BertConfig before, long most) {
    var each = (long) before.vocabSize() + before.hiddenSize();
    if (most < each) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "Factorised embeddings of this model have at least %,d parameters, and at most %,d were asked for.",
              each,
              most));
    }
    return (int) Math.min(fullRank(before), most / each);
  }

  private static int fullRank(BertConfig config) {
    return Math.min(config.vocabSize(), config.hiddenSize());
  }

  private static BertConfig sized(BertConfig before, int rank) {
    if (rank > fullRank(before)) {
      throw new UserException(
          "The embeddings can be factorised to at most "
              + fullRank(before)
              + " columns, the smaller of the model's vocabulary and hidden size, not "
              + rank
              + ".");
    }
    return before.withArchitecture(before.architecture().withEmbeddingSize(rank));
  }

  @Override
  public NerModel apply(NerModel model, Materials materials) {
    var planned = plan(model.config());
    if (planned.exact() && start == Init.RANDOM) {
      tell(planned.config(), new double[0], materials);
      return withFactors(model, planned.config(), random(planned.config(), materials.seed()));
    }
    var roots = roots(model.config().vocabSize(), materials);
    var svd = svd(model, roots, materials);
    var config =
        size instanceof Size.Energy(var share)
            ? sized(model.config(), rankOfEnergy(svd.s(), share))
            : planned.config();
    tell(config, svd.s(), materials);
    return withFactors(
        model,
        config,
        switch (start) {
          case SVD, WEIGHTED_SVD -> cut(svd, roots, config.architecture().embeddingSize());
          case RANDOM -> random(config, materials.seed());
        });
  }

  private static void tell(BertConfig config, double[] singular, Materials materials) {
    materials
        .listener()
        .accept(
            CompressionEvent.Factorised.of(
                NAME,
                config.vocabSize(),
                config.hiddenSize(),
                config.architecture().embeddingSize(),
                singular));
  }

  private record Pair(HostTensor table, HostTensor projection) {}

  /** For each piece the root of its weight. */
  private double[] roots(int pieces, Materials materials) {
    var roots = new double[pieces];
    if (start != Init.WEIGHTED_SVD) {
      Arrays.fill(roots, 1);
      return roots;
    }
    for (var sentence : materials.calibration().get()) {
      for (var id : sentence.ids()) {
        roots[id]++;
      }
    }
    Arrays.setAll(roots, piece -> Math.sqrt(Math.sqrt(roots[piece]) + UNSEEN));
    return roots;
  }

  private static Svd svd(NerModel model, double[] roots, Materials materials) {
    try (var algebra = new LinearAlgebra(materials.torch())) {
      return algebra.svd(rowsTimes(model.tensor(Parameters.WORD_EMBEDDINGS), roots, 1));
    }
  }

  private static Pair cut(Svd svd, double[] roots, int rank) {
    return new Pair(rowsTimes(svd.left(rank, 1), roots, -1), svd.right(rank, 0).transpose2d());
  }

  private static HostTensor rowsTimes(HostTensor matrix, double[] factors, int power) {
    var product = matrix.copy();
    for (var row = 0; row < factors.length; row++) {
      var factor = Math.pow(factors[row], power);
      for (var column = 0L; column < matrix.shape()[1]; column++) {
        product.set(row, column, (float) (factor * matrix.get(row, column)));
      }
    }
    return product;
  }

  private static Pair random(BertConfig config, long seed) {
    var fresh = NerModel.untrained(config, seed);
    return new Pair(
        fresh.tensor(Parameters.WORD_EMBEDDINGS),
        fresh.tensor(Parameters.EMBEDDING_PROJECTION + ".weight"));
  }

  private static NerModel withFactors(NerModel model, BertConfig config, Pair pair) {
    var tensors = new LinkedHashMap<>(model.tensors());
    tensors.put(Parameters.WORD_EMBEDDINGS, pair.table);
    tensors.put(Parameters.EMBEDDING_PROJECTION + ".weight", pair.projection);
    return new NerModel(config, tensors);
  }

  static int rankOfEnergy(double[] values, double share) {
    var whole = 0.0;
    for (var value : values) {
      whole += value * value;
    }
    var kept = 0.0;
    for (var rank = 0; rank < values.length; rank++) {
      kept += values[rank] * values[rank];
      if (kept >= share * whole) {
        return rank + 1;
      }
    }
    return values.length;
  }
}
