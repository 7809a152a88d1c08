package bonsai.app.chart;

import java.util.Locale;
import java.util.stream.Collectors;
import javafx.scene.paint.Color;

/** Writes a drawing as SVG 1.1. */
final class SvgPen implements Pen {
  private final StringBuilder body = new StringBuilder();
  private final double width;
  private final double height;
  private int clips;

  SvgPen(double width, double height) {
    this.width = width;
    this.height = height;
  }

  /** The whole file. */
  String document(String title) {
    return String.format(
            Locale.ROOT,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>%n<svg xmlns=\"http://www.w3.org/2000/svg\""
                + " width=\"%1$s\" height=\"%2$s\" viewBox=\"0 0 %1$s %2$s\""
                + " font-family=\"system-ui, sans-serif\">%n<title>%3$s</title>%n",
            number(width),
            number(height),
            escaped(title))
        + body
        + "</svg>\n";
  }

  @Override
  public double density() {
    return 1;
  }

  @Override
  public void fill(double x, double y, double w, double h, Color colour) {
    add("<rect%s%s/>", attributes("x", x, "y", y, "width", w, "height", h), paint("fill", colour));
  }

  @Override
  public void line(
      double x0, double y0, double x1, double y1, Color colour, double lineWidth, double dash) {
    add(
        "<line%s%s%s/>",
        attributes("x1", x0, "y1", y0, "x2", x1, "y2", y1, "stroke-width", lineWidth),
        paint("stroke", colour),
        dashes(dash));
  }

  private static String dashes(double dash) {
    return dash > 0 ? " stroke-dasharray=\"" + number(dash) + "\"" : "";
  }

  @Override
  public void polyline(
      double[] xs, double[] ys, int count, Color colour, double lineWidth, double dash) {
    var points = new StringBuilder();
    for (var i = 0; i < count; i++) {
      points.append(i == 0 ? "" : " ").append(number(xs[i])).append(',').append(number(ys[i]));
    }
    add(
        "<polyline fill=\"none\" stroke-linejoin=\"bevel\"%s%s%s points=\"%s\"/>",
        attributes("stroke-width", lineWidth), paint("stroke", colour), dashes(dash), points);
  }

  @Override
  public void bars(
      double[] lefts, double[] tops, double[] bottoms, int count, double barWidth, Color colour) {
    var path = new StringBuilder();
    for (var i = 0; i < count; i++) {
      path.append('M').append(number(lefts[i])).append(' ').append(number(tops[i]));
      path.append('h').append(number(barWidth)).append('V').append(number(bottoms[i]));
      path.append('h').append(number(-barWidth)).append('z');
    }
    add("<path%s d=\"%s\"/>", paint("fill", colour), path);
  }

  @Override
  public void dot(double x, double y, double radius, Color colour) {
    add("<circle%s%s/>", attributes("cx", x, "cy", y, "r", radius), paint("fill", colour));
  }

  @Override
  public void ring(double x, double y, double radius, Color colour, double lineWidth) {
    add(
        "<circle fill=\"none\"%s%s/>",
        attributes("cx", x, "cy", y, "r", radius, "stroke-width", lineWidth),
        paint("stroke", colour));
  }

  @Override
  public void text(
      String text, double x, double y, Align align, Color colour, double size, boolean bold) {
    add(
        "<text%s%s text-anchor=\"%s\"%s>%s</text>",
        attributes("x", x, "y", y, "font-size", size),
        paint("fill", colour),
        switch (align) {
          case LEFT -> "start";
          case CENTRE -> "middle";
          case RIGHT -> "end";
        },
        bold ? " font-weight=\"bold\"" : "",
        escaped(text));
  }

  @Override
  public void clip(double x, double y, double w, double h) {
    clips++;
    add(
        "<clipPath id=\"clip%d\"><rect%s/></clipPath>%n<g clip-path=\"url(#clip%d)\">",
        clips, attributes("x", x, "y", y, "width", w, "height", h), clips);
  }

  @Override
  public void endClip() {
    add("</g>");
  }

  private void add(String format, Object... parts) {
    body.append(String.format(Locale.ROOT, format, parts)).append('\n');
  }

  private static String attributes(Object... namesAndNumbers) {
    var text = new StringBuilder();
    for (var i = 0; i < namesAndNumbers.length; i += 2) {
      text.append(' ').append(namesAndNumbers[i]).append("=\"");
      text.append(number((Double) namesAndNumbers[i + 1])).append('"');
    }
    return text.toString();
  }

  private static String paint(String attribute, Color colour) {
    var rgb =
        String.format(
            Locale.ROOT,
            "#%02x%02x%02x",
            Math.round(255 * colour.getRed()),
            Math.round(255 * colour.getGreen()),
            Math.round(255 * colour.getBlue()));
    return " %s=\"%s\"".formatted(attribute, rgb)
        + (colour.isOpaque()
            ? ""
            : " %s-opacity=\"%s\"".formatted(attribute, number(colour.getOpacity())));
  }

  /** To a hundredth of a pixel. */
  private static String number(double value) {
    var hundredths = Math.round(100 * value);
    var text = hundredths % 100 == 0 ? "" + hundredths / 100 : "" + hundredths / 100.0;
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  private static String escaped(String text) {
    return text.codePoints()
        .filter(SvgPen::isAllowed)
        .mapToObj(
            c ->
                switch (c) {
                  case '&' -> "&amp;";
                  case '<' -> "&lt;";
                  case '>' -> "&gt;";
                  default -> Character.toString(c);
                })
        .collect(Collectors.joining());
  }

  /** What XML 1.0 allows in a document at all (section 2.2). */
  private static boolean isAllowed(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || c >= 0x20 && c <= 0xd7ff
        || c >= 0xe000 && c <= 0xfffd
        || c >= 0x10000;
  }
}
