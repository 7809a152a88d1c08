package bonsai.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The physical memory of this process: Java's heap and the engine's tensors together. */
public final class ResidentMemory {
  private static final Path STATUS = Path.of("/proc/self/status");

  private ResidentMemory() {}

  /** The most bytes ever resident; 0 where the system does not tell (only Linux does). */
  public static long peakBytes() {
    return field("VmHWM:");
  }

  /** Bytes resident now; 0 where the system does not tell. */
  public static long bytes() {
    return field("VmRSS:");
  }

  private static long field(String name) {
    try (var lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}
