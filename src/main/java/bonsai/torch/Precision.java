package bonsai.torch;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/** The number type of the large matrix products; weights and optimizer state are always float32. */
public enum Precision {
  FLOAT32(6),
  BFLOAT16(15),
  /** To tag on a CPU, not to train: everything but the products of the layers is in float32. */
  INT8(12);

  /** PyTorch's number of the type, as TorchScript wants it. */
  private final int scalarType;

  Precision(int scalarType) {
    this.scalarType = scalarType;
  }

  int scalarType() {
    return scalarType;
  }

  /** Those that a model can be trained in. */
  public static List<Precision> trainable() {
    return List.of(FLOAT32, BFLOAT16);
  }

  /** Its name in specs and results: {@code float32}, {@code bfloat16}, {@code int8}. */
  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
