package bonsai.app.runs.weights;

import bonsai.app.chart.Exports;
import bonsai.app.kit.Palette;
import bonsai.app.kit.PngFile;
import bonsai.app.kit.PngPage;
import bonsai.compress.CompressionEvent;
import bonsai.compress.CompressionEvent.Factorised;
import bonsai.compress.CompressionEvent.Histogram;
import bonsai.compress.CompressionEvent.Pruned;
import bonsai.compress.CompressionEvent.ZeroMap;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Saves each picture of a model's weights, and the numbers behind it. */
record WeightFiles(Exports exports) {
  /** The room of a picture in a PNG. */
  static final double WIDTH = 928;

  static final double HEIGHT = 560;

  /** Writes a table's lines. */
  private interface Lines {
    void write(BufferedWriter out) throws IOException;
  }

  /**
   * A picture that was laid out for {@link #WIDTH}, in the theme's colours.
   *
   * @param about one line under the title
   * @param high how much of it there is to see, at most {@link #HEIGHT}
   */
  void png(String title, String about, Picture picture, double high, Palette palette) {
    var page = new PngPage(WIDTH + 2 * PngPage.EDGE, PngPage.HEAD + high + PngPage.EDGE, palette);
    page.head(title, about);
    picture.paint(page.at(PngPage.EDGE, PngPage.HEAD), palette);
    var image = page.image();
    exports.save(title, "PNG", (file, progress) -> PngFile.write(image, file));
  }

  /** The parts of the model with their zeros. */
  void parts(String title, Weights weights) {
    csv(
        title,
        out -> {
          out.write("component,part,parameters,zeros,share_of_zeros\n");
          for (var part : weights.parts()) {
            out.write(
                part.component().label()
                    + ","
                    + part.name()
                    + ","
                    + part.parameters()
                    + ","
                    + part.zeros()
                    + ","
                    + (float) part.share()
                    + "\n");
          }
        });
  }

  /** The matrices of a stage. */
  void matrices(String title, Weights weights) {
    csv(
        title,
        out -> {
          out.write("stage,matrix,rows,columns,zeros,share_of_zeros,rank,full_rank,energy\n");
          for (var event : weights.matrices()) {
            out.write(
                (weights.look().stage() + 1)
                    + ","
                    + event.name()
                    + ","
                    + event.rows()
                    + ","
                    + event.columns()
                    + ","
                    + numbers(event)
                    + "\n");
          }
        });
  }

  private static String numbers(CompressionEvent event) {
    return switch (event) {
      case Pruned pruned -> pruned.zeros() + "," + (float) pruned.share() + ",,,";
      case Factorised cut ->
          ",,"
              + cut.rank()
              + ","
              + cut.full()
              + ","
              + (cut.values().isEmpty() ? "" : Float.toString((float) cut.energy()));
    };
  }

  /**
   * A matrix's tiles, each with the weights it stands for.
   *
   * @param map a tile for each weight, or for some together
   */
  void mask(String title, Pruned matrix, ZeroMap map) {
    csv(
        title,
        out -> {
          out.write("first_output,last_output,first_input,last_input,share_of_zeros\n");
          for (var row = 0; row < map.rows(); row++) {
            for (var column = 0; column < map.columns(); column++) {
              out.write(
                  first(row, map.rows(), matrix.rows())
                      + ","
                      + (first(row + 1, map.rows(), matrix.rows()) - 1)
                      + ","
                      + first(column, map.columns(), matrix.columns())
                      + ","
                      + (first(column + 1, map.columns(), matrix.columns()) - 1)
                      + ","
                      + (float) map.share(row, column)
                      + "\n");
            }
          }
        });
  }

  /** The first weight of a tile. */
  static long first(int tile, int tiles, int weights) {
    return Math.ceilDiv((long) tile * weights, tiles);
  }

  void histogram(String title, Histogram histogram) {
    csv(
        title,
        out -> {
          out.write("from,to,before,after\n");
          var bins = histogram.after().size();
          for (var bin = 0; bin < bins; bin++) {
            out.write(
                (float) histogram.edge(bin)
                    + ","
                    + (float) histogram.edge(bin + 1)
                    + ","
                    + (histogram.before().isEmpty() ? "" : histogram.before().get(bin))
                    + ","
                    + histogram.after().get(bin)
                    + "\n");
          }
        });
  }

  void spectrum(String title, Factorised cut) {
    csv(
        title,
        out -> {
          out.write("index,singular_value,kept\n");
          for (var i = 0; i < cut.values().size(); i++) {
            out.write(
                (cut.place(i) + 1)
                    + ","
                    + cut.values().get(i)
                    + ","
                    + (cut.place(i) < cut.rank())
                    + "\n");
          }
        });
  }

  private void csv(String title, Lines lines) {
    exports.save(title, "CSV", (file, progress) -> write(file, lines));
  }

  private static void write(Path file, Lines lines) throws IOException {
    try (var out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      lines.write(out);
    }
  }
}
