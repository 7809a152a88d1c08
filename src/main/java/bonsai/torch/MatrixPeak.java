package bonsai.torch;

import ai.djl.ndarray.NDList;
import java.util.Arrays;

/**
 * How fast this machine multiplies matrices of BERT's shapes.
 *
 * @param float32 GFLOP/s
 * @param bfloat16 GFLOP/s
 */
public record MatrixPeak(double float32, double bfloat16) {
  /** So many tokens go through bert-base's first feed-forward matrix; fewer where that is slow. */
  private static final long MOST_TOKENS = 1024;

  private static final long FEWEST_TOKENS = 16;
  private static final long IN = 768;
  private static final long OUT = 3072;
  private static final int TIMES = 2;
  private static final int ROUNDS = 5;

  /** A product of this length says enough, and a timing of that length is long enough. */
  private static final double LONG_PRODUCT_SECONDS = 0.05;

  private static final double LONGEST_SECONDS = 0.25;

  /** What is so many times slower at a first glance need not be known well. */
  private static final double HOPELESS = 4;

  /**
   * Takes the best of a few rounds of each type, half a second or so in all on every machine: CPUs
   * without instructions for bfloat16 multiply it a hundred times slower than float32, so that the
   * products begin small and grow as far as they are fast.
   */
  public static MatrixPeak measure(Torch torch) {
    var float32 = measure(torch, Precision.FLOAT32, 0);
    return new MatrixPeak(float32, measure(torch, Precision.BFLOAT16, float32 / HOPELESS));
  }

  /** bfloat16 only where it is clearly faster, since it rounds. */
  public Precision faster() {
    return bfloat16 > 1.2 * float32 ? Precision.BFLOAT16 : Precision.FLOAT32;
  }

  private static double measure(Torch torch, Precision precision, double least) {
    try (var scope = torch.scope()) {
      return measure(products(torch, scope, precision), least);
    }
  }

  /** Multiplies so many tokens so many times. */
  @FunctionalInterface
  interface Products {
    double seconds(long tokens, long times);
  }

  /**
   * GFLOP/s.
   *
   * @param least what is slower than this is not timed further
   */
  static double measure(Products products, double least) {
    products.seconds(FEWEST_TOKENS, 1); // warms up
    var tokens = FEWEST_TOKENS;
    var best = twice(products, tokens);
    while (tokens < MOST_TOKENS && best < LONG_PRODUCT_SECONDS) {
      tokens *= 4;
      best = twice(products, tokens);
    }
    if (speed(tokens, best) < least) {
      return speed(tokens, best);
    }
    var spent = 0.0;
    for (var round = 0; round < ROUNDS && spent < LONGEST_SECONDS; round++) {
      var seconds = products.seconds(tokens, TIMES);
      best = Math.min(best, seconds / TIMES);
      spent += seconds;
    }
    return speed(tokens, best);
  }

  private static double twice(Products products, long tokens) {
    return Math.min(products.seconds(tokens, 1), products.seconds(tokens, 1));
  }

  private static double speed(long tokens, double seconds) {
    return 2.0 * tokens * IN * OUT / seconds / 1e9;
  }

  private static Products products(Torch torch, Scope scope, Precision precision) {
    var kernels = new Kernels(torch, scope.manager(), Kernels.Source.ALGEBRA);
    var right = filled(scope, IN, OUT);
    return (tokens, times) -> {
      var arguments =
          new NDList(
              filled(scope, tokens, IN).array(),
              right.array(),
              scope.scalar(times).array(),
              scope.scalar((long) precision.scalarType()).array());
      var started = System.nanoTime();
      // To read a number waits for a GPU.
      kernels.run(scope, "products", false, arguments).head().getFloat();
      return (System.nanoTime() - started) / 1e9;
    };
  }

  private static Tensor filled(Scope scope, long rows, long columns) {
    var values = new float[Math.toIntExact(rows * columns)];
    Arrays.fill(values, 0.01f);
    return scope.floats(values, rows, columns);
  }
}
