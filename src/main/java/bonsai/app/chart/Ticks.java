package bonsai.app.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The places of an axis that are labelled: round numbers, not too many. */
final class Ticks {
  /** A place with its label. */
  record Tick(double value, String label) {}

  private static final double[] TIME_STEPS = {
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400,
    172800, 432000, 864000
  };

  private Ticks() {}

  /**
   * Multiples of 1, 2 or 5 times a power of ten.
   *
   * @param most how many there may be, at least 2
   */
  static List<Tick> linear(Range range, int most) {
    var step = niceStep((range.high() - range.low()) / most);
    var digits = Math.max(0, (int) -Math.floor(Math.log10(step) + 1e-9));
    var size = Math.max(Math.abs(range.low()), Math.abs(range.high()));
    var ticks = new ArrayList<Tick>();
    for (var value : multiples(range, step)) {
      ticks.add(new Tick(value, linearLabel(value, step, size, digits)));
    }
    return ticks;
  }

  private static String linearLabel(double value, double step, double size, int digits) {
    if (value == 0) {
      return "0";
    }
    if (size < 1e-3 || size >= 1e7) {
      var significant =
          Math.max(0, (int) Math.round(Math.floor(log10(value) - log10(step) + 1e-9)));
      return scientific(value, significant);
    }
    return minus(String.format(Locale.ROOT, "%,." + digits + "f", value));
  }

  private static double log10(double value) {
    return Math.floor(Math.log10(Math.abs(value)) + 1e-9);
  }

  /**
   * Powers of ten; with 2 and 5 between where there is room; in less than a decade, linear ones.
   *
   * @param range of positive numbers; any other has no ticks
   */
  static List<Tick> log(Range range, int most) {
    if (!(range.low() > 0) || !(range.high() >= range.low()) || !Double.isFinite(range.high())) {
      return List.of();
    }
    var decades = Math.log10(range.high() / range.low());
    if (decades < 1) {
      return linear(range, most);
    }
    var factors = decades * 3 <= most ? new int[] {1, 2, 5} : new int[] {1};
    var every = Math.max(1, (int) Math.ceil(decades / most));
    var ticks = new ArrayList<Tick>();
    var last = (int) Math.floor(Math.log10(range.high()) + 1e-9);
    for (var power = (int) Math.floor(Math.log10(range.low())); power <= last; power++) {
      if (Math.floorMod(power, every) != 0) {
        continue;
      }
      for (var factor : factors) {
        var value = Double.parseDouble(factor + "e" + power);
        if (range.contains(value)) {
          ticks.add(new Tick(value, number(value)));
        }
      }
    }
    return ticks;
  }

  /** Round times, from numbers in seconds. */
  static List<Tick> time(Range range, int most) {
    var wanted = (range.high() - range.low()) / most;
    if (wanted < 1) {
      return linear(range, most).stream().map(t -> new Tick(t.value(), t.label() + " s")).toList();
    }
    var step = TIME_STEPS[TIME_STEPS.length - 1];
    for (var i = TIME_STEPS.length - 1; i >= 0 && TIME_STEPS[i] >= wanted; i--) {
      step = TIME_STEPS[i];
    }
    if (step < wanted) {
      step = 86400 * niceStep(wanted / 86400);
    }
    var ticks = new ArrayList<Tick>();
    for (var value : multiples(range, step)) {
      ticks.add(new Tick(value, duration(value)));
    }
    return ticks;
  }

  private static double niceStep(double wanted) {
    var power = Math.pow(10, Math.floor(Math.log10(wanted)));
    for (var factor : new int[] {1, 2, 5}) {
      if (factor * power >= wanted * (1 - 1e-9)) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  private static List<Double> multiples(Range range, double step) {
    var values = new ArrayList<Double>();
    var first = Math.ceil(range.low() / step - 1e-6);
    for (var i = 0; values.size() < 100 && (first + i) * step <= range.high() + step * 1e-6; i++) {
      values.add((first + i) * step + 0.0);
    }
    return values;
  }

  /** A duration in its two largest units: {@code 45 s}, {@code 1 min 30 s}, {@code 2 h 10 min}. */
  static String duration(double seconds) {
    var all = Math.round(Math.abs(seconds));
    var sign = seconds < 0 && all > 0 ? "−" : "";
    if (all < 60) {
      return sign + all + " s";
    }
    if (all < 3600) {
      return sign + two(all / 60, "min", all % 60, "s");
    }
    if (all < 86400) {
      return sign + two(all / 3600, "h", all % 3600 / 60, "min");
    }
    return sign + two(all / 86400, "d", all % 86400 / 3600, "h");
  }

  private static String two(long large, String unit, long small, String smallUnit) {
    return large + " " + unit + (small == 0 ? "" : " " + small + " " + smallUnit);
  }

  /** A number in about four digits: {@code 1,317}, {@code 0.0234}, {@code 5e-5}. */
  static String number(double value) {
    var size = Math.abs(value);
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "not a number" : value > 0 ? "∞" : "−∞";
    }
    if (size == 0) {
      return "0";
    }
    if (size < 1e-3 || size >= 1e9) {
      return scientific(value, 3);
    }
    var digits = Math.clamp(3 - (int) Math.floor(Math.log10(size)), 0, 5);
    return minus(shortened(String.format(Locale.ROOT, "%,." + digits + "f", value)));
  }

  private static String scientific(double value, int digits) {
    var text = String.format(Locale.ROOT, "%." + digits + "e", value);
    var at = text.indexOf('e');
    return minus(shortened(text.substring(0, at)) + "e" + Integer.parseInt(text.substring(at + 1)));
  }

  /** Without zeros at the end of a fraction. */
  private static String shortened(String text) {
    if (text.indexOf('.') < 0) {
      return text;
    }
    var end = text.length();
    while (text.charAt(end - 1) == '0') {
      end--;
    }
    return text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
  }

  private static String minus(String text) {
    return text.replace('-', '−').replace("e−", "e-");
  }
}
