package bonsai.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bonsai.base.UserException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
  @TempDir private Path folder;

  @Test
  void readsAFileThatHuggingFaceWrote() {
    var golden = Safetensors.read(Path.of("src/test/resources/golden/tiny_bert.safetensors"));
    assertThat(golden.metadata()).containsEntry("format", "pt");
    assertThat(golden.entries()).hasSize(55);
    var words = golden.tensor("bert.embeddings.word_embeddings.weight");
    assertThat(words.shape()).containsExactly(120, 32);
    assertThat(words.toArray()).hasSize(120 * 32).doesNotContain(Float.NaN);
  }

  @Test
  void writesWhatTheFormatDescribes() throws IOException {
    var tensors = new LinkedHashMap<String, HostTensor>();
    tensors.put("b", HostTensor.of(new long[] {2, 1}, 1f, -2f));
    tensors.put("a", HostTensor.of(new long[] {}, 0.5f));
    var file = folder.resolve("model.safetensors");
    Safetensors.write(file, tensors, Map.of("format", "pt"));

    var bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    var length = (int) bytes.getLong();
    var header = new byte[length];
    bytes.get(header);
    assertThat(length % 8).isZero();
    assertThat(new String(header, StandardCharsets.UTF_8).stripTrailing())
        .isEqualTo(
            """
            {"__metadata__":{"format":"pt"},\
            "b":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},\
            "a":{"dtype":"F32","shape":[],"data_offsets":[8,12]}}\
            """);
    assertThat(bytes.asFloatBuffer().remaining()).isEqualTo(3);
    assertThat(bytes.getFloat()).isEqualTo(1f);
    assertThat(bytes.getFloat()).isEqualTo(-2f);
    assertThat(bytes.getFloat()).isEqualTo(0.5f);
  }

  @Test
  void aFailedWriteLeavesTheOldFileAndNoRest() throws IOException {
    var file = folder.resolve("model.safetensors");
    Safetensors.write(file, one(HostTensor.of(new long[] {1}, 7f)), Map.of());
    Files.createDirectory(folder.resolve("taken"));
    Files.createFile(folder.resolve("taken/inside"));
    assertThatThrownBy(
            () -> Safetensors.write(folder.resolve("taken"), one(HostTensor.allocate(2)), Map.of()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("taken cannot be written");
    assertThat(Safetensors.read(file).tensor("x").get(0)).isEqualTo(7f);
    try (var files = Files.list(folder)) {
      assertThat(files.map(found -> found.getFileName().toString()))
          .containsExactlyInAnyOrder("model.safetensors", "taken");
    }
  }

  @Test
  void halfPrecisionIsWidenedToFloat32() {
    var file =
        file(
            """
            {"h":{"dtype":"F16","shape":[3],"data_offsets":[0,6]},\
            "b":{"dtype":"BF16","shape":[2],"data_offsets":[6,10]}}""",
            new int[] {0x00, 0x3c, 0x00, 0xc0, 0x01, 0x00, 0x80, 0x3f, 0x49, 0x40});
    assertThat(file.tensor("h").toArray()).containsExactly(1f, -2f, 5.9604645e-8f);
    assertThat(file.tensor("b").toArray()).containsExactly(1f, 3.140625f);
  }

  @Test
  void integersAreKeptAsBytesAndRefusedAsFloats() {
    var file =
        file(
            "{\"position_ids\":{\"dtype\":\"I64\",\"shape\":[1,1],\"data_offsets\":[0,8]}}",
            new int[] {5, 0, 0, 0, 0, 0, 0, 0});
    assertThat(file.tensors()).isEmpty();
    assertThat(file.raw("position_ids").get(ValueLayout.JAVA_LONG_UNALIGNED, 0)).isEqualTo(5);
    assertThatThrownBy(() -> file.tensor("position_ids"))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "x: the tensor 'position_ids' has the type I64; use a file with F32, F16 or BF16.");
  }

  @Test
  void whatIsReadCannotBeChanged() {
    var tensor =
        file("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", new int[4])
            .tensor("a");
    assertThatThrownBy(() -> tensor.set(0, 1f)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> Safetensors.read(folder.resolve("none")))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("There is no file ")
        .hasMessageContaining("none");
  }

  @Test
  void aHeaderThatClaimsTenMegabytesIsRefusedUnread() {
    var bytes = new byte[8 + 10_000_001];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(10_000_001);
    assertThatThrownBy(() -> Safetensors.read(MemorySegment.ofArray(bytes), "x"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("claims 10000001 bytes");
  }

  @Test
  void moreThanAHundredThousandTensorsAreRefused() {
    var header = new StringBuilder("{");
    for (var i = 0; i <= 100_000; i++) {
      header.append(i == 0 ? "" : ",").append('"').append(i).append("\":");
      header.append("{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}");
    }
    assertThatThrownBy(() -> file(header.append("}").toString(), new int[0]))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("more than 100000 tensors");
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}                                    | begins at byte 4 of the data instead of 0 (a hole)
          {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}} | begins at byte 2 of the data instead of 4 (an overlap)
          {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}                                    | its tensors need 4 bytes and it holds 8
          {"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}                                   | its tensors need 12 bytes and it holds 8 (was a download cut off?)
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} | Duplicate Object property "a"
          {"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}                      | Duplicate Object property "dtype"
          {"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}}                | has the impossible shape [4294967296, 4294967296]
          {"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}                                   | 's shape has a negative number
          {"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}                                  | 's shape is VALUE_NUMBER_FLOAT '2.0'
          {"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}                                    | has [3] F32 in the bytes 0 to 8
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}                                    | has [2] F32 in the bytes 8 to 0
          {"a":{"dtype":"F33","shape":[2],"data_offsets":[0,8]}}                                    | has the unknown dtype 'F33'
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,9]}}                                  | 's data_offsets has a negative number or too many
          {"a":{"dtype":"F32","shape":[2]}}                                                         | lacks its dtype, its shape or its two data_offsets
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"stride":[1]}}                       | has the unknown field 'stride'
          {"a":[1]}                                                                                 | the tensor 'a' is START_ARRAY
          {"__metadata__":{"format":1},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}        | __metadata__'s 'format' is VALUE_NUMBER_INT '1'
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,99999999999999999999]}}                 | not proper JSON
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} {}                                 | there is more behind its header's JSON object
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}                                     | not proper JSON
          [1]                                                                                       | its header is not a JSON object
          """)
  void aWrongHeaderIsRefused(String header, String message) {
    assertThatThrownBy(() -> file(header, new int[8]))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("x is not a valid safetensors file: ")
        .hasMessageContaining(message);
  }

  private static SafetensorsFile file(String header, int[] data) {
    var json = header.getBytes(StandardCharsets.UTF_8);
    var bytes = ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(json.length).put(json);
    for (var value : data) {
      bytes.put((byte) value);
    }
    return Safetensors.read(MemorySegment.ofArray(bytes.array()), "x");
  }

  private static SequencedMap<String, HostTensor> one(HostTensor tensor) {
    var tensors = new LinkedHashMap<String, HostTensor>();
    tensors.put("x", tensor);
    return tensors;
  }
}
