package bonsai.app.chart;

import java.util.List;

/**
 * One curve: numbers over a step, an epoch or a time, with what is needed to draw any part of it
 * fast. Of one thread.
 */
public final class Series {
  /** How a curve is drawn. */
  public enum Look {
    /** A line of numbers that were measured: it can be smoothed. */
    LINE,
    /** A line of numbers that were chosen or counted: smoothing would make them wrong. */
    EXACT_LINE,
    /** A line with a dot on each number: for few numbers. */
    DOTTED_LINE,
    /** A ring on each number. */
    RINGS
  }

  private final String owner;
  private final String kind;
  private final String name;
  private final int colour;
  private final Look look;

  private List<Column> xs = List.of();
  private Column breaks = Column.NONE;
  private Column aside = Column.NONE;
  private long generation = -1;
  private final MinMax raw = new MinMax();
  private Smoothing smoothing = new Smoothing(0);
  private DoubleArray smoothed = new DoubleArray();
  private final MinMax smooth = new MinMax();

  /**
   * @param owner whose curve it is: curves of one owner are hidden and selected together
   * @param kind tells apart several curves of one owner in one chart; else empty
   * @param name what its owner is called
   * @param colour the place of its colour among the palette's
   */
  public Series(String owner, String kind, String name, int colour, Look look) {
    this.owner = owner;
    this.kind = kind;
    this.name = name;
    this.colour = colour;
    this.look = look;
  }

  public String owner() {
    return owner;
  }

  public String kind() {
    return kind;
  }

  /** The owner's name with the kind. */
  public String name() {
    return kind.isEmpty() ? name : name + " " + kind;
  }

  public int colour() {
    return colour;
  }

  public Look look() {
    return look;
  }

  /**
   * Takes over the numbers there are now; costs time only for what is new in the same generation.
   *
   * @param xs where the numbers are on each x axis of the group, none ever falling
   * @param y as long as those
   * @param breaks indices, rising, of numbers that no line leads to from the one before
   * @param generation another one means that numbers have changed, and not only been added
   */
  public void data(List<Column> xs, Column y, Column breaks, long generation) {
    for (var x : xs) {
      if (x.size() < y.size()) {
        throw new IllegalArgumentException(x.size() + " places for " + y.size() + " numbers");
      }
    }
    this.xs = List.copyOf(xs);
    this.breaks = breaks;
    if (generation == this.generation && y.size() >= raw.column().size()) {
      raw.grow(y);
    } else {
      raw.reset(y);
      forgetSmoothed();
    }
    this.generation = generation;
    growSmoothed();
  }

  /**
   * Sets numbers aside: they are drawn where they are in view, but nobody zooms out for them.
   *
   * @param indices of them, rising
   */
  public void aside(Column indices) {
    aside = indices;
  }

  Column aside() {
    return aside;
  }

  /** Sets what the past weighs in the smoothed curve, from 0 to below 1. */
  public void smooth(double weight) {
    if (weight != smoothing.weight()) {
      smoothing = new Smoothing(weight);
      forgetSmoothed();
      growSmoothed();
    }
  }

  private void forgetSmoothed() {
    smoothing = new Smoothing(smoothing.weight());
    smoothed = new DoubleArray();
    smooth.reset(Column.NONE);
  }

  private void growSmoothed() {
    if (!isSmoothed()) {
      return;
    }
    var values = raw.column();
    for (var i = smoothed.size(); i < values.size(); i++) {
      smoothed.add(smoothing.next(values.get(i)));
    }
    smooth.grow(smoothed.column());
  }

  /** Whether a smoothed curve is drawn over the raw one. */
  boolean isSmoothed() {
    return smoothing.weight() > 0 && look == Look.LINE;
  }

  public int size() {
    return raw.column().size();
  }

  /** The places on an axis of the group. */
  Column x(int axis) {
    return axis < xs.size() ? xs.get(axis) : Column.NONE;
  }

  Column y() {
    return raw.column();
  }

  /** The smoothed numbers; empty unless {@link #isSmoothed()}. */
  Column smoothedY() {
    return smooth.column();
  }

  MinMax raw() {
    return raw;
  }

  MinMax smooth() {
    return smooth;
  }

  Column breaks() {
    return breaks;
  }

  /** The index of the first number in or behind a range, and that of the first one behind it. */
  int from(int axis, Range range) {
    return Math.min(x(axis).firstAtLeast(range.low()), size());
  }

  int to(int axis, Range range) {
    return Math.min(x(axis).firstAtLeast(Math.nextUp(range.high())), size());
  }
}
