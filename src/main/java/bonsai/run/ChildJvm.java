package bonsai.run;

import bonsai.base.Program;
import bonsai.base.Workspace;
import bonsai.run.RunSpec.Device;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Plans the start of another JVM of this program: its class path, flags and environment follow from
 * the device it computes on and from the host alone.
 *
 * @param workspace where the process finds what belongs to the user
 * @param host what this machine and process are like
 */
public record ChildJvm(Workspace workspace, Host host) {
  /** The program's main class: what the arguments of a launch begin with. */
  public static final String MAIN = "bonsai.Bonsai";

  /**
   * What keeps memory in hand, unless the user sets it; the launcher sets the same. glibc gives big
   * blocks back to the system and faults them in again at every step, and of several arenas, all
   * but the first are made of pieces of 64 MiB that it gives back however it is asked. oneDNN keeps
   * what it compiled for each shape of product, and batches come in many shapes: its usual 1,024
   * entries grow by over a GB, and 64 are as fast.
   */
  public static final Map<String, String> MEMORY =
      Map.of(
          "GLIBC_TUNABLES",
          "glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=8589934592"
              + ":glibc.malloc.trim_threshold=8589934592:glibc.malloc.arena_max=1",
          "ONEDNN_PRIMITIVE_CACHE_CAPACITY",
          "64");

  /** The environment variable with flags for such JVMs, after Bonsai's own. */
  static final String FLAGS = "BONSAI_WORKER_JAVA_OPTS";

  private static final long MEBIBYTE = 1 << 20;

  /** Libraries of PyTorch for a CPU: on the class path they win over any other. */
  private static final String CPU_NATIVES = "pytorch-native-cpu";

  /** DJL's name for the PyTorch that computes with CUDA 12.8. */
  private static final String CUDA_FLAVOUR = "cu128";

  /** Children of this process, on this machine. */
  public static ChildJvm of(Workspace workspace) {
    return new ChildJvm(workspace, Host.here());
  }

  /**
   * What a launch depends on.
   *
   * @param java the program that runs Java
   * @param classPath of this process
   * @param environment of this process
   * @param nvidia whether there is an NVIDIA GPU with its driver
   * @param memoryBytes physical memory
   * @param detach a command before the program's that takes it out of the terminal's reach
   */
  public record Host(
      Path java,
      List<String> classPath,
      Map<String, String> environment,
      boolean nvidia,
      long memoryBytes,
      List<String> detach) {
    static Host here() {
      return new Host(
          javaOfThisProcess(),
          Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
              .filter(entry -> !entry.isEmpty())
              .map(entry -> Path.of(entry).toAbsolutePath().toString())
              .toList(),
          System.getenv(),
          Files.exists(Path.of("/proc/driver/nvidia/version"))
              || Files.exists(Path.of("/dev/nvidiactl"))
              || onPath("nvidia-smi").isPresent(),
          memory(),
          detaching());
    }

    private static Path javaOfThisProcess() {
      var bin = Path.of(System.getProperty("java.home"), "bin");
      return Files.exists(bin.resolve("java.exe")) ? bin.resolve("java.exe") : bin.resolve("java");
    }

    private static long memory() {
      OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
      return system instanceof com.sun.management.OperatingSystemMXBean known
          ? known.getTotalMemorySize()
          : 4096 * MEBIBYTE;
    }

    /**
     * A session of its own keeps the terminal's signals away. Where there is no {@code setsid}, as
     * on macOS, those of a closed terminal and of Ctrl-C are ignored from the start, which a JVM
     * leaves so. Windows sends none to a process without a console.
     */
    private static List<String> detaching() {
      if (File.separatorChar == '\\') {
        return List.of();
      }
      return onPath("setsid")
          .map(setsid -> List.of(setsid.toString()))
          .orElse(List.of("/bin/sh", "-c", "trap '' HUP INT QUIT; exec \"$@\"", "sh"));
    }

    private static Optional<Path> onPath(String program) {
      return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
          .filter(folder -> !folder.isEmpty())
          .flatMap(
              folder ->
                  List.of(Path.of(folder, program), Path.of(folder, program + ".exe")).stream())
          .filter(Files::isExecutable)
          .findFirst();
    }
  }

  /** A command and the environment it runs in. */
  public record Launch(List<String> command, Map<String, String> environment) {
    public Launch {
      command = List.copyOf(command);
      environment = Map.copyOf(environment);
    }

    /** The same with one more environment variable. */
    public Launch with(String variable, String value) {
      var more = new TreeMap<>(environment);
      more.put(variable, value);
      return new Launch(command, more);
    }

    /** Runs the command in that environment and no other. */
    public ProcessBuilder builder() {
      var builder = new ProcessBuilder(command);
      builder.environment().clear();
      builder.environment().putAll(environment);
      return builder;
    }
  }

  /**
   * Whether this process cannot use a GPU that is there: libraries of PyTorch for a CPU are on its
   * class path, and win. A child can.
   */
  public boolean missesTheGpu(Device device) {
    return host.nvidia
        && device != Device.CPU
        && host.classPath.stream().anyMatch(entry -> entry.contains(CPU_NATIVES));
  }

  /**
   * A process that ends with this one's terminal.
   *
   * @param program the main class and its arguments
   * @param device where it computes
   * @param crashes the folder for the JVM's report should it crash
   */
  public Launch attached(List<String> program, Device device, Path crashes) {
    var cuda = host.nvidia && device != Device.CPU;
    var command = new ArrayList<String>();
    command.add(host.java.toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Djava.awt.headless=true");
    command.add("-Xms64m");
    command.add("-Xmx" + heapMebibytes() + "m");
    command.add("-XX:MaxDirectMemorySize=" + host.memoryBytes / 2 / MEBIBYTE + "m");
    // Two cores are the computation's: a collector that works beside it would only take them away.
    command.add("-XX:+UseSerialGC");
    command.add("-XX:-UsePerfData");
    command.add("-XX:ErrorFile=" + crashes.resolve("crash-%p.log"));
    command.addAll(flagsOfTheUser());
    Optional.ofNullable(System.getProperty(Program.COMMIT))
        .ifPresent(commit -> command.add("-D" + Program.COMMIT + "=" + commit));
    command.add("-cp");
    command.add(
        String.join(
            File.pathSeparator,
            host.classPath.stream()
                .filter(entry -> !cuda || !entry.contains(CPU_NATIVES))
                .toList()));
    command.addAll(program);
    return new Launch(command, environment(device, cuda));
  }

  /** As {@link #attached}, but out of the terminal's reach: it outlives this process. */
  public Launch detached(List<String> program, Device device, Path crashes) {
    var attached = attached(program, device, crashes);
    var command = new ArrayList<>(host.detach);
    command.addAll(attached.command());
    return new Launch(command, attached.environment());
  }

  private List<String> flagsOfTheUser() {
    return Arrays.stream(host.environment.getOrDefault(FLAGS, "").split("\\s+"))
        .filter(flag -> !flag.isEmpty())
        .toList();
  }

  /** Corpora and vocabularies live in the heap; tensors do not. */
  private long heapMebibytes() {
    return Math.clamp(host.memoryBytes / 4 / MEBIBYTE, 512, 4096);
  }

  private Map<String, String> environment(Device device, boolean cuda) {
    var environment = new TreeMap<>(host.environment);
    environment.remove("HF_TOKEN");
    environment.remove("HUGGING_FACE_HUB_TOKEN");
    environment.put(Workspace.VARIABLE, workspace.root().toString());
    MEMORY.forEach(environment::putIfAbsent);
    environment.put("RUST_FLAVOR", "cpu");
    environment.put("OPT_OUT_TRACKING", "true");
    environment.put("DJL_DISABLE_PROGRESS_BAR", "true");
    if (cuda) {
      environment.putIfAbsent("PYTORCH_FLAVOR", CUDA_FLAVOUR);
    } else if (device == Device.CPU) {
      // An installed PyTorch would win over the one on the class path.
      environment.remove("PYTORCH_LIBRARY_PATH");
      environment.remove("PYTORCH_FLAVOR");
    }
    return environment;
  }
}
