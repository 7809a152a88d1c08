package bonsai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.base.ErrorLog;
import bonsai.base.Workspace;
import bonsai.cli.Check.Level;
import bonsai.cli.HostChecks.Graphics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HostChecksTest {
  private static final long GIBIBYTE = 1L << 30;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"24.0.2, PROBLEM", "25, OK", "25.0.3+9, OK", "26-ea, OK"})
  void javaMustBeNewEnough(String version, Level expected) {
    var check = HostChecks.java(Runtime.Version.parse(version), "Somebody", Path.of("/jdk"));

    assertThat(check.level()).isEqualTo(expected);
    assertThat(check.mend().isPresent()).isEqualTo(expected != Level.OK);
  }

  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, OK",
    "Mac OS X, aarch64, OK",
    "Windows 11, amd64, OK",
    "Mac OS X, x86_64, PROBLEM",
    "Linux, riscv64, PROBLEM"
  })
  void platformsWithoutPyTorchAreNamed(String os, String arch, Level expected) {
    assertThat(HostChecks.platform(os, arch).level()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"100, PROBLEM", "3000, WARNING", "20000, OK"})
  void aDiskThatFillsUpIsToldBeforeTheRunIsLost(long mebibytes, Level expected) {
    assertThat(HostChecks.disk(mebibytes << 20, folder).level()).isEqualTo(expected);
  }

  @Test
  void littleMemoryIsAWarning() {
    assertThat(HostChecks.memory(4 * GIBIBYTE, GIBIBYTE).level()).isEqualTo(Level.WARNING);
    assertThat(HostChecks.memory(16 * GIBIBYTE, GIBIBYTE).level()).isEqualTo(Level.OK);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aWorkspaceThatOthersMayReadIsAWarning() throws IOException {
    var workspace = new Workspace(folder.resolve("home"));
    assertThat(HostChecks.workspace(workspace).level()).isEqualTo(Level.OK);

    Files.setPosixFilePermissions(workspace.root(), PosixFilePermissions.fromString("rwxr-x---"));

    var check = HostChecks.workspace(workspace);
    assertThat(check.level()).isEqualTo(Level.WARNING);
    assertThat(check.mend()).hasValueSatisfying(m -> assertThat(m).contains("chmod 700"));
  }

  @Test
  void aWorkspaceThatCannotBeMadeIsAProblem() throws IOException {
    var file = Files.writeString(folder.resolve("file"), "");

    var check = HostChecks.workspace(new Workspace(file.resolve("home")));

    assertThat(check.level()).isEqualTo(Level.PROBLEM);
    assertThat(check.mend()).hasValueSatisfying(m -> assertThat(m).contains("BONSAI_HOME"));
  }

  @Test
  void freeSpaceIsThatOfTheNearestFolderThatExists() {
    assertThat(HostChecks.freeBytes(folder.resolve("not/yet/there")))
        .isPositive()
        .isLessThanOrEqualTo(folder.toFile().getTotalSpace());
  }

  @Test
  void theAllocatorIsToldUnlessItKeepsBigBlocks() {
    assertThat(HostChecks.allocator("Linux", Map.of()).level()).isEqualTo(Level.OK);
    assertThat(HostChecks.allocator("Linux", Map.of("GLIBC_TUNABLES", "x=1")).mend())
        .hasValueSatisfying(
            mend ->
                assertThat(mend)
                    .contains("glibc.malloc.trim_threshold", "glibc.malloc.arena_max=1"));
    assertThat(
            HostChecks.allocator("Linux", Map.of("GLIBC_TUNABLES", "glibc.malloc.trim_threshold=1"))
                .level())
        .isEqualTo(Level.OK);
    assertThat(HostChecks.allocator("Mac OS X", Map.of()).level()).isEqualTo(Level.OK);
  }

  // ---- the GPU

  private Graphics nvidia(Map<String, String> environment) {
    return new Graphics(true, OptionalInt.of(580), environment, folder);
  }

  private void cudaIn(String name) throws IOException {
    var natives = Files.createDirectories(folder.resolve(name));
    Files.createFile(natives.resolve(System.mapLibraryName("torch_cuda")));
  }

  @Test
  void withoutAGpuTheCpuIsInOrder() {
    var none = new Graphics(false, OptionalInt.empty(), Map.of(), folder);

    assertThat(HostChecks.gpu(none).level()).isEqualTo(Level.OK);
  }

  @Test
  void aGpuWithoutCudaLibrariesTellsThatTheCpuWouldBeUsedSilently() {
    var check = HostChecks.gpu(nvidia(Map.of()));

    assertThat(nvidia(Map.of()).cudaIsThere()).isFalse();
    assertThat(check.level()).isEqualTo(Level.WARNING);
    assertThat(check.says()).contains("silently compute on the CPU", "over 1 GB", "" + folder);
  }

  @Test
  void aGpuWithFetchedCudaLibrariesIsInOrder() throws IOException {
    cudaIn("2.7.1-cu128-linux-x86_64");

    assertThat(nvidia(Map.of()).cudaIsThere()).isTrue();
    assertThat(HostChecks.gpu(nvidia(Map.of())).level()).isEqualTo(Level.OK);
    assertThat(nvidia(Map.of("PYTORCH_FLAVOR", "cu129")).cudaIsThere()).isFalse();
  }

  @Test
  void aLibraryPathDecidesAloneWhetherCudaIsThere() throws IOException {
    cudaIn("2.7.1-cu128-linux-x86_64");
    cudaIn("mine");
    var mine = Map.of("PYTORCH_LIBRARY_PATH", folder.resolve("mine").toString());
    var wrong = Map.of("PYTORCH_LIBRARY_PATH", folder.resolve("other").toString());

    assertThat(HostChecks.gpu(nvidia(mine)).level()).isEqualTo(Level.OK);
    assertThat(HostChecks.gpu(nvidia(wrong)).says()).contains("PYTORCH_LIBRARY_PATH", "other");
  }

  @Test
  void aGpuWithoutLibrariesOfflineIsAProblem() {
    assertThat(HostChecks.gpu(nvidia(Map.of("DJL_OFFLINE", "true"))).level())
        .isEqualTo(Level.PROBLEM);
  }

  @Test
  void anOldDriverIsNamed() throws IOException {
    var version =
        Files.writeString(
            folder.resolve("version"),
            "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.183.01  Sun May 12 19:39:15 UTC"
                + " 2024\nGCC version: gcc version 12.2.0\n");

    var driver = HostChecks.nvidiaDriver(version);

    assertThat(driver).hasValue(535);
    assertThat(HostChecks.gpu(new Graphics(true, driver, Map.of(), folder)).says())
        .contains("driver 535 is too old");
  }

  @Test
  void theOpenDriversVersionIsReadToo() throws IOException {
    var version =
        Files.writeString(
            folder.resolve("version"),
            "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  570.86.15  Release Build\n");

    assertThat(HostChecks.nvidiaDriver(version)).hasValue(570);
    assertThat(HostChecks.nvidiaDriver(folder.resolve("none"))).isEmpty();
  }

  // ---- what there is

  @Test
  void theLogIsNamedBeforeItExists() {
    var log = new ErrorLog(new Workspace(folder));

    assertThat(HostChecks.log(log).says()).contains("no defects", log.file().toString());
    assertThat(log.file()).doesNotExist();
  }

  @Test
  void aDamagedModelFolderIsAWarning() throws IOException {
    var workspace = new Workspace(folder);
    var model = Files.createDirectories(workspace.models().resolve("bert"));
    Files.writeString(model.resolve("config.json"), "{}");
    assertThat(HostChecks.models(workspace)).isEqualTo(Check.ok("models", "bert"));

    Files.writeString(model.resolve("source.json"), "{");
    Files.writeString(model.resolve("bonsai-source.json"), "{");
    assertThat(HostChecks.models(workspace).level()).isEqualTo(Level.WARNING);
  }
}
