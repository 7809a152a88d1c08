package bonsai.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bonsai.base.UserException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sparse layout, byte by byte. */
final class StoredTensorsTest {
  private static final Map<String, String> SPARSE = Map.of("bonsai_sparse", "bitmask");

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("model.safetensors");
  }

  @Test
  void aBitStandsForEachStoredElement() {
    var weight = HostTensor.allocate(3, 10);
    weight.set(0, 1, 5f);
    weight.set(0, 9, 6f);
    weight.set(2, 8, 7f);
    var tensors = new LinkedHashMap<String, HostTensor>();
    tensors.put("w", weight);

    StoredTensors.writeSparse(file, tensors, Map.of());

    var raw = Safetensors.read(file);
    assertThat(raw.metadata()).isEqualTo(SPARSE);
    assertThat(raw.entries().keySet()).containsExactly("w.shape", "w.compressed", "w.bitmask");
    assertThat(raw.raw("w.bitmask").toArray(ValueLayout.JAVA_BYTE))
        .containsExactly(0b10, 0b10, 0, 0, 0, 0b1);
    assertThat(raw.tensor("w.compressed").toArray()).containsExactly(5f, 6f, 7f);
    assertThat(raw.raw("w.shape").toArray(ValueLayout.JAVA_LONG_UNALIGNED)).containsExactly(3, 10);
  }

  @Test
  void aMatrixWithoutZerosIsStoredAsUsual() {
    var tensors = new LinkedHashMap<String, HostTensor>();
    tensors.put("w", HostTensor.of(new long[] {1, 3}, 1, 2, 3));

    StoredTensors.writeSparse(file, tensors, Map.of());

    assertThat(Safetensors.read(file).entries().keySet()).containsExactly("w");
    assertThat(StoredTensors.read(file).tensor("w").toArray()).containsExactly(1, 2, 3);
  }

  @Test
  void anInt8ElementIsItsIntegerTimesItsRowsScale() {
    var tensors = new LinkedHashMap<String, HostTensor>();
    tensors.put("w", HostTensor.of(new long[] {2, 2}, 127, -63.6f, 0, 0));
    tensors.put("b", HostTensor.of(new long[] {2}, 1.5f, 2.5f));

    StoredTensors.writeInt8(file, tensors, Set.of("w"), Map.of());

    var raw = Safetensors.read(file);
    assertThat(raw.raw("w").toArray(ValueLayout.JAVA_BYTE)).containsExactly(127, -64, 0, 0);
    assertThat(raw.tensor("w.scale").toArray()).containsExactly(1, 0);
    var stored = StoredTensors.read(file);
    assertThat(stored.isInt8()).isTrue();
    assertThat(stored.entries().keySet()).containsExactlyInAnyOrder("w", "b");
    assertThat(stored.tensor("w").toArray()).containsExactly(127, -64, 0, 0);
    assertThat(stored.tensor("b").toArray()).containsExactly(1.5f, 2.5f);
  }

  @Test
  void whatWasRoundedToInt8IsNotRoundedAgain() {
    var random = new Random(7);
    var matrix = HostTensor.allocate(30, 17);
    for (var i = 0L; i < matrix.size(); i++) {
      matrix.set(i, (float) random.nextGaussian());
    }
    var once = Int8Matrix.of(matrix);
    var twice = Int8Matrix.of(once.restored(17));

    assertThat(twice.values().toArray(ValueLayout.JAVA_BYTE))
        .isEqualTo(once.values().toArray(ValueLayout.JAVA_BYTE));
  }

  @Test
  void anInt8MatrixWithoutItsScalesIsRefused() {
    var parts = new LinkedHashMap<String, Safetensors.Announced>();
    parts.put("w", new Safetensors.Announced(Dtype.I8, new long[] {2, 2}));
    Safetensors.writeRaw(
        file, parts, name -> MemorySegment.ofArray(new byte[4]), Map.of("bonsai_int8", "rows"));

    assertThatThrownBy(() -> StoredTensors.read(file))
        .isInstanceOf(UserException.class)
        .hasMessage(file + ": the int8 matrix 'w' lacks a scale for each of its rows.");
  }

  @Test
  void withoutTheLayoutsMarkNamesMeanNothing() {
    var tensors = new LinkedHashMap<String, HostTensor>();
    tensors.put("w.bitmask", HostTensor.allocate(2));
    tensors.put("w.shape", HostTensor.allocate(2));
    Safetensors.write(file, tensors, Map.of());

    assertThat(StoredTensors.read(file).entries().keySet()).containsExactly("w.bitmask", "w.shape");
  }

  @Test
  void partsThatDoNotFitAreRefused() {
    refuses(2, 9, new byte[] {1, 0, 0, 0}, 2, "its bitmask has another number of bits");
    refuses(2, 9, new byte[] {0, 2, 0, 0}, 1, "its bitmask goes on behind the last column");
    refuses(2, 17, new byte[] {0, 0, 0, 0}, 0, "its bitmask does not fit its shape");
    refuses(-2, 9, new byte[] {0, 0, 0, 0}, 0, "its shape is impossible");
    refuses(2, Long.MAX_VALUE, new byte[] {0, 0, 0, 0}, 0, "its shape is impossible");
  }

  private void refuses(long rows, long columns, byte[] mask, int values, String message) {
    var parts = new LinkedHashMap<String, Safetensors.Announced>();
    parts.put("w.shape", new Safetensors.Announced(Dtype.I64, new long[] {2}));
    parts.put("w.compressed", new Safetensors.Announced(Dtype.F32, new long[] {values}));
    parts.put("w.bitmask", new Safetensors.Announced(Dtype.U8, new long[] {2, mask.length / 2}));
    Safetensors.writeRaw(
        file,
        parts,
        name ->
            switch (name) {
              case "w.shape" -> Arena.ofAuto().allocateFrom(ValueLayout.JAVA_LONG, rows, columns);
              case "w.bitmask" -> MemorySegment.ofArray(mask);
              default -> HostTensor.allocate(values).data();
            },
        SPARSE);

    assertThatThrownBy(() -> StoredTensors.read(file).tensor("w"))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(file + ": the sparse tensor 'w' is damaged: " + message);
  }
}
