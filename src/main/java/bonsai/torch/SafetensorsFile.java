package bonsai.torch;

import bonsai.base.UserException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A safetensors file whose header was read and found right; the elements are still in the file (a
 * mapped one is read as they are touched).
 *
 * @param source the file, for messages
 * @param metadata the header's {@code __metadata__}; empty if there is none
 * @param entries what the file holds, in the order of the data
 * @param data all bytes behind the header, read-only
 */
public record SafetensorsFile(
    String source,
    Map<String, String> metadata,
    SequencedMap<String, Entry> entries,
    MemorySegment data) {
  private static final ValueLayout.OfShort HALF =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  public SafetensorsFile {
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    entries = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(entries));
    data = data.asReadOnly();
  }

  /**
   * A tensor of the file.
   *
   * @param begin the offset of its first byte in the data
   * @param end the offset behind its last byte
   */
  public record Entry(Dtype dtype, long[] shape, long begin, long end) {
    public Entry {
      shape = shape.clone();
    }

    @Override
    public long[] shape() {
      return shape.clone();
    }
  }

  /** The tensors that are or widen to float32, in the order of the data; others are left out. */
  public SequencedMap<String, HostTensor> tensors() {
    var tensors = new LinkedHashMap<String, HostTensor>();
    entries.forEach(
        (name, entry) -> {
          if (entry.dtype().fitsFloat32()) {
            tensors.put(name, tensor(name));
          }
        });
    return Collections.unmodifiableSequencedMap(tensors);
  }

  /**
   * One tensor as float32: a view of the file where it holds float32, else a widened copy.
   *
   * @throws UserException if there is no such tensor or its type does not fit into float32
   */
  public HostTensor tensor(String name) {
    var entry = entry(name);
    var bytes = raw(name);
    return switch (entry.dtype()) {
      case F32 -> HostTensor.ofSegment(entry.shape(), bytes);
      case F16 -> widened(entry, bytes, true);
      case BF16 -> widened(entry, bytes, false);
      default ->
          throw new UserException(
              source
                  + ": the tensor '"
                  + name
                  + "' has the type "
                  + entry.dtype()
                  + "; use a file with F32, F16 or BF16.");
    };
  }

  /**
   * The bytes of one tensor, whatever its type; a read-only view.
   *
   * @throws UserException if there is no such tensor
   */
  public MemorySegment raw(String name) {
    var entry = entry(name);
    return data.asSlice(entry.begin(), entry.end() - entry.begin());
  }

  private Entry entry(String name) {
    var entry = entries.get(name);
    if (entry == null) {
      throw new UserException(source + ": there is no tensor '" + name + "' in it.");
    }
    return entry;
  }

  private static HostTensor widened(Entry entry, MemorySegment bytes, boolean ieee) {
    var wide = HostTensor.allocate(entry.shape());
    for (var i = 0L; i < wide.size(); i++) {
      var bits = bytes.get(HALF, i * HALF.byteSize());
      // bfloat16 is the upper half of a float32
      wide.set(i, ieee ? Float.float16ToFloat(bits) : Float.intBitsToFloat(bits << 16));
    }
    return wide;
  }

  @Override
  public String toString() {
    return source + Arrays.toString(entries.keySet().toArray());
  }
}
