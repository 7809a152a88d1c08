package bonsai.app.chart;

/**
 * Where a number is on the screen.
 *
 * @param low the number at {@code from}
 * @param high the number at {@code to}, more than {@code low}
 * @param log whether equal distances are equal ratios; both numbers are then positive
 */
record Scale(double low, double high, boolean log, double from, double to) {
  Scale {
    if (!(low < high) || log && !(low > 0)) {
      throw new IllegalArgumentException("a scale from " + low + " to " + high);
    }
  }

  /** The place of a number; what a logarithm cannot show lies far off the low end. */
  double place(double value) {
    if (!log) {
      return from + (value - low) / (high - low) * (to - from);
    }
    return value > 0
        ? from + Math.log(value / low) / Math.log(high / low) * (to - from)
        : from - 10 * (to - from);
  }

  /** The number at a place. */
  double value(double place) {
    var share = (place - from) / (to - from);
    return log ? low * Math.pow(high / low, share) : low + share * (high - low);
  }

  /** What is in view. */
  Range range() {
    return new Range(low, high);
  }

  /** The range that is in view once the numbers have been moved by so many pixels. */
  Range moved(double pixels) {
    return new Range(value(from - pixels), value(to - pixels));
  }

  /**
   * The range in view once what is at a place has been magnified there.
   *
   * @param factor more than 1 shows more detail
   */
  Range zoomed(double place, double factor) {
    return new Range(value(place + (from - place) / factor), value(place + (to - place) / factor));
  }
}
