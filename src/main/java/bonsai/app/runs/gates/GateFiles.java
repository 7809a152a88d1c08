package bonsai.app.runs.gates;

import bonsai.app.chart.Exports;
import bonsai.app.kit.Palette;
import bonsai.app.kit.PngFile;
import bonsai.app.kit.Progress;
import bonsai.app.runs.live.GatePast;
import bonsai.app.runs.live.RunPast;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import javafx.geometry.VPos;
import javafx.scene.SnapshotParameters;
import javafx.scene.canvas.Canvas;
import javafx.scene.image.Image;
import javafx.scene.text.Font;
import javafx.scene.text.FontWeight;
import javafx.scene.text.TextAlignment;
import javafx.scene.transform.Affine;
import javafx.scene.transform.Scale;
import javafx.scene.transform.Translate;

/** Saves gates as a picture of one sample over their course, and as tables of all of them. */
record GateFiles(Exports exports) {
  private static final double WIDTH = 960;
  private static final double EDGE = 16;
  private static final double HEAD = 64;
  private static final double MOST_HEIGHT = 560;

  /** A PNG has so many pixels for one of the layout, for print and for fine screens. */
  private static final int DENSITY = 2;

  /** Of how many gates are open, under the map. */
  private static final double STRIP = 120;

  /** The map that is shown, and the course of the gates under it, in the theme's colours. */
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

  /** How many of these gates were open in each sample, and what valid F1 was then. */
  void course(GatesModel model) {
    var valid = model.valid();
    model
        .trackProperty()
        .get()
        .ifPresent(
            gates ->
                exports.save(
                    title(model, gates) + " course",
                    "CSV",
                    (file, progress) -> write(gates, valid, file)));
  }

  private static String title(GatesModel model, GatePast gates) {
    return "Gates of " + model.name() + " stage " + (gates.stage() + 1) + " " + gates.many();
  }

  private static Image image(GatesModel model, GatePast gates, Palette palette) {
    var inner = WIDTH - 2 * EDGE;
    var layout =
        MapLayout.of(inner, MOST_HEIGHT + MapLayout.NUMBERS, gates.sets(), gates.mostGates());
    var strip = HEAD + layout.bottom() + MapLayout.NUMBERS + EDGE;
    var height = strip + STRIP + EDGE;
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
    context.setTransform(new Affine(new Translate(EDGE, HEAD)));
    var sample = Math.min(model.positionProperty().get(), gates.size() - 1);
    new MapPainter(context, palette).paint(gates, sample, model.showsRemoved(), layout);
    context.setTransform(new Affine(new Translate(EDGE, strip)));
    new StripPainter(context, palette, inner, STRIP).paint(gates, model.valid());
    var parameters = new SnapshotParameters();
    parameters.setTransform(new Scale(DENSITY, DENSITY));
    return canvas.snapshot(parameters, null);
  }

  /** A line for each sample; the F1 of the last evaluation until then, if there was one. */
  static void write(GatePast gates, Optional<RunPast.Points> valid, Path file) throws IOException {
    try (var out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      out.write("stage,step,open," + gates.many() + ",valid_f1\n");
      for (var sample = 0; sample < gates.size(); sample++) {
        var place = gates.place(sample);
        var f1 = valid.flatMap(points -> last(points, place));
        out.write(
            (gates.stage() + 1)
                + ","
                + gates.step(sample)
                + ","
                + gates.open(sample)
                + ","
                + gates.gates()
                + ","
                + f1.map(value -> Float.toString(value.floatValue())).orElse("")
                + "\n");
      }
    }
  }

  private static Optional<Double> last(RunPast.Points points, double place) {
    var behind = points.step().firstAtLeast(Math.nextUp(place));
    return behind == 0 ? Optional.empty() : Optional.of(points.value().get(behind - 1));
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
