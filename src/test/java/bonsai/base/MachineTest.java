package bonsai.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MachineTest {
  @TempDir private Path folder;

  private Optional<String> kind(String family, String flags) throws IOException {
    var text =
        """
        processor	: 0
        vendor_id	: AuthenticAMD
        cpu family	: %s
        model		: 1
        model name	: AMD EPYC
        stepping	: 1
        flags		: fpu sse2 %s rdtscp

        processor	: 1
        cpu family	: 99
        """
            .formatted(family, flags);
    return Machine.cpuKind(Files.writeString(folder.resolve("cpuinfo"), text));
  }

  @Test
  void processorsOfOneNameAreToldApartByTheirMakeAndInstructions() throws IOException {
    assertThat(kind("25", "avx2 fma")).contains("cpu family 25 model 1 stepping 1 avx2 fma");
    assertThat(kind("25", "avx2 fma avx512f avx512_bf16"))
        .contains("cpu family 25 model 1 stepping 1 avx2 avx512_bf16 avx512f fma");
    assertThat(kind("26", "avx2 fma")).isNotEqualTo(kind("25", "avx2 fma"));
  }

  @Test
  void whereTheSystemDoesNotSayNothingIsKnown() throws IOException {
    assertThat(Machine.cpuKind(folder.resolve("nowhere"))).isEmpty();
    assertThat(Machine.cpuKind(Files.writeString(folder.resolve("empty"), "x\n"))).isEmpty();
  }

  @Test
  void aMachineNotedByAnEarlierVersionIsReadAndComparedByName() {
    var old =
        Json.LINE.readValue(
            "{\"os\":\"Linux\",\"cpu\":\"AMD EPYC\",\"cores\":2,\"memoryBytes\":1}", Machine.class);
    var plain = new Machine("Linux", "AMD EPYC", 2, 1, Optional.of("cpu family 25 avx2"));
    var other = new Machine("Linux", "AMD EPYC", 2, 1, Optional.of("cpu family 26 avx512_bf16"));

    assertThat(old.cpuKind()).isEmpty();
    assertThat(plain.hasProcessorOf(old)).isTrue();
    assertThat(plain.hasProcessorOf(plain)).isTrue();
    assertThat(plain.hasProcessorOf(other)).isFalse();
    assertThat(Json.LINE.readValue(Json.LINE.writeValueAsString(plain), Machine.class))
        .isEqualTo(plain);
    assertThat(Json.LINE.writeValueAsString(old)).doesNotContain("cpuKind");
  }
}
