package bonsai.app.data;

import bonsai.app.chart.Exports;
import bonsai.app.kit.Appearance;
import bonsai.app.kit.CsvCell;
import bonsai.app.kit.PngFile;
import bonsai.app.kit.PngPage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.SnapshotParameters;
import javafx.scene.image.Image;
import javafx.scene.transform.Scale;

/** Saves the charts of a split's counts: each as a picture, and as a table of its numbers. */
record CountsFiles(Exports exports, Appearance appearance) {
  /**
   * The numbers of a chart.
   *
   * @param title such as {@code Sentence length of train}
   * @param header the names of the two columns
   */
  record Table(String title, List<String> header, Map<String, ? extends Number> counts) {
    void write(Path file) throws IOException {
      try (var out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
        out.write(String.join(",", header) + "\n");
        for (var count : counts.entrySet()) {
          out.write(CsvCell.of(count.getKey()) + "," + count.getValue() + "\n");
        }
      }
    }
  }

  /** A chart as it is drawn now, under its title. */
  void png(Table table, Node chart) {
    var image = image(table.title(), chart);
    exports.save(table.title(), "PNG", (file, progress) -> PngFile.write(image, file));
  }

  void csv(Table table) {
    exports.save(table.title(), "CSV", (file, progress) -> table.write(file));
  }

  private Image image(String title, Node chart) {
    var palette = appearance.palette();
    var parameters = new SnapshotParameters();
    parameters.setFill(palette.background());
    parameters.setTransform(new Scale(PngPage.DENSITY, PngPage.DENSITY));
    var drawn = chart.snapshot(parameters, null);
    var width = drawn.getWidth() / PngPage.DENSITY;
    var height = drawn.getHeight() / PngPage.DENSITY;
    var page =
        new PngPage(width + 2 * PngPage.EDGE, PngPage.TITLE + height + PngPage.EDGE, palette);
    page.title(title);
    page.at(PngPage.EDGE, PngPage.TITLE).drawImage(drawn, 0, 0, width, height);
    return page.image();
  }
}
