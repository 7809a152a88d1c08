package bonsai.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.Arrays;

/** Decompositions and pruning of host matrices, computed by the engine in float64. */
public final class LinearAlgebra implements AutoCloseable {
  private final Torch torch;
  private final PtNDManager manager;
  private final Kernels kernels;

  public LinearAlgebra(Torch torch) {
    this.torch = torch;
    manager = torch.newManager();
    kernels = new Kernels(torch, manager, Kernels.Source.ALGEBRA);
  }

  /**
   * A matrix {@code [n, m]} as {@code u · diag(s) · v} with r = min(n, m).
   *
   * @param u {@code [n, r]}, orthonormal columns
   * @param s the r singular values, greatest first
   * @param v {@code [r, m]}
   */
  public record Svd(HostTensor u, double[] s, HostTensor v) {
    /** {@code u · diag(s^power)}, cut to so many columns: {@code [n, rank]}. */
    public HostTensor left(int rank, double power) {
      var rows = u.shape()[0];
      var cut = HostTensor.allocate(rows, rank);
      for (var row = 0L; row < rows; row++) {
        for (var column = 0; column < rank; column++) {
          cut.set(row, column, (float) (u.get(row, column) * Math.pow(s[column], power)));
        }
      }
      return cut;
    }

    /** {@code diag(s^power) · v}, cut to so many rows: {@code [rank, m]}. */
    public HostTensor right(int rank, double power) {
      var columns = v.shape()[1];
      var cut = HostTensor.allocate(rank, columns);
      for (var row = 0; row < rank; row++) {
        var scale = Math.pow(s[row], power);
        for (var column = 0L; column < columns; column++) {
          cut.set(row, column, (float) (v.get(row, column) * scale));
        }
      }
      return cut;
    }

    /**
     * {@code u · diag(s) · v}, cut to a rank, as a product of two factors that weigh the same: the
     * k-th column of the one and the k-th row of the other have the same norm. That is √s[k] where
     * the rows of {@code v} are orthonormal.
     */
    public Factors factors(int rank) {
      var rows = u.shape()[0];
      var columns = v.shape()[1];
      var up = HostTensor.allocate(rows, rank);
      var down = HostTensor.allocate(rank, columns);
      for (var k = 0; k < rank; k++) {
        var squares = 0.0;
        for (var column = 0L; column < columns; column++) {
          squares += (double) v.get(k, column) * v.get(k, column);
        }
        var norm = Math.sqrt(squares);
        var each = Math.sqrt(s[k] * norm);
        for (var row = 0L; row < rows; row++) {
          up.set(row, k, (float) (u.get(row, k) * each));
        }
        for (var column = 0L; norm > 0 && column < columns; column++) {
          down.set(k, column, (float) (v.get(k, column) / norm * each));
        }
      }
      return new Factors(up, down);
    }
  }

  /**
   * A product of two.
   *
   * @param up {@code [n, rank]}
   * @param down {@code [rank, m]}
   */
  public record Factors(HostTensor up, HostTensor down) {}

  /** The singular value decomposition: cutting it changes the matrix least. */
  public Svd svd(HostTensor weight) {
    try (var scope = torch.scope()) {
      return call(scope, "svd", doubles(scope, weight));
    }
  }

  /**
   * A decomposition that, cut, least changes what the matrix puts out for inputs with these second
   * moments: the rows of {@code v} are not orthonormal, and {@code s[i]²} is what leaving out the
   * i-th part adds to the squared error of the outputs.
   *
   * @param moments {@code XᵀX [m, m]} of the inputs {@code X [samples, m]}, float32 or float64
   */
  public Svd whitenedSvd(HostTensor weight, Tensor moments) {
    try (var scope = torch.scope()) {
      var wide = moments.array().toType(DataType.FLOAT64, true);
      wide.attach(scope.manager());
      return call(scope, "whitened_svd", doubles(scope, weight), wide);
    }
  }

  /**
   * What SparseGPT knows of a matrix's inputs: the upper Cholesky factor U of the inverse of the
   * damped {@code H = 2 XᵀX / samples} (Frantar and Alistarh, arXiv 2301.00774, section 3).
   *
   * @param factor U {@code [m, m]}, float64
   * @param dead {@code [m]}, 1 for an input that is always 0
   */
  public record InverseHessian(Tensor factor, Tensor dead) {
    /**
     * {@code 1 / (H⁻¹)_jj} for each input: twice what losing a weight adds to the mean squared
     * error of the outputs, for its square, if the others then make up for it as well as they can
     * (Hassibi and Stork, 1993).
     */
    public double[] costs() {
      var size = Math.toIntExact(factor.shape()[0]);
      var u = factor.toDoubles();
      var costs = new double[size];
      for (var i = 0; i < size; i++) {
        for (var j = i; j < size; j++) { // U is upper triangular
          costs[j] += u[i * size + j] * u[i * size + j];
        }
      }
      return Arrays.stream(costs).map(inverse -> 1 / inverse).toArray();
    }
  }

  /** Which weights of a matrix become 0. */
  public sealed interface Zeros {
    /** Of each block of columns, this share: those whose loss costs least. */
    record Share(double sparsity) implements Zeros {}

    /** The two of every four inputs in a row whose loss costs least. */
    record TwoOfFour() implements Zeros {}
  }

  /**
   * Prepares the inputs' second moments for {@link #sparseGpt}.
   *
   * @param scope owns the result
   * @param moments {@code XᵀX [m, m]} of the inputs {@code X [samples, m]}, float64
   * @param damping what is added to the diagonal, as a share of its mean
   */
  public InverseHessian inverseHessian(Scope scope, Tensor moments, long samples, double damping) {
    var found =
        run(scope, "inverse_factor", moments.array(), numbers(scope, (double) samples, damping));
    return new InverseHessian(new Tensor(found.get(0)), new Tensor(found.get(1)));
  }

  /** {@code down · XᵀX · downᵀ}: the second moments of what {@code down [r, m]} puts out. */
  public Tensor momentsBehind(Scope scope, HostTensor down, Tensor moments) {
    var found = run(scope, "moments_behind", doubles(scope, down), moments.array());
    return new Tensor(found.head());
  }

  /**
   * The matrix without some of its weights, the others changed so that it puts out nearly the same:
   * SparseGPT's algorithm 1 (arXiv 2301.00774).
   *
   * @param weight {@code [n, m]}
   * @param block columns that are chosen from together; a multiple of 4 for {@link
   *     Zeros.TwoOfFour}, as m is
   */
  public HostTensor sparseGpt(HostTensor weight, InverseHessian inputs, Zeros zeros, int block) {
    try (var scope = torch.scope()) {
      var found =
          run(
              scope,
              "sparse_gpt",
              doubles(scope, weight),
              inputs.factor.array(),
              inputs.dead.array(),
              switch (zeros) {
                case Zeros.Share(var share) -> numbers(scope, share, block, 0);
                case Zeros.TwoOfFour _ -> numbers(scope, 0, block, 1);
              });
      return host(found.head());
    }
  }

  private static NDArray numbers(Scope scope, double... values) {
    return scope.manager().create(values, new Shape(values.length));
  }

  private NDList run(Scope scope, String method, NDArray... arguments) {
    for (var argument : arguments) {
      argument.setName(null);
    }
    return kernels.run(scope, method, false, new NDList(arguments));
  }

  private Svd call(Scope scope, String method, NDArray... arguments) {
    var found = kernels.run(scope, method, false, new NDList(arguments));
    return new Svd(host(found.get(0)), found.get(1).toDoubleArray(), host(found.get(2)));
  }

  private static NDArray doubles(Scope scope, HostTensor matrix) {
    return scope
        .manager()
        .create(matrix.toArray(), new Shape(matrix.shape()))
        .toType(DataType.FLOAT64, false);
  }

  private static HostTensor host(NDArray array) {
    var narrow = array.toType(DataType.FLOAT32, false);
    return HostTensor.of(narrow.getShape().getShape(), narrow.toFloatArray());
  }

  @Override
  public void close() {
    kernels.close();
    manager.close();
  }
}
