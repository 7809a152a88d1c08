package bonsai.train;

import bonsai.base.Setting;
import bonsai.base.Settings;
import bonsai.base.UserException;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How a student learns from what is inside its teacher. Layers are counted from 0 for the output of
 * the embeddings.
 */
public record HiddenLoss(
    @Setting(
            label = "Weight",
            help =
                "The factor of the difference of the hidden states, a mean over columns and so far"
                    + " smaller than the tags' loss; 0 leaves them alone.",
            initial = "10",
            min = 0)
        double weight,
    @Setting(
            label = "Compare",
            help =
                "mse: the states, through a learned projection where the widths differ; gram: their inner products, free of any projection.",
            initial = "\"mse\"")
        Comparison compare,
    @Setting(
            label = "Map",
            help =
                "uniform spreads the student's layers over the teacher's; last takes the teacher's last; explicit lists them.",
            initial = "\"uniform\"")
        LayerMap map,
    @Setting(
            label = "Layers",
            help =
                "For an explicit map: the teacher's layer for each of the student's, the embeddings' first.",
            initial = "[]",
            min = 0)
        List<Integer> layers,
    @Setting(
            label = "Attention weight",
            help = "The factor of the difference of the attention scores; 0 leaves them alone.",
            initial = "0",
            min = 0)
        double attentionWeight) {
  /** How hidden states are compared. */
  public enum Comparison {
    MSE,
    GRAM;

    /** The name in a spec. */
    @JsonValue
    public String label() {
      return Settings.label(this);
    }
  }

  /** Which layer of the teacher a student's layer is held to. */
  public enum LayerMap {
    /**
     * Spread evenly, the last to the last (PKD-Skip; Sun et al., arXiv 1908.09355, section 3.2).
     */
    UNIFORM,
    /** The teacher's last ones, in order (PKD-Last, ibid.). */
    LAST,
    /** As the setting says. */
    EXPLICIT;

    /** The name in a spec. */
    @JsonValue
    public String label() {
      return Settings.label(this);
    }
  }

  public HiddenLoss {
    layers = List.copyOf(layers);
    if (map == LayerMap.EXPLICIT && layers.isEmpty()) {
      throw new UserException(
          "layers is empty: an explicit map lists one teacher layer for each layer of the student, the embeddings first.");
    }
  }

  /**
   * The teacher's layer for each layer of the student, from the embeddings' output on.
   *
   * @param student its number of layers
   * @param teacher its number of layers
   * @throws UserException if there is no such map
   */
  List<Integer> teacherLayers(int student, int teacher) {
    if (map == LayerMap.LAST && student > teacher) {
      throw new UserException(
          "The student has %d layers and the teacher %d: the map 'last' needs a teacher with at least as many layers."
              .formatted(student, teacher));
    }
    return switch (map) {
      case UNIFORM ->
          IntStream.rangeClosed(0, student)
              .map(layer -> (int) Math.round((double) layer * teacher / student))
              .boxed()
              .toList();
      case LAST ->
          IntStream.rangeClosed(0, student)
              .map(layer -> layer == 0 ? 0 : teacher - student + layer)
              .boxed()
              .toList();
      case EXPLICIT -> explicit(student, teacher);
    };
  }

  private List<Integer> explicit(int student, int teacher) {
    if (layers.size() != student + 1) {
      throw new UserException(
          "hidden.layers must name %d of the teacher's layers, one for the embeddings and one for each of the student's %d layers, not %d."
              .formatted(student + 1, student, layers.size()));
    }
    layers.stream()
        .filter(layer -> layer > teacher)
        .findFirst()
        .ifPresent(
            layer -> {
              throw new UserException(
                  "hidden.layers names layer %d, but the teacher has the layers 0 to %d."
                      .formatted(layer, teacher));
            });
    return layers;
  }
}
