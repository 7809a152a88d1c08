package bonsai.app.chart;

import bonsai.app.kit.CsvCell;
import bonsai.app.kit.Palette;
import bonsai.app.kit.PngPage;
import bonsai.app.kit.Progress;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javafx.scene.image.Image;
import javafx.scene.paint.Color;

/** A chart as it is given away: with its title, its legend and the names of its axes. */
final class Figure {
  static final double WIDTH = 960;
  static final double HEIGHT = 540;

  /** The base line of the legend's first line. */
  private static final double HEAD = 48;

  private static final double LINE = 18;
  private static final double SIGN = 20;
  private static final double BETWEEN = 20;
  private static final double CHARACTER = 6.8;
  private static final int LONGEST = 44;
  private static final double FOOT = 24;

  private Figure() {}

  /** As SVG, drawn of what is in view. */
  static String svg(Plot plot, Palette palette) {
    var pen = new SvgPen(WIDTH, HEIGHT);
    draw(plot, pen, palette);
    return pen.document(plot.about().title());
  }

  /** As a picture, drawn of what is in view; on the toolkit's thread. */
  static Image image(Plot plot, Palette palette) {
    var page = new PngPage(WIDTH, HEIGHT, palette);
    draw(plot, new CanvasPen(page.at(0, 0), PngPage.DENSITY), palette);
    return page.image();
  }

  private static void draw(Plot plot, Pen pen, Palette palette) {
    pen.fill(0, 0, WIDTH, HEIGHT, palette.background());
    var about = plot.about();
    var title = about.unit().isEmpty() ? about.title() : about.title() + " (" + about.unit() + ")";
    pen.text(title, PngPage.EDGE, 26, Pen.Align.LEFT, palette.foreground(), 15, true);
    var top = legend(plot, pen, palette);
    var frame = plot.frame(PngPage.EDGE, top, WIDTH - 2 * PngPage.EDGE, HEIGHT - top - FOOT);
    new Painter().paint(plot, frame, pen, palette);
    pen.text(
        plot.group().axis().name(),
        (frame.left() + frame.right()) / 2,
        HEIGHT - 14,
        Pen.Align.CENTRE,
        palette.muted(),
        Plot.TEXT,
        false);
  }

  /** Names the curves in as many lines as they need; tells where the last one ends. */
  private static double legend(Plot plot, Pen pen, Palette palette) {
    var x = PngPage.EDGE;
    var y = HEAD;
    for (var series : plot.visible()) {
      var name = shortened(series.name());
      var width = SIGN + CHARACTER * name.length();
      if (x > PngPage.EDGE && x + width > WIDTH - PngPage.EDGE) {
        x = PngPage.EDGE;
        y += LINE;
      }
      sign(series, x, y - 4, pen, palette.series(series.colour()));
      pen.text(name, x + SIGN, y, Pen.Align.LEFT, palette.foreground(), 12, false);
      x += width + BETWEEN;
    }
    return y + 12;
  }

  private static String shortened(String name) {
    return name.length() <= LONGEST ? name : name.substring(0, LONGEST - 1) + "…";
  }

  private static void sign(Series series, double x, double y, Pen pen, Color colour) {
    switch (series.look()) {
      case LINE, EXACT_LINE -> pen.line(x, y, x + 14, y, colour, 2, Painter.dash(series));
      case DOTTED_LINE -> {
        pen.line(x, y, x + 14, y, colour, 2, Painter.dash(series));
        pen.dot(x + 7, y, 3.5, colour);
      }
      case RINGS -> pen.ring(x + 7, y, 4, colour, 2);
    }
  }

  /**
   * All numbers of the curves that are not hidden, for a CSV file: taken on the toolkit's thread,
   * written on another.
   */
  record Table(List<String> header, List<Curve> curves) {
    private record Curve(String name, String owner, List<Column> xs, Column y, Column smoothed) {}

    static Table of(Plot plot) {
      var axes = plot.group().axes();
      var header = new ArrayList<>(List.of("series", "run"));
      axes.forEach(axis -> header.add(axis.column()));
      header.add(plot.about().column());
      var smoothed = plot.visible().stream().anyMatch(Series::isSmoothed);
      if (smoothed) {
        header.add(plot.about().column() + "_smoothed");
      }
      var curves =
          plot.visible().stream()
              .map(
                  one ->
                      new Curve(
                          one.name(),
                          one.owner(),
                          IntStream.range(0, axes.size()).mapToObj(one::x).toList(),
                          one.y(),
                          one.isSmoothed() ? one.smoothedY() : Column.NONE))
              .toList();
      return new Table(List.copyOf(header), curves);
    }

    /** Writes every number with all its digits. */
    void write(Path file, Progress progress) throws IOException {
      var total = Math.max(1, curves.stream().mapToLong(curve -> curve.y.size()).sum());
      var done = 0L;
      try (var out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
        out.write(header.stream().map(CsvCell::of).collect(Collectors.joining(",")));
        out.newLine();
        for (var curve : curves) {
          for (var i = 0; i < curve.y.size(); i++) {
            if ((done++ & 0xffff) == 0) {
              progress.report((double) done / total, "");
              if (progress.isCancelled()) {
                throw new CancellationException();
              }
            }
            row(out, curve, i);
          }
        }
      }
    }

    private void row(BufferedWriter out, Curve curve, int i) throws IOException {
      out.write(CsvCell.of(curve.name));
      out.write(',');
      out.write(CsvCell.of(curve.owner));
      for (var x : curve.xs) {
        out.write(',');
        out.write(number(x.get(i)));
      }
      out.write(',');
      out.write(number(curve.y.get(i)));
      if (header.size() > curve.xs.size() + 3) {
        out.write(',');
        out.write(curve.smoothed.isEmpty() ? "" : number(curve.smoothed.get(i)));
      }
      out.newLine();
    }

    /** All digits; a whole number without a fraction. */
    private static String number(double value) {
      return value == Math.rint(value) && Math.abs(value) < 1e15
          ? Long.toString((long) value)
          : Double.toString(value);
    }
  }
}
