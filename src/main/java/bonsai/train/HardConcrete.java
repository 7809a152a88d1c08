package bonsai.train;

/**
 * The hard-concrete distribution of a gate: a number from 0 to 1 that is exactly 0 or exactly 1
 * with a probability above 0 (Louizos et al., arXiv 1712.01312, section 2.2; constants as published
 * by Voita et al., arXiv 1905.09418).
 */
public final class HardConcrete {
  /** β, the temperature. */
  public static final double BETA = 0.33;

  /** γ, which 0 is stretched to. */
  public static final double GAMMA = -0.1;

  /** ζ, which 1 is stretched to. */
  public static final double ZETA = 1.1;

  private HardConcrete() {}

  /**
   * A sample (equations 10 and 11).
   *
   * @param uniform u, between 0 and 1
   */
  public static double sampled(double logAlpha, double uniform) {
    var logistic = Math.log(uniform) - Math.log1p(-uniform);
    return stretched((logistic + logAlpha) / BETA);
  }

  /** How open the gate is when tagging (equation 13). */
  public static double deterministic(double logAlpha) {
    return stretched(logAlpha);
  }

  /** The probability that a sample is not 0 (equation 12). */
  public static double openProbability(double logAlpha) {
    return sigmoid(logAlpha - BETA * Math.log(-GAMMA / ZETA));
  }

  private static double stretched(double logit) {
    return Math.clamp(sigmoid(logit) * (ZETA - GAMMA) + GAMMA, 0, 1);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
