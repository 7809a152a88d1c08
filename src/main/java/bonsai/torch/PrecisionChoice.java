package bonsai.torch;

import ai.djl.util.cuda.CudaUtils;
import bonsai.base.AtomicFile;
import bonsai.base.Json;
import bonsai.base.Machine;
import bonsai.base.Sha256;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/**
 * What matrix products are computed in, and why.
 *
 * @param reason one sentence for people
 */
public record PrecisionChoice(Precision precision, String reason) {
  /** The word that asks for whatever is faster on this machine. */
  public static final String AUTO = "auto";

  /** A timing, and what it holds for. */
  private record Measured(String place, MatrixPeak peak) {}

  /**
   * Takes what was asked for; {@code auto} times both types once on each machine, and remembers the
   * result in the workspace's cache.
   *
   * @param asked {@code auto}, or a precision's label
   * @throws UserException if it is none of them, or not to be had on the device
   */
  public static PrecisionChoice of(String asked, Torch torch, Workspace workspace) {
    if (!asked.equals(AUTO)) {
      var precision = named(asked);
      if (precision == Precision.INT8 && torch.device() != Device.CPU) {
        throw new UserException("int8 is for the CPU: leave it out, or ask for the device cpu.");
      }
      return new PrecisionChoice(precision, asked + " was asked for.");
    }
    return by(peak(torch, workspace));
  }

  /** The choice that a timing leads to. */
  public static PrecisionChoice by(MatrixPeak peak) {
    var text = "%s was chosen: bfloat16 products reach %.0f GFLOP/s here, float32 ones %.0f.";
    var faster = peak.faster();
    return new PrecisionChoice(
        faster, String.format(Locale.ROOT, text, faster.label(), peak.bfloat16(), peak.float32()));
  }

  /**
   * How fast this machine multiplies: timed the first time, in half a second, then remembered where
   * the workspace can be written to.
   */
  public static MatrixPeak peak(Torch torch, Workspace workspace) {
    var place = place(torch);
    return remembered(place, workspace)
        .map(Measured::peak)
        .orElseGet(() -> measure(torch, place, workspace));
  }

  /** Times this machine again, and remembers that from now on. */
  public static MatrixPeak peakAnew(Torch torch, Workspace workspace) {
    return measure(torch, place(torch), workspace);
  }

  private static Path file(String place, Workspace workspace) {
    var key = Sha256.of(place.getBytes(StandardCharsets.UTF_8)).substring(0, 12);
    return workspace.cache().resolve("matrix-peak-" + key + ".json");
  }

  private static MatrixPeak measure(Torch torch, String place, Workspace workspace) {
    var measured = new Measured(place, MatrixPeak.measure(torch));
    try {
      var text = Json.PRETTY.writeValueAsString(measured) + "\n";
      AtomicFile.write(file(place, workspace), text);
    } catch (UserException | UncheckedIOException e) {
      // A workspace that is full, or only to be read, is no reason not to compute.
    }
    return measured.peak();
  }

  /** What was remembered; nothing if it cannot be read, since it can be measured again. */
  private static Optional<Measured> remembered(String place, Workspace workspace) {
    try {
      var file = file(place, workspace);
      return Files.exists(file)
          ? Optional.of(Json.LINE.readValue(Files.readAllBytes(file), Measured.class))
              .filter(measured -> measured.place().equals(place))
          : Optional.empty();
    } catch (IOException | JacksonException | UserException | UncheckedIOException e) {
      return Optional.empty();
    }
  }

  /** Everything that the speed depends on. */
  private static String place(Torch torch) {
    var device =
        switch (torch.device()) {
          case CPU -> torch.threads() + " threads";
          case CUDA -> "compute capability " + CudaUtils.getComputeCapability(0);
        };
    var machine = Machine.here();
    return String.join(
        ", ",
        machine.processor(),
        machine.cores() + " cores",
        torch.device() + " with " + device,
        "PyTorch " + torch.version());
  }

  private static Precision named(String asked) {
    return Arrays.stream(Precision.values())
        .filter(precision -> precision.label().equals(asked))
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    "'" + asked + "' is not a precision: use auto, float32, bfloat16 or int8."));
  }
}
