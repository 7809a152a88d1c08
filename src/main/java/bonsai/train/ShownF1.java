package bonsai.train;

import java.util.OptionalDouble;

/**
 * The F1 that a stage has reached: its best; or, where the last state is what counts, so that none
 * is called the best, its latest.
 */
public final class ShownF1 {
  private OptionalDouble value;
  private boolean best;

  /** Nothing is known yet. */
  public ShownF1() {
    this(OptionalDouble.empty());
  }

  /**
   * @param before the best that the stage reached before, if it was told of one
   */
  public ShownF1(OptionalDouble before) {
    value = before;
    best = before.isPresent();
  }

  /** Takes an evaluation of the stage into account. */
  public void add(TrainingEvent.Evaluated evaluated) {
    if (evaluated.best() || !best) {
      best |= evaluated.best();
      value = OptionalDouble.of(evaluated.scores().f1());
    }
  }

  /** Empty before the first evaluation. */
  public OptionalDouble value() {
    return value;
  }
}
