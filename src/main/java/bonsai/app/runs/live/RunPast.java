package bonsai.app.runs.live;

import bonsai.app.chart.Column;
import bonsai.run.RunEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run's log has said up to some moment, in columns. Steps count through all stages. What a
 * resumed run has done again is there once, as it was done last.
 *
 * @param generation another one than before means that numbers have been dropped or changed, and
 *     not only added
 * @param parts of the loss and of the learning rate, in the order they came, where there are
 *     several
 * @param segments indices of the steps that a resumed worker began with
 * @param untrained indices of test scores of stages that took no step
 * @param borders where stages after the first begin
 * @param resumes where a worker went on
 * @param gates of each stage and part that has some, in the order they came
 * @param compressions what became of matrices, the last word on each
 * @param evaluationSeconds the mean time of an evaluation of a split; 0 before the first
 * @param stage the stage it is in, from 0
 * @param stageStep steps done in that stage, and {@code stageEpoch} epochs
 * @param start when the log begins
 * @param last when the worker last wrote
 * @param atRest whether the last record says that the worker has ended
 * @param unreadable why the log cannot be read now
 */
public record RunPast(
    long generation,
    Steps steps,
    Map<Part, Points> parts,
    Column segments,
    Points valid,
    Points test,
    Column untrained,
    Points memory,
    List<Place> borders,
    List<Place> resumes,
    List<GatePast> gates,
    List<RunEvent.Compressed> compressions,
    double evaluationSeconds,
    int stage,
    long stageStep,
    double stageEpoch,
    Optional<Instant> start,
    Optional<Instant> last,
    boolean atRest,
    Optional<String> unreadable) {
  /**
   * Optimizer steps.
   *
   * @param time seconds since the run began, without those in which no worker ran
   * @param seconds wall time of the step
   */
  public record Steps(
      Column step,
      Column epoch,
      Column time,
      Column loss,
      Column learningRate,
      Column gradientNorm,
      Column tokensPerSecond,
      Column seconds) {
    public int size() {
      return step.size();
    }

    /** Where they are on each x axis. */
    public List<Column> places() {
      return List.of(step, epoch, time);
    }
  }

  /** A number that not every run's steps have. */
  public record Part(Kind kind, String name) {
    /** What it is a part of. */
    public enum Kind {
      LOSS,
      LEARNING_RATE
    }
  }

  /** Numbers that come less often than steps. */
  public record Points(Column step, Column epoch, Column time, Column value) {
    public List<Column> places() {
      return List.of(step, epoch, time);
    }
  }

  /** A place on each x axis, and what is there. */
  public record Place(double step, double epoch, double time, String label) {
    public List<Double> places() {
      return List.of(step, epoch, time);
    }
  }
}
