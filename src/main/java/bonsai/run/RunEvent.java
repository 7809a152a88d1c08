package bonsai.run;

import bonsai.compress.CompressionEvent;
import bonsai.ner.EntityScores;
import bonsai.ner.Split;
import bonsai.train.TrainingEvent;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** One record of a run's event log; the field {@code type} tells the kinds apart. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = RunEvent.Taken.class, name = "taken"),
  @JsonSubTypes.Type(value = RunEvent.Started.class, name = "started"),
  @JsonSubTypes.Type(value = RunEvent.Resumed.class, name = "resumed"),
  @JsonSubTypes.Type(value = RunEvent.StageStarted.class, name = "stage-started"),
  @JsonSubTypes.Type(value = RunEvent.Trained.class, name = "training"),
  @JsonSubTypes.Type(value = RunEvent.Compressed.class, name = "compression"),
  @JsonSubTypes.Type(value = RunEvent.CheckpointWritten.class, name = "checkpoint"),
  @JsonSubTypes.Type(value = RunEvent.Warning.class, name = "warning"),
  @JsonSubTypes.Type(value = RunEvent.Heartbeat.class, name = "heartbeat"),
  @JsonSubTypes.Type(value = RunEvent.StageEnded.class, name = "stage-ended"),
  @JsonSubTypes.Type(value = RunEvent.Paused.class, name = "paused"),
  @JsonSubTypes.Type(value = RunEvent.Stopped.class, name = "stopped"),
  @JsonSubTypes.Type(value = RunEvent.Finished.class, name = "finished"),
  @JsonSubTypes.Type(value = RunEvent.Failed.class, name = "failed")
})
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public sealed interface RunEvent {
  /** What a worker says last: after it the run is at rest. */
  sealed interface End extends RunEvent {}

  /**
   * A worker has the run and makes ready: it loads the engine and looks through the checkpoints,
   * which may take minutes. {@link Started} or {@link Resumed} follows.
   */
  record Taken(long pid) implements RunEvent {}

  /** A worker began the run. */
  record Started(WorkerInfo worker) implements RunEvent {}

  /**
   * A worker goes on with the run after the given step of the given stage. What the log says before
   * of later steps of that stage is superseded: those steps are done again.
   */
  record Resumed(WorkerInfo worker, int stage, long step) implements RunEvent {}

  /** A stage begins, or goes on after the given step. */
  record StageStarted(int stage, String technique, long step) implements RunEvent {}

  /** The stage's training said something. */
  record Trained(int stage, TrainingEvent training) implements RunEvent {}

  /**
   * The stage has made a matrix smaller. A resumed stage does that again, and says so again: what
   * came last of a matrix holds.
   */
  record Compressed(int stage, CompressionEvent compression) implements RunEvent {}

  /**
   * A checkpoint is safely on the disk.
   *
   * @param best whether it is the best model so far, and not the state to go on from
   */
  record CheckpointWritten(int stage, long step, boolean best, long bytes, double seconds)
      implements RunEvent {}

  /** Something amiss that the run could live with, in one sentence. */
  record Warning(String message) implements RunEvent {}

  /**
   * The worker is alive: written every few seconds, with where it is, so that the end of a log says
   * how the run is doing.
   *
   * @param residentBytes the worker's resident memory
   * @param f1 the stage's best valid F1 so far
   */
  record Heartbeat(int stage, long step, long residentBytes, OptionalDouble f1)
      implements RunEvent {}

  /** A stage's model is safely on the disk. */
  record StageEnded(int stage, double seconds, Map<Split, EntityScores> scores)
      implements RunEvent {}

  /**
   * The run rests after a checkpoint and can be resumed.
   *
   * @param reason why, where nobody asked for it
   */
  record Paused(int stage, long step, Optional<String> reason) implements End {}

  /** The run was ended early: what it has learnt so far is its result; it can be resumed. */
  record Stopped(int stage, long step, Map<Split, EntityScores> scores) implements End {}

  /** The run is done. */
  record Finished(Map<Split, EntityScores> scores) implements End {}

  /** The run could not go on, for the reason given in one sentence; it can be resumed. */
  record Failed(String message) implements End {}
}
