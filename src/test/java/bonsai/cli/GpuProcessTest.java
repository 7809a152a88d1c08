package bonsai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.base.Workspace;
import bonsai.run.ChildJvm;
import bonsai.run.ChildJvm.Launch;
import bonsai.run.RunSpec.Device;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class GpuProcessTest {
  @TempDir Path home;

  private Optional<Launch> launch(
      boolean nvidia, boolean cudaIsThere, Device device, String... classPath) {
    var host =
        new ChildJvm.Host(
            Path.of("/jdk/bin/java"), List.of(classPath), Map.of(), nvidia, 24L << 30, List.of());
    var workspace = new Workspace(home);
    return GpuProcess.launch(
        new ChildJvm(workspace, host),
        device,
        () -> cudaIsThere,
        List.of("evaluate", "--model", "m"),
        workspace);
  }

  @Test
  void withAGpuACommandRunsWithoutTheLibrariesForACpu() {
    for (var device : List.of(Device.AUTO, Device.CUDA)) {
      var command =
          launch(true, true, device, "/l/pytorch-native-cpu-2.7.1.jar", "/l/x.jar")
              .orElseThrow()
              .command();

      assertThat(command).endsWith("/l/x.jar", "bonsai.Bonsai", "evaluate", "--model", "m");
    }
  }

  @Test
  void withoutAGpuItRunsHere() {
    assertThat(launch(false, false, Device.AUTO, "/l/pytorch-native-cpu-2.7.1.jar")).isEmpty();
  }

  @Test
  void onTheCpuItRunsHere() {
    assertThat(launch(true, true, Device.CPU, "/l/pytorch-native-cpu-2.7.1.jar")).isEmpty();
  }

  @Test
  void whatWasStartedSoRunsHere() {
    assertThat(launch(true, true, Device.CUDA, "/l/x.jar")).isEmpty();
  }

  @Test
  void whatTimesASpecComputesWhereItsWorkerWould() throws Exception {
    var spec =
        Files.writeString(
            home.resolve("spec.json"),
            """
            {"name": "tiny", "start": {"untrained": {}}, "device": "cuda",
             "stages": [{"technique": "fine-tune", "training": {"epochs": 2}}]}
            """);
    for (var timing :
        List.<GpuProcess.Timing>of(new PreflightCommand(), new BenchDistilCommand())) {
      new CommandLine(timing).parseArgs(spec.toString());

      assertThat(timing.device()).isEqualTo(Device.CUDA);
      assertThat(timing.fetchesCuda()).isTrue();
    }
  }

  @Test
  void autoFetchesNothingButCudaMay() {
    assertThat(launch(true, false, Device.AUTO, "/l/pytorch-native-cpu-2.7.1.jar")).isEmpty();
    assertThat(launch(true, false, Device.CUDA, "/l/pytorch-native-cpu-2.7.1.jar")).isPresent();
  }
}
