package bonsai.run;

import bonsai.ner.DataSource;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a run does: the content of {@code run.json}, written once.
 *
 * @param name what people call it, {@code [A-Za-z0-9_.-]{1,64}}
 * @param seed decides every random draw of the run
 * @param stages the techniques in order; each starts from the model that the one before it left
 * @param checkpoint when the worker saves its state
 * @param limit the most parameters that the result may have
 */
public record RunSpec(
    int version,
    String name,
    long seed,
    Device device,
    Precision precision,
    DataSource data,
    Start start,
    List<Technique> stages,
    CheckpointPolicy checkpoint,
    OptionalLong limit) {
  /** The version this program reads and writes. */
  public static final int VERSION = 1;

  public RunSpec {
    stages = List.copyOf(stages);
  }

  /** Where to compute. */
  public enum Device {
    /** CUDA where it works, else the CPU. */
    AUTO,
    CPU,
    CUDA
  }

  /** What matrix products are computed in; parameters are always float32. */
  public enum Precision {
    /** Whatever a short timing finds faster on this machine. */
    AUTO,
    FLOAT32,
    BFLOAT16
  }

  /**
   * When the worker saves its state; whichever comes first, 0 turns one off.
   *
   * @param everySteps after so many optimizer steps
   * @param everyMinutes after so many minutes
   */
  public record CheckpointPolicy(int everySteps, double everyMinutes) {}
}
