package bonsai.cli;

import bonsai.base.IoReason;
import bonsai.base.Json;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.ner.WordPieceTokenizer;
import bonsai.run.ChildJvm;
import bonsai.run.RunSpec;
import bonsai.torch.MatrixPeak;
import bonsai.torch.PrecisionChoice;
import bonsai.torch.Torch;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;

/**
 * What PyTorch is like in a process that is started exactly as workers are. A process of its own,
 * because libraries that do not fit end the one that loads them.
 *
 * @param device {@code cpu} or {@code cuda}
 * @param natives the folder of the loaded libraries
 * @param nativesBytes how much it holds
 * @param peakGflops matrix products of BERT's shapes
 * @param precision what {@code auto} chooses
 * @param reason one sentence
 * @param tokenizer what is wrong with the tokenizer's library
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record EngineProbe(
    String pytorch,
    String device,
    int threads,
    String natives,
    long nativesBytes,
    MatrixPeak peakGflops,
    String precision,
    String reason,
    Optional<String> tokenizer) {
  /** The option that makes {@code bonsai doctor} the probing process. */
  static final String OPTION = "--probe-engine";

  private static final String SAID = "said";
  private static final String COMPLAINED = "complained";

  /** Long enough to unpack the libraries from and to a slow disk. */
  private static final Duration LONGEST = Duration.ofMinutes(5);

  /** Looks at the engine from within this process. */
  static EngineProbe here(Workspace workspace) {
    var torch = Torch.load();
    // Timed anew and remembered, so that what the doctor says is what later runs choose by.
    var peak = PrecisionChoice.peakAnew(torch, workspace);
    var choice = PrecisionChoice.by(peak);
    return new EngineProbe(
        torch.version(),
        torch.device().name().toLowerCase(Locale.ROOT),
        torch.threads(),
        torch.natives().toString(),
        bytes(torch.natives()),
        peak,
        choice.precision().label(),
        choice.reason(),
        tokenizerFailure());
  }

  private static Optional<String> tokenizerFailure() {
    var pieces = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "tree");
    try {
      WordPieceTokenizer.ofVocabulary(pieces, true).close();
      return Optional.empty();
    } catch (RuntimeException | LinkageError e) {
      return Optional.of(e.toString());
    }
  }

  private static long bytes(Path folder) {
    try (var files = Files.list(folder)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException e) {
      return 0;
    }
  }

  /**
   * Looks at the engine from a process that is started like a worker.
   *
   * @throws UserException if that process fails; tells what it said last
   */
  static EngineProbe inChild(ChildJvm jvm, RunSpec.Device device) {
    try {
      var scratch = Files.createTempDirectory("bonsai-doctor-");
      try {
        run(jvm.attached(List.of(ChildJvm.MAIN, "doctor", OPTION), device, scratch), scratch);
        return Json.LINE.readValue(lastLine(scratch.resolve(SAID)), EngineProbe.class);
      } finally {
        Files.deleteIfExists(scratch.resolve(SAID));
        Files.deleteIfExists(scratch.resolve(COMPLAINED));
        deleteUnlessCrashed(scratch);
      }
    } catch (IOException | JacksonException e) {
      throw new UserException("A process to look at it failed: " + IoReason.of(e) + ".", e);
    }
  }

  private static void run(ChildJvm.Launch launch, Path scratch) throws IOException {
    var process =
        launch
            .builder()
            .redirectOutput(scratch.resolve(SAID).toFile())
            .redirectError(scratch.resolve(COMPLAINED).toFile())
            .start();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
        throw new UserException("Loading it took longer than " + LONGEST.toMinutes() + " minutes.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("The look at it was interrupted.", e);
    } finally {
      process.destroyForcibly();
    }
    var last = lastLine(scratch.resolve(COMPLAINED));
    if (process.exitValue() == BonsaiCommand.FAILED && !last.isEmpty()) {
      throw new UserException(last);
    } else if (process.exitValue() != BonsaiCommand.DONE) {
      throw new UserException(
          "The process that loaded it ended with code "
              + process.exitValue()
              + (last.isEmpty() ? "" : " after saying: " + last));
    }
  }

  /** A crashed JVM's report stays. */
  private static void deleteUnlessCrashed(Path scratch) {
    scratch.toFile().delete();
  }

  private static String lastLine(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.isBlank())
        .reduce((before, last) -> last)
        .orElse("");
  }
}
