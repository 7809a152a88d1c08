package bonsai.model.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bonsai.base.UserException;
import bonsai.model.pretrained.ByteCursor.Malformed;
import bonsai.torch.HostTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TensorFlowCheckpointTest {
  @TempDir private Path folder;

  @Test
  void findsEveryTensorOfAnIndexOfSeveralBlocks() {
    var tensors = new TreeMap<String, HostTensor>();
    for (var layer = 0; layer < 25; layer++) {
      tensors.put("bert/encoder/layer_" + layer + "/kernel", matrix(layer));
      tensors.put("bert/encoder/layer_" + layer + "/bias", HostTensor.of(new long[] {1}, layer));
    }
    var checkpoint = open(CheckpointWriter.write(tensors));
    assertThat(checkpoint.names()).containsExactlyElementsOf(tensors.keySet());
    tensors.forEach(
        (name, tensor) -> {
          assertThat(checkpoint.shape(name)).isEqualTo(tensor.shape());
          assertThat(checkpoint.tensor(name).sameContent(tensor)).as(name).isTrue();
        });
  }

  @Test
  void otherTypesThanFloat32AreLeftOut() {
    var table = new TreeMap<String, byte[]>();
    table.put("", CheckpointWriter.header(1, 0));
    table.put("global_step", CheckpointWriter.entry(9, new long[] {}, 0, 8, 0));
    table.put(
        "x", CheckpointWriter.entry(1, new long[] {2}, 0, 8, CheckpointWriter.crc(new byte[8])));
    var checkpoint =
        open(new CheckpointWriter.Checkpoint(CheckpointWriter.table(table), new byte[8]));
    assertThat(checkpoint.names()).containsExactly("x");
    assertThatThrownBy(() -> checkpoint.tensor("global_step"))
        .isInstanceOf(UserException.class)
        .hasMessageEndingWith("there is no tensor 'global_step' in it.");
  }

  @Test
  void aFlippedBitInATensorIsFound() {
    var written = CheckpointWriter.write(Map.of("a", matrix(1), "b", matrix(2)));
    written.data()[3] ^= 1;
    var checkpoint = open(written);
    assertThat(checkpoint.tensor("b").sameContent(matrix(2))).isTrue();
    assertThatThrownBy(() -> checkpoint.tensor("a"))
        .isInstanceOf(UserException.class)
        .hasMessageEndingWith(
            "is not a valid TensorFlow checkpoint: the checksum of 'a' is wrong.");
  }

  @Test
  void aFlippedBitInAnyBlockOfTheIndexIsFound() {
    var written = CheckpointWriter.write(Map.of("a", matrix(1), "b", matrix(2)));
    var footer = written.index().length - 48;
    var metaIndex = 8 + 5; // no entries, one restart point, the trailer: holds nothing, is not read
    var dataBlock = new ByteCursor(written.index(), footer, footer + 40).smallVarint();
    for (var at = 0; at < footer; at++) {
      if (at >= dataBlock && at < dataBlock + metaIndex) {
        continue;
      }
      var index = written.index().clone();
      index[at] ^= 4;
      assertThatThrownBy(() -> LevelDbTable.read(index))
          .as("byte %d", at)
          .isInstanceOf(Malformed.class);
    }
  }

  @Test
  void aDamagedFooterNeverDoesMoreThanFail() {
    var written = CheckpointWriter.write(Map.of("a", matrix(1), "b", matrix(2)));
    var random = new Random(7);
    for (var i = 0; i < 5_000; i++) {
      var index = written.index().clone();
      index[index.length - 48 + random.nextInt(48)] = (byte) random.nextInt(256);
      try {
        assertThat(LevelDbTable.read(index).keySet()).containsExactly("", "a", "b");
      } catch (Malformed e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
  }

  @Test
  void aKeyThatGrowsWithoutBoundIsRefused() {
    var table = new TreeMap<String, byte[]>();
    table.put("k".repeat(1_001), new byte[0]);
    assertThatThrownBy(() -> LevelDbTable.read(CheckpointWriter.table(table)))
        .isInstanceOf(Malformed.class)
        .hasMessage("a key is longer than 1000 bytes");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10, 47, 48, 100})
  void anIndexThatBreaksOffIsRefused(int length) {
    var written = CheckpointWriter.write(Map.of("a", matrix(1), "b", matrix(2)));
    assertRefused(
        new CheckpointWriter.Checkpoint(Arrays.copyOf(written.index(), length), written.data()),
        length < 48 ? "it is too short for a table" : "it does not end with a table's mark");
  }

  @Test
  void dataThatBreaksOffIsRefused() {
    var written = CheckpointWriter.write(Map.of("a", matrix(1), "b", matrix(2)));
    assertRefused(
        new CheckpointWriter.Checkpoint(written.index(), Arrays.copyOf(written.data(), 47)),
        "the tensor 'b' of shape [2, 3] cannot be the 24 bytes at 24 of 47");
  }

  @Test
  void entriesThatLieAreRefused() {
    assertRefused(entry(new long[] {2, 3}, 0, 20), "cannot be the 20 bytes at 0 of 24");
    assertRefused(entry(new long[] {6}, 1, 24), "cannot be the 24 bytes at 1 of 24");
    assertRefused(entry(new long[] {6}, -8, 24), "cannot be the 24 bytes at -8 of 24");
    assertRefused(entry(new long[] {-6}, 0, 24), "the shape of 'x' is impossible");
    assertRefused(entry(new long[] {1L << 40, 1L << 40}, 0, 24), "the shape of 'x' is impossible");
    assertRefused(entry(new long[33], 0, 0), "the shape of 'x' is impossible");
  }

  @Test
  void otherKindsOfCheckpointsAreRefused() {
    assertRefused(withHeader(CheckpointWriter.header(2, 0)), "it has 2 shards instead of one");
    assertRefused(withHeader(CheckpointWriter.header(1, 1)), "its numbers are big-endian");
    assertRefused(withHeader(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff}), "it breaks off");
    assertRefused(withHeader(new byte[] {15}), "a field has the unknown wire type 7");
    var table = new TreeMap<String, byte[]>();
    table.put("x", CheckpointWriter.entry(1, new long[] {6}, 0, 24, 0));
    assertRefused(
        new CheckpointWriter.Checkpoint(CheckpointWriter.table(table), new byte[24]),
        "it has no header");
  }

  @Test
  void aTensorInSlicesIsRefused() {
    var sliced = new byte[] {8, 1, 7 << 3 | 2, 0};
    assertRefused(withEntry(sliced), "the tensor 'x' is cut into slices");
  }

  @Test
  void numbersBeyond64BitsAreRefused() {
    var endless = new byte[12];
    Arrays.fill(endless, (byte) 0x80);
    endless[0] = 8;
    assertRefused(withEntry(endless), "a number is beyond 64 bits");
    endless[10] = 2;
    assertRefused(withEntry(endless), "a number is beyond 64 bits");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(
            () -> TensorFlowCheckpoint.open(folder.resolve("none.index"), folder.resolve("none")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("cannot be read");
  }

  private static CheckpointWriter.Checkpoint entry(long[] shape, long offset, long size) {
    return withEntry(CheckpointWriter.entry(1, shape, offset, size, 0));
  }

  private static CheckpointWriter.Checkpoint withEntry(byte[] entry) {
    var table = new TreeMap<String, byte[]>();
    table.put("", CheckpointWriter.header(1, 0));
    table.put("x", entry);
    return new CheckpointWriter.Checkpoint(CheckpointWriter.table(table), new byte[24]);
  }

  private static CheckpointWriter.Checkpoint withHeader(byte[] header) {
    var table = new TreeMap<String, byte[]>();
    table.put("", header);
    return new CheckpointWriter.Checkpoint(CheckpointWriter.table(table), new byte[0]);
  }

  private void assertRefused(CheckpointWriter.Checkpoint checkpoint, String message) {
    assertThatThrownBy(() -> open(checkpoint))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is not a valid TensorFlow checkpoint: ")
        .hasMessageContaining(message);
  }

  private TensorFlowCheckpoint open(CheckpointWriter.Checkpoint checkpoint) {
    try {
      return TensorFlowCheckpoint.open(
          Files.write(folder.resolve("variables.index"), checkpoint.index()),
          Files.write(folder.resolve("variables.data"), checkpoint.data()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HostTensor matrix(int seed) {
    return HostTensor.of(new long[] {2, 3}, seed, 1, 2, 3, 4, -5);
  }
}
