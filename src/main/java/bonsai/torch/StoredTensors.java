package bonsai.torch;

import bonsai.base.UserException;
import bonsai.torch.SafetensorsFile.Entry;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * The tensors of a safetensors file, of which matrices may be stored without their zeros, or in
 * int8.
 *
 * <p>The sparse layout: the file's metadata hold {@code "bonsai_sparse": "bitmask"}, and a matrix X
 * of {@code [rows, columns]} is stored as three tensors in its place. {@code X.shape}, I64 {@code
 * [2]}: its rows and columns. {@code X.bitmask}, U8 {@code [rows, ⌈columns / 8⌉]}: bit j mod 8 of
 * byte ⌊j / 8⌋ of a row, from the lowest bit on, is 1 where the element of column j is stored; bits
 * behind the last column are 0. {@code X.compressed}, F32: the stored elements, row by row. An
 * element that is not stored is +0. Tensors for which that is no shorter are stored as usual.
 *
 * <p>The int8 layout: the file's metadata hold {@code "bonsai_int8": "rows"}, and beside a matrix X
 * of the type I8 and {@code [rows, columns]} there is {@code X.scale}, F32 {@code [rows]}: an
 * element is its integer times its row's scale.
 */
public final class StoredTensors {
  private static final String SPARSE = "bonsai_sparse";
  private static final String BITMASK = "bitmask";
  private static final String SHAPE_PART = ".shape";
  private static final String MASK_PART = ".bitmask";
  private static final String VALUES_PART = ".compressed";
  private static final String INT8 = "bonsai_int8";
  private static final String ROWS = "rows";
  private static final String SCALE_PART = ".scale";
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt BITS =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final SafetensorsFile file;
  private final SequencedMap<String, Stored> entries = new LinkedHashMap<>();

  private StoredTensors(SafetensorsFile file) {
    this.file = file;
    var sparse = BITMASK.equals(file.metadata().get(SPARSE));
    file.entries()
        .forEach(
            (name, entry) -> {
              var whole = sparse ? wholeName(name) : name;
              if (!whole.equals(name)) {
                entries.computeIfAbsent(whole, this::packed);
              } else if (isInt8() && entry.dtype() == Dtype.I8) {
                entries.put(name, quantised(name, entry));
              } else if (!isInt8() || !isScale(name)) {
                entries.put(name, new Stored(entry.dtype(), entry.shape(), Form.WHOLE));
              }
            });
  }

  /** How a tensor lies in the file. */
  enum Form {
    WHOLE,
    SPARSE,
    INT8
  }

  /**
   * A tensor as it is for whoever reads it.
   *
   * @param dtype its type once it is unpacked
   */
  public record Stored(Dtype dtype, long[] shape, Form form) {
    public Stored {
      shape = shape.clone();
    }

    @Override
    public long[] shape() {
      return shape.clone();
    }
  }

  /**
   * Reads the header of a file.
   *
   * @throws UserException if the file cannot be read or is not exactly as the format says
   */
  public static StoredTensors read(Path file) {
    return of(Safetensors.read(file));
  }

  /**
   * @throws UserException if a sparse or int8 tensor's parts do not belong together
   */
  public static StoredTensors of(SafetensorsFile file) {
    return new StoredTensors(file);
  }

  public String source() {
    return file.source();
  }

  /** Whether matrices are stored in int8. */
  public boolean isInt8() {
    return ROWS.equals(file.metadata().get(INT8));
  }

  /** What there is, by name. */
  public SequencedMap<String, Stored> entries() {
    return Collections.unmodifiableSequencedMap(entries);
  }

  /**
   * One tensor as float32: a view of the file where it holds just that, else a copy.
   *
   * @throws UserException if there is no such tensor, its type does not fit into float32, or its
   *     bitmask does not fit its elements
   */
  public HostTensor tensor(String name) {
    var stored = entries.get(name);
    if (stored == null) {
      return file.tensor(name); // which says that there is none
    }
    return switch (stored.form) {
      case WHOLE -> file.tensor(name);
      case SPARSE -> unpacked(name, stored.shape);
      case INT8 ->
          new Int8Matrix(file.raw(name), file.tensor(name + SCALE_PART)).restored(stored.shape[1]);
    };
  }

  // ---- reading ---------------------------------------------------------------------------------

  /** The name without the ending of a part, if the file has the part that makes it one. */
  private String wholeName(String name) {
    for (var part : new String[] {SHAPE_PART, MASK_PART, VALUES_PART}) {
      if (name.endsWith(part)) {
        var whole = name.substring(0, name.length() - part.length());
        return file.entries().containsKey(whole + MASK_PART) ? whole : name;
      }
    }
    return name;
  }

  private Stored packed(String name) {
    var shape = part(name, SHAPE_PART, Dtype.I64);
    var mask = part(name, MASK_PART, Dtype.U8);
    var values = part(name, VALUES_PART, Dtype.F32);
    if (file.entries().containsKey(name)) {
      throw damaged(name, "it is there twice, with and without its zeros");
    }
    if (shape.shape().length != 1 || shape.shape()[0] != 2) {
      throw damaged(name, "its shape has not two numbers");
    }
    var numbers = file.raw(name + SHAPE_PART);
    var rows = numbers.get(LONG, 0);
    var columns = numbers.get(LONG, LONG.byteSize());
    if (rows < 0 || columns < 0 || columns > Long.MAX_VALUE - 8) {
      throw damaged(name, "its shape is impossible");
    }
    var masked = mask.shape();
    if (masked.length != 2 || masked[0] != rows || masked[1] != rowBytes(columns)) {
      throw damaged(name, "its bitmask does not fit its shape");
    }
    if (values.shape().length != 1) {
      throw damaged(name, "its elements are not in one row");
    }
    return new Stored(Dtype.F32, new long[] {rows, columns}, Form.SPARSE);
  }

  private boolean isScale(String name) {
    var entry =
        name.endsWith(SCALE_PART)
            ? file.entries().get(name.substring(0, name.length() - SCALE_PART.length()))
            : null;
    return entry != null && entry.dtype() == Dtype.I8;
  }

  private Stored quantised(String name, Entry entry) {
    var scale = file.entries().get(name + SCALE_PART);
    var shape = entry.shape();
    if (shape.length != 2
        || scale == null
        || scale.dtype() != Dtype.F32
        || !Arrays.equals(scale.shape(), new long[] {shape[0]})) {
      throw new UserException(
          file.source() + ": the int8 matrix '" + name + "' lacks a scale for each of its rows.");
    }
    return new Stored(Dtype.F32, shape, Form.INT8);
  }

  private Entry part(String name, String part, Dtype dtype) {
    var entry = file.entries().get(name + part);
    if (entry == null || entry.dtype() != dtype) {
      throw damaged(name, "it lacks its part '" + part + "' of the type " + dtype);
    }
    return entry;
  }

  private UserException damaged(String name, String what) {
    return new UserException(
        file.source() + ": the sparse tensor '" + name + "' is damaged: " + what + ".");
  }

  private HostTensor unpacked(String name, long[] shape) {
    var mask = file.raw(name + MASK_PART);
    var values = file.raw(name + VALUES_PART);
    var columns = shape[1];
    var each = rowBytes(columns);
    var bits = 0L;
    for (var at = 0L; at < mask.byteSize(); at++) {
      bits += Integer.bitCount(mask.get(ValueLayout.JAVA_BYTE, at) & 0xff);
    }
    if (bits != values.byteSize() / HostTensor.ELEMENT.byteSize()) {
      throw damaged(name, "its bitmask has another number of bits than there are elements");
    }
    var whole = HostTensor.allocate(shape);
    var next = 0L;
    for (var row = 0L; row < shape[0]; row++) {
      for (var at = 0L; at < each; at++) {
        var rest = mask.get(ValueLayout.JAVA_BYTE, row * each + at) & 0xff;
        while (rest != 0) {
          var column = 8 * at + Integer.numberOfTrailingZeros(rest);
          if (column >= columns) {
            throw damaged(name, "its bitmask goes on behind the last column");
          }
          var bytes = HostTensor.ELEMENT.byteSize();
          whole
              .data()
              .set(BITS, (row * columns + column) * bytes, values.get(BITS, next++ * bytes));
          rest &= rest - 1;
        }
      }
    }
    return whole;
  }

  // ---- writing ---------------------------------------------------------------------------------

  /**
   * Writes a file in the sparse layout, in place of an older one if there is one.
   *
   * @param metadata goes into {@code __metadata__} beside the layout's own entry
   * @throws UserException if the file cannot be written; an older file is then intact
   */
  public static void writeSparse(
      Path file, SequencedMap<String, HostTensor> tensors, Map<String, String> metadata) {
    var layout = new Layout(tensors, metadata);
    Safetensors.writeRaw(file, layout.parts, layout::bytes, layout.metadata);
  }

  /**
   * Writes a file in the int8 layout, in place of an older one if there is one.
   *
   * @param matrices the names of those to round, which have two dimensions
   * @param metadata goes into {@code __metadata__} beside the layout's own entry
   * @throws UserException if the file cannot be written; an older file is then intact
   */
  public static void writeInt8(
      Path file,
      SequencedMap<String, HostTensor> tensors,
      Set<String> matrices,
      Map<String, String> metadata) {
    var rounded = new LinkedHashMap<String, Int8Matrix>();
    var parts = new LinkedHashMap<String, Safetensors.Announced>();
    var marked = new LinkedHashMap<>(metadata);
    marked.put(INT8, ROWS);
    tensors.forEach(
        (name, tensor) -> {
          if (matrices.contains(name)) {
            rounded.put(name, Int8Matrix.of(tensor));
            parts.put(
                name + SCALE_PART,
                new Safetensors.Announced(Dtype.F32, new long[] {tensor.shape()[0]}));
          } else {
            parts.put(name, new Safetensors.Announced(Dtype.F32, tensor.shape()));
          }
        });
    // float32 comes first, so that all of it lies aligned
    rounded
        .keySet()
        .forEach(
            name ->
                parts.put(name, new Safetensors.Announced(Dtype.I8, tensors.get(name).shape())));
    Safetensors.writeRaw(
        file,
        parts,
        part ->
            rounded.containsKey(part)
                ? rounded.get(part).values()
                : tensors.containsKey(part)
                    ? tensors.get(part).data()
                    : rounded
                        .get(part.substring(0, part.length() - SCALE_PART.length()))
                        .scales()
                        .data(),
        marked);
  }

  /** The length in bytes of the file that {@link #writeSparse} would write. */
  public static long sparseBytes(
      SequencedMap<String, HostTensor> tensors, Map<String, String> metadata) {
    var layout = new Layout(tensors, metadata);
    return Safetensors.rawBytes(layout.parts, layout.metadata);
  }

  /** What a file will hold; the longest types come first, so that all lie aligned. */
  private static final class Layout {
    private final SequencedMap<String, HostTensor> tensors;
    private final Map<String, String> metadata;
    private final SequencedMap<String, Safetensors.Announced> parts = new LinkedHashMap<>();

    Layout(SequencedMap<String, HostTensor> tensors, Map<String, String> metadata) {
      this.tensors = tensors;
      this.metadata = new LinkedHashMap<>(metadata);
      this.metadata.put(SPARSE, BITMASK);
      var stored = new LinkedHashMap<String, Long>();
      tensors.forEach(
          (name, tensor) -> {
            if (wholeNameIsTaken(name)) {
              throw new IllegalArgumentException("a tensor cannot be called " + name);
            }
            if (tensor.shape().length == 2) {
              var elements = storedElements(tensor);
              if (sparseBytes(tensor.shape(), elements) < tensor.byteSize()) {
                stored.put(name, elements);
              }
            }
          });
      stored.keySet().forEach(name -> announce(name + SHAPE_PART, Dtype.I64, 2));
      tensors.forEach(
          (name, tensor) -> {
            if (stored.containsKey(name)) {
              announce(name + VALUES_PART, Dtype.F32, stored.get(name));
            } else {
              announce(name, Dtype.F32, tensor.shape());
            }
          });
      stored
          .keySet()
          .forEach(
              name -> {
                var shape = tensors.get(name).shape();
                announce(name + MASK_PART, Dtype.U8, shape[0], rowBytes(shape[1]));
              });
    }

    private boolean wholeNameIsTaken(String name) {
      return name.endsWith(SHAPE_PART) || name.endsWith(MASK_PART) || name.endsWith(VALUES_PART);
    }

    private void announce(String name, Dtype dtype, long... shape) {
      parts.put(name, new Safetensors.Announced(dtype, shape));
    }

    private static long sparseBytes(long[] shape, long elements) {
      return 2 * LONG.byteSize()
          + shape[0] * rowBytes(shape[1])
          + elements * HostTensor.ELEMENT.byteSize();
    }

    MemorySegment bytes(String part) {
      var whole = tensors.get(part);
      if (whole != null) {
        return whole.data();
      }
      var end = part.lastIndexOf('.');
      var tensor = tensors.get(part.substring(0, end));
      return switch (part.substring(end)) {
        case SHAPE_PART -> shape(tensor);
        case MASK_PART -> mask(tensor);
        default -> values(tensor, parts.get(part).shape()[0]);
      };
    }

    private static MemorySegment shape(HostTensor tensor) {
      var numbers = MemorySegment.ofArray(new byte[2 * (int) LONG.byteSize()]);
      numbers.set(LONG, 0, tensor.shape()[0]);
      numbers.set(LONG, LONG.byteSize(), tensor.shape()[1]);
      return numbers;
    }

    private static MemorySegment mask(HostTensor tensor) {
      var columns = tensor.shape()[1];
      var each = rowBytes(columns);
      var mask = new byte[Math.toIntExact(tensor.shape()[0] * each)];
      for (var row = 0L; row < tensor.shape()[0]; row++) {
        for (var column = 0L; column < columns; column++) {
          if (bits(tensor, row * columns + column) != 0) {
            mask[(int) (row * each + column / 8)] |= (byte) (1 << column % 8);
          }
        }
      }
      return MemorySegment.ofArray(mask);
    }

    private static MemorySegment values(HostTensor tensor, long number) {
      var values = HostTensor.allocate(number);
      var next = 0L;
      for (var i = 0L; i < tensor.size(); i++) {
        var bits = bits(tensor, i);
        if (bits != 0) {
          values.data().set(BITS, next++ * HostTensor.ELEMENT.byteSize(), bits);
        }
      }
      return values.data();
    }
  }

  private static long storedElements(HostTensor tensor) {
    var stored = 0L;
    for (var i = 0L; i < tensor.size(); i++) {
      stored += bits(tensor, i) != 0 ? 1 : 0;
    }
    return stored;
  }

  /** −0 is not +0 here, so that what is read is what was written, bit for bit. */
  private static int bits(HostTensor tensor, long index) {
    return tensor.data().get(BITS, index * HostTensor.ELEMENT.byteSize());
  }

  private static long rowBytes(long columns) {
    return (columns + 7) / 8;
  }
}
