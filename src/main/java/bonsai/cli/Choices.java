package bonsai.cli;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.TypeConversionException;

/** Options that take one of a few words. */
final class Choices {
  private Choices() {}

  /** The value of that label; wrong usage if there is none. */
  static <V> V named(String label, V[] values, Function<V, String> labelOf) {
    return Arrays.stream(values)
        .filter(value -> labelOf.apply(value).equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "expected "
                        + Arrays.stream(values).map(labelOf).collect(Collectors.joining(" or "))
                        + ", not '"
                        + label
                        + "'"));
  }
}
