package bonsai.app.runs.gates;

import bonsai.app.chart.Exports;
import bonsai.app.kit.Palette;
import bonsai.app.kit.PngFile;
import bonsai.app.kit.Progress;
import bonsai.app.runs.live.GatePast;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import javafx.geometry.VPos;
import javafx.scene.SnapshotParameters;
import javafx.scene.canvas.Canvas;
import javafx.scene.image.Image;
import javafx.scene.text.Font;
import javafx.scene.text.FontWeight;
import javafx.scene.text.TextAlignment;
import javafx.scene.transform.Scale;
import javafx.scene.transform.Translate;

/** Saves gates as a picture of one sample, and as a table of all of them. */
record GateFiles(Exports exports) {
  private static final double WIDTH = 960;
  private static final double EDGE = 16;
  private static final double HEAD = 64;
  private static final double MOST_HEIGHT = 560;

  /** A PNG has so many pixels for one of the layout, for print and for fine screens. */
  private static final int DENSITY = 2;

  /** The map that is shown, in the theme's colours. */
  void png(GatesModel model, Palette palette) {
    model
        .trackProperty()
        .get()
        .ifPresent(
            gates -> {
              var image = image(model, gates, palette);
              exports.save(title(model, gates), "PNG", (file, p) -> PngFile.write(image, file));
            });
  }

  /** All samples of these gates. */
  void csv(GatesModel model) {
    model
        .trackProperty()
        .get()
        .ifPresent(
            gates ->
                exports.save(
                    title(model, gates), "CSV", (file, progress) -> write(gates, file, progress)));
  }

  private static String title(GatesModel model, GatePast gates) {
    return "Gates of " + model.name() + " stage " + (gates.stage() + 1) + " " + gates.many();
  }

  private static Image image(GatesModel model, GatePast gates, Palette palette) {
    var inner = WIDTH - 2 * EDGE;
    var layout =
        MapLayout.of(inner, MOST_HEIGHT + MapLayout.NUMBERS, gates.sets(), gates.mostGates());
    var height = HEAD + layout.bottom() + MapLayout.NUMBERS + EDGE;
    var canvas = new Canvas(WIDTH, height);
    var context = canvas.getGraphicsContext2D();
    context.setFill(palette.background());
    context.fillRect(0, 0, WIDTH, height);
    context.setTextBaseline(VPos.BASELINE);
    context.setTextAlign(TextAlignment.LEFT);
    context.setFill(palette.foreground());
    context.setFont(Font.font(null, FontWeight.BOLD, 15));
    context.fillText(
        "Gates of " + model.name() + ", stage " + (gates.stage() + 1), EDGE, 26, inner);
    context.setFill(palette.muted());
    context.setFont(Font.font(12));
    context.fillText(model.positionText(), EDGE, 46, inner);
    context.setTransform(new javafx.scene.transform.Affine(new Translate(EDGE, HEAD)));
    var sample = Math.min(model.positionProperty().get(), gates.size() - 1);
    new MapPainter(context, palette).paint(gates, sample, model.showsRemoved(), layout);
    var parameters = new SnapshotParameters();
    parameters.setTransform(new Scale(DENSITY, DENSITY));
    return canvas.snapshot(parameters, null);
  }

  /** A line for each gate of each sample. */
  static void write(GatePast gates, Path file, Progress progress) throws IOException {
    try (var out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      out.write("stage,step,layer," + gates.one() + ",log_alpha,openness\n");
      for (var sample = 0; sample < gates.size(); sample++) {
        if ((sample & 0xff) == 0) {
          progress.report((double) sample / gates.size(), "");
          if (progress.isCancelled()) {
            throw new CancellationException();
          }
        }
        for (var set = 0; set < gates.sets(); set++) {
          for (var gate = 0; gate < gates.gates(set); gate++) {
            out.write(
                (gates.stage() + 1)
                    + ","
                    + gates.step(sample)
                    + ","
                    + set
                    + ","
                    + gate
                    + ","
                    + gates.logAlpha(sample, set, gate)
                    + ","
                    + (float) gates.openness(sample, set, gate)
                    + "\n");
          }
        }
      }
    }
  }
}
