package bonsai.app.chart;

/** From a number to a larger one. */
public record Range(double low, double high) {
  /** Nothing yet: what is joined with it replaces it. */
  static final Range NONE = new Range(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);

  boolean isEmpty() {
    return !(low <= high);
  }

  /** Whether it can be shown: finite, and wider than numbers can be told apart. */
  boolean isWide() {
    var size = Math.max(Math.abs(low), Math.abs(high));
    return Double.isFinite(low) && Double.isFinite(high) && high - low > size * 1e-12;
  }

  Range join(double otherLow, double otherHigh) {
    return new Range(Math.min(low, otherLow), Math.max(high, otherHigh));
  }

  Range join(Range other) {
    return join(other.low, other.high);
  }

  boolean contains(double value) {
    return low <= value && value <= high;
  }
}
