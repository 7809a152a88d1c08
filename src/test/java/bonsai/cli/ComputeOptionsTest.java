package bonsai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.torch.Device;
import org.junit.jupiter.api.Test;

final class ComputeOptionsTest {
  @Test
  void aModelStoredInInt8ComputesSoOnACpuAndAsUsualOnAGpu() {
    assertThat(ComputeOptions.usual(true, Device.CPU)).isEqualTo("int8");
    assertThat(ComputeOptions.usual(true, Device.CUDA)).isEqualTo("auto");
    assertThat(ComputeOptions.usual(false, Device.CPU)).isEqualTo("auto");
  }
}
