package bonsai.run;

import bonsai.base.IoReason;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.run.RunSpec.Device;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
      var before = Written.in(run);
      var builder =
          launch
              .builder()
              .directory(run.path().toFile())
              .redirectInput(ProcessBuilder.Redirect.from(nothing()))
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .redirectErrorStream(true);
      var process = builder.start();
      try {
        awaitStart(run, process, said, before);
      } catch (IOException | RuntimeException e) {
        process.destroy(); // nobody waits for it any more
        throw e;
      }
      return process;
    } catch (IOException e) {
      throw new UserException(
          "The worker of run " + run.id() + " cannot be started: " + IoReason.of(e) + ".", e);
    }
  }

  private static File nothing() {
    return new File(File.separatorChar == '\\' ? "NUL" : "/dev/null");
  }

  /** How far the event log is; a worker's first act is to write in it. */
  private record Written(long size, FileTime modified) {
    static Optional<Written> in(RunFolder run) throws IOException {
      var events = run.events();
      return Files.isRegularFile(events)
          ? Optional.of(new Written(Files.size(events), Files.getLastModifiedTime(events)))
          : Optional.empty();
    }
  }

  /** To hold the lock is not enough: what comes next may fail. */
  private static boolean hasBegun(RunFolder run, Process process, Optional<Written> before)
      throws IOException {
    return WorkerLock.holder(run).filter(holder -> holder.pid() == process.pid()).isPresent()
        && !Written.in(run).equals(before);
  }

  private static void awaitStart(
      RunFolder run, Process process, long saidBefore, Optional<Written> before)
      throws IOException {
    var deadline = Instant.now().plus(LONGEST_START);
    while (!hasBegun(run, process, before)) {
      if (!process.isAlive()) {
        // It may have begun and ended between two looks.
        if (process.exitValue() == 0) {
          return;
        }
        throw new UserException(lastWords(run, saidBefore));
      }
      if (Instant.now().isAfter(deadline)) {
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
