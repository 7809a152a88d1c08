package bonsai.app.chart;

import bonsai.app.kit.Background;
import bonsai.app.kit.Dialogs;
import bonsai.app.kit.Notices;
import bonsai.app.kit.Palette;
import bonsai.app.kit.PngFile;
import bonsai.app.kit.Progress;
import bonsai.base.IoReason;
import bonsai.base.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Saves charts and other views as files that the person at the screen names. */
public record Exports(Dialogs dialogs, Background background, Notices notices) {
  /** Writes what was shown; on a thread that may wait. */
  @FunctionalInterface
  public interface Writing {
    void write(Path file, Progress progress) throws IOException;
  }

  /** As a picture in points, of what is in view. */
  void png(Plot plot, Palette palette) {
    var image = Figure.image(plot, palette);
    save(plot, "PNG", (file, progress) -> PngFile.write(image, file));
  }

  /** As a picture in lines, of what is in view. */
  void svg(Plot plot, Palette palette) {
    var text = Figure.svg(plot, palette);
    save(plot, "SVG", (file, progress) -> Files.writeString(file, text, StandardCharsets.UTF_8));
  }

  /** As a table of all numbers. */
  void csv(Plot plot) {
    var table = Figure.Table.of(plot);
    save(plot, "CSV", table::write);
  }

  private void save(Plot plot, String kind, Writing writing) {
    save(plot.about().title(), kind, writing);
  }

  /**
   * Asks for a file and writes it.
   *
   * @param title what is saved, which gives the file its name
   * @param kind {@code PNG} or {@code CSV}
   */
  public void save(String title, String kind, Writing writing) {
    var ending = kind.toLowerCase(Locale.ROOT);
    var name = title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + "." + ending;
    dialogs
        .saveFile("Save " + title + " as " + kind, name, kind + " files", List.of("*." + ending))
        .ifPresent(
            file ->
                background.run(
                    "Save " + file.getFileName(),
                    progress -> {
                      try {
                        writing.write(file, progress);
                      } catch (IOException e) {
                        throw new UserException(
                            file
                                + " cannot be written ("
                                + IoReason.of(e)
                                + "): choose another place.",
                            e);
                      }
                      return file;
                    },
                    saved -> notices.success("Saved " + saved.getFileName() + "."),
                    notices::error,
                    () ->
                        notices.info(
                            file.getFileName() + " was not written whole: that was cancelled.")));
  }
}
