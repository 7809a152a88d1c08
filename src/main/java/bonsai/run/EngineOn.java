package bonsai.run;

import bonsai.base.UserException;
import bonsai.torch.Torch;

/**
 * Loads the engine where a spec wants to compute. No method of the device: whoever reads a spec
 * would load the engine's classes with it, and the window must not.
 */
public final class EngineOn {
  private EngineOn() {}

  /**
   * Takes a second or more.
   *
   * @throws UserException if the engine cannot be loaded, or there is no such device
   */
  public static Torch device(RunSpec.Device device) {
    return switch (device) {
      case AUTO -> Torch.load();
      case CPU -> Torch.load(bonsai.torch.Device.CPU);
      case CUDA -> Torch.load(bonsai.torch.Device.CUDA);
    };
  }
}
