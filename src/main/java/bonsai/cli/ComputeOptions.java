package bonsai.cli;

import bonsai.base.Workspace;
import bonsai.model.ModelFolder;
import bonsai.run.EngineOn;
import bonsai.run.RunSpec.Device;
import bonsai.tag.Compute;
import bonsai.torch.Precision;
import bonsai.torch.PrecisionChoice;
import bonsai.torch.Torch;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
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
          "auto, float32, bfloat16 or int8: what matrix products are computed in; auto takes the"
              + " faster of float32 and bfloat16 on this machine, and int8 for a model that is"
              + " stored so, on a CPU.")
  private Optional<String> precision = Optional.empty();

  Device device() {
    return device;
  }

  /** Loads the engine, which takes a second or more, to compute in whatever is faster. */
  Compute load(Workspace workspace) {
    return load(workspace, PrecisionChoice.AUTO);
  }

  /** Loads the engine to tag with a model. */
  Compute load(Workspace workspace, ModelFolder model) {
    var torch = EngineOn.device(device);
    return compute(torch, usual(model.isInt8(), torch.device()), workspace);
  }

  /** Loads the engine; computes in the given precision unless another is asked for. */
  Compute load(Workspace workspace, String usual) {
    return compute(EngineOn.device(device), usual, workspace);
  }

  /** A model that is stored in int8 computes so, too, where that can be: on a CPU. */
  static String usual(boolean storedInInt8, bonsai.torch.Device device) {
    return switch (device) {
      case CPU -> storedInInt8 ? Precision.INT8.label() : PrecisionChoice.AUTO;
      case CUDA -> PrecisionChoice.AUTO;
    };
  }

  private Compute compute(Torch torch, String usual, Workspace workspace) {
    return new Compute(torch, PrecisionChoice.of(precision.orElse(usual), torch, workspace));
  }

  static final class DeviceConverter implements ITypeConverter<Device> {
    @Override
    public Device convert(String label) {
      return Choices.named(label, Device.values(), Device::label);
    }
  }

  static final class PrecisionConverter implements ITypeConverter<String> {
    @Override
    public String convert(String label) {
      var labels =
          Stream.concat(
              Stream.of(PrecisionChoice.AUTO),
              Arrays.stream(Precision.values()).map(Precision::label));
      return Choices.named(label, labels.toArray(String[]::new), name -> name);
    }
  }
}
