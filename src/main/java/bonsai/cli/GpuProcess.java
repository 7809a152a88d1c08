package bonsai.cli;

import bonsai.base.IoReason;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.cli.HostChecks.Graphics;
import bonsai.run.ChildJvm;
import bonsai.run.ChildJvm.Launch;
import bonsai.run.RunSpec.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import picocli.CommandLine.ParseResult;

/**
 * A command that computes, started anew where this process cannot use the GPU, since it has PyTorch
 * for a CPU on its class path. The other process has this one's terminal, and its exit status is
 * the command's.
 */
final class GpuProcess {
  /** A command that computes with a model in its own process. */
  interface Computing {
    ComputeOptions compute();
  }

  private GpuProcess() {}

  /** Runs the command in another process if it has to be one; empty if this one will do. */
  static OptionalInt run(ParseResult parsed) {
    var last = parsed.asCommandLineList().getLast();
    var asksForHelp = last.isUsageHelpRequested() || last.isVersionHelpRequested();
    if (asksForHelp || !(last.getCommand() instanceof Computing command)) {
      return OptionalInt.empty();
    }
    var workspace = WorkspaceOption.workspace(last.getCommandSpec());
    var jvm = ChildJvm.of(workspace);
    return launch(
            jvm,
            command.compute().device(),
            () -> Graphics.here(jvm).cudaIsThere(),
            parsed.originalArgs(),
            workspace)
        .map(launch -> OptionalInt.of(waitFor(launch)))
        .orElseGet(OptionalInt::empty);
  }

  /** Tells whether PyTorch for CUDA is on the disk. */
  @FunctionalInterface
  interface Cuda {
    boolean isThere();
  }

  /**
   * The other process. With the device {@code auto} only where that has nothing to fetch: what is
   * asked for in a moment does not wait for a gigabyte.
   */
  static Optional<Launch> launch(
      ChildJvm jvm, Device device, Cuda cuda, List<String> arguments, Workspace workspace) {
    return jvm.missesTheGpu(device) && (device == Device.CUDA || cuda.isThere())
        ? Optional.of(jvm.attached(program(arguments), device, crashes(workspace)))
        : Optional.empty();
  }

  private static List<String> program(List<String> arguments) {
    return Stream.concat(Stream.of(ChildJvm.MAIN), arguments.stream()).toList();
  }

  private static Path crashes(Workspace workspace) {
    return workspace.logs();
  }

  private static int waitFor(Launch launch) {
    try {
      return launch.builder().inheritIO().start().waitFor();
    } catch (IOException e) {
      throw new UserException(
          "The process that computes on the GPU cannot be started ("
              + IoReason.of(e)
              + "): --device cpu does without.",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }
}
