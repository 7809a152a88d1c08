package bonsai.torch;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The function between the two matrices of a feed-forward block; the kernels know it by number. */
public enum Activation {
  /** x Φ(x), exactly. */
  GELU(0, "gelu", "gelu_python"),
  /** GELU by its approximation with a hyperbolic tangent, as in Google's first code. */
  GELU_TANH(1, "gelu_new", "gelu_pytorch_tanh", "gelu_fast"),
  RELU(2, "relu"),
  SILU(3, "silu", "swish"),
  TANH(4, "tanh");

  private final int number;
  private final List<String> names;

  Activation(int number, String... names) {
    this.number = number;
    this.names = List.of(names);
  }

  /** The activation that Hugging Face's {@code hidden_act} calls so. */
  public static Optional<Activation> named(String name) {
    return Arrays.stream(values()).filter(known -> known.names.contains(name)).findFirst();
  }

  /** The name in Hugging Face's {@code hidden_act}; the usual one if it has several. */
  public String label() {
    return names.getFirst();
  }

  int number() {
    return number;
  }
}
