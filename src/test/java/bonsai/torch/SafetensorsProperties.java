package bonsai.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import bonsai.base.UserException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import tools.jackson.databind.json.JsonMapper;

class SafetensorsProperties {
  private static Path folder;

  @BeforeContainer
  static void makeFolder() throws IOException {
    folder = Files.createTempDirectory("safetensors");
  }

  @AfterContainer
  static void removeFolder() throws IOException {
    Files.deleteIfExists(folder.resolve("model.safetensors"));
    Files.deleteIfExists(folder);
  }

  @Property(tries = 200)
  void whatIsWrittenIsRead(
      @ForAll("models") SequencedMap<String, HostTensor> tensors,
      @ForAll("metadata") Map<String, String> metadata) {
    var file = folder.resolve("model.safetensors");
    Safetensors.write(file, tensors, metadata);
    var read = Safetensors.read(file);
    assertThat(read.metadata()).isEqualTo(metadata);
    // Empty tensors share their offset with a neighbour: the file cannot keep their place.
    assertThat(read.tensors().keySet()).containsExactlyInAnyOrderElementsOf(tensors.keySet());
    tensors.forEach((name, tensor) -> assertThat(read.tensor(name).sameContent(tensor)).isTrue());
  }

  /**
   * The bar of the project: whatever is done to a valid file, it is refused with a typed error, or
   * read as what another, independent reader finds in it.
   */
  @Property(tries = 10_000, shrinking = ShrinkingMode.OFF)
  void aMutatedFileIsRefusedOrReadRight(@ForAll long seed, @ForAll @IntRange(max = 7) int kind) {
    var bytes = mutated(valid(), new Random(seed), kind);
    SafetensorsFile read;
    try {
      read = Safetensors.read(MemorySegment.ofArray(bytes), "mutated");
    } catch (UserException e) {
      assertThat(e).hasMessageStartingWith("mutated is not a valid safetensors file: ");
      return;
    }
    assertThat(contents(read)).isEqualTo(independentlyRead(bytes));
  }

  @Property(tries = 2_000)
  void noiseIsRefused(@ForAll byte[] noise) {
    try {
      Safetensors.read(MemorySegment.ofArray(noise), "noise");
      fail("accepted %s", Arrays.toString(noise));
    } catch (UserException e) {
      assertThat(e).hasMessageStartingWith("noise is not a valid safetensors file: ");
    }
  }

  @Provide
  Arbitrary<SequencedMap<String, HostTensor>> models() {
    return Arbitraries.maps(Arbitraries.strings().ofMaxLength(12), tensors())
        .ofMaxSize(6)
        .map(
            drawn -> {
              drawn.remove("__metadata__");
              return new LinkedHashMap<>(drawn);
            });
  }

  @Provide
  Arbitrary<Map<String, String>> metadata() {
    var text = Arbitraries.strings().ofMaxLength(8);
    return Arbitraries.maps(text, text).ofMaxSize(3);
  }

  private static Arbitrary<HostTensor> tensors() {
    var shape = Arbitraries.longs().between(0, 5).array(long[].class).ofMaxSize(3);
    return Combinators.combine(shape, Arbitraries.randomValue(Random::nextLong))
        .as(
            (dimensions, seed) -> {
              var random = new Random(seed);
              var tensor = HostTensor.allocate(dimensions);
              for (var i = 0L; i < tensor.size(); i++) {
                tensor.set(i, Float.intBitsToFloat(random.nextInt()));
              }
              return tensor;
            });
  }

  private static byte[] valid() {
    var header =
        """
        {"__metadata__":{"format":"pt"},\
        "a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},\
        "b":{"dtype":"BF16","shape":[3],"data_offsets":[24,30]},\
        "c":{"dtype":"I64","shape":[1,2],"data_offsets":[30,46]},\
        "d":{"dtype":"F16","shape":[],"data_offsets":[46,48]},\
        "e":{"dtype":"U8","shape":[4,0],"data_offsets":[48,48]}}   \
        """
            .getBytes(StandardCharsets.UTF_8);
    var bytes = ByteBuffer.allocate(8 + header.length + 48).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(header.length).put(header);
    for (var i = 0; i < 48; i++) {
      bytes.put((byte) (i * 37));
    }
    return bytes.array();
  }

  private static byte[] mutated(byte[] bytes, Random random, int kind) {
    var at = random.nextInt(bytes.length);
    var length = Math.min(1 + random.nextInt(12), bytes.length - at);
    return switch (kind) {
      case 0 -> flipped(bytes, at, 1 << random.nextInt(8));
      case 1 -> flipped(flipped(bytes, at, random.nextInt(256)), random.nextInt(100), 1);
      case 2 -> Arrays.copyOf(bytes, at);
      case 3 -> spliced(bytes, at, at + length, new byte[0]);
      case 4 -> spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, at + length));
      case 5 -> spliced(bytes, at, at, randomBytes(random, length));
      case 6 -> headerDigit(bytes, random);
      default -> headerPiece(bytes, random);
    };
  }

  private static byte[] flipped(byte[] bytes, int at, int mask) {
    var flipped = bytes.clone();
    flipped[at] ^= (byte) mask;
    return flipped;
  }

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] piece) {
    var spliced = new ByteArrayOutputStream();
    spliced.write(bytes, 0, from);
    spliced.writeBytes(piece);
    spliced.write(bytes, to, bytes.length - to);
    return spliced.toByteArray();
  }

  private static byte[] randomBytes(Random random, int length) {
    var bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Changes one digit of the header, so that shapes and offsets lie. */
  private static byte[] headerDigit(byte[] bytes, Random random) {
    var changed = bytes.clone();
    var at = 8 + random.nextInt(bytes.length - 8 - 48);
    while (!Character.isDigit(changed[at])) {
      at = at + 1 < bytes.length - 48 ? at + 1 : 8;
    }
    changed[at] = (byte) ('0' + random.nextInt(10));
    return changed;
  }

  /** Puts something nasty into the header and mends the length, so that the parser is reached. */
  private static byte[] headerPiece(byte[] bytes, Random random) {
    var pieces =
        List.of(
            " ",
            "-",
            "9",
            "00",
            ".0",
            "e9",
            "9223372036854775807",
            "99999999999999999999",
            ",",
            "[",
            "]",
            "{",
            "}",
            "\"",
            "\\",
            "\\u0061",
            "null",
            "true",
            "\"a\":",
            "\u0000",
            "ß",
            "{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]},",
            "\"x\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[24,24]},",
            "\"b\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]},");
    var piece = pieces.get(random.nextInt(pieces.size())).getBytes(StandardCharsets.UTF_8);
    var at = 8 + random.nextInt(bytes.length - 8 - 48);
    var to = random.nextBoolean() ? at : Math.min(at + piece.length, bytes.length - 48);
    var changed = spliced(bytes, at, to, piece);
    ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putLong(changed.length - 8 - 48);
    return changed;
  }

  private static Map<String, String> contents(SafetensorsFile file) {
    var contents = new LinkedHashMap<String, String>();
    file.entries()
        .forEach(
            (name, entry) ->
                contents.put(
                    name,
                    entry.dtype()
                        + Arrays.toString(entry.shape())
                        + Arrays.toString(file.raw(name).toArray(ValueLayout.JAVA_BYTE))));
    file.tensors().forEach((name, tensor) -> assertThat(tensor.toArray()).isNotNull());
    return contents;
  }

  /** Reads a file the simple way: Jackson's tree, and slices of the array. */
  private static Map<String, String> independentlyRead(byte[] bytes) {
    var length = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    var header = JsonMapper.shared().readTree(Arrays.copyOfRange(bytes, 8, 8 + length));
    var contents = new LinkedHashMap<String, String>();
    for (var named : header.properties()) {
      if (named.getKey().equals("__metadata__")) {
        continue;
      }
      var entry = named.getValue();
      var shape = entry.get("shape").valueStream().mapToLong(n -> n.longValue()).toArray();
      var begin = 8 + length + entry.get("data_offsets").get(0).intValue();
      var end = 8 + length + entry.get("data_offsets").get(1).intValue();
      contents.put(
          named.getKey(),
          entry.get("dtype").asString()
              + Arrays.toString(shape)
              + Arrays.toString(Arrays.copyOfRange(bytes, begin, end)));
    }
    return contents;
  }
}
