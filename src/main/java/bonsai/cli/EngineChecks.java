package bonsai.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code bonsai doctor} tells of the engine, from a look at it or from the lack of one. */
final class EngineChecks {
  private EngineChecks() {}

  /**
   * @param cudaExpected whether it was started to compute on a GPU
   */
  static List<Check> of(EngineProbe found, boolean cudaExpected) {
    var checks = new ArrayList<Check>();
    checks.add(
        Check.ok(
            "libraries",
            String.format(
                Locale.ROOT, "%s (%d MB)", found.natives(), found.nativesBytes() / (1 << 20))));
    checks.add(engine(found, cudaExpected));
    checks.add(
        found
            .tokenizer()
            .map(
                failure ->
                    Check.problem(
                        "tokenizer",
                        "its library does not load (" + failure + ")",
                        "Make sure that there is room in ~/.djl.ai, or set DJL_CACHE_DIR to a"
                            + " folder that you can write to."))
            .orElseGet(() -> Check.ok("tokenizer", "its library loads")));
    checks.add(Check.ok("precision", withoutStop(found.reason())));
    return checks;
  }

  private static Check engine(EngineProbe found, boolean cudaExpected) {
    var says =
        "PyTorch "
            + found.pytorch()
            + " on "
            + found.device()
            + (found.device().equals("cpu") ? ", " + found.threads() + " threads" : "");
    return cudaExpected && found.device().equals("cpu")
        ? Check.warning(
            "engine",
            says + ": it is built for CUDA, but sees no GPU",
            "Check with nvidia-smi that the driver works and knows CUDA 12.8 or newer.")
        : Check.ok("engine", says);
  }

  /** The engine did not load. */
  static Check failed(String message, Map<String, String> environment) {
    var path = environment.getOrDefault("PYTORCH_LIBRARY_PATH", "");
    return Check.problem(
        "engine",
        withoutStop(message),
        path.isEmpty()
            ? "Make sure that there is room for 450 MB in ~/.djl.ai, or set DJL_CACHE_DIR to a"
                + " folder that you can write to; a half unpacked folder in there may be deleted."
            : "PYTORCH_LIBRARY_PATH is "
                + path
                + ": point it at the lib folder of a PyTorch 2.7.1, or unset it.");
  }

  private static String withoutStop(String sentence) {
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }
}
