package bonsai.compress;

import bonsai.torch.HostTensor;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a transform has done to a matrix, told as soon as that one is done; the worker writes it to
 * the run's event log, where the field {@code type} tells the kinds apart.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = CompressionEvent.Pruned.class, name = "pruned"),
  @JsonSubTypes.Type(value = CompressionEvent.Factorised.class, name = "factorised")
})
public sealed interface CompressionEvent {
  /** The parameter's name without {@code .weight}. */
  String name();

  /** Outputs, or rows of a table. */
  int rows();

  /** Inputs. */
  int columns();

  /** In one sentence. */
  default String message() {
    return switch (this) {
      case Pruned pruned ->
          String.format(
              Locale.ROOT,
              "Pruned %s: %.1f %% of its weights are 0.",
              name(),
              100 * pruned.share());
      case Factorised cut ->
          String.format(
              Locale.ROOT,
              "Factorised %s to rank %d of %d, with %.1f %% of the squared singular values.",
              name(),
              cut.rank(),
              cut.full(),
              100 * cut.energy());
    };
  }

  /**
   * Weights were set to 0.
   *
   * @param zeros how many are exactly 0 now
   * @param histogram of the weights before and after
   * @param map where the zeros are
   */
  record Pruned(String name, int rows, int columns, long zeros, Histogram histogram, ZeroMap map)
      implements CompressionEvent {
    /** Compares a matrix with what has become of it. */
    static Pruned of(String name, HostTensor before, HostTensor after) {
      var zeros = 0L;
      for (var i = 0L; i < after.size(); i++) {
        zeros += after.get(i) == 0f ? 1 : 0;
      }
      return new Pruned(
          name,
          Math.toIntExact(after.shape()[0]),
          Math.toIntExact(after.shape()[1]),
          zeros,
          Histogram.of(before, after),
          ZeroMap.of(after));
    }

    /** What a matrix is that somebody has pruned; nothing is known of what it was. */
    static Pruned found(String name, HostTensor matrix) {
      var now = of(name, matrix, matrix);
      var histogram = new Histogram(now.histogram.limit, List.of(), now.histogram.after);
      return new Pruned(name, now.rows, now.columns, now.zeros, histogram, now.map);
    }

    /** From 0 to 1. */
    public double share() {
      return (double) zeros / ((long) rows * columns);
    }
  }

  /**
   * A matrix became the product of two.
   *
   * @param rank columns of the one factor and rows of the other
   * @param energy the share of the sum of the squared singular values that the rank keeps; 1 where
   *     they are not known
   * @param values of the singular values from the greatest on, the first, the last, and as many
   *     between at equal distances as a picture needs; empty where nothing was decomposed
   */
  record Factorised(String name, int rows, int columns, int rank, double energy, List<Float> values)
      implements CompressionEvent {
    private static final int MOST_VALUES = 256;

    public Factorised {
      values = List.copyOf(values);
    }

    static Factorised of(String name, long rows, long columns, int rank, double[] singular) {
      return new Factorised(
          name,
          Math.toIntExact(rows),
          Math.toIntExact(columns),
          rank,
          energy(singular, rank),
          thinned(singular));
    }

    private static double energy(double[] singular, int rank) {
      var all = Arrays.stream(singular).map(s -> s * s).sum();
      return all == 0 ? 1 : Arrays.stream(singular).limit(rank).map(s -> s * s).sum() / all;
    }

    private static List<Float> thinned(double[] singular) {
      var size = Math.min(singular.length, MOST_VALUES);
      var values = new Float[size];
      for (var i = 0; i < size; i++) {
        values[i] = (float) singular[size == 1 ? 0 : place(i, size, singular.length)];
      }
      return List.of(values);
    }

    private static int place(int index, int size, int all) {
      return (int) Math.round((double) index * (all - 1) / (size - 1));
    }

    /** How many singular values the matrix has: the greatest rank it can have. */
    public int full() {
      return Math.min(rows, columns);
    }

    /** Which singular value, from 0 on, one of {@link #values} is. */
    public int place(int index) {
      return values.size() == 1 ? 0 : place(index, values.size(), full());
    }
  }

  /**
   * Weights other than 0, counted in bins of equal width.
   *
   * @param limit the bins go from {@code -limit} to {@code limit}; the outer ones also count what
   *     is beyond
   * @param before empty where that is not known
   */
  record Histogram(double limit, List<Integer> before, List<Integer> after) {
    static final int BINS = 80;

    /** Of five deviations hardly a weight of a trained model is beyond. */
    private static final double DEVIATIONS = 5;

    public Histogram {
      before = List.copyOf(before);
      after = List.copyOf(after);
    }

    static Histogram of(HostTensor before, HostTensor after) {
      var squares = 0.0;
      var most = 0.0;
      for (var i = 0L; i < before.size(); i++) {
        var weight = before.get(i);
        squares += (double) weight * weight;
        most = Math.max(most, Math.abs(weight));
      }
      var limit = Math.min(most, DEVIATIONS * Math.sqrt(squares / Math.max(1, before.size())));
      var shown = limit > 0 ? limit : 1;
      return new Histogram(shown, counts(before, shown), counts(after, shown));
    }

    /** Where a bin begins, and the one before it ends. */
    public double edge(int bin) {
      return limit * (2.0 * bin / after.size() - 1);
    }

    private static List<Integer> counts(HostTensor weights, double limit) {
      var counts = new int[BINS];
      for (var i = 0L; i < weights.size(); i++) {
        var weight = weights.get(i);
        if (weight != 0f) {
          var bin = (int) Math.floor((weight / limit + 1) / 2 * BINS);
          counts[Math.clamp(bin, 0, BINS - 1)]++;
        }
      }
      return Arrays.stream(counts).boxed().toList();
    }
  }

  /**
   * A matrix in tiles of about equal size, each with its share of zeros.
   *
   * @param rows of tiles
   * @param columns of tiles
   * @param shares row by row, from 0 for none to 255 for all, as unsigned bytes
   */
  @SuppressWarnings("ArrayRecordComponent")
  record ZeroMap(int rows, int columns, byte[] shares) {
    private static final int MOST = 64;

    public ZeroMap {
      shares = shares.clone();
    }

    static ZeroMap of(HostTensor matrix) {
      return of(matrix, MOST);
    }

    /** A tile for each weight. */
    static ZeroMap exact(HostTensor matrix) {
      return of(matrix, Integer.MAX_VALUE);
    }

    private static ZeroMap of(HostTensor matrix, int most) {
      var height = Math.toIntExact(matrix.shape()[0]);
      var width = Math.toIntExact(matrix.shape()[1]);
      var rows = Math.min(most, height);
      var columns = Math.min(most, width);
      var zeros = new int[rows * columns];
      var sizes = new int[rows * columns];
      for (var y = 0; y < height; y++) {
        for (var x = 0; x < width; x++) {
          var tile =
              (int) ((long) y * rows / height) * columns + (int) ((long) x * columns / width);
          zeros[tile] += matrix.get((long) y * width + x) == 0f ? 1 : 0;
          sizes[tile]++;
        }
      }
      var shares = new byte[rows * columns];
      for (var i = 0; i < shares.length; i++) {
        shares[i] = (byte) Math.round(255.0 * zeros[i] / sizes[i]);
      }
      return new ZeroMap(rows, columns, shares);
    }

    @Override
    public byte[] shares() {
      return shares.clone();
    }

    /** A tile's share of zeros. */
    public double share(int row, int column) {
      return (shares[row * columns + column] & 0xff) / 255.0;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof ZeroMap map
          && rows == map.rows
          && columns == map.columns
          && Arrays.equals(shares, map.shares);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * rows + columns) + Arrays.hashCode(shares);
    }

    @Override
    public String toString() {
      return "ZeroMap[" + rows + " × " + columns + "]";
    }
  }
}
