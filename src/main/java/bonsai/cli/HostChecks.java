package bonsai.cli;

import bonsai.base.ErrorLog;
import bonsai.base.IoReason;
import bonsai.base.Machine;
import bonsai.base.Quantities;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.model.pretrained.PretrainedModels;
import bonsai.run.ChildJvm;
import bonsai.torch.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** What {@code bonsai doctor} can tell of a machine without loading the engine. */
final class HostChecks {
  private static final int JAVA = 25;

  /** The first driver that knows CUDA 12.8 (NVIDIA, CUDA 12.8 release notes, table 3). */
  private static final int CUDA_DRIVER = 570;

  private static final long GIBIBYTE = 1L << 30;

  /** Fine-tuning bert-base stays below 4 GB; the rest of the machine needs some too. */
  private static final long ENOUGH_MEMORY = 6 * GIBIBYTE;

  /** Two checkpoints of bert-base, a third in the making, and the model. */
  private static final long ENOUGH_DISK = 6 * GIBIBYTE;

  private static final long LEAST_DISK = GIBIBYTE / 2;

  /** How glibc's allocator is told what to do. */
  private static final String TUNABLES = "GLIBC_TUNABLES";

  private HostChecks() {}

  static Check java(Runtime.Version version, String vendor, Path home) {
    var says = version + " of " + vendor + " in " + home;
    return version.feature() >= JAVA
        ? Check.ok("java", says)
        : Check.problem(
            "java",
            says + " is older than " + JAVA,
            "Start with ./bonsai, which looks for a JDK " + JAVA + ", or set BONSAI_JAVA to one.");
  }

  /**
   * @param os as the property {@code os.name} has it
   * @param arch as {@code os.arch}
   */
  static Check platform(String os, String arch) {
    var known =
        os.equals("Linux") && arch.equals("amd64")
            || os.startsWith("Mac") && arch.equals("aarch64")
            || os.startsWith("Windows") && arch.equals("amd64");
    return known
        ? Check.ok("platform", os + " on " + arch)
        : Check.problem(
            "platform",
            os + " on " + arch + " has no PyTorch among Bonsai's libraries",
            "Use Linux or Windows on x86-64, or macOS on Apple silicon.");
  }

  static Check processor(Machine machine) {
    return Check.ok("processor", machine.cpu() + ", " + machine.cores() + " cores");
  }

  static Check memory(long bytes, long heap) {
    var says =
        Quantities.bytes(bytes) + ", of which Java's heap may take " + Quantities.bytes(heap);
    return bytes >= ENOUGH_MEMORY
        ? Check.ok("memory", says)
        : Check.warning(
            "memory",
            says,
            "Fine-tuning bert-base takes about 4 GB: use smaller batches or a smaller model.");
  }

  static Check workspace(Workspace workspace) {
    try {
      Files.delete(Files.createTempFile(workspace.cache(), "doctor-", ".tmp"));
    } catch (IOException | UserException e) {
      return Check.problem(
          "workspace",
          "cannot write in " + workspace.root() + " (" + IoReason.of(e) + ")",
          "Give yourself write access to it, or set BONSAI_HOME to a folder of yours.");
    }
    var root = workspace.root();
    try {
      if (root.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        var others = EnumSet.copyOf(PosixFilePermissions.fromString("---rwxrwx"));
        var allowed = Files.getPosixFilePermissions(root);
        others.retainAll(allowed);
        if (!others.isEmpty()) {
          return openToOthers(root, PosixFilePermissions.toString(allowed));
        }
      }
      return Check.ok("workspace", root.toString());
    } catch (IOException e) {
      return Check.warning(
          "workspace",
          root + ", whose permissions cannot be read (" + IoReason.of(e) + ")",
          "Make sure that it is yours alone.");
    }
  }

  private static Check openToOthers(Path root, String permissions) {
    return Check.warning(
        "workspace",
        root + ", which other users may look into (" + permissions + ")",
        "Your texts may be in there: chmod 700 " + root + ".");
  }

  static Check disk(long freeBytes, Path where) {
    var says = Quantities.bytes(freeBytes) + " free for " + where;
    if (freeBytes < LEAST_DISK) {
      return Check.problem(
          "disk", says, "Make room, or set BONSAI_HOME to a folder on another disk.");
    }
    return freeBytes >= ENOUGH_DISK
        ? Check.ok("disk", says)
        : Check.warning(
            "disk",
            says,
            "A run of bert-base takes about 5 GB, mostly checkpoints: make room, or set BONSAI_HOME"
                + " to a folder on another disk.");
  }

  /** Bytes free for the workspace, or where it will be. */
  static long freeBytes(Path folder) {
    var existing = folder;
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    try {
      return existing == null ? 0 : Files.getFileStore(existing).getUsableSpace();
    } catch (IOException e) {
      return 0;
    }
  }

  /**
   * Whether glibc keeps big blocks, which training asks for and gives back at every step. Where
   * nobody sets it, workers do so for themselves.
   */
  static Check allocator(String os, Map<String, String> environment) {
    if (!os.equals("Linux")) {
      return Check.ok("allocator", "nothing to set on " + os);
    }
    var set = environment.getOrDefault(TUNABLES, "");
    if (set.isEmpty() || set.contains("glibc.malloc.trim_threshold")) {
      return Check.ok("allocator", "workers keep big blocks (GLIBC_TUNABLES)");
    }
    return Check.warning(
        "allocator",
        "GLIBC_TUNABLES is yours and sets no glibc.malloc.trim_threshold, so that training is"
            + " 5 to 10 % slower",
        "Add " + ChildJvm.MEMORY.get(TUNABLES) + " to it, or unset it.");
  }

  // ---- the GPU

  /**
   * What decides on which device workers compute.
   *
   * @param nvidia whether there is an NVIDIA GPU with its driver
   * @param driver the driver's major version, where the system tells it
   * @param environment of this process
   * @param nativesCache the folder that holds PyTorch's fetched libraries
   */
  record Graphics(
      boolean nvidia, OptionalInt driver, Map<String, String> environment, Path nativesCache) {
    static Graphics here(ChildJvm jvm) {
      return new Graphics(
          jvm.host().nvidia(),
          nvidiaDriver(Path.of("/proc/driver/nvidia/version")),
          System.getenv(),
          Torch.nativesCache());
    }

    /** An installed PyTorch that the user named. */
    private String libraryPath() {
      return environment.getOrDefault("PYTORCH_LIBRARY_PATH", "");
    }

    private String flavour() {
      return environment.getOrDefault("PYTORCH_FLAVOR", "cu128");
    }

    /** Whether a worker finds the CUDA build without fetching it. */
    boolean cudaIsThere() {
      return !libraryPath().isEmpty() ? hasCuda(Path.of(libraryPath())) : fetched();
    }

    private boolean fetched() {
      if (!Files.isDirectory(nativesCache)) {
        return false;
      }
      try (var folders = Files.list(nativesCache)) {
        return folders
            .filter(folder -> folder.getFileName().toString().contains("-" + flavour() + "-"))
            .anyMatch(Graphics::hasCuda);
      } catch (IOException e) {
        return false;
      }
    }

    private static boolean hasCuda(Path folder) {
      return Files.exists(folder.resolve(System.mapLibraryName("torch_cuda")));
    }
  }

  /** Which device workers take; PyTorch's own word on it comes from {@link EngineProbe}. */
  static Check gpu(Graphics graphics) {
    if (!graphics.nvidia()) {
      return Check.ok("gpu", "no NVIDIA GPU, so that everything computes on the CPU");
    }
    if (graphics.driver().isPresent() && graphics.driver().getAsInt() < CUDA_DRIVER) {
      return Check.warning(
          "gpu",
          "an NVIDIA GPU whose driver "
              + graphics.driver().getAsInt()
              + " is too old for CUDA 12.8, which workers would ask for",
          "Install a driver from "
              + CUDA_DRIVER
              + " on, or set \"device\": \"cpu\" in the specs of your runs.");
    }
    if (graphics.cudaIsThere()) {
      return Check.ok(
          "gpu",
          "an NVIDIA GPU; workers leave the CPU libraries off their class path and use PyTorch for"
              + " CUDA ("
              + (graphics.libraryPath().isEmpty()
                  ? graphics.nativesCache()
                  : graphics.libraryPath())
              + "), and so do commands that compute");
    }
    return cudaIsMissing(graphics);
  }

  private static Check cudaIsMissing(Graphics graphics) {
    if (!graphics.libraryPath().isEmpty()) {
      return Check.warning(
          "gpu",
          "an NVIDIA GPU, but PYTORCH_LIBRARY_PATH ("
              + graphics.libraryPath()
              + ") holds no PyTorch for CUDA, so that workers would silently compute on the CPU",
          "Point PYTORCH_LIBRARY_PATH at the lib folder of a PyTorch 2.7.1 for CUDA, or unset it.");
    }
    if (graphics.environment().getOrDefault("DJL_OFFLINE", "").equalsIgnoreCase("true")) {
      return Check.problem(
          "gpu",
          "an NVIDIA GPU, but PyTorch for CUDA is not there and DJL_OFFLINE forbids to fetch it",
          "Unset DJL_OFFLINE for one run, set PYTORCH_LIBRARY_PATH to an installed PyTorch 2.7.1,"
              + " or set \"device\": \"cpu\" in the specs of your runs.");
    }
    return Check.warning(
        "gpu",
        "an NVIDIA GPU, but PyTorch for CUDA is not there yet: with the CPU libraries it would"
            + " silently compute on the CPU, so that the first worker leaves them out and fetches"
            + " the CUDA build (over 1 GB) into "
            + graphics.nativesCache(),
        "Let the first run fetch it, or set PYTORCH_LIBRARY_PATH to an installed PyTorch 2.7.1.");
  }

  /** The major version in {@code /proc/driver/nvidia/version}. */
  static OptionalInt nvidiaDriver(Path file) {
    try {
      var matcher =
          java.util.regex.Pattern.compile("Kernel Module.*?\\s(\\d{3,})\\.")
              .matcher(Files.readString(file));
      return matcher.find()
          ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
          : OptionalInt.empty();
    } catch (IOException e) {
      return OptionalInt.empty();
    }
  }

  // ---- what there is

  static Check models(Workspace workspace) {
    try {
      var names =
          PretrainedModels.of(workspace, Map.of()).list().stream()
              .map(PretrainedModels.Installed::name)
              .collect(Collectors.joining(", "));
      return Check.ok(
          "models",
          names.isEmpty() ? "none yet: bonsai pretrained fetch bert-base-cased gets one" : names);
    } catch (UserException e) {
      return Check.warning("models", e.getMessage(), "Fetch that model anew, or delete it.");
    }
  }

  static Check log(ErrorLog log) {
    return Check.ok(
        "log",
        Files.exists(log.file())
            ? "defects are written down in " + log.file()
            : "no defects so far; they would be written to " + log.file());
  }
}
