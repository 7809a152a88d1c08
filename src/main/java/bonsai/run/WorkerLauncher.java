package bonsai.run;

import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.run.RunSpec.Device;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Starts workers as processes of their own, that outlive this one and its terminal.
 *
 * @param program the main class and its first arguments; the run's folder follows
 * @param workspace where the worker finds starting models
 * @param host what this machine and process are like
 */
public record WorkerLauncher(List<String> program, Workspace workspace, Host host) {
  private static final Duration LONGEST_START = Duration.ofSeconds(60);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private static final long MEBIBYTE = 1 << 20;

  /** Libraries of PyTorch for a CPU: on the class path they win over any other. */
  private static final String CPU_NATIVES = "pytorch-native-cpu";

  /** DJL's name for the PyTorch that computes with CUDA 12.8. */
  private static final String CUDA_FLAVOUR = "cu128";

  public WorkerLauncher {
    program = List.copyOf(program);
  }

  /** Starts {@code bonsai worker} with what this process itself runs on. */
  public static WorkerLauncher ofThisProgram(Workspace workspace) {
    return new WorkerLauncher(List.of("bonsai.Bonsai", "worker"), workspace, Host.here());
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
  public record Launch(List<String> command, Map<String, String> environment) {}

  /** How the worker of a run is started: a function of the spec's device and the host alone. */
  public Launch plan(RunFolder run, Device device) {
    var cuda = host.nvidia && device != Device.CPU;
    var command = new ArrayList<>(host.detach);
    command.add(host.java.toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Djava.awt.headless=true");
    command.add("-Xms64m");
    command.add("-Xmx" + heapMebibytes() + "m");
    command.add("-XX:MaxDirectMemorySize=" + host.memoryBytes / 2 / MEBIBYTE + "m");
    // Two cores are the computation's: a collector that works beside it would only take them away.
    command.add("-XX:+UseSerialGC");
    command.add("-XX:-UsePerfData");
    command.add("-XX:ErrorFile=" + run.path().resolve("crash-%p.log"));
    Optional.ofNullable(System.getProperty(WorkerInfo.COMMIT))
        .ifPresent(commit -> command.add("-D" + WorkerInfo.COMMIT + "=" + commit));
    command.add("-cp");
    command.add(
        String.join(
            File.pathSeparator,
            host.classPath.stream()
                .filter(entry -> !cuda || !entry.contains(CPU_NATIVES))
                .toList()));
    command.addAll(program);
    command.add(run.path().toString());
    return new Launch(List.copyOf(command), environment(device, cuda));
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
    // glibc gives big blocks back to the system and faults them in again at every step.
    environment.putIfAbsent(
        "GLIBC_TUNABLES",
        "glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=8589934592"
            + ":glibc.malloc.trim_threshold=8589934592");
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

  /**
   * Starts a worker and waits until it has the run.
   *
   * @return its process, which needs no looking after
   * @throws UserException if it ends before, with what it said
   */
  public Process launch(RunFolder run) {
    var log = run.workerLog();
    try {
      var launch = plan(run, run.spec().device());
      var said = Files.exists(log) ? Files.size(log) : 0;
      var builder =
          new ProcessBuilder(launch.command())
              .directory(run.path().toFile())
              .redirectInput(ProcessBuilder.Redirect.from(nothing()))
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .redirectErrorStream(true);
      builder.environment().clear();
      builder.environment().putAll(launch.environment());
      var process = builder.start();
      awaitStart(run, process, said);
      return process;
    } catch (IOException e) {
      throw new UserException(
          "The worker of run " + run.id() + " cannot be started: " + e.getMessage() + ".", e);
    }
  }

  private static File nothing() {
    return new File(File.separatorChar == '\\' ? "NUL" : "/dev/null");
  }

  private static void awaitStart(RunFolder run, Process process, long saidBefore)
      throws IOException {
    var deadline = Instant.now().plus(LONGEST_START);
    while (WorkerLock.holder(run).filter(holder -> holder.pid() == process.pid()).isEmpty()) {
      if (!process.isAlive()) {
        // It may have begun and ended between two looks.
        if (process.exitValue() == 0) {
          return;
        }
        throw new UserException(lastWords(run, saidBefore));
      }
      if (Instant.now().isAfter(deadline)) {
        process.destroy();
        throw new UserException(
            "The worker of run "
                + run.id()
                + " did not begin within "
                + LONGEST_START.toSeconds()
                + " seconds; "
                + run.workerLog()
                + " may tell why.");
      }
      try {
        Thread.sleep(BETWEEN_LOOKS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UncheckedIOException(new IOException("interrupted", e));
      }
    }
  }

  private static String lastWords(RunFolder run, long saidBefore) throws IOException {
    var log = Files.readAllBytes(run.workerLog());
    var from = (int) Math.min(saidBefore, log.length);
    return new String(log, from, log.length - from, StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.isBlank())
        .reduce((before, last) -> last)
        .map(last -> "The worker of run " + run.id() + " did not start: " + last)
        .orElse(
            "The worker of run " + run.id() + " did not start; " + run.workerLog() + " is empty.");
  }
}
