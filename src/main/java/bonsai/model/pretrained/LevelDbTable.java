package bonsai.model.pretrained;

import bonsai.model.pretrained.ByteCursor.Malformed;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.zip.CRC32C;

/**
 * Reads a whole LevelDB table (leveldb, doc/table_format.md), the form of a TensorFlow checkpoint's
 * index: data blocks of sorted, prefix-compressed keys, an index block of their places, a footer.
 * Every block carries a checksum, which is checked. Compressed blocks are refused: checkpoints have
 * none.
 */
final class LevelDbTable {
  private static final long MAGIC = 0xdb4775248b80fb57L;
  private static final int FOOTER = 48;
  private static final int TRAILER = 5; // compression type, checksum
  private static final int MAX_ENTRIES = 100_000;
  private static final int MAX_KEY = 1_000; // prefixes could make small files grow without bound

  private final byte[] file;

  private LevelDbTable(byte[] file) {
    this.file = file;
  }

  /**
   * All entries of a table, in the order of their keys.
   *
   * @throws Malformed if it is none, or is damaged
   */
  static SequencedMap<String, byte[]> read(byte[] file) {
    return new LevelDbTable(file).read();
  }

  private SequencedMap<String, byte[]> read() {
    if (file.length < FOOTER) {
      throw new Malformed("it is too short for a table");
    }
    var magic = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong(file.length - 8);
    if (magic != MAGIC) {
      throw new Malformed("it does not end with a table's mark");
    }
    var footer = new ByteCursor(file, file.length - FOOTER, file.length - 8);
    footer.varint(); // the meta-index block, which holds filters for look-ups
    footer.varint();
    var index = new LinkedHashMap<String, byte[]>();
    readBlock(footer, index);
    var entries = new LinkedHashMap<String, byte[]>();
    for (var handle : index.values()) {
      readBlock(new ByteCursor(handle), entries);
    }
    return entries;
  }

  /** Adds the entries of the block whose offset and size come next. */
  private void readBlock(ByteCursor handle, SequencedMap<String, byte[]> into) {
    var offset = handle.smallVarint();
    var size = handle.smallVarint();
    if (size > file.length - FOOTER - TRAILER || offset > file.length - FOOTER - TRAILER - size) {
      throw new Malformed("a block lies outside of the file");
    }
    checkTrailer(offset, size);
    if (size < 4) {
      throw new Malformed("a block is too short");
    }
    var restarts = new ByteCursor(file, offset + size - 4, offset + size).fixed32();
    if (restarts < 0 || restarts > (size - 4) / 4) {
      throw new Malformed("a block's restart points exceed it");
    }
    readEntries(new ByteCursor(file, offset, offset + size - 4 - 4 * restarts), into);
  }

  private void checkTrailer(int offset, int size) {
    if (file[offset + size] != 0) {
      throw new Malformed("a block is compressed");
    }
    var checksum = new CRC32C();
    checksum.update(file, offset, size + 1);
    var stored = new ByteCursor(file, offset + size + 1, offset + size + TRAILER).fixed32();
    if (masked(checksum.getValue()) != stored) {
      throw new Malformed("a block's checksum is wrong");
    }
  }

  private static void readEntries(ByteCursor block, SequencedMap<String, byte[]> into) {
    var key = new byte[0]; // each block begins anew with a whole key
    var lastKey = into.isEmpty() ? key : into.lastEntry().getKey().getBytes(StandardCharsets.UTF_8);
    while (block.hasMore()) {
      var shared = block.smallVarint();
      var unshared = block.smallVarint();
      var length = block.smallVarint();
      if (shared > key.length) {
        throw new Malformed("a key shares more with the one before than that has");
      }
      if (shared + (long) unshared > MAX_KEY) {
        throw new Malformed("a key is longer than " + MAX_KEY + " bytes");
      }
      var suffix = block.take(unshared);
      var next = Arrays.copyOf(key, shared + unshared);
      System.arraycopy(suffix, 0, next, shared, unshared);
      if (!into.isEmpty() && Arrays.compareUnsigned(lastKey, next) >= 0) {
        throw new Malformed("its keys are not in order");
      }
      key = next;
      lastKey = next;
      if (into.size() == MAX_ENTRIES) {
        throw new Malformed("it holds more than " + MAX_ENTRIES + " entries");
      }
      into.put(text(key), block.take(length));
    }
  }

  private static String text(byte[] key) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
    } catch (CharacterCodingException e) {
      throw new Malformed("a key is not UTF-8");
    }
  }

  /** LevelDB stores checksums rotated and shifted, so that those of checksums stay sound. */
  static int masked(long crc) {
    var bits = (int) crc;
    return (bits >>> 15 | bits << 17) + 0xa282ead8;
  }
}
