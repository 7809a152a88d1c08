package bonsai.base;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The machine this program runs on.
 *
 * @param os the operating system's name and version
 * @param cpu the processor's model
 * @param cores those that the program may use
 * @param memoryBytes physical memory
 */
public record Machine(String os, String cpu, int cores, long memoryBytes) {
  private static final Path STATUS = Path.of("/proc/self/status");

  public static Machine here() {
    return new Machine(
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        line(Path.of("/proc/cpuinfo"), "model name").orElseGet(() -> System.getProperty("os.arch")),
        Runtime.getRuntime().availableProcessors(),
        memory());
  }

  private static long memory() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : 0;
  }

  /** Bytes of this process in memory now; where the system does not say, the Java heap's. */
  public static long residentBytes() {
    return kilobytes("VmRSS").orElseGet(Machine::heapBytes);
  }

  /** The most bytes of this process in memory so far; as {@link #residentBytes()} elsewhere. */
  public static long peakResidentBytes() {
    return kilobytes("VmHWM").orElseGet(Machine::heapBytes);
  }

  private static Optional<Long> kilobytes(String name) {
    return line(STATUS, name)
        .map(text -> Long.parseLong(text.substring(0, text.indexOf(' '))) * 1024);
  }

  private static long heapBytes() {
    return Runtime.getRuntime().totalMemory();
  }

  /** The value of the first line {@code name: value} in one of Linux's descriptive files. */
  private static Optional<String> line(Path file, String name) {
    try (var lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException e) {
      return Optional.empty(); // not on Linux
    }
  }
}
