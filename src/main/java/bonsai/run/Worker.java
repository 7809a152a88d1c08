package bonsai.run;

import bonsai.base.AtomicFile;
import bonsai.base.Json;
import bonsai.base.Machine;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.ner.EntityScores;
import bonsai.ner.Split;
import bonsai.run.StageRunner.Outcome;
import bonsai.torch.Precision;
import bonsai.train.ShownF1;
import bonsai.train.TrainingEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries a run out, or on: takes its lock, goes through its stages from where the folder says it
 * is, and leaves the result. Whatever happens to the process, the folder is such that another
 * worker can go on from the last checkpoint.
 */
public final class Worker {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
  private static final Duration HEARTBEAT = Duration.ofSeconds(5);

  private final RunFolder run;
  private final Workspace workspace;
  private final StageRunner runner;
  private final RunControl control;

  /**
   * @param workspace where starting models are looked up
   */
  public Worker(RunFolder run, Workspace workspace, StageRunner runner) {
    this.run = run;
    this.workspace = workspace;
    this.runner = runner;
    this.control = new RunControl(run);
  }

  /** Asks the worker to save its state and return, from another thread. */
  public void pause() {
    control.pause();
  }

  /**
   * Runs until the run is finished, paused, stopped or failed.
   *
   * @return the state the run is in then
   * @throws UserException if another worker has the run, or there is nothing left to do
   */
  public RunState work() {
    try (var _ = WorkerLock.take(run)) {
      var history = new History();
      try (var log = EventLog.open(run.events(), Clock.systemUTC(), history::add)) {
        if (history.finished) {
          throw new UserException("The run " + run.id() + " is finished already.");
        }
        log.reportDamage();
        log.append(new RunEvent.Taken(ProcessHandle.current().pid()));
        SafeFolder.sweep(run.path());
        SafeFolder.sweep(run.stage(0).getParent());
        var end = new Course(log, history).runToItsEnd();
        control.answered();
        return end;
      }
    }
  }

  /** What the log says has been done. */
  private static final class History {
    private Optional<WorkerInfo> lastWorker = Optional.empty();
    private final List<Best> bests = new ArrayList<>();
    private Map<Split, EntityScores> scores = Map.of();
    private int stagesDone;
    private int trainedStage;
    private long trainedStep;
    private boolean finished;

    /** The best valid F1 of a stage at one of its steps. */
    private record Best(int stage, long step, double f1) {}

    void add(EventLog.Entry entry) {
      switch (entry.event()) {
        case RunEvent.Trained(var stage, var training) -> add(stage, training);
        case RunEvent.Started started -> lastWorker = Optional.of(started.worker());
        case RunEvent.Resumed resumed -> lastWorker = Optional.of(resumed.worker());
        case RunEvent.StageEnded ended -> {
          stagesDone = ended.stage() + 1;
          scores = ended.scores();
        }
        case RunEvent.Finished end -> finished = true;
        default -> {}
      }
    }

    private void add(int stage, TrainingEvent training) {
      if (training instanceof TrainingEvent.Preparing) {
        return;
      }
      trainedStage = stage;
      trainedStep = training.step();
      if (training instanceof TrainingEvent.Evaluated evaluated && evaluated.best()) {
        bests.add(new Best(stage, evaluated.step(), evaluated.scores().f1()));
      }
    }

    /** The step that a stage ended with; 0 if it did not train. */
    long lastStep(int stage) {
      return stage == trainedStage ? trainedStep : 0;
    }

    /** The best valid F1 of a stage up to a step. */
    OptionalDouble f1(int stage, long step) {
      return bests.stream()
          .filter(best -> best.stage == stage && best.step <= step)
          .mapToDouble(Best::f1)
          .max();
    }
  }

  /** One worker's part of the run. */
  private final class Course {
    private final EventLog log;
    private final History history;
    private final Progress progress = new Progress();

    Course(EventLog log, History history) {
      this.log = log;
      this.history = history;
    }

    RunState runToItsEnd() {
      try {
        return stages();
      } catch (RuntimeException | Error e) {
        var full = StorageException.ofFullDisk(e);
        return full.isPresent() ? paused(full.get()) : failed(e);
      }
    }

    private RunState stages() {
      var spec = run.spec();
      var stages = spec.stages().size();
      var first = Math.min(history.stagesDone, stages - 1);
      progress.scores = history.scores;
      // Whoever wrote the last of them may have been killed before it could delete them.
      for (var stage = 0; stage < history.stagesDone; stage++) {
        store(spec, stage).clear();
      }
      var here = WorkerInfo.here(runner.engine(spec), runner.threads());
      var chosen = precision(spec, here);
      var checkpoints = store(spec, first);
      begin(
          here.computingIn(chosen),
          first,
          history.stagesDone < stages ? checkpoints.latestStep() : history.lastStep(first));
      try (var heart = new Heart(log, progress)) {
        for (var stage = history.stagesDone; stage < stages; stage++) {
          var outcome =
              stage(
                  spec,
                  stage,
                  chosen.precision(),
                  stage == first ? checkpoints : store(spec, stage));
          heart.rest();
          switch (outcome) {
            case Outcome.Finished finished -> progress.scores = finished.scores();
            case Outcome.Paused paused -> {
              end(new RunEvent.Paused(stage, paused.step(), Optional.empty()));
              return RunState.PAUSED;
            }
            case Outcome.Stopped stopped -> {
              end(new RunEvent.Stopped(stage, stopped.step(), stopped.scores()));
              return RunState.STOPPED;
            }
          }
          heart.beat();
        }
      }
      end(new RunEvent.Finished(progress.scores));
      return RunState.FINISHED;
    }

    /**
     * A run that goes on computes as it began, whatever a later timing says: only on another kind
     * of machine, where its bits are other ones anyway, is it decided anew.
     */
    private WorkerInfo.Chosen precision(RunSpec spec, WorkerInfo here) {
      return history
          .lastWorker
          .filter(here::isAsFastAs)
          .flatMap(WorkerInfo::precision)
          .orElseGet(() -> WorkerInfo.Chosen.of(runner.precision(spec)));
    }

    private void begin(WorkerInfo worker, int stage, long step) {
      progress.at(stage, step);
      progress.reached(history.f1(stage, step));
      if (history.lastWorker.isEmpty()) {
        log.append(new RunEvent.Started(worker));
        return;
      }
      log.append(new RunEvent.Resumed(worker, stage, step));
      var differences = worker.differences(history.lastWorker.get());
      if (!differences.isEmpty()) {
        log.append(
            new RunEvent.Warning(
                "The run goes on elsewhere than it began, so the result may differ in its last bits: "
                    + String.join("; ", differences)
                    + "."));
      }
    }

    private CheckpointStore store(RunSpec spec, int stage) {
      return new CheckpointStore(
          run.checkpoints(),
          stage,
          spec.checkpoint(),
          message -> log.append(new RunEvent.Warning(message)),
          saved -> {
            log.append(
                new RunEvent.CheckpointWritten(
                    stage, saved.step(), saved.best(), saved.bytes(), saved.seconds()));
            log.sync();
          },
          System::nanoTime);
    }

    private Outcome stage(
        RunSpec spec, int stage, Precision precision, CheckpointStore checkpoints) {
      var technique = spec.stages().get(stage);
      var last = stage == spec.stages().size() - 1;
      var started = System.nanoTime();
      var step = checkpoints.latestStep();
      progress.at(stage, step);
      log.append(new RunEvent.StageStarted(stage, technique.label(), step));
      log.sync();
      var start = startOf(spec, stage);
      // What a stop leaves is the run's result, though an earlier stage made it.
      try (var result = SafeFolder.begin(last ? run.model() : run.stage(stage))) {
        var outcome =
            runner.run(
                new StageRunner.Context(
                    spec,
                    stage,
                    precision,
                    start,
                    result.folder(),
                    checkpoints,
                    event -> {
                      progress.add(event);
                      log.append(new RunEvent.Trained(stage, event));
                    },
                    event -> log.append(new RunEvent.Compressed(stage, event)),
                    control,
                    message -> log.append(new RunEvent.Warning(message))));
        switch (outcome) {
          case Outcome.Finished finished -> {
            commit(result, finished.scores());
            var seconds = (System.nanoTime() - started) / 1e9;
            log.append(new RunEvent.StageEnded(stage, seconds, finished.scores()));
            log.sync();
            checkpoints.clear();
          }
          case Outcome.Stopped stopped ->
              commit(new SafeFolder.Part(result.folder(), run.model()), stopped.scores());
          case Outcome.Paused paused -> {}
        }
        return outcome;
      }
    }

    private Optional<Path> startOf(RunSpec spec, int stage) {
      if (stage == 0) {
        return spec.start().folder(workspace);
      }
      var before = run.stage(stage - 1);
      if (!Files.isDirectory(before)) {
        throw new UserException(
            "The model of stage "
                + stage
                + " is gone from "
                + before
                + ": bring it back, or start the run anew.");
      }
      return Optional.of(before);
    }

    private void commit(SafeFolder.Part result, Map<Split, EntityScores> scores) {
      AtomicFile.write(
          result.folder().resolve("scores.json"), Json.PRETTY.writeValueAsString(scores) + "\n");
      result.commit();
    }

    private RunState paused(StorageException reason) {
      LOG.error("The run pauses", reason);
      end(new RunEvent.Paused(progress.stage, progress.step, Optional.of(reason.getMessage())));
      return RunState.PAUSED;
    }

    private RunState failed(Throwable failure) {
      if (failure instanceof UserException) {
        LOG.error("The run failed: {}", failure.getMessage());
        end(new RunEvent.Failed(failure.getMessage()));
      } else {
        LOG.error("The run failed", failure);
        end(
            new RunEvent.Failed(
                "The worker failed unexpectedly ("
                    + failure
                    + "); this is a defect, please report it with worker.log."));
      }
      return RunState.FAILED;
    }

    private void end(RunEvent.End event) {
      log.append(event);
      log.sync();
    }
  }

  /** Where the course is; written by the training's thread and read by the heart's. */
  private static final class Progress {
    private volatile int stage;
    private volatile long step;
    private volatile OptionalDouble f1 = OptionalDouble.empty();
    private ShownF1 shown = new ShownF1();
    private Map<Split, EntityScores> scores = Map.of();

    void at(int nowStage, long nowStep) {
      if (nowStage != stage) {
        reached(OptionalDouble.empty());
      }
      stage = nowStage;
      step = nowStep;
    }

    void reached(OptionalDouble before) {
      shown = new ShownF1(before);
      f1 = before;
    }

    void add(TrainingEvent event) {
      if (!(event instanceof TrainingEvent.Preparing)) {
        step = event.step();
      }
      if (event instanceof TrainingEvent.Evaluated evaluated) {
        shown.add(evaluated);
        f1 = shown.value();
      }
    }
  }

  /** Writes a heartbeat every few seconds while it beats. */
  private static final class Heart implements AutoCloseable {
    private final EventLog log;
    private final Progress progress;
    private final Thread thread;
    private boolean beating = true;

    Heart(EventLog log, Progress progress) {
      this.log = log;
      this.progress = progress;
      this.thread = Thread.ofPlatform().daemon().name("heart").start(this::live);
    }

    private void live() {
      try {
        while (true) {
          pulse();
          Thread.sleep(HEARTBEAT);
        }
      } catch (InterruptedException e) {
        // closed
      }
    }

    private synchronized void pulse() {
      if (!beating) {
        return;
      }
      try {
        log.append(
            new RunEvent.Heartbeat(
                progress.stage, progress.step, Machine.residentBytes(), progress.f1));
      } catch (StorageException e) {
        LOG.warn("No heartbeat: the training's own next record will say why", e);
      }
    }

    /** From here on nothing is written behind the log's last word. */
    synchronized void rest() {
      beating = false;
    }

    synchronized void beat() {
      beating = true;
    }

    @Override
    public void close() {
      rest();
      thread.interrupt();
    }
  }
}
