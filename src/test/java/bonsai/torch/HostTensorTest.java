package bonsai.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class HostTensorTest {
  @Test
  void elementsLieRowByRow() {
    var tensor = HostTensor.of(new long[] {2, 3}, 1, 2, 3, 4, 5, 6);
    assertThat(tensor.get(1, 0)).isEqualTo(4f);
    assertThat(tensor.get(2)).isEqualTo(3f);
    assertThat(tensor.toArray()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(tensor.byteSize()).isEqualTo(24);
  }

  @Test
  void transposingSwapsRowsAndColumns() {
    var tensor = HostTensor.allocate(37, 70); // more than one tile, and no whole number of them
    for (var i = 0L; i < tensor.size(); i++) {
      tensor.set(i, i);
    }
    var transposed = tensor.transpose2d();
    assertThat(transposed.shape()).containsExactly(70, 37);
    for (var row = 0L; row < 37; row++) {
      for (var column = 0L; column < 70; column++) {
        assertThat(transposed.get(column, row)).isEqualTo(row * 70 + column);
      }
    }
    assertThat(transposed.transpose2d().sameContent(tensor)).isTrue();
  }

  @Test
  void equalityIsOfShapeAndBits() {
    var tensor = HostTensor.of(new long[] {2}, Float.NaN, 0f);
    assertThat(tensor.sameContent(HostTensor.of(new long[] {2}, Float.NaN, 0f))).isTrue();
    assertThat(tensor.sameContent(HostTensor.of(new long[] {2}, Float.NaN, -0f))).isFalse();
    assertThat(tensor.sameContent(tensor.reshape(1, 2))).isFalse();
  }

  @Test
  void aCopyHasMemoryOfItsOwnAndAViewHasNot() {
    var tensor = HostTensor.allocate(2);
    var copy = tensor.copy();
    var view = tensor.reshape(2, 1);
    tensor.set(0, 1f);
    assertThat(copy.get(0)).isZero();
    assertThat(view.get(0, 0)).isEqualTo(1f);
  }

  @Test
  void theShapeCannotBeChangedFromOutside() {
    var shape = new long[] {1, 2};
    var tensor = HostTensor.allocate(shape);
    shape[0] = 9;
    tensor.shape()[1] = 9;
    assertThat(tensor.hasShape(1, 2)).isTrue();
  }

  @Test
  void shapesThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> HostTensor.of(new long[] {2}, 1f))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> HostTensor.ofSegment(new long[] {2}, MemorySegment.ofArray(new byte[4])))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> HostTensor.elements(-1, -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> HostTensor.elements(1L << 40, 1L << 40))
        .isInstanceOf(ArithmeticException.class);
    assertThat(HostTensor.elements()).isEqualTo(1);
  }
}
