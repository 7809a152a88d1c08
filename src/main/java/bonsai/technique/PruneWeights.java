package bonsai.technique;

import bonsai.base.Setting;
import bonsai.base.Settings;
import bonsai.base.UserException;
import bonsai.compress.MatrixSelection;
import bonsai.compress.Transform;
import bonsai.compress.WeightPruning;
import bonsai.train.Training;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Optional;

/** Sets weights of the layers' matrices to 0; training keeps them there. */
public record PruneWeights(
    @Setting(
            label = "Method",
            help =
                "sparsegpt chooses by what the matrix puts out and lets the other weights make up for"
                    + " it; magnitude takes the weights nearest to 0.",
            initial = "\"sparsegpt\"")
        Method method,
    @Setting(
            label = "Sparsity",
            help = "The share of the weights that become 0; two-of-four always takes half.",
            initial = "0.5",
            min = 0.01,
            max = 0.99)
        double sparsity,
    @Setting(
            label = "Pattern",
            help =
                "unstructured takes weights anywhere; two-of-four, also called 2:4, two of every four"
                    + " inputs in a row, which some GPUs compute faster.",
            initial = "\"unstructured\"")
        Pattern pattern,
    @Setting(
            label = "Allocation",
            help =
                "per-matrix gives every matrix the same sparsity, global more to those where it"
                    + " costs less.",
            initial = "\"per-matrix\"")
        Allocation allocation,
    @Setting(
            label = "Matrices",
            help =
                "all, attention, feed-forward, or parts of names such as query, layer.3 or"
                    + " layer.*.output.dense.",
            initial = "[\"all\"]")
        List<String> matrices,
    @Setting(
            label = "Calibration",
            help = "Sentences that sparsegpt measures on; the seed draws them.",
            unit = "sentences",
            initial = "1024",
            min = 1,
            max = 100_000)
        int calibration,
    @Setting(
            label = "Block",
            help = "Columns whose weights sparsegpt chooses from together.",
            unit = "columns",
            initial = "128",
            min = 1,
            max = 8192)
        int block,
    @Setting(
            label = "Damping",
            help =
                "Share of the mean that sparsegpt adds to the diagonal of its moments; more where"
                    + " there are few sentences.",
            initial = "0.01",
            min = 1e-6,
            max = 1)
        double damping,
    Optional<Training> training)
    implements Technique {
  /** Which weights go. */
  public enum Method {
    SPARSEGPT,
    MAGNITUDE;

    /** The name in a spec. */
    @JsonValue
    public String label() {
      return Settings.label(this);
    }
  }

  /** Where they go from. */
  public enum Pattern {
    UNSTRUCTURED,
    TWO_OF_FOUR;

    /** The name in a spec. */
    @JsonValue
    public String label() {
      return Settings.label(this);
    }
  }

  /** How the zeros are shared out. */
  public enum Allocation {
    PER_MATRIX,
    GLOBAL;

    /** The name in a spec. */
    @JsonValue
    public String label() {
      return Settings.label(this);
    }
  }

  public PruneWeights {
    matrices = new MatrixSelection(matrices).names();
    if (pattern == Pattern.TWO_OF_FOUR) {
      if (sparsity != 0.5 || allocation == Allocation.GLOBAL) {
        throw new UserException(
            "pattern two-of-four takes half of every matrix: leave sparsity at 0.5 and"
                + " allocation at per-matrix.");
      }
      if (block % 4 != 0) {
        throw new UserException("block must be a multiple of 4 for two-of-four.");
      }
    }
  }

  @Override
  public Transform transform() {
    return new WeightPruning(
        new MatrixSelection(matrices),
        switch (pattern) {
          case TWO_OF_FOUR -> new WeightPruning.Pattern.TwoOfFour();
          case UNSTRUCTURED ->
              switch (allocation) {
                case PER_MATRIX -> new WeightPruning.Pattern.Each(sparsity);
                case GLOBAL -> new WeightPruning.Pattern.Together(sparsity);
              };
        },
        switch (method) {
          case MAGNITUDE -> new WeightPruning.Method.Magnitude();
          case SPARSEGPT -> new WeightPruning.Method.SparseGpt(calibration, block, damping);
        });
  }

  @Override
  public Optional<Training> trains() {
    return training;
  }
}
