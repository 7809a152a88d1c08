package bonsai.app.chart;

/**
 * An exponential moving average over every number, without the bias of its start: {@code s ← w·s +
 * (1−w)·y}, divided by {@code 1−wⁿ} (as in Adam, Kingma and Ba 2015, section 3; TensorBoard's
 * smoothing is the same). What is not finite is passed over and stays a gap.
 */
final class Smoothing {
  private final double weight;
  private double sum;

  /** {@code wⁿ}, after n finite numbers. */
  private double bias = 1;

  /**
   * @param weight what the past weighs, from 0 (nothing is smoothed) to below 1
   */
  Smoothing(double weight) {
    if (!(weight >= 0 && weight < 1)) {
      throw new IllegalArgumentException("a weight of " + weight);
    }
    this.weight = weight;
  }

  double weight() {
    return weight;
  }

  /** The average up to and with the next number. */
  double next(double value) {
    if (!Double.isFinite(value)) {
      return value;
    }
    sum = weight * sum + (1 - weight) * value;
    bias *= weight;
    return sum / (1 - bias);
  }
}
