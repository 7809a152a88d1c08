package bonsai.app.kit;

import javafx.scene.paint.Color;

/** WCAG 2.1's contrast ratio of two opaque colours. */
public final class Contrast {
  /** What success criterion 1.4.3 asks of text. */
  public static final double LEAST = 4.5;

  private Contrast() {}

  /** From 1, none at all, to 21, black on white. */
  public static double of(Color a, Color b) {
    var bright = Math.max(luminance(a), luminance(b));
    var dark = Math.min(luminance(a), luminance(b));
    return (bright + 0.05) / (dark + 0.05);
  }

  private static double luminance(Color colour) {
    return 0.2126 * linear(colour.getRed())
        + 0.7152 * linear(colour.getGreen())
        + 0.0722 * linear(colour.getBlue());
  }

  private static double linear(double channel) {
    return channel <= 0.04045 ? channel / 12.92 : Math.pow((channel + 0.055) / 1.055, 2.4);
  }
}
