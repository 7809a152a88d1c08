package bonsai.model.pretrained;

import bonsai.base.IoReason;
import bonsai.base.UserException;
import bonsai.model.pretrained.ByteCursor.Malformed;
import bonsai.torch.HostTensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * A TensorFlow checkpoint of one shard, as Google published BERT in: an index (a LevelDB table of
 * {@code BundleEntryProto}s, tensorflow/core/protobuf/tensor_bundle.proto) and a file with the
 * elements. The index is checked as it is read, each tensor's checksum as the tensor is asked for;
 * the elements stay in the mapped file.
 */
final class TensorFlowCheckpoint {
  private static final long MAX_INDEX = 10_000_000;
  private static final int MAX_RANK = 32;
  private static final String HEADER = "";
  private static final int FLOAT32 = 1; // tensorflow/core/framework/types.proto, DT_FLOAT

  private final String source;
  private final MemorySegment data;
  private final SequencedMap<String, Entry> entries;

  /** A float32 tensor's place in the data and its masked CRC-32C. */
  private record Entry(long[] shape, long offset, long size, int checksum) {}

  private TensorFlowCheckpoint(
      String source, MemorySegment data, SequencedMap<String, Entry> entries) {
    this.source = source;
    this.data = data;
    this.entries = entries;
  }

  /**
   * Opens {@code variables.index} and {@code variables.data-00000-of-00001}.
   *
   * @throws UserException if they cannot be read or are no such checkpoint
   */
  static TensorFlowCheckpoint open(Path indexFile, Path dataFile) {
    try (var channel = FileChannel.open(dataFile, StandardOpenOption.READ)) {
      if (Files.size(indexFile) > MAX_INDEX) {
        throw new Malformed("its index is longer than " + MAX_INDEX + " bytes");
      }
      var data = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
      return new TensorFlowCheckpoint(
          indexFile.toString(), data, entries(Files.readAllBytes(indexFile), data.byteSize()));
    } catch (Malformed e) {
      throw damaged(indexFile.toString(), e);
    } catch (IOException e) {
      throw new UserException(indexFile + " cannot be read: " + IoReason.of(e) + ".", e);
    }
  }

  /** The names of its float32 tensors, sorted; others (a step counter) are left out. */
  Set<String> names() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  long[] shape(String name) {
    return entry(name).shape().clone();
  }

  /**
   * A tensor as it is stored; a view of the file.
   *
   * @throws UserException if there is none of that name or its checksum is wrong
   */
  HostTensor tensor(String name) {
    var entry = entry(name);
    var bytes = data.asSlice(entry.offset(), entry.size());
    if (LevelDbTable.masked(checksum(bytes)) != entry.checksum()) {
      throw damaged(source, new Malformed("the checksum of '" + name + "' is wrong"));
    }
    return HostTensor.ofSegment(entry.shape(), bytes);
  }

  private Entry entry(String name) {
    var entry = entries.get(name);
    if (entry == null) {
      throw new UserException(source + ": there is no tensor '" + name + "' in it.");
    }
    return entry;
  }

  private static long checksum(MemorySegment bytes) {
    var checksum = new CRC32C();
    var chunk = 1L << 30; // a buffer holds no more than 2 GB
    for (var from = 0L; from < bytes.byteSize(); from += chunk) {
      checksum.update(bytes.asSlice(from, Math.min(chunk, bytes.byteSize() - from)).asByteBuffer());
    }
    return checksum.getValue();
  }

  private static SequencedMap<String, Entry> entries(byte[] index, long dataBytes) {
    var table = LevelDbTable.read(index);
    var header = table.remove(HEADER);
    if (header == null) {
      throw new Malformed("it has no header");
    }
    checkHeader(new ByteCursor(header));
    var entries = new LinkedHashMap<String, Entry>();
    for (Map.Entry<String, byte[]> named : table.entrySet()) {
      var proto = EntryProto.read(new ByteCursor(named.getValue()), "'" + named.getKey() + "'");
      if (proto.dtype == FLOAT32) {
        entries.put(named.getKey(), proto.entry(dataBytes));
      }
    }
    return entries;
  }

  /** {@code BundleHeaderProto}: 1 num_shards, 2 endianness (0 little), 3 version. */
  private static void checkHeader(ByteCursor header) {
    var shards = 0L;
    while (header.hasMore()) {
      var tag = header.smallVarint();
      switch (tag) {
        case 1 << 3 -> shards = header.varint();
        case 2 << 3 -> {
          if (header.varint() != 0) {
            throw new Malformed("its numbers are big-endian");
          }
        }
        default -> header.skipField(tag & 7);
      }
    }
    if (shards != 1) {
      throw new Malformed("it has " + shards + " shards instead of one");
    }
  }

  private static UserException damaged(String source, Malformed e) {
    return new UserException(
        source + " is not a valid TensorFlow checkpoint: " + e.getMessage() + ".", e);
  }

  /** {@code BundleEntryProto}; the numbers in the cases are its field numbers and wire types. */
  private static final class EntryProto {
    private final String what;
    private long dtype;
    private final List<Long> shape = new ArrayList<>();
    private long shard;
    private long offset;
    private long size;
    private int checksum;

    private EntryProto(String what) {
      this.what = what;
    }

    static EntryProto read(ByteCursor message, String what) {
      var proto = new EntryProto(what);
      while (message.hasMore()) {
        var tag = message.smallVarint();
        switch (tag) {
          case 1 << 3 -> proto.dtype = message.varint();
          case 2 << 3 | 2 -> proto.readShape(message.sub(message.smallVarint()));
          case 3 << 3 -> proto.shard = message.varint();
          case 4 << 3 -> proto.offset = message.varint();
          case 5 << 3 -> proto.size = message.varint();
          case 6 << 3 | 5 -> proto.checksum = message.fixed32();
          case 7 << 3 | 2 -> throw new Malformed("the tensor " + what + " is cut into slices");
          default -> message.skipField(tag & 7);
        }
      }
      return proto;
    }

    private void readShape(ByteCursor message) {
      while (message.hasMore()) {
        var tag = message.smallVarint();
        if (tag != (2 << 3 | 2)) {
          throw new Malformed("the shape of " + what + " is not known");
        }
        var size = 0L;
        var dimension = message.sub(message.smallVarint());
        while (dimension.hasMore()) {
          var field = dimension.smallVarint();
          if (field == 1 << 3) {
            size = dimension.varint();
          } else {
            dimension.skipField(field & 7);
          }
        }
        if (size < 0 || shape.size() == MAX_RANK) {
          throw new Malformed("the shape of " + what + " is impossible");
        }
        shape.add(size);
      }
    }

    Entry entry(long dataBytes) {
      var dimensions = shape.stream().mapToLong(Long::longValue).toArray();
      try {
        var bytes =
            Math.multiplyExact(HostTensor.elements(dimensions), HostTensor.ELEMENT.byteSize());
        if (shard != 0 || size != bytes || offset < 0 || offset > dataBytes - size) {
          throw new Malformed(
              "the tensor "
                  + what
                  + " of shape "
                  + shape
                  + " cannot be the "
                  + size
                  + " bytes at "
                  + offset
                  + " of "
                  + dataBytes);
        }
      } catch (ArithmeticException e) {
        throw new Malformed("the shape of " + what + " is impossible");
      }
      return new Entry(dimensions, offset, size, checksum);
    }
  }
}
