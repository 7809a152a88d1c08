package bonsai.train;

/**
 * Linear warm-up and linear decay to zero, as Hugging Face's {@code
 * get_linear_schedule_with_warmup}.
 *
 * @param peak the highest rate
 * @param warmupSteps steps of the rise; may be a fraction
 * @param totalSteps steps until it is zero
 */
public record LearningRate(double peak, double warmupSteps, long totalSteps) {
  /** The rate of a step, counted from 0. */
  public double at(long step) {
    if (step < warmupSteps) {
      return peak * step / warmupSteps;
    }
    return peak * Math.max(0, totalSteps - step) / Math.max(1e-9, totalSteps - warmupSteps);
  }
}
