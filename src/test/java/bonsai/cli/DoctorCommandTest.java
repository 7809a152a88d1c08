package bonsai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.base.Json;
import bonsai.base.Workspace;
import bonsai.cli.Check.Level;
import bonsai.run.ChildJvm;
import bonsai.run.RunSpec.Device;
import bonsai.torch.MatrixPeak;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class DoctorCommandTest {
  @TempDir private Path folder;

  private static EngineProbe found(String device, Optional<String> tokenizer) {
    return new EngineProbe(
        "2.7.1",
        device,
        2,
        "/natives",
        5 << 20,
        new MatrixPeak(1, 2),
        "bfloat16",
        "It is so.",
        tokenizer);
  }

  @Test
  void theJsonHoldsChecksAndTheFiguresBehindThem() {
    var outcome = Outcome.of("doctor", "--json", "--workspace", folder.resolve("w").toString());

    assertThat(outcome.err()).startsWith("Loading PyTorch");
    assertThat(outcome.lines()).hasSize(1);
    var report = Json.LINE.readTree(outcome.out());
    assertThat(outcome.exitCode()).isEqualTo(report.get("healthy").asBoolean() ? 0 : 1);
    for (var check : report.get("checks")) {
      assertThat(check.get("level").asString()).isIn("ok", "warning", "problem");
      assertThat(check.get("says").asString()).isNotBlank();
      assertThat(check.has("mend")).isEqualTo(!check.get("level").asString().equals("ok"));
    }
    assertThat(StreamSupport.stream(report.get("checks").spliterator(), false))
        .extracting(check -> check.get("about").asString())
        .containsSubsequence(
            "java",
            "memory",
            "workspace",
            "disk",
            "allocator",
            "gpu",
            "engine",
            "precision",
            "models",
            "log");
    var facts = report.get("facts");
    assertThat(facts.at("/machine/cores").asInt()).isPositive();
    assertThat(facts.get("freeDiskBytes").asLong()).isPositive();
    var engine = facts.get("engine");
    assertThat(engine.get("pytorch").asString()).startsWith("2.7");
    assertThat(engine.at("/peakGflops/float32").asDouble()).isGreaterThan(1);
    assertThat(engine.at("/peakGflops/bfloat16").asDouble()).isPositive();
    assertThat(engine.get("precision").asString()).isIn("float32", "bfloat16");
    assertThat(Path.of(engine.get("natives").asString())).isDirectory();
  }

  @Test
  void aWorkspaceThatCannotBeMadeStopsARunAndIsMended() throws Exception {
    var file = Files.writeString(folder.resolve("file"), "");

    var outcome = Outcome.of("doctor", "--workspace", file.resolve("w").toString());

    assertThat(outcome.exitCode()).isEqualTo(BonsaiCommand.FAILED);
    assertThat(outcome.out()).contains("problem  workspace", "-> ", "would stop a run.");
    assertThat(outcome.out())
        .as("the engine is looked at all the same")
        .contains("ok       engine");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aProcessThatDiesWhileLoadingIsAProblemAndNotTheDoctorsEnd() throws Exception {
    var java = folder.resolve("java");
    Files.writeString(java, "#!/bin/sh\necho 'undefined symbol: _ZN3c10' >&2\nkill -ABRT $$\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    var host =
        new ChildJvm.Host(
            java, List.of("/x.jar"), Map.of("PATH", "/bin"), false, 1L << 32, List.of());

    Assertions.assertThatThrownBy(
            () -> EngineProbe.inChild(new ChildJvm(new Workspace(folder), host), Device.AUTO))
        .hasMessageContaining("ended with code 134")
        .hasMessageContaining("undefined symbol: _ZN3c10");
  }

  @Test
  void anEngineThatDoesNotLoadPointsAtTheNamedLibraries() {
    var check = EngineChecks.failed("It broke.", Map.of("PYTORCH_LIBRARY_PATH", "/torch"));

    assertThat(check.level()).isEqualTo(Level.PROBLEM);
    assertThat(check.says()).isEqualTo("It broke");
    assertThat(check.mend()).hasValueSatisfying(mend -> assertThat(mend).contains("/torch"));
    assertThat(EngineChecks.failed("It broke.", Map.of()).mend())
        .hasValueSatisfying(mend -> assertThat(mend).contains("DJL_CACHE_DIR"));
  }

  @Test
  void cudaLibrariesThatSeeNoGpuAreAWarning() {
    assertThat(EngineChecks.of(found("cpu", Optional.empty()), true))
        .extracting(Check::level)
        .contains(Level.WARNING);
    assertThat(EngineChecks.of(found("cuda", Optional.empty()), true))
        .extracting(Check::level)
        .containsOnly(Level.OK);
    assertThat(EngineChecks.of(found("cpu", Optional.empty()), false))
        .extracting(Check::level)
        .containsOnly(Level.OK);
  }

  @Test
  void aTokenizerThatDoesNotLoadIsAProblem() {
    assertThat(EngineChecks.of(found("cpu", Optional.of("no room")), false))
        .filteredOn(check -> check.about().equals("tokenizer"))
        .singleElement()
        .satisfies(
            check -> {
              assertThat(check.level()).isEqualTo(Level.PROBLEM);
              assertThat(check.says()).contains("no room");
            });
  }
}
