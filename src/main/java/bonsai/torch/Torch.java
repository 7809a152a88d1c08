package bonsai.torch;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.LibUtils;
import ai.djl.util.Utils;
import bonsai.base.UserException;
import java.nio.file.Path;

/**
 * The loaded PyTorch engine on one device. Loading extracts the natives on first use and takes
 * seconds; a process does it once and hands the object on.
 */
public final class Torch {
  private final Engine engine;
  private final Device device;

  /** PyTorch keeps these two switches per thread; each thread sets them before its first kernel. */
  private final ThreadLocal<Boolean> threadIsSet = ThreadLocal.withInitial(() -> false);

  private Torch(Engine engine, Device device) {
    this.engine = engine;
    this.device = device;
  }

  /**
   * Loads the engine on CUDA if the natives on the class path can use a GPU, else on the CPU.
   *
   * @throws UserException if the natives cannot be unpacked, fetched or loaded
   */
  public static Torch load() {
    try {
      var engine = Engine.getEngine("PyTorch");
      return new Torch(engine, engine.getGpuCount() > 0 ? Device.CUDA : Device.CPU);
    } catch (EngineException | LinkageError e) {
      throw new UserException(
          "PyTorch's native libraries cannot be loaded ("
              + innermost(e)
              + "): 'bonsai doctor' looks into it.",
          e);
    }
  }

  private static String innermost(Throwable thrown) {
    var cause = thrown;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  /** Where native libraries are unpacked to, and those for CUDA fetched to; may not exist yet. */
  public static Path nativesCache() {
    return Utils.getEngineCacheDir("pytorch");
  }

  /** Loads the engine on that device. */
  public static Torch load(Device device) {
    var torch = load();
    if (device == Device.CUDA && torch.device != Device.CUDA) {
      throw new UserException(
          "The device 'cuda' was asked for, but PyTorch sees no NVIDIA GPU here: run 'bonsai doctor'"
              + " or set the device to 'auto'.");
    }
    return new Torch(torch.engine, device);
  }

  public Device device() {
    return device;
  }

  /** PyTorch's version. */
  public String version() {
    return engine.getVersion();
  }

  /** The folder of the native libraries that this process has loaded. */
  public Path natives() {
    return Path.of(LibUtils.getLibtorchPath());
  }

  /** The threads that one product is spread over. */
  public int threads() {
    return JniUtils.getNumThreads();
  }

  /** Seeds PyTorch's generators of this process. */
  public void seed(long seed) {
    engine.setRandomSeed(Math.toIntExact(Math.floorMod(seed, 0x7fff_ffffL)));
  }

  /** A scope for arrays on the device; nested in nothing, closed by the caller. */
  public Scope scope() {
    return new Scope(newManager());
  }

  PtNDManager newManager() {
    var where = device == Device.CUDA ? ai.djl.Device.gpu() : ai.djl.Device.cpu();
    return (PtNDManager) NDManager.newBaseManager(where, "PyTorch");
  }

  /** Prepares the calling thread for a kernel. */
  void enter(boolean gradients) {
    if (!threadIsSet.get()) {
      // With the optimiser on, every new sequence length recompiles the kernels.
      JniUtils.setGraphExecutorOptimize(false);
      threadIsSet.set(true);
    }
    JniUtils.setGradMode(gradients);
  }
}
