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
  /** 1,024 tokens through bert-base's first feed-forward matrix. */
  private static final long TOKENS = 1024;

  private static final long IN = 768;
  private static final long OUT = 3072;
  private static final int TIMES = 4;
  private static final int ROUNDS = 5;

  /** Takes the best of a few rounds of each type, a second or two in all. */
  public static MatrixPeak measure(Torch torch) {
    return new MatrixPeak(measure(torch, Precision.FLOAT32), measure(torch, Precision.BFLOAT16));
  }

  /** bfloat16 only where it is clearly faster, since it rounds. */
  public Precision faster() {
    return bfloat16 > 1.2 * float32 ? Precision.BFLOAT16 : Precision.FLOAT32;
  }

  private static double measure(Torch torch, Precision precision) {
    try (var scope = torch.scope()) {
      var kernels = Network.loadKernels(scope.manager());
      var left = filled(scope, TOKENS, IN);
      var right = filled(scope, IN, OUT);
      var best = Double.POSITIVE_INFINITY;
      for (var round = 0; round <= ROUNDS; round++) {
        var arguments =
            new NDList(
                left.array(),
                right.array(),
                scope.scalar(round == 0 ? 1L : TIMES).array(),
                scope.scalar((long) precision.scalarType()).array());
        var started = System.nanoTime();
        Network.run(torch, kernels, scope, "products", false, arguments).head().getFloat();
        // The first round warms up.
        best = round == 0 ? best : Math.min(best, System.nanoTime() - started);
      }
      return 2.0 * TOKENS * IN * OUT * TIMES / best;
    }
  }

  private static Tensor filled(Scope scope, long rows, long columns) {
    var values = new float[Math.toIntExact(rows * columns)];
    Arrays.fill(values, 0.01f);
    return scope.floats(values, rows, columns);
  }
}
