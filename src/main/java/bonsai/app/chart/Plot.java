package bonsai.app.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableSet;

/** What a chart shows, and how far it is zoomed; knows no nodes. */
public final class Plot {
  /**
   * What a chart is about.
   *
   * @param title such as {@code Gradient norm}
   * @param unit what its numbers are in; may be empty
   * @param column the numbers' name in a CSV file
   * @param empty what is said while there are no numbers
   */
  public record About(String title, String unit, String column, String empty) {}

  /**
   * A place on the x axis with a meaning.
   *
   * @param places where it is on each axis of the group
   * @param label a few words; may be empty
   * @param faint whether it is of little weight
   */
  public record Mark(List<Double> places, String label, boolean faint) {}

  /** A number to compare with: a line across the chart. */
  public record Reference(String owner, double value, String label, int colour) {}

  /** A curve's number next to some place. */
  record Value(Series series, double x, double y, OptionalDouble smoothed) {}

  /**
   * Where everything is in a picture of some size.
   *
   * @param axis the place of the x axis in the group
   */
  record Frame(Scale x, Scale y, int axis, List<Ticks.Tick> xTicks, List<Ticks.Tick> yTicks) {
    double left() {
      return x.from();
    }

    double right() {
      return x.to();
    }

    double top() {
      return y.to();
    }

    double bottom() {
      return y.from();
    }

    boolean contains(double px, double py) {
      return px >= left() && px <= right() && py >= top() && py <= bottom();
    }
  }

  static final double TEXT = 11;
  static final double CHARACTER = 6.3;
  private static final double RIGHT = 14;
  private static final double TOP = 8;
  private static final double BOTTOM = 22;
  private static final double PAD = 0.05;

  private final About about;
  private final ChartGroup group;
  private final BooleanProperty logY = new SimpleBooleanProperty();
  private final ObjectProperty<Optional<Range>> yView =
      new SimpleObjectProperty<>(Optional.empty());
  private final ObservableSet<String> hiddenKinds = FXCollections.observableSet();
  private Optional<String> baseline = Optional.empty();
  private List<Series> series = List.of();
  private List<Mark> marks = List.of();
  private List<Reference> references = List.of();

  public Plot(About about, ChartGroup group) {
    this.about = about;
    this.group = group;
    group.add(this);
    logY.subscribe(() -> yView.set(Optional.empty()));
  }

  public About about() {
    return about;
  }

  public ChartGroup group() {
    return group;
  }

  public BooleanProperty logYProperty() {
    return logY;
  }

  /** The part of the y axis in view; empty shows all that the x axis leaves in view. */
  public ObjectProperty<Optional<Range>> yViewProperty() {
    return yView;
  }

  /** The kinds of curves that are not drawn. */
  public ObservableSet<String> hiddenKinds() {
    return hiddenKinds;
  }

  public List<Series> series() {
    return series;
  }

  /** Compares with the curves of this owner. */
  public void baseline(Optional<String> owner) {
    baseline = owner;
  }

  /** The places with a meaning that are shown. */
  public List<Mark> marks() {
    return marks;
  }

  List<Reference> references() {
    return references;
  }

  /** Shows these curves instead; the first is drawn over the others. */
  public void show(List<Series> newSeries, List<Mark> newMarks, List<Reference> newReferences) {
    series = List.copyOf(newSeries);
    marks = List.copyOf(newMarks);
    references = List.copyOf(newReferences);
  }

  boolean isVisible(Series one) {
    return !group.hidden().contains(one.owner()) && !hiddenKinds.contains(one.kind());
  }

  List<Series> visible() {
    return series.stream().filter(this::isVisible).toList();
  }

  /** Whether there is any number at all, also of hidden curves. */
  boolean isEmpty() {
    return series.stream().allMatch(one -> one.size() == 0);
  }

  /** From the first to the last number of the curves that are not hidden. */
  Range xExtent() {
    var axis = group.axisProperty().get();
    var all = Range.NONE;
    for (var one : series) {
      if (isVisible(one) && one.size() > 0) {
        var x = one.x(axis);
        var first = group.logXProperty().get() ? x.firstAtLeast(Double.MIN_NORMAL) : 0;
        if (first < one.size()) {
          all = all.join(x.get(first), x.get(one.size() - 1));
        }
      }
    }
    return all;
  }

  /** Lays the picture out in a rectangle. */
  Frame frame(double x, double y, double width, double height) {
    var axis = group.axisProperty().get();
    var xRange = group.xRange();
    var yRange = yRange(axis, xRange);
    var top = y + TOP;
    var bottom = Math.max(y + height - BOTTOM, top + 10);
    var most = Math.clamp((int) ((bottom - top) / 24), 2, 12);
    var yTicks = logY.get() ? Ticks.log(yRange, most) : Ticks.linear(yRange, most);
    var longest = yTicks.stream().mapToInt(tick -> tick.label().length()).max().orElse(1);
    var left = x + Math.ceil(14 + CHARACTER * Math.max(longest, 3));
    var right = Math.max(x + width - rightMargin(xRange), left + 10);
    var xMost = Math.clamp((int) ((right - left) / (group.axis().time() ? 96 : 72)), 2, 16);
    List<Ticks.Tick> xTicks;
    if (group.logXProperty().get()) {
      xTicks = logTicks(xRange, xMost);
    } else if (group.axis().time()) {
      xTicks = Ticks.time(xRange, xMost);
    } else {
      xTicks = Ticks.linear(xRange, xMost);
    }
    return new Frame(
        new Scale(xRange.low(), xRange.high(), group.logXProperty().get(), left, right),
        new Scale(yRange.low(), yRange.high(), logY.get(), bottom, top),
        axis,
        xTicks,
        yTicks);
  }

  /** Room for half of a label at the very end of the axis. */
  private double rightMargin(Range xRange) {
    return Math.ceil(
        Math.max(RIGHT, 4 + CHARACTER * group.axis().format(xRange.high()).length() / 2));
  }

  private List<Ticks.Tick> logTicks(Range range, int most) {
    var ticks = Ticks.log(range, most);
    return group.axis().time()
        ? ticks.stream().map(t -> new Ticks.Tick(t.value(), Ticks.duration(t.value()))).toList()
        : ticks;
  }

  private Range yRange(int axis, Range xRange) {
    return yView.get().orElseGet(() -> fit(axis, xRange));
  }

  private Range fit(int axis, Range xRange) {
    var all = extent(axis, xRange, false);
    if (all.isEmpty()) {
      all = extent(axis, xRange, true);
    }
    if (!all.isEmpty()) {
      for (var reference : references) {
        if (isVisible(reference) && hasPlace(reference.value())) {
          all = all.join(reference.value(), reference.value());
        }
      }
    }
    return padded(all);
  }

  /** A logarithmic axis has none for a zero, and no axis has one for what is not finite. */
  private boolean hasPlace(double value) {
    return Double.isFinite(value) && (value > 0 || !logY.get());
  }

  /**
   * From the smallest to the largest number in view.
   *
   * @param whole with those that are set aside
   */
  private Range extent(int axis, Range xRange, boolean whole) {
    var all = Range.NONE;
    for (var one : series) {
      if (isVisible(one)) {
        var from = one.from(axis, xRange);
        var to = one.to(axis, xRange);
        var aside = whole ? Column.NONE : one.aside();
        for (var i = aside.firstAtLeast(from); i < aside.size() && aside.get(i) < to; i++) {
          all = all.join(extent(one, from, (int) aside.get(i)));
          from = (int) aside.get(i) + 1;
        }
        all = all.join(extent(one, from, to));
      }
    }
    return all;
  }

  private Range extent(Series one, int from, int to) {
    one.raw().look(from, to);
    var low = one.raw().min();
    if (logY.get() && low <= 0) {
      low = smallestPositive(one.y(), from, to);
    }
    return new Range(low, one.raw().max());
  }

  /** Only where a logarithm meets a zero: no pyramid of blocks is kept for that. */
  private static double smallestPositive(Column y, int from, int to) {
    var smallest = Double.POSITIVE_INFINITY;
    for (var i = from; i < to; i++) {
      if (y.get(i) > 0 && y.get(i) < smallest) {
        smallest = y.get(i);
      }
    }
    return smallest;
  }

  private Range padded(Range all) {
    if (logY.get()) {
      if (all.isEmpty() || !(all.high() > Double.MIN_NORMAL) || !Double.isFinite(all.high())) {
        return new Range(0.1, 1);
      }
      var low = Math.max(Double.MIN_NORMAL, all.low());
      var ratio = all.isWide() ? Math.pow(all.high() / low, PAD) : 1.5;
      return new Range(
          Math.max(Double.MIN_NORMAL, low / ratio), Math.min(Double.MAX_VALUE, all.high() * ratio));
    }
    if (all.isEmpty() || !Double.isFinite(all.high() - all.low())) {
      return new Range(0, 1);
    }
    var pad =
        all.isWide()
            ? PAD * (all.high() - all.low())
            : all.high() == 0 ? 1 : 0.1 * Math.abs(all.high());
    var low = all.low() - pad;
    return new Range(all.low() >= 0 ? Math.max(0, low) : low, all.high() + pad);
  }

  boolean isVisible(Reference reference) {
    return !group.hidden().contains(reference.owner());
  }

  /** Each visible curve's number next to a place on the x axis. */
  List<Value> values(double x) {
    var axis = group.axisProperty().get();
    var values = new ArrayList<Value>();
    for (var one : visible()) {
      var places = one.x(axis);
      var index = new Column(places.values(), one.size()).nearest(x);
      if (index >= 0) {
        values.add(
            new Value(
                one,
                places.get(index),
                one.y().get(index),
                one.isSmoothed()
                    ? OptionalDouble.of(one.smoothedY().get(index))
                    : OptionalDouble.empty()));
      }
    }
    return values;
  }

  /** How a number differs from the baseline's, with its sign; empty where there is none. */
  String difference(Value value, List<Value> others) {
    if (baseline.isEmpty() || baseline.get().equals(value.series().owner())) {
      return "";
    }
    return others.stream()
        .filter(other -> other.series().owner().equals(baseline.get()))
        .filter(other -> other.series().kind().equals(value.series().kind()))
        .findFirst()
        .map(
            other -> {
              var by = value.smoothed().orElse(value.y()) - other.smoothed().orElse(other.y());
              return (by > 0 ? "+" : "") + Ticks.number(by);
            })
        .orElse("");
  }

  /** The place of the number that is one number on from a place, on the curve with most numbers. */
  OptionalDouble neighbour(OptionalDouble from, int by) {
    var axis = group.axisProperty().get();
    var densest =
        visible().stream()
            .filter(one -> one.size() > 0)
            .max((a, b) -> Integer.compare(a.size(), b.size()));
    if (densest.isEmpty()) {
      return OptionalDouble.empty();
    }
    var places = new Column(densest.get().x(axis).values(), densest.get().size());
    var index =
        from.isPresent() ? places.nearest(from.getAsDouble()) + by : by > 0 ? 0 : places.size() - 1;
    return OptionalDouble.of(places.get(Math.clamp(index, 0, places.size() - 1)));
  }

  /** The kinds of curves, where there is more than one, in the order they are drawn. */
  List<String> kinds() {
    var kinds = series.stream().map(Series::kind).distinct().toList();
    return kinds.size() > 1 ? kinds : List.of();
  }

  /** One sentence for who does not see the picture. */
  String inWords() {
    if (isEmpty()) {
      return about.title() + ": " + about.empty() + ".";
    }
    var text = new StringBuilder(about.title()).append(", line chart");
    if (!about.unit().isEmpty()) {
      text.append(", in ").append(about.unit());
    }
    text.append('.');
    Predicate<Series> hasNumbers = one -> one.size() > 0;
    for (var one : visible().stream().filter(hasNumbers).limit(8).toList()) {
      text.append(' ')
          .append(one.name())
          .append(": ")
          .append(Ticks.number(one.y().last()))
          .append(" at ")
          .append(group.axis().name().toLowerCase(Locale.ROOT))
          .append(' ')
          .append(group.axis().format(one.x(group.axisProperty().get()).get(one.size() - 1)))
          .append('.');
    }
    return text.toString();
  }
}
