package bonsai.run;

import bonsai.base.AtomicFile;
import bonsai.base.Json;
import bonsai.base.Machine;
import bonsai.base.Sha256;
import bonsai.base.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/**
 * What a short timing of a run's first stage found on this machine. It is remembered in the
 * workspace's cache and holds for every spec with the same start, data, batch size, device and
 * precision.
 *
 * @param device where it was computed: {@code cpu} or {@code cuda}
 * @param deviceReason one sentence
 * @param precision what products were computed in
 * @param precisionReason one sentence
 * @param steps that were timed
 * @param tokensPerSecond real pieces a second while training
 * @param evaluatedTokensPerSecond real pieces a second while scoring
 * @param trainTokens pieces of the train split: one epoch
 * @param startSeconds from the process's start to the first step
 * @param peakResidentBytes the most that the process took
 * @param parameters of the starting model, exactly
 */
public record Measurement(
    String place,
    String device,
    String deviceReason,
    String precision,
    String precisionReason,
    int steps,
    double tokensPerSecond,
    double evaluatedTokensPerSecond,
    long trainTokens,
    long validTokens,
    long testTokens,
    double startSeconds,
    long peakResidentBytes,
    long parameters) {

  /** Everything that the speed depends on. */
  static String place(RunSpec spec, Workspace workspace) {
    var machine = Machine.here();
    return String.join(
        ", ",
        machine.processor(),
        machine.cores() + " cores",
        device(spec, workspace),
        spec.precision().label(),
        Json.LINE.writeValueAsString(spec.data()),
        Json.LINE.writeValueAsString(spec.start()),
        spec.start().folder(workspace).map(Measurement::mark).orElse("untrained"),
        Json.LINE.writeValueAsString(spec.stages().subList(0, spec.firstTraining() + 1)));
  }

  /** What {@code auto} comes to is decided by the machine's GPU, which may come and go. */
  private static String device(RunSpec spec, Workspace workspace) {
    var nvidia = ChildJvm.of(workspace).host().nvidia();
    return spec.device().label() + (nvidia ? " beside an NVIDIA GPU" : "");
  }

  private static String mark(Path model) {
    var weights = model.resolve("model.safetensors");
    try {
      return Files.size(weights) + " bytes of " + Files.getLastModifiedTime(weights);
    } catch (IOException e) {
      return "no weights";
    }
  }

  private static Path file(String place, Workspace workspace) {
    var key = Sha256.of(place.getBytes(StandardCharsets.UTF_8)).substring(0, 12);
    return workspace.cache().resolve("preflight-" + key + ".json");
  }

  /** What was remembered; nothing if it cannot be read, since it can be measured again. */
  static Optional<Measurement> read(RunSpec spec, Workspace workspace) {
    var place = place(spec, workspace);
    var file = file(place, workspace);
    try {
      return Files.exists(file)
          ? Optional.of(Json.LINE.readValue(Files.readAllBytes(file), Measurement.class))
              .filter(measured -> measured.place().equals(place))
          : Optional.empty();
    } catch (IOException | JacksonException e) {
      return Optional.empty();
    }
  }

  void remember(Workspace workspace) {
    AtomicFile.write(file(place, workspace), Json.PRETTY.writeValueAsString(this) + "\n");
  }
}
