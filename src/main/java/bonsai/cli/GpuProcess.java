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
  /** A command that computes in its own process. */
  interface OnDevice {
    Device device();

    /** Whether the device {@code auto} is worth fetching PyTorch for CUDA, which is over 1 GB. */
    boolean fetchesCuda();
  }

  /** A command that computes with a model: what is asked for in a moment fetches nothing. */
  interface Computing extends OnDevice {
    ComputeOptions compute();

    @Override
    default Device device() {
      return compute().device();
    }

    @Override
    default boolean fetchesCuda() {
      return false;
    }
  }

  /** A command that times what a spec's worker would do, and so computes where that would. */
  interface Timing extends OnDevice {
    SpecOptions asked();

    @Override
    default Device device() {
      return asked().spec().device();
    }

    @Override
    default boolean fetchesCuda() {
      return true;
    }
  }

  private GpuProcess() {}

  /** Runs the command in another process if it has to be one; empty if this one will do. */
  static OptionalInt run(ParseResult parsed) {
    var last = parsed.asCommandLineList().getLast();
    var asksForHelp = last.isUsageHelpRequested() || last.isVersionHelpRequested();
    if (asksForHelp || !(last.getCommand() instanceof OnDevice command)) {
      return OptionalInt.empty();
    }
    var workspace = WorkspaceOption.workspace(last.getCommandSpec());
    var jvm = ChildJvm.of(workspace);
    return launch(
            jvm,
            command.device(),
            () -> command.fetchesCuda() || Graphics.here(jvm).cudaIsThere(),
            parsed.originalArgs(),
            workspace)
        .map(launch -> OptionalInt.of(waitFor(launch)))
        .orElseGet(OptionalInt::empty);
  }

  /** Tells whether PyTorch for CUDA is on the disk, or may be fetched. */
  @FunctionalInterface
  interface Cuda {
    boolean isToBeHad();
  }

  /** The other process; with the device {@code auto} only where CUDA is to be had. */
  static Optional<Launch> launch(
      ChildJvm jvm, Device device, Cuda cuda, List<String> arguments, Workspace workspace) {
    return jvm.missesTheGpu(device) && (device == Device.CUDA || cuda.isToBeHad())
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
