package bonsai.technique;

import bonsai.base.Setting;
import bonsai.base.Settings;
import bonsai.compress.LayerFactorisation;
import bonsai.compress.MatrixSelection;
import bonsai.compress.Transform;
import bonsai.train.Training;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Replaces matrices of the layers by products of two of a lower rank. */
public record FactoriseLayers(
    @Setting(
            label = "Rank",
            help = "Of every chosen matrix; one whose rank would save nothing stays whole.",
            initial = "189",
            min = 1,
            max = 8192)
        int rank,
    @Setting(
            label = "At most",
            help =
                "In place of the rank: the most parameters of the whole model; each matrix then gets"
                    + " the rank that saves the most error.",
            unit = "parameters",
            min = 1)
        OptionalLong parameters,
    @Setting(
            label = "Matrices",
            help =
                "all, attention, feed-forward, or parts of names such as query, layer.3 or"
                    + " layer.*.output.dense.",
            initial = "[\"all\"]")
        List<String> matrices,
    @Setting(
            label = "Method",
            help =
                "plain keeps the weights as near as can be, whitened what they put out for sentences"
                    + " of the training split.",
            initial = "\"whitened\"")
        Method method,
    @Setting(
            label = "Calibration",
            help = "Sentences that whitened measures on; the seed draws them.",
            unit = "sentences",
            initial = "256",
            min = 1,
            max = 100_000)
        int calibration,
    Optional<Training> training)
    implements Technique {
  /** What a cut matrix is to be near to. */
  public enum Method {
    PLAIN,
    WHITENED;

    /** The name in a spec. */
    @JsonValue
    public String label() {
      return Settings.label(this);
    }
  }

  public FactoriseLayers {
    matrices = new MatrixSelection(matrices).names();
  }

  @Override
  public Transform transform() {
    return new LayerFactorisation(
        new MatrixSelection(matrices),
        parameters.isPresent()
            ? new LayerFactorisation.Size.Budget(parameters.getAsLong())
            : new LayerFactorisation.Size.Rank(rank),
        switch (method) {
          case PLAIN -> new LayerFactorisation.Method.Plain();
          case WHITENED -> new LayerFactorisation.Method.Whitened(calibration);
        });
  }

  @Override
  public Optional<Training> trains() {
    return training;
  }
}
