package bonsai.compress;

import bonsai.base.UserException;
import bonsai.model.BertConfig;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Some matrices of a model's layers.
 *
 * @param names {@code all}, {@code attention}, {@code feed-forward}, or parts of the parameters'
 *     names such as {@code query}, {@code layer.3} or {@code layer.*.output.dense}, where a star
 *     stands for whatever is between two dots
 */
public record MatrixSelection(List<String> names) {
  public MatrixSelection {
    names = List.copyOf(names);
    if (names.isEmpty()) {
      throw new UserException(
          "matrices is empty: name some, such as all, attention, feed-forward, query or layer.3.");
    }
  }

  /**
   * Those of a model, from the input on.
   *
   * @throws UserException if a name stands for none, or there are none
   */
  List<LayerMatrix> of(BertConfig config) {
    var all = LayerMatrix.of(config);
    if (all.isEmpty()) {
      throw new UserException(
          "The layers of the model have lost all heads and units: there is not a matrix left to choose.");
    }
    for (var name : names) {
      if (all.stream().noneMatch(matrix -> matches(name, matrix))) {
        throw new UserException(
            "The model has no matrix '%s' in its layers; it has such as %s."
                .formatted(name, all.getFirst().name()));
      }
    }
    return all.stream()
        .filter(matrix -> names.stream().anyMatch(name -> matches(name, matrix)))
        .toList();
  }

  private static boolean matches(String name, LayerMatrix matrix) {
    return switch (name) {
      case "all" -> true;
      case "feed-forward" -> !matrix.name().contains(".attention.");
      default -> {
        var part =
            Arrays.stream(name.split("\\.", -1))
                .map(segment -> segment.equals("*") ? "[^.]+" : Pattern.quote(segment))
                .collect(Collectors.joining("\\."));
        yield ("." + matrix.name() + ".").matches(".*\\." + part + "\\..*");
      }
    };
  }
}
