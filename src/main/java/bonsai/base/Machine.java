package bonsai.base;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The machine this program runs on.
 *
 * @param os the operating system's name and version
 * @param cpu the processor's model
 * @param cores those that the program may use
 * @param memoryBytes physical memory
 * @param cpuKind which make of that model it is, and what its instructions can do: virtual machines
 *     give very different processors one name; empty where the system does not say
 */
public record Machine(
    String os,
    String cpu,
    int cores,
    long memoryBytes,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> cpuKind) {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path CPUS = Path.of("/proc/cpuinfo");

  /** The instructions that matrix products are made of, on x86 and on ARM. */
  private static final Set<String> INSTRUCTIONS =
      Set.of(
          "fma avx avx2 avx_vnni avx_ne_convert avx512f avx512bw avx512dq avx512vl avx512_vnni avx512_bf16 avx512_fp16 amx_tile amx_int8 amx_bf16 amx_fp16 asimd asimdhp asimddp fphp sve sve2 bf16 svebf16 i8mm svei8mm sme"
              .split(" "));

  /** A machine of whose processor only the name is known. */
  public Machine(String os, String cpu, int cores, long memoryBytes) {
    this(os, cpu, cores, memoryBytes, Optional.empty());
  }

  public static Machine here() {
    return new Machine(
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        line(CPUS, "model name").orElseGet(() -> System.getProperty("os.arch")),
        Runtime.getRuntime().availableProcessors(),
        memory(),
        cpuKind(CPUS));
  }

  /** The processor with all that is known of it. */
  public String processor() {
    return cpu + cpuKind.map(kind -> " (" + kind + ")").orElse("");
  }

  /** Whether both have the same processor, as far as is known of it. */
  public boolean hasProcessorOf(Machine other) {
    var bothKnown = cpuKind.isPresent() && other.cpuKind.isPresent();
    return cpu.equals(other.cpu) && (!bothKnown || cpuKind.equals(other.cpuKind));
  }

  /** Family, model, stepping and instructions of the first processor in Linux's list of them. */
  static Optional<String> cpuKind(Path list) {
    var values = new HashMap<String, String>();
    try (var lines = Files.lines(list)) {
      lines
          .takeWhile(line -> !line.isBlank())
          .forEach(
              line -> {
                var colon = line.indexOf(':');
                values.put(
                    line.substring(0, Math.max(0, colon)).strip(),
                    line.substring(colon + 1).strip());
              });
    } catch (IOException e) {
      return Optional.empty(); // not on Linux
    }
    var parts = new ArrayList<String>();
    for (var number : List.of("cpu family", "model", "stepping", "CPU part", "CPU revision")) {
      Optional.ofNullable(values.get(number)).ifPresent(value -> parts.add(number + " " + value));
    }
    var flags = values.getOrDefault("flags", values.getOrDefault("Features", ""));
    Arrays.stream(flags.split(" ")).filter(INSTRUCTIONS::contains).sorted().forEach(parts::add);
    return parts.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", parts));
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
