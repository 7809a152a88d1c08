package bonsai.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bonsai.base.Json;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Decompositions against PyTorch's, {@code golden/low_rank.json}. */
final class LinearAlgebraTest {
  private record Errors(double weight_error, double output_error) {}

  private record Golden(
      double[][] weight,
      double[][] inputs,
      int rank,
      double[] singular_values,
      Errors plain,
      Errors whitened) {}

  private static LinearAlgebra algebra;
  private static Golden golden;

  @BeforeAll
  static void open() throws IOException {
    algebra = new LinearAlgebra(Torch.load(Device.CPU));
    try (var stream = LinearAlgebraTest.class.getResourceAsStream("/golden/low_rank.json")) {
      golden = Json.LINE.readValue(stream, Golden.class);
    }
  }

  @AfterAll
  static void close() {
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
    var nothing = HostTensor.allocate(golden.inputs[0].length, golden.inputs[0].length);
    for (var i = 0L; i < 4; i++) {
      nothing.set(i, i, 1f); // all other inputs are always 0
    }

    var svd = algebra.whitenedSvd(tensor(golden.weight), nothing);

    assertThat(svd.s()).doesNotContain(Double.NaN);
    assertThat(svd.left(4, 0.5).toArray()).doesNotContain(Float.NaN);
    assertThat(svd.right(4, 0.5).toArray()).doesNotContain(Float.NaN);
  }

  private static void hasErrors(LinearAlgebra.Svd svd, Errors expected) {
    var approximation = product(svd, golden.rank);

    assertThat(Math.sqrt(weightError(approximation)))
        .isCloseTo(expected.weight_error, within(1e-6 * expected.weight_error));
    assertThat(Math.sqrt(outputError(approximation)))
        .isCloseTo(expected.output_error, within(1e-6 * expected.output_error));
  }

  /** {@code left · right} with the root of each singular value in either. */
  private static double[][] product(LinearAlgebra.Svd svd, int rank) {
    var left = svd.left(rank, 0.5);
    var right = svd.right(rank, 0.5);
    var result = new double[golden.weight.length][golden.weight[0].length];
    for (var i = 0; i < result.length; i++) {
      for (var j = 0; j < result[i].length; j++) {
        for (var k = 0; k < rank; k++) {
          result[i][j] += (double) left.get(i, k) * right.get(k, j);
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

  private static HostTensor moments() {
    var size = golden.inputs[0].length;
    var moments = HostTensor.allocate(size, size);
    for (var i = 0; i < size; i++) {
      for (var j = 0; j < size; j++) {
        var sum = 0.0;
        for (var input : golden.inputs) {
          sum += input[i] * input[j];
        }
        moments.set(i, j, (float) sum);
      }
    }
    return moments;
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
