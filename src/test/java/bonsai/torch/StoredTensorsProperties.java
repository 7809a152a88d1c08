package bonsai.torch;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.base.UserException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** The sparse layout. */
class StoredTensorsProperties {
  private static Path folder;

  @BeforeContainer
  static void makeFolder() throws IOException {
    folder = Files.createTempDirectory("sparse");
  }

  @AfterContainer
  static void removeFolder() throws IOException {
    Files.deleteIfExists(folder.resolve("model.safetensors"));
    Files.deleteIfExists(folder);
  }

  @Property(tries = 300)
  void whatIsWrittenWithoutZerosIsReadBitForBit(
      @ForAll @IntRange(max = 20) int rows,
      @ForAll @IntRange(max = 40) int columns,
      @ForAll @DoubleRange(min = 0, max = 1) double sparsity,
      @ForAll long seed)
      throws IOException {
    var tensors = tensors(rows, columns, sparsity, seed);
    var file = folder.resolve("model.safetensors");

    StoredTensors.writeSparse(file, tensors, Map.of("format", "pt"));

    var read = StoredTensors.read(file);
    assertThat(read.entries().keySet()).containsExactlyInAnyOrderElementsOf(tensors.keySet());
    tensors.forEach(
        (name, tensor) -> {
          assertThat(read.entries().get(name).shape()).isEqualTo(tensor.shape());
          assertThat(read.tensor(name).sameContent(tensor)).isTrue();
        });
    assertThat(Files.size(file))
        .isEqualTo(StoredTensors.sparseBytes(tensors, Map.of("format", "pt")));
    assertThat(Safetensors.read(file).data().byteSize())
        .isLessThanOrEqualTo(tensors.values().stream().mapToLong(HostTensor::byteSize).sum());
  }

  @Property(tries = 2_000)
  void aFileWithOtherBytesIsRefusedOrRead(@ForAll long seed) throws IOException {
    var file = folder.resolve("model.safetensors");
    StoredTensors.writeSparse(file, tensors(6, 21, 0.7, 1), Map.of());
    var bytes = Files.readAllBytes(file);
    var random = new Random(seed);
    for (var i = random.nextInt(4); i >= 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    try {
      var read = StoredTensors.of(Safetensors.read(MemorySegment.ofArray(bytes), "mutated"));
      for (var name : read.entries().keySet()) {
        if (read.entries().get(name).dtype().fitsFloat32()) {
          assertThat(read.tensor(name).shape()).isEqualTo(read.entries().get(name).shape());
        }
      }
    } catch (UserException e) {
      assertThat(e).hasMessageStartingWith("mutated");
    }
  }

  private static SequencedMap<String, HostTensor> tensors(
      int rows, int columns, double sparsity, long seed) {
    var random = new Random(seed);
    var tensors = new LinkedHashMap<String, HostTensor>();
    for (var shape : new long[][] {{rows, columns}, {columns}, {columns, rows}}) {
      var tensor = HostTensor.allocate(shape);
      for (var i = 0L; i < tensor.size(); i++) {
        if (random.nextDouble() >= sparsity) {
          tensor.set(
              i,
              switch (random.nextInt(10)) {
                case 0 -> -0f;
                case 1 -> Float.NaN;
                default -> (float) random.nextGaussian();
              });
        }
      }
      tensors.put("layer." + tensors.size() + ".weight", tensor);
    }
    return tensors;
  }
}
