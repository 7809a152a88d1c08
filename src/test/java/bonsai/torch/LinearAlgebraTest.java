package bonsai.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bonsai.base.Json;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Decompositions against PyTorch's, {@code golden/low_rank.json}. */
@TorchTest
final class LinearAlgebraTest {
  private record Errors(double weight_error, double output_error) {}

  private record Golden(
      double[][] weight,
      double[][] inputs,
      int rank,
      double[] singular_values,
      Errors plain,
      Errors whitened) {}

  private static final Torch TORCH = Torch.load(Device.CPU);

  private static LinearAlgebra algebra;
  private static Scope scope;
  private static Golden golden;

  @BeforeAll
  static void open() throws IOException {
    algebra = new LinearAlgebra(TORCH);
    scope = TORCH.scope();
    try (var stream = LinearAlgebraTest.class.getResourceAsStream("/golden/low_rank.json")) {
      golden = Json.LINE.readValue(stream, Golden.class);
    }
  }

  @AfterAll
  static void close() {
    scope.close();
    algebra.close();
  }

  @Test
  void singularValuesArePytorchs() {
    var found = algebra.svd(tensor(golden.weight)).s();

    assertThat(found).hasSize(golden.singular_values.length);
    for (var i = 0; i < found.length; i++) {
      assertThat(found[i]).isCloseTo(golden.singular_values[i], within(1e-6 * found[0]));
    }
  }

  @Test
  void aPlainCutHasTheGoldenErrors() {
    hasErrors(algebra.svd(tensor(golden.weight)), golden.plain);
  }

  @Test
  void aWhitenedCutHasTheGoldenErrors() {
    hasErrors(algebra.whitenedSvd(tensor(golden.weight), moments()), golden.whitened);
  }

  @Test
  void theSquareOfASingularValueIsWhatLeavingItOutCosts() {
    var svd = algebra.whitenedSvd(tensor(golden.weight), moments());

    var cost = 0.0;
    for (var i = golden.rank; i < svd.s().length; i++) {
      cost += svd.s()[i] * svd.s()[i];
    }

    assertThat(cost).isCloseTo(outputError(product(svd, golden.rank)), within(1e-5 * cost));
  }

  @Test
  void inputsThatNeverVaryDoNotStopTheDecomposition() {
    var size = golden.inputs[0].length;
    var nothing = new float[size * size];
    for (var i = 0; i < 4; i++) {
      nothing[i * size + i] = 1; // all other inputs are always 0
    }

    var svd = algebra.whitenedSvd(tensor(golden.weight), scope.floats(nothing, size, size));

    assertThat(svd.s()).doesNotContain(Double.NaN);
    assertThat(svd.factors(4).up().toArray()).doesNotContain(Float.NaN);
    assertThat(svd.factors(4).down().toArray()).doesNotContain(Float.NaN);
  }

  private static void hasErrors(LinearAlgebra.Svd svd, Errors expected) {
    var approximation = product(svd, golden.rank);

    assertThat(Math.sqrt(weightError(approximation)))
        .isCloseTo(expected.weight_error, within(1e-6 * expected.weight_error));
    assertThat(Math.sqrt(outputError(approximation)))
        .isCloseTo(expected.output_error, within(1e-6 * expected.output_error));
  }

  @Test
  void theTwoFactorsWeighTheSame() {
    for (var svd :
        List.of(
            algebra.svd(tensor(golden.weight)),
            algebra.whitenedSvd(tensor(golden.weight), moments()))) {
      var factors = svd.factors(golden.rank);
      for (var k = 0; k < golden.rank; k++) {
        var up = 0.0;
        for (var row = 0; row < golden.weight.length; row++) {
          up += Math.pow(factors.up().get(row, k), 2);
        }
        var down = 0.0;
        for (var column = 0; column < golden.weight[0].length; column++) {
          down += Math.pow(factors.down().get(k, column), 2);
        }
        assertThat(up).isCloseTo(down, within(1e-5 * down));
      }
    }
  }

  private static double[][] product(LinearAlgebra.Svd svd, int rank) {
    var factors = svd.factors(rank);
    var result = new double[golden.weight.length][golden.weight[0].length];
    for (var i = 0; i < result.length; i++) {
      for (var j = 0; j < result[i].length; j++) {
        for (var k = 0; k < rank; k++) {
          result[i][j] += (double) factors.up().get(i, k) * factors.down().get(k, j);
        }
      }
    }
    return result;
  }

  /** Squared Frobenius norm of what the approximation lacks. */
  private static double weightError(double[][] approximation) {
    var error = 0.0;
    for (var i = 0; i < approximation.length; i++) {
      for (var j = 0; j < approximation[i].length; j++) {
        error += Math.pow(approximation[i][j] - golden.weight[i][j], 2);
      }
    }
    return error;
  }

  /** The same of the outputs for the golden inputs. */
  private static double outputError(double[][] approximation) {
    var error = 0.0;
    for (var input : golden.inputs) {
      for (var i = 0; i < approximation.length; i++) {
        var sum = 0.0;
        for (var j = 0; j < input.length; j++) {
          sum += (approximation[i][j] - golden.weight[i][j]) * input[j];
        }
        error += sum * sum;
      }
    }
    return error;
  }

  private static Tensor moments() {
    var size = golden.inputs[0].length;
    var moments = new float[size * size];
    for (var i = 0; i < size; i++) {
      for (var j = 0; j < size; j++) {
        var sum = 0.0;
        for (var input : golden.inputs) {
          sum += input[i] * input[j];
        }
        moments[i * size + j] = (float) sum;
      }
    }
    return scope.floats(moments, size, size);
  }

  private static HostTensor tensor(double[][] rows) {
    var tensor = HostTensor.allocate(rows.length, rows[0].length);
    for (var i = 0; i < rows.length; i++) {
      for (var j = 0; j < rows[i].length; j++) {
        tensor.set(i, j, (float) rows[i][j]);
      }
    }
    return tensor;
  }
}
