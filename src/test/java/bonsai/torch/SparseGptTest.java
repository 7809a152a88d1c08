package bonsai.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bonsai.base.Json;
import bonsai.torch.LinearAlgebra.InverseHessian;
import bonsai.torch.LinearAlgebra.Zeros;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SparseGPT against its published algorithm, {@code golden/sparsegpt.json}; input 5 is dead. */
@TorchTest
final class SparseGptTest {
  private record Result(double[][] weight, double output_error, Integer zeros) {}

  private record Golden(
      double[][] inputs,
      double[][] weight,
      int block_size,
      double damp,
      Map<String, Result> results) {}

  private static final Torch TORCH = Torch.load(Device.CPU);

  private static LinearAlgebra algebra;
  private static Scope scope;
  private static Golden golden;
  private static InverseHessian inputs;

  @BeforeAll
  static void open() throws IOException {
    algebra = new LinearAlgebra(TORCH);
    scope = TORCH.scope();
    try (var stream = SparseGptTest.class.getResourceAsStream("/golden/sparsegpt.json")) {
      golden = Json.LINE.readValue(stream, Golden.class);
    }
    inputs = algebra.inverseHessian(scope, moments(), golden.inputs.length, golden.damp);
  }

  @AfterAll
  static void close() {
    scope.close();
    algebra.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"unstructured_50", "unstructured_70", "two_of_four"})
  void masksAndWeightsAreThePublishedAlgorithms(String name) {
    var expected = golden.results.get(name);

    var found = prune(zeros(name));

    var zeros = 0;
    for (var row = 0; row < expected.weight.length; row++) {
      for (var column = 0; column < expected.weight[row].length; column++) {
        var value = found.get(row, column);
        assertThat(value == 0f)
            .as("mask at %d, %d", row, column)
            .isEqualTo(expected.weight[row][column] == 0);
        assertThat((double) value).isCloseTo(expected.weight[row][column], within(1e-6));
        zeros += value == 0f ? 1 : 0;
      }
    }
    assertThat(zeros).isEqualTo(expected.zeros);
    assertThat(outputError(found)).isCloseTo(expected.output_error, within(1e-4));
  }

  @Test
  void theOutputsChangeLessThanByMagnitude() {
    assertThat(outputError(prune(new Zeros.Share(0.5))))
        .isLessThan(golden.results.get("magnitude_50_for_comparison").output_error);
  }

  @Test
  void aDeadInputLosesItsWeights() {
    var found = prune(new Zeros.Share(0.1));

    for (var row = 0L; row < found.shape()[0]; row++) {
      assertThat(found.get(row, 5)).isZero();
    }
  }

  @Test
  void aBlockMayBeWiderThanTheMatrix() {
    var found = algebra.sparseGpt(tensor(golden.weight), inputs, new Zeros.Share(0.5), 128);

    assertThat(found.toArray()).doesNotContain(Float.NaN).contains(0f);
  }

  @Test
  void momentsBehindAFactorAreThoseOfWhatItPutsOut() {
    var down = tensor(golden.weight);

    var found = algebra.momentsBehind(scope, down, moments()).toDoubles();

    var rank = golden.weight.length;
    var expected = 0.0;
    for (var input : golden.inputs) {
      expected += product(golden.weight[2], input) * product(golden.weight[7], input);
    }
    assertThat(found).hasSize(rank * rank);
    assertThat(found[2 * rank + 7]).isCloseTo(expected, within(1e-4 * Math.abs(expected)));
  }

  private static Zeros zeros(String name) {
    return switch (name) {
      case "unstructured_50" -> new Zeros.Share(0.5);
      case "unstructured_70" -> new Zeros.Share(0.7);
      default -> new Zeros.TwoOfFour();
    };
  }

  private static HostTensor prune(Zeros zeros) {
    return algebra.sparseGpt(tensor(golden.weight), inputs, zeros, golden.block_size);
  }

  /** The mean of the squares. */
  private static double outputError(HostTensor pruned) {
    var error = 0.0;
    for (var input : golden.inputs) {
      for (var row = 0; row < golden.weight.length; row++) {
        var difference = 0.0;
        for (var column = 0; column < input.length; column++) {
          difference += (pruned.get(row, column) - golden.weight[row][column]) * input[column];
        }
        error += difference * difference;
      }
    }
    return error / golden.inputs.length / golden.weight.length;
  }

  private static double product(double[] a, double[] b) {
    var sum = 0.0;
    for (var i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static Tensor moments() {
    var size = golden.inputs[0].length;
    var moments = new double[size * size];
    for (var input : List.of(golden.inputs)) {
      for (var i = 0; i < size; i++) {
        for (var j = 0; j < size; j++) {
          moments[i * size + j] += input[i] * input[j];
        }
      }
    }
    return new Tensor(scope.manager().create(moments, new ai.djl.ndarray.types.Shape(size, size)));
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
