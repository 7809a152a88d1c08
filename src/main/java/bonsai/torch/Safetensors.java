package bonsai.torch;

import bonsai.base.AtomicFile;
import bonsai.base.IoReason;
import bonsai.base.Json;
import bonsai.base.UserException;
import bonsai.torch.SafetensorsFile.Entry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads and writes safetensors files, the only format of weights that Bonsai takes from strangers.
 *
 * <p>The format (huggingface/safetensors, README, "Format"): eight bytes with the header's length N
 * as a little-endian unsigned integer; N bytes of JSON, {@code {"name": {"dtype", "shape",
 * "data_offsets": [begin, end]}, …, "__metadata__": {string: string}}}; then the data, which the
 * offsets cover from its first byte to its last without overlap or hole.
 *
 * <p>The reader believes nothing: everything that is not exactly so is refused before any memory is
 * allocated for it.
 */
public final class Safetensors {
  /** The longest header read, in bytes. */
  static final long MAX_HEADER = 10_000_000;

  /** The most tensors read. */
  static final int MAX_TENSORS = 100_000;

  private static final int MAX_RANK = 32;
  private static final int LENGTH_BYTES = 8;
  private static final String METADATA = "__metadata__";
  private static final ValueLayout.OfLong LENGTH =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final JsonFactory STRICT =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private Safetensors() {}

  /**
   * Maps a file and reads its header.
   *
   * @throws UserException if the file cannot be read or is not exactly as the format says
   */
  public static SafetensorsFile read(Path file) {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      var bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
      return read(bytes, file.toString());
    } catch (NoSuchFileException e) {
      throw new UserException("There is no file " + file + ".", e);
    } catch (IOException e) {
      throw new UserException(file + " cannot be read: " + IoReason.of(e) + ".", e);
    }
  }

  /**
   * Reads the header of a file that is in memory.
   *
   * @param bytes the whole file; the tensors will be views of it
   * @param source what to call it in messages
   * @throws UserException if it is not exactly as the format says
   */
  public static SafetensorsFile read(MemorySegment bytes, String source) {
    if (bytes.byteSize() < LENGTH_BYTES) {
      throw damaged(source, "it has " + bytes.byteSize() + " bytes, too few for a header");
    }
    var length = bytes.get(LENGTH, 0);
    if (length < 0 || length > MAX_HEADER) {
      throw damaged(
          source,
          "its header claims "
              + Long.toUnsignedString(length)
              + " bytes, and at most "
              + MAX_HEADER
              + " are accepted");
    }
    if (length > bytes.byteSize() - LENGTH_BYTES) {
      throw damaged(
          source,
          "its header claims "
              + length
              + " bytes, and "
              + (bytes.byteSize() - LENGTH_BYTES)
              + " are there (was a download cut off?)");
    }
    var header = bytes.asSlice(LENGTH_BYTES, length).toArray(ValueLayout.JAVA_BYTE);
    var data = bytes.asSlice(LENGTH_BYTES + length);
    var reader = new HeaderReader(source);
    reader.read(header);
    return new SafetensorsFile(
        source, reader.metadata, tiled(source, reader.entries, data.byteSize()), data);
  }

  /**
   * Writes a file, all tensors as float32 in their order, in place of an older one if there is one.
   *
   * @param metadata goes into {@code __metadata__}; Hugging Face's libraries expect {@code format}
   *     to be {@code pt}
   * @throws UserException if the file cannot be written; an older file is then intact
   */
  public static void write(
      Path file, SequencedMap<String, HostTensor> tensors, Map<String, String> metadata) {
    var shapes = new LinkedHashMap<String, long[]>();
    tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
    write(file, shapes, tensors::get, metadata);
  }

  /**
   * Writes tensors that are made one at a time, so that a conversion never holds a whole model.
   *
   * @param shapes what will be written, in order
   * @param tensors asked once for each name, in order
   * @throws UserException if the file cannot be written; an older file is then intact
   */
  public static void write(
      Path file,
      SequencedMap<String, long[]> shapes,
      Function<String, HostTensor> tensors,
      Map<String, String> metadata) {
    var announced = new LinkedHashMap<String, Announced>();
    shapes.forEach((name, shape) -> announced.put(name, new Announced(Dtype.F32, shape)));
    writeRaw(
        file,
        announced,
        name -> {
          var tensor = tensors.apply(name);
          if (!tensor.hasShape(shapes.get(name))) {
            throw new IllegalArgumentException(
                name + " is " + tensor + " and was announced as another");
          }
          return tensor.data();
        },
        metadata);
  }

  /** What a tensor that is yet to be written will be. */
  record Announced(Dtype dtype, long[] shape) {
    long bytes() {
      return HostTensor.elements(shape) * dtype.bytes();
    }
  }

  /**
   * Writes tensors of any type.
   *
   * @param bytes asked once for each name, in order
   * @throws UserException if the file cannot be written; an older file is then intact
   */
  static void writeRaw(
      Path file,
      SequencedMap<String, Announced> announced,
      Function<String, MemorySegment> bytes,
      Map<String, String> metadata) {
    var header = header(announced, metadata);
    AtomicFile.write(
        file,
        channel -> {
          AtomicFile.writeFully(channel, ByteBuffer.wrap(header));
          for (var named : announced.entrySet()) {
            var data = bytes.apply(named.getKey());
            if (data.byteSize() != named.getValue().bytes()) {
              throw new IllegalArgumentException(
                  named.getKey()
                      + " has "
                      + data.byteSize()
                      + " bytes, and was announced as another");
            }
            writeFully(channel, data);
          }
        });
  }

  /** The length of the file that {@link #writeRaw} would write. */
  static long rawBytes(SequencedMap<String, Announced> announced, Map<String, String> metadata) {
    return header(announced, metadata).length
        + announced.values().stream().mapToLong(Announced::bytes).sum();
  }

  /** The length and the header, padded with blanks so that the data is aligned to 8 bytes. */
  private static byte[] header(
      SequencedMap<String, Announced> announced, Map<String, String> metadata) {
    var root = Json.LINE.createObjectNode();
    if (!metadata.isEmpty()) {
      var texts = root.putObject(METADATA);
      new TreeMap<>(metadata).forEach(texts::put);
    }
    var offset = 0L;
    for (var named : announced.entrySet()) {
      if (named.getKey().equals(METADATA)) {
        throw new IllegalArgumentException("a tensor cannot be called " + METADATA);
      }
      var tensor = root.putObject(named.getKey());
      tensor.put("dtype", named.getValue().dtype().name());
      var shape = tensor.putArray("shape");
      for (var dimension : named.getValue().shape()) {
        shape.add(dimension);
      }
      var end = offset + named.getValue().bytes();
      tensor.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    var json = new ByteArrayOutputStream();
    json.writeBytes(Json.LINE.writeValueAsBytes(root));
    while (json.size() % 8 != 0) {
      json.write(' ');
    }
    if (json.size() > MAX_HEADER || announced.size() > MAX_TENSORS) {
      throw new IllegalArgumentException(
          announced.size() + " tensors with a header of " + json.size() + " bytes");
    }
    return ByteBuffer.allocate(LENGTH_BYTES + json.size())
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.size())
        .put(json.toByteArray())
        .array();
  }

  private static void writeFully(FileChannel channel, MemorySegment bytes) throws IOException {
    var chunk = 64L << 20; // a buffer holds no more than 2 GB
    for (var offset = 0L; offset < bytes.byteSize(); offset += chunk) {
      var part = bytes.asSlice(offset, Math.min(chunk, bytes.byteSize() - offset));
      AtomicFile.writeFully(channel, part.asByteBuffer());
    }
  }

  /** The entries in the order of the data, once they are known to cover exactly all of it. */
  private static SequencedMap<String, Entry> tiled(
      String source, Map<String, Entry> entries, long dataBytes) {
    var order = new ArrayList<>(entries.entrySet());
    order.sort(
        Comparator.comparingLong((Map.Entry<String, Entry> named) -> named.getValue().begin())
            .thenComparingLong(named -> named.getValue().end()));
    var tiled = new LinkedHashMap<String, Entry>();
    var covered = 0L;
    for (var named : order) {
      if (named.getValue().begin() != covered) {
        throw damaged(
            source,
            "the tensor '"
                + named.getKey()
                + "' begins at byte "
                + named.getValue().begin()
                + " of the data instead of "
                + covered
                + (named.getValue().begin() < covered ? " (an overlap)" : " (a hole)"));
      }
      covered = named.getValue().end();
      tiled.put(named.getKey(), named.getValue());
    }
    if (covered != dataBytes) {
      throw damaged(
          source,
          "its tensors need "
              + covered
              + " bytes and it holds "
              + dataBytes
              + (dataBytes < covered ? " (was a download cut off?)" : ""));
    }
    return tiled;
  }

  private static UserException damaged(String source, String what) {
    return new UserException(source + " is not a valid safetensors file: " + what + ".");
  }

  /** Reads the header token by token, so that a hostile one never grows beyond its own bytes. */
  private static final class HeaderReader {
    private final String source;
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    HeaderReader(String source) {
      this.source = source;
    }

    void read(byte[] header) {
      if (header.length == 0 || header[0] != '{') {
        throw damaged(source, "its header is not a JSON object");
      }
      try (var json = STRICT.createParser(ObjectReadContext.empty(), text(header))) {
        expect(json, json.nextToken(), JsonToken.START_OBJECT, "the header");
        while (json.nextToken() != JsonToken.END_OBJECT) {
          var name = json.currentName();
          if (name.equals(METADATA)) {
            readMetadata(json);
          } else {
            if (entries.size() == MAX_TENSORS) {
              throw damaged(source, "it holds more than " + MAX_TENSORS + " tensors");
            }
            entries.put(name, readEntry(json, name));
          }
        }
        if (json.nextToken() != null) {
          throw damaged(source, "there is more behind its header's JSON object");
        }
      } catch (JacksonException e) {
        throw damaged(source, "its header is not proper JSON (" + e.getOriginalMessage() + ")");
      }
    }

    private String text(byte[] header) {
      try {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(header)).toString();
      } catch (CharacterCodingException e) {
        throw damaged(source, "its header is not UTF-8");
      }
    }

    private void readMetadata(JsonParser json) {
      expect(json, json.nextToken(), JsonToken.START_OBJECT, METADATA);
      while (json.nextToken() != JsonToken.END_OBJECT) {
        var key = json.currentName();
        expect(json, json.nextToken(), JsonToken.VALUE_STRING, METADATA + "'s '" + key + "'");
        metadata.put(key, json.getString());
      }
    }

    private Entry readEntry(JsonParser json, String name) {
      var what = "the tensor '" + name + "'";
      Dtype dtype = null;
      List<Long> shape = null;
      List<Long> offsets = null;
      expect(json, json.nextToken(), JsonToken.START_OBJECT, what);
      while (json.nextToken() != JsonToken.END_OBJECT) {
        switch (json.currentName()) {
          case "dtype" -> dtype = readDtype(json, what);
          case "shape" -> shape = readNumbers(json, what + "'s shape", MAX_RANK);
          case "data_offsets" -> offsets = readNumbers(json, what + "'s data_offsets", 2);
          default ->
              throw damaged(source, what + " has the unknown field '" + json.currentName() + "'");
        }
      }
      if (dtype == null || shape == null || offsets == null || offsets.size() != 2) {
        throw damaged(source, what + " lacks its dtype, its shape or its two data_offsets");
      }
      return entry(what, dtype, shape, offsets.get(0), offsets.get(1));
    }

    private Entry entry(String what, Dtype dtype, List<Long> shape, long begin, long end) {
      var dimensions = shape.stream().mapToLong(Long::longValue).toArray();
      try {
        var bytes = Math.multiplyExact(HostTensor.elements(dimensions), (long) dtype.bytes());
        if (end < begin || end - begin != bytes) {
          throw damaged(
              source,
              what + " has " + shape + " " + dtype + " in the bytes " + begin + " to " + end);
        }
      } catch (ArithmeticException e) {
        throw damaged(source, what + " has the impossible shape " + shape);
      }
      return new Entry(dtype, dimensions, begin, end);
    }

    private Dtype readDtype(JsonParser json, String what) {
      expect(json, json.nextToken(), JsonToken.VALUE_STRING, what + "'s dtype");
      var name = json.getString();
      for (var dtype : Dtype.values()) {
        if (dtype.name().equals(name)) {
          return dtype;
        }
      }
      throw damaged(source, what + " has the unknown dtype '" + name + "'");
    }

    private List<Long> readNumbers(JsonParser json, String what, int most) {
      expect(json, json.nextToken(), JsonToken.START_ARRAY, what);
      var numbers = new ArrayList<Long>();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        expect(json, json.currentToken(), JsonToken.VALUE_NUMBER_INT, what);
        var number = json.getLongValue(); // beyond a long: a JacksonException
        if (number < 0 || numbers.size() == most) {
          throw damaged(source, what + " has a negative number or too many of them");
        }
        numbers.add(number);
      }
      return numbers;
    }

    private void expect(JsonParser json, JsonToken found, JsonToken expected, String what) {
      if (found != expected) {
        throw damaged(
            source,
            what + " is " + (found == null ? "missing" : found + " '" + json.getString() + "'"));
      }
    }
  }
}
