package bonsai.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import ai.djl.pytorch.jni.JniUtils;
import bonsai.torch.Kernels.Source;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TorchTest
final class KernelArchiveTest {
  private static final Torch TORCH = Torch.load(Device.CPU);

  @ParameterizedTest
  @CsvSource({"amd64, true", "x86_64, true", "aarch64, false"})
  void oneDnnIsCalledWherePyTorchHasIt(String processor, boolean called) {
    var text = new String(KernelArchive.bytes(Source.NETWORK, processor), StandardCharsets.UTF_8);

    assertThat(text.contains("mkldnn")).isEqualTo(called);
  }

  @ParameterizedTest
  @CsvSource({"NETWORK, amd64", "NETWORK, aarch64", "ALGEBRA, amd64", "ALGEBRA, aarch64"})
  void everyArchiveIsTakenByLibtorch(Source source, String processor) {
    var archive = new ByteArrayInputStream(KernelArchive.bytes(source, processor));
    try (var manager = TORCH.newManager()) {
      assertThatNoException()
          .isThrownBy(() -> JniUtils.loadModule(manager, archive, false, false).close());
    }
  }
}
