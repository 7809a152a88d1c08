package bonsai.model.pretrained;

import bonsai.torch.HostTensor;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * Writes TensorFlow checkpoints as TensorFlow does: an index of prefix-compressed blocks with a
 * restart point every 16 keys, and the elements one after another.
 */
final class CheckpointWriter {
  private static final int ENTRIES_A_BLOCK = 20; // more than one block, and more than one restart
  private static final int ENTRIES_A_RESTART = 16;

  private CheckpointWriter() {}

  /** A checkpoint's two files. */
  record Checkpoint(byte[] index, byte[] data) {}

  static Checkpoint write(Map<String, HostTensor> tensors) {
    var data = new ByteArrayOutputStream();
    var entries = new TreeMap<String, byte[]>();
    entries.put("", header(1, 0));
    new TreeMap<>(tensors)
        .forEach(
            (name, tensor) -> {
              var bytes = tensor.data().toArray(ValueLayout.JAVA_BYTE);
              entries.put(name, entry(1, tensor.shape(), data.size(), bytes.length, crc(bytes)));
              data.writeBytes(bytes);
            });
    return new Checkpoint(table(entries), data.toByteArray());
  }

  /** {@code BundleHeaderProto}. */
  static byte[] header(int shards, int endianness) {
    var proto = new ByteArrayOutputStream();
    varintField(proto, 1, shards);
    if (endianness != 0) {
      varintField(proto, 2, endianness);
    }
    bytesField(proto, 3, new byte[] {8, 1});
    return proto.toByteArray();
  }

  /** {@code BundleEntryProto}. */
  static byte[] entry(int dtype, long[] shape, long offset, long size, int maskedCrc) {
    var dimensions = new ByteArrayOutputStream();
    for (var length : shape) {
      var dimension = new ByteArrayOutputStream();
      varintField(dimension, 1, length);
      bytesField(dimensions, 2, dimension.toByteArray());
    }
    var proto = new ByteArrayOutputStream();
    varintField(proto, 1, dtype);
    bytesField(proto, 2, dimensions.toByteArray());
    varintField(proto, 4, offset);
    varintField(proto, 5, size);
    varint(proto, 6 << 3 | 5);
    fixed32(proto, maskedCrc);
    return proto.toByteArray();
  }

  /** A LevelDB table. */
  static byte[] table(SortedMap<String, byte[]> entries) {
    var file = new ByteArrayOutputStream();
    var index = new TreeMap<String, byte[]>();
    var block = new TreeMap<String, byte[]>();
    for (var entry : entries.entrySet()) {
      block.put(entry.getKey(), entry.getValue());
      if (block.size() == ENTRIES_A_BLOCK || entry.getKey().equals(entries.lastKey())) {
        index.put(entry.getKey(), block(file, block));
        block.clear();
      }
    }
    var metaIndex = block(file, new TreeMap<>());
    var indexHandle = block(file, index);
    var footer = ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN);
    footer.put(metaIndex).put(indexHandle).putLong(40, 0xdb4775248b80fb57L);
    file.writeBytes(footer.array());
    return file.toByteArray();
  }

  /** Appends a block; returns its handle. */
  private static byte[] block(ByteArrayOutputStream file, SortedMap<String, byte[]> entries) {
    var content = new ByteArrayOutputStream();
    var restarts = new ByteArrayOutputStream();
    var before = new byte[0];
    var count = 0;
    for (var entry : entries.entrySet()) {
      var key = entry.getKey().getBytes(StandardCharsets.UTF_8);
      if (count++ % ENTRIES_A_RESTART == 0) {
        fixed32(restarts, content.size());
        before = new byte[0];
      }
      var shared = Math.max(0, Arrays.mismatch(before, key));
      varint(content, shared);
      varint(content, key.length - shared);
      varint(content, entry.getValue().length);
      content.write(key, shared, key.length - shared);
      content.writeBytes(entry.getValue());
      before = key;
    }
    if (count == 0) {
      fixed32(restarts, 0);
    }
    content.writeBytes(restarts.toByteArray());
    fixed32(content, restarts.size() / 4);
    var handle = new ByteArrayOutputStream();
    varint(handle, file.size());
    varint(handle, content.size());
    content.write(0); // not compressed
    file.writeBytes(content.toByteArray());
    fixed32(file, crc(content.toByteArray()));
    return handle.toByteArray();
  }

  /** The masked CRC-32C (leveldb, util/crc32c.h). */
  static int crc(byte[] bytes) {
    var crc = new CRC32C();
    crc.update(bytes);
    return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
  }

  private static void varintField(ByteArrayOutputStream out, int field, long value) {
    varint(out, (long) field << 3);
    varint(out, value);
  }

  private static void bytesField(ByteArrayOutputStream out, int field, byte[] value) {
    varint(out, field << 3 | 2);
    varint(out, value.length);
    out.writeBytes(value);
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    var rest = value;
    while (rest < 0 || rest > 0x7f) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private static void fixed32(ByteArrayOutputStream out, int value) {
    out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
  }
}
