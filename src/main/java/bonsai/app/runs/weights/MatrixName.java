package bonsai.app.runs.weights;

import bonsai.model.Parameters;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * What people call a matrix.
 *
 * @param layer the number in its name; {@link #NO_LAYER} for one that is in none
 * @param kind which of a layer's matrices it is, as an index into {@link #KINDS}, or one more
 * @param factor empty for a whole matrix, else {@code .down} or {@code .up}, after {@code
 *     .correction} perhaps
 * @param name what the log calls it
 */
record MatrixName(int layer, int kind, String factor, String name) {
  static final int NO_LAYER = -1;

  private record Kind(String suffix, String title, String words) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("attention.self.query", "Query", "query"),
          new Kind("attention.self.key", "Key", "key"),
          new Kind("attention.self.value", "Value", "value"),
          new Kind("attention.output.dense", "Output", "attention output"),
          new Kind("intermediate.dense", "FF in", "feed-forward in"),
          new Kind("output.dense", "FF out", "feed-forward out"));

  private static final String EMBEDDINGS = "bert.embeddings.word_embeddings";

  /** In the order in which a model computes. */
  static final Comparator<MatrixName> ORDER =
      Comparator.comparingInt(MatrixName::layer)
          .thenComparing(MatrixName::column)
          .thenComparing(MatrixName::name);

  /** A column of a table that has a row for each layer. */
  record Column(int kind, String factor, String title) implements Comparable<Column> {
    private static final Comparator<Column> ORDER =
        Comparator.comparingInt(Column::kind)
            .thenComparing(Column::factor)
            .thenComparing(Column::title);

    @Override
    public int compareTo(Column other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * Of a name without {@code .weight}.
   *
   * @param name of a matrix, or of a factor of one
   */
  static MatrixName of(String name) {
    var whole = whole(name);
    var factor = name.substring(Math.min(name.length(), whole.length()));
    if (!whole.startsWith(Parameters.LAYERS)) {
      return new MatrixName(NO_LAYER, KINDS.size(), factor, name);
    }
    var rest = whole.substring(Parameters.LAYERS.length());
    var dot = rest.indexOf('.');
    var kind = 0;
    while (kind < KINDS.size() && !rest.substring(dot + 1).equals(KINDS.get(kind).suffix())) {
      kind++;
    }
    return new MatrixName(Integer.parseInt(rest.substring(0, dot)), kind, factor, name);
  }

  /** The matrix that a factor or a correction belongs to; of a whole one, itself. */
  static String whole(String name) {
    return name.replaceFirst("(\\.correction)?\\.(down|up)$", "");
  }

  Column column() {
    return new Column(kind, factor, title());
  }

  /** {@code Layer 3}, or {@code Embeddings}. */
  String row() {
    return layer == NO_LAYER ? "Embeddings" : "Layer " + layer;
  }

  /** A heading of a column: {@code Query}, or {@code Query ↓} for the factor at the input. */
  private String title() {
    var whole = kind < KINDS.size() ? KINDS.get(kind).title() : other();
    return whole + (factor.endsWith(Parameters.DOWN) ? " ↓" : factor.isEmpty() ? "" : " ↑");
  }

  /** {@code Layer 3, query}, or {@code Layer 3, query, factor at the input}. */
  String words() {
    var place = layer == NO_LAYER ? other() : row();
    var matrix = kind < KINDS.size() ? ", " + KINDS.get(kind).words() : "";
    var end =
        factor.isEmpty()
            ? ""
            : factor.endsWith(Parameters.DOWN) ? ", factor at the input" : ", factor at the output";
    return place + matrix + (factor.startsWith(Parameters.CORRECTION) ? ", correction" : "") + end;
  }

  private String other() {
    if (whole(name).equals(EMBEDDINGS)) {
      return "Word embeddings";
    }
    var last = whole(name).substring(whole(name).lastIndexOf('.') + 1).replace('_', ' ');
    return last.substring(0, 1).toUpperCase(Locale.ROOT) + last.substring(1);
  }
}
