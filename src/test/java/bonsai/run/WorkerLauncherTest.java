package bonsai.run;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.base.Workspace;
import bonsai.run.RunSpec.Device;
import java.io.File;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class WorkerLauncherTest {
  private static final String JARS = String.join(File.pathSeparator, "/l/api.jar", "/l/x.jar");
  private static final RunFolder RUN = new RunFolder(Path.of("/w/runs/2026-11-23-a-ab12"));

  private static ChildJvm.Launch plan(
      Device device, boolean nvidia, Map<String, String> environment) {
    var host =
        new ChildJvm.Host(
            Path.of("/jdk/bin/java"),
            List.of("/l/api.jar", "/l/pytorch-native-cpu-2.7.1-linux-x86_64.jar", "/l/x.jar"),
            environment,
            nvidia,
            24L << 30,
            List.of("setsid"));
    return new WorkerLauncher(
            List.of("bonsai.Bonsai", "worker"), new Workspace(Path.of("/w")), host)
        .plan(RUN, device);
  }

  private static String classPath(ChildJvm.Launch launch) {
    return launch.command().get(launch.command().indexOf("-cp") + 1);
  }

  @Test
  void aMachineWithoutGpuKeepsTheCpuNatives() {
    var launch = plan(Device.AUTO, false, Map.of());

    assertThat(classPath(launch)).contains("pytorch-native-cpu");
    assertThat(launch.environment()).doesNotContainKey("PYTORCH_FLAVOR");
  }

  @Test
  void aMachineWithGpuDropsTheCpuNativesAndNamesCuda() {
    for (var device : List.of(Device.AUTO, Device.CUDA)) {
      var launch = plan(device, true, Map.of());

      assertThat(classPath(launch)).isEqualTo(JARS);
      assertThat(launch.environment()).containsEntry("PYTORCH_FLAVOR", "cu128");
    }
  }

  @Test
  void anInstalledLibraryKeepsItsFlavour() {
    var launch =
        plan(
            Device.AUTO, true, Map.of("PYTORCH_LIBRARY_PATH", "/torch", "PYTORCH_FLAVOR", "cu129"));

    assertThat(launch.environment())
        .containsEntry("PYTORCH_LIBRARY_PATH", "/torch")
        .containsEntry("PYTORCH_FLAVOR", "cu129");
  }

  @Test
  void theDeviceCpuForcesTheCpuNatives() {
    var launch =
        plan(Device.CPU, true, Map.of("PYTORCH_LIBRARY_PATH", "/torch", "PYTORCH_FLAVOR", "cu128"));

    assertThat(classPath(launch)).contains("pytorch-native-cpu");
    assertThat(launch.environment()).doesNotContainKeys("PYTORCH_LIBRARY_PATH", "PYTORCH_FLAVOR");
  }

  @Test
  void noTokenReachesAWorker() {
    var environment = new HashMap<String, String>();
    environment.put("HF_TOKEN", "secret");
    environment.put("HUGGING_FACE_HUB_TOKEN", "secret");
    environment.put("PATH", "/bin");

    var launch = plan(Device.AUTO, false, environment);

    assertThat(launch.environment()).doesNotContainValue("secret").containsEntry("PATH", "/bin");
    assertThat(launch.command()).noneMatch(word -> word.contains("secret"));
  }

  @Test
  void theWorkerRunsApartWithTheRunsFolderAsItsArgument() {
    var launch = plan(Device.AUTO, false, Map.of());

    assertThat(launch.command())
        .startsWith("setsid", "/jdk/bin/java", "--enable-native-access=ALL-UNNAMED")
        .contains("-Xmx4096m", "-XX:ErrorFile=" + RUN.path().resolve("crash-%p.log"))
        .endsWith("bonsai.Bonsai", "worker", RUN.path().toString());
    assertThat(launch.environment())
        .containsEntry("BONSAI_HOME", Path.of("/w").toAbsolutePath().toString())
        .containsKey("GLIBC_TUNABLES")
        .containsEntry("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "64")
        .containsEntry("RUST_FLAVOR", "cpu");
  }

  @Test
  void flagsOfTheUserComeAfterThoseOfBonsai() {
    var launch =
        plan(Device.AUTO, false, Map.of("BONSAI_WORKER_JAVA_OPTS", " -Xmx9g  -Dx=y ")).command();

    assertThat(launch).containsSequence("-Xmx9g", "-Dx=y");
    assertThat(launch.indexOf("-Xmx9g")).isGreaterThan(launch.indexOf("-Xmx4096m"));
    assertThat(launch.indexOf("-Dx=y")).isLessThan(launch.indexOf("-cp"));
  }
}
