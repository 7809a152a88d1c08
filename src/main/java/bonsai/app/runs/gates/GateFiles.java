package bonsai.app.runs.gates;

import bonsai.app.chart.Exports;
import bonsai.app.kit.Palette;
import bonsai.app.kit.PngFile;
import bonsai.app.kit.PngPage;
import bonsai.app.kit.Progress;
import bonsai.app.runs.live.GatePast;
import bonsai.app.runs.live.RunPast;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import javafx.scene.image.Image;

/** Saves gates as a picture of one sample over their course, and as tables of all of them. */
record GateFiles(Exports exports) {
  private static final double WIDTH = 960;
  private static final double MOST_HEIGHT = 560;

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
    var inner = WIDTH - 2 * PngPage.EDGE;
    var layout =
        MapLayout.of(inner, MOST_HEIGHT + MapLayout.NUMBERS, gates.sets(), gates.mostGates());
    var strip = PngPage.HEAD + layout.bottom() + MapLayout.NUMBERS + PngPage.EDGE;
    var page = new PngPage(WIDTH, strip + STRIP + PngPage.EDGE, palette);
    page.head("Gates of " + model.name() + ", stage " + (gates.stage() + 1), model.positionText());
    var sample = Math.min(model.positionProperty().get(), gates.size() - 1);
    new MapPainter(page.at(PngPage.EDGE, PngPage.HEAD), palette)
        .paint(gates, sample, model.showsRemoved(), layout);
    new StripPainter(page.at(PngPage.EDGE, strip), palette, inner, STRIP)
        .paint(gates, model.valid());
    return page.image();
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
