package bonsai.torch;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;

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

  /** Loads the engine on CUDA if the natives on the class path can use a GPU, else on the CPU. */
  public static Torch load() {
    var engine = Engine.getEngine("PyTorch");
    return new Torch(engine, engine.getGpuCount() > 0 ? Device.CUDA : Device.CPU);
  }

  /** Loads the engine on that device. */
  public static Torch load(Device device) {
    var torch = load();
    if (device == Device.CUDA && torch.device != Device.CUDA) {
      throw new bonsai.base.UserException(
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
