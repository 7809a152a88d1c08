package bonsai.model;

import bonsai.torch.HostTensor;
import java.util.Arrays;

/**
 * One parameter that a config asks for.
 *
 * @param name Hugging Face's name
 * @param shape its dimensions; a linear layer's weight is {@code [outputs, inputs]}
 * @param component the part of the model it belongs to
 * @param role what kind of array it is
 */
public record Parameter(String name, long[] shape, Component component, Role role) {
  /** The parts of a model that a parameter budget shows. */
  public enum Component {
    WORD_EMBEDDINGS("Word embeddings"),
    POSITIONS_AND_SEGMENTS("Positions and segments"),
    ATTENTION("Attention"),
    FEED_FORWARD("Feed-forward"),
    LAYER_NORMS("LayerNorms"),
    CLASSIFIER("Classifier");

    private final String label;

    Component(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  /** What decides how a parameter starts. */
  public enum Role {
    EMBEDDING,
    WEIGHT,
    /** Starts at 0, so that it changes nothing at first. */
    CORRECTION,
    BIAS,
    NORM_SCALE,
    NORM_SHIFT,
    /** Starts at 1, and is not trained. */
    GATE
  }

  public Parameter {
    shape = shape.clone();
  }

  @Override
  public long[] shape() {
    return shape.clone();
  }

  /** Whether it is multiplied with at every piece, and so in the precision that is asked for. */
  public boolean isProduct() {
    return (role == Role.WEIGHT || role == Role.CORRECTION) && component != Component.CLASSIFIER;
  }

  /** The number of its elements. */
  public long size() {
    return HostTensor.elements(shape);
  }

  @Override
  public String toString() {
    return name + Arrays.toString(shape);
  }
}
