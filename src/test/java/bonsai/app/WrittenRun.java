package bonsai.app;

import bonsai.base.Json;
import bonsai.base.Machine;
import bonsai.base.RecordReader;
import bonsai.base.Workspace;
import bonsai.ner.EntityScores;
import bonsai.ner.Split;
import bonsai.run.EventLog;
import bonsai.run.Preset;
import bonsai.run.RunEvent;
import bonsai.run.RunFolder;
import bonsai.run.RunSpec;
import bonsai.run.Runs;
import bonsai.run.WorkerInfo;
import bonsai.train.GatedPart;
import bonsai.train.TrainingEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Writes the log of a run as a worker would, at a clock that the test moves. */
public final class WrittenRun implements AutoCloseable {
  public static final WorkerInfo WORKER =
      new WorkerInfo(
          4711,
          "host",
          new Machine("Linux 6.1", "Some CPU", 2, 24L << 30),
          "25.0.1",
          "0.1.0",
          Optional.of("abcdef0"),
          "PyTorch 2.7.1 cpu",
          2);

  private static final int STEPS_PER_EPOCH = 100;

  private final RunFolder folder;
  private final EventLog log;
  private Instant now;

  private WrittenRun(RunFolder folder, Instant start) {
    this.folder = folder;
    this.now = start;
    InstantSource moved = () -> now;
    this.log = EventLog.open(folder.events(), moved.withZone(ZoneOffset.UTC), entry -> {});
  }

  /** A new run of the tiny preset, begun at the full hour. */
  public static WrittenRun of(Path workspace) {
    return of(Runs.of(new Workspace(workspace)).create(Preset.tiny()));
  }

  /** A new run that distils, with another run as its teacher. */
  public static WrittenRun distilling(Path workspace, RunFolder teacher) {
    var spec =
        RecordReader.read(
            RunSpec.class,
            "spec",
            "{\"name\": \"student\", \"start\": {\"run\": \"%s\"}, \"teacher\": {\"run\": \"%s\"}, \"stages\": [{\"technique\": \"distil\"}]}"
                .formatted(teacher.id(), teacher.id()));
    return of(Runs.of(new Workspace(workspace)).create(spec));
  }

  public static WrittenRun of(RunFolder folder) {
    return new WrittenRun(folder, Instant.parse("2026-11-20T10:00:00Z"));
  }

  public RunFolder folder() {
    return folder;
  }

  /** Time goes by. */
  public WrittenRun after(Duration time) {
    now = now.plus(time);
    return this;
  }

  public WrittenRun says(RunEvent event) {
    log.append(event);
    return this;
  }

  public WrittenRun begins() {
    return says(new RunEvent.Started(WORKER)).says(new RunEvent.StageStarted(0, "fine-tune", 0));
  }

  /** Steps of the first stage from one to another, a second each; the loss is 1 over the step. */
  public WrittenRun steps(long first, long last) {
    for (var step = first; step <= last; step++) {
      step(0, step, 1.0 / step);
    }
    return this;
  }

  public WrittenRun step(int stage, long step, double loss) {
    return after(Duration.ofSeconds(1))
        .says(
            new RunEvent.Trained(
                stage,
                new TrainingEvent.Stepped(
                    step, step / (double) STEPS_PER_EPOCH, loss, 0.7, 5e-5, 800, 1)));
  }

  /** A step of the first stage whose loss has two parts. */
  public WrittenRun distilled(long step, double soft, double hard) {
    return step(step, soft + hard, Map.of("soft", soft, "hard", hard), Map.of());
  }

  /** The teacher's outputs are being made, before the first step. */
  public WrittenRun prepares(long done, long total) {
    return after(Duration.ofSeconds(10))
        .says(
            new RunEvent.Trained(
                0, new TrainingEvent.Preparing(0, "the teacher's outputs", done, total)));
  }

  /** A step of the first stage whose gates have a learning rate of their own. */
  public WrittenRun gated(long step, double gatesLearningRate) {
    return step(step, 0.5, Map.of(), Map.of("gates", gatesLearningRate));
  }

  private WrittenRun step(
      long step, double loss, Map<String, Double> terms, Map<String, Double> learningRates) {
    return after(Duration.ofSeconds(1))
        .says(
            new RunEvent.Trained(
                0,
                new TrainingEvent.Stepped(
                    step,
                    step / (double) STEPS_PER_EPOCH,
                    loss,
                    0.7,
                    5e-5,
                    800,
                    1,
                    terms,
                    learningRates)));
  }

  /** An evaluation of the valid split in the first stage that takes ten seconds. */
  public WrittenRun valid(long step, double f1) {
    return after(Duration.ofSeconds(10))
        .says(
            new RunEvent.Trained(
                0,
                new TrainingEvent.Evaluated(
                    step, step / (double) STEPS_PER_EPOCH, Split.VALID, scores(f1), true, 10)));
  }

  /** A sample of the heads' gates. */
  public WrittenRun heads(int stage, long step, List<List<Float>> logAlpha) {
    return gates(stage, step, GatedPart.HEADS, logAlpha);
  }

  public WrittenRun gates(int stage, long step, GatedPart part, List<List<Float>> logAlpha) {
    return says(new RunEvent.Trained(stage, new TrainingEvent.Gates(step, part, logAlpha)));
  }

  /** Heads are gone, behind closed gates. */
  public WrittenRun removed(int stage, long step, List<List<Boolean>> kept) {
    return says(
        new RunEvent.Trained(
            stage,
            new TrainingEvent.Removed(step, GatedPart.HEADS, kept, "All gates are settled.")));
  }

  public WrittenRun heartbeat(long step, long residentBytes) {
    return says(new RunEvent.Heartbeat(0, step, residentBytes, OptionalDouble.empty()));
  }

  public WrittenRun resumes(long step) {
    return says(new RunEvent.Resumed(WORKER, 0, step));
  }

  public WrittenRun finishes(double validF1, double testF1) {
    return says(
        new RunEvent.Finished(Map.of(Split.VALID, scores(validF1), Split.TEST, scores(testF1))));
  }

  public static EntityScores scores(double f1) {
    return new EntityScores(
        f1, f1, f1, f1, f1, Map.of("PER", new EntityScores.TypeScore(f1, f1, f1, 12)));
  }

  /** This very process seems to be the run's worker: whoever looks takes the run as running. */
  public WrittenRun isWorkedOn() {
    var self = ProcessHandle.current();
    try {
      var holder =
          Map.of(
              "pid", self.pid(),
              "started", self.info().startInstant().orElse(Instant.EPOCH).toString(),
              "host", InetAddress.getLocalHost().getHostName());
      Files.writeString(folder.path().resolve("worker.lock"), Json.LINE.writeValueAsString(holder));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Ends the writing; the folder stays. */
  @Override
  public void close() {
    log.close();
  }
}
