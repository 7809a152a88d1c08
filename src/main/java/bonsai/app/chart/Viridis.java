package bonsai.app.chart;

import javafx.scene.paint.Color;

/**
 * The colour map viridis (van der Walt and Smith, 2015), in which equal steps of a number look
 * equal, also to the colour-blind and in grey; by the polynomial of the sixth degree that Matt
 * Zucker fitted to it (public domain).
 */
public final class Viridis {
  private static final int SIZE = 256;

  private static final double[][] COEFFICIENTS = {
    {0.2777273272234177, 0.005407344544966578, 0.3340998053353061},
    {0.1050930431085774, 1.404613529898575, 1.384590162594685},
    {-0.3308618287255563, 0.214847559468213, 0.09509516302823659},
    {-4.634230498983486, -5.799100973351585, -19.33244095627987},
    {6.228269936347081, 14.17993336680509, 56.69055260068105},
    {4.776384997670288, -13.74514537774601, -65.35303263337234},
    {-5.435455855934631, 4.645852612178535, 26.3124352495832}
  };

  private static final Color[] COLOURS = colours();

  private Viridis() {}

  /** From dark violet for 0 to yellow for 1. */
  public static Color colour(double share) {
    return COLOURS[(int) Math.round(Math.clamp(share, 0, 1) * (SIZE - 1))];
  }

  /** What can be read on {@link #colour}: black or white. */
  public static Color ink(double share) {
    return share < 0.55 ? Color.WHITE : Color.BLACK;
  }

  private static Color[] colours() {
    var colours = new Color[SIZE];
    for (var i = 0; i < SIZE; i++) {
      var rgb = new int[3];
      for (var channel = 0; channel < 3; channel++) {
        var value = 0.0;
        for (var power = COEFFICIENTS.length - 1; power >= 0; power--) {
          value = value * i / (SIZE - 1) + COEFFICIENTS[power][channel];
        }
        rgb[channel] = (int) Math.round(255 * Math.clamp(value, 0, 1));
      }
      colours[i] = Color.rgb(rgb[0], rgb[1], rgb[2]);
    }
    return colours;
  }
}
