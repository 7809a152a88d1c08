package bonsai.cli;

import bonsai.base.Workspace;
import bonsai.run.RunSpec.Device;
import bonsai.run.RunSpec.Precision;
import bonsai.tag.Compute;
import bonsai.torch.PrecisionChoice;
import bonsai.torch.Torch;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** The options of all commands that compute with a model in this process. */
final class ComputeOptions {
  @Option(
      names = "--device",
      defaultValue = "auto",
      converter = DeviceConverter.class,
      description = "auto, cpu or cuda (default: ${DEFAULT-VALUE}).")
  private Device device;

  @Option(
      names = "--precision",
      converter = PrecisionConverter.class,
      description =
          "auto, float32 or bfloat16: what matrix products are computed in; auto takes what is"
              + " faster on this machine.")
  private Optional<Precision> precision = Optional.empty();

  /** Loads the engine, which takes a second or more, to compute in whatever is faster. */
  Compute load(Workspace workspace) {
    return load(workspace, Precision.AUTO);
  }

  /** Loads the engine; computes in the given precision unless another is asked for. */
  Compute load(Workspace workspace, Precision usual) {
    var torch =
        switch (device) {
          case AUTO -> Torch.load();
          case CPU -> Torch.load(bonsai.torch.Device.CPU);
          case CUDA -> Torch.load(bonsai.torch.Device.CUDA);
        };
    return new Compute(
        torch, PrecisionChoice.of(precision.orElse(usual).label(), torch, workspace));
  }

  static final class DeviceConverter implements ITypeConverter<Device> {
    @Override
    public Device convert(String label) {
      return Choices.named(label, Device.values(), Device::label);
    }
  }

  static final class PrecisionConverter implements ITypeConverter<Precision> {
    @Override
    public Precision convert(String label) {
      return Choices.named(label, Precision.values(), Precision::label);
    }
  }
}
