package bonsai.run;

import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.run.RunSpec.Device;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts workers as processes of their own, that outlive this one and its terminal.
 *
 * @param program the main class and its first arguments; the run's folder follows
 * @param workspace where the worker finds starting models
 * @param host what this machine and process are like
 */
public record WorkerLauncher(List<String> program, Workspace workspace, ChildJvm.Host host) {
  private static final Duration LONGEST_START = Duration.ofSeconds(60);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  public WorkerLauncher {
    program = List.copyOf(program);
  }

  /** Starts {@code bonsai worker} with what this process itself runs on. */
  public static WorkerLauncher ofThisProgram(Workspace workspace) {
    return new WorkerLauncher(List.of(ChildJvm.MAIN, "worker"), workspace, ChildJvm.Host.here());
  }

  /** How the worker of a run is started: a function of the spec's device and the host alone. */
  public ChildJvm.Launch plan(RunFolder run, Device device) {
    var arguments = new ArrayList<>(program);
    arguments.add(run.path().toString());
    return new ChildJvm(workspace, host).detached(arguments, device, run.path());
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
          launch
              .builder()
              .directory(run.path().toFile())
              .redirectInput(ProcessBuilder.Redirect.from(nothing()))
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .redirectErrorStream(true);
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
