package bonsai.app.chart;

/**
 * Something that curves can be drawn over.
 *
 * @param name such as {@code Step}
 * @param column its name in a CSV file
 * @param time whether its numbers are seconds
 */
public record XAxis(String name, String column, boolean time) {
  /** A number on this axis as it is written for people. */
  String format(double value) {
    return time ? Ticks.duration(value) : Ticks.number(value);
  }
}
