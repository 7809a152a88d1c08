package bonsai.app.pictures;

import bonsai.app.example.ExampleRuns;
import bonsai.app.kit.AppIcon;
import bonsai.app.kit.PngFile;
import bonsai.app.kit.Theme;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.run.RunFolder;
import bonsai.run.RunState;
import bonsai.run.RunStatus;
import bonsai.run.Runs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Draws the window to PNG files, for the README and to be looked at: all that each panel has to
 * show of a run, what only some runs have from logs of its own making, each panel of an empty
 * workspace, the sheet of shortcuts, and the program's icon.
 */
public final class Pictures {
  /** The side of the icon of an application image, in pixels. */
  private static final int ICON = 256;

  private final Workspace workspace;
  private final Path folder;
  private final List<String> only;
  private final List<Path> files = new ArrayList<>();

  private Pictures(Workspace workspace, Path folder, List<String> only) {
    this.workspace = workspace;
    this.folder = folder;
    this.only = only;
  }

  /**
   * Draws the panels with a run of the workspace.
   *
   * @param wanted the run's id; else the newest finished one
   * @param only parts of the names of the pictures to draw; empty for all of them
   * @return the files
   */
  public static List<Path> draw(
      Workspace workspace, Path folder, Optional<String> wanted, List<String> only) {
    var runs = Runs.of(workspace);
    var run = wanted.map(runs::find).or(() -> newestFinished(runs));
    if (run.isEmpty() && only.stream().noneMatch(Pictures::isOfNoRun)) {
      throw new UserException(
          "There is no finished run to show: `bonsai demo` makes one in two minutes.");
    }
    try {
      Files.createDirectories(folder);
      var pictures = new Pictures(workspace, folder, only);
      Toolkit.start();
      pictures.drawIcon();
      for (var size : PictureSize.ALL) {
        if (run.isPresent()) {
          pictures.drawRun(size, run.get());
        }
        pictures.drawExamples(size);
        pictures.drawEmpty(size);
      }
      if (pictures.files.isEmpty()) {
        throw new UserException("No picture's name contains " + String.join(" or ", only) + ".");
      }
      return pictures.files;
    } catch (IOException e) {
      throw new UserException("The pictures cannot be written: " + e.getMessage() + ".", e);
    }
  }

  /** Whether pictures of such a name need no run of the workspace. */
  private static boolean isOfNoRun(String wanted) {
    return wanted.contains("-example-") || wanted.contains("-empty") || wanted.contains("icon");
  }

  private static Optional<RunFolder> newestFinished(Runs runs) {
    return runs.all().stream()
        .filter(run -> RunStatus.of(run).state() == RunState.FINISHED)
        .max(Comparator.comparing(run -> RunStatus.of(run).lastRecord().orElse(Instant.EPOCH)));
  }

  private void drawIcon() throws IOException {
    var name = "icon-" + ICON + ".png";
    if (isWanted(name)) {
      var file = folder.resolve(name);
      PngFile.write(Toolkit.call(() -> AppIcon.of(ICON)), file);
      files.add(file);
    }
  }

  private void drawRun(PictureSize size, RunFolder run) throws IOException {
    try (var window = new PictureWindow(workspace, size, folder.resolve("window.json"))) {
      for (var place : window.places()) {
        for (var example : Toolkit.call(() -> place.panel().examples(run))) {
          var name = place.title() + "-" + example.name();
          if (isWanted(name, size)) {
            var panel = window.show(place);
            Toolkit.run(example.show());
            draw(window, name, size, panel::isSettled);
          }
        }
      }
      if (isWanted("shortcuts", size)) {
        window.toggleShortcuts();
        draw(window, "shortcuts", size, () -> true);
      }
    }
  }

  /** A run that nobody has done, and the tab that it is drawn on. */
  private record ExampleRun(String name, String tab, Function<Workspace, RunFolder> maker) {}

  private static final List<ExampleRun> EXAMPLES =
      List.of(
          new ExampleRun("gates", "gates", workspace -> ExampleRuns.gates(workspace, 600)),
          new ExampleRun("zeros", "weights", ExampleRuns::zeros),
          new ExampleRun("ranks", "weights", ExampleRuns::ranks));

  private void drawExamples(PictureSize size) throws IOException {
    var wanted =
        EXAMPLES.stream().filter(each -> isWanted("runs-example-" + each.name(), size)).toList();
    if (wanted.isEmpty()) {
      return;
    }
    var itsFolder = Files.createTempDirectory("bonsai-pictures");
    var itsOwn = new Workspace(itsFolder);
    var runs = wanted.stream().map(each -> each.maker().apply(itsOwn)).toList();
    try (var window = new PictureWindow(itsOwn, size, itsFolder.resolve("window.json"))) {
      for (var place : window.places()) {
        for (var i = 0; i < runs.size(); i++) {
          var run = runs.get(i);
          for (var example : Toolkit.call(() -> place.panel().examples(run))) {
            if (place.title().equals("Runs") && example.name().equals(wanted.get(i).tab())) {
              var panel = window.show(place);
              Toolkit.run(example.show());
              draw(window, "runs-example-" + wanted.get(i).name(), size, panel::isSettled);
            }
          }
        }
      }
    } finally {
      delete(itsFolder);
    }
  }

  private void drawEmpty(PictureSize size) throws IOException {
    var nothing = Files.createTempDirectory("bonsai-pictures");
    var memory = nothing.resolve("window.json");
    try (var window = new PictureWindow(new Workspace(nothing), size, memory)) {
      for (var place : window.places()) {
        var name = place.title() + "-empty";
        if (isWanted(name, size)) {
          window.show(place);
          draw(window, name, size, () -> true);
        }
      }
    } finally {
      delete(nothing);
    }
  }

  private boolean isWanted(String name, PictureSize size) {
    return Stream.of(Theme.values()).anyMatch(theme -> isWanted(file(name, theme, size)));
  }

  private boolean isWanted(String file) {
    return only.isEmpty() || only.stream().anyMatch(file::contains);
  }

  private void draw(PictureWindow window, String name, PictureSize size, BooleanSupplier settled)
      throws IOException {
    for (var theme : Theme.values()) {
      if (isWanted(file(name, theme, size))) {
        var file = folder.resolve(file(name, theme, size));
        PngFile.write(window.draw(theme, settled), file);
        files.add(file);
      }
    }
  }

  /** Such as {@code runs-charts-light-1280x800.png}. */
  private static String file(String name, Theme theme, PictureSize size) {
    return (name + "-" + theme + "-" + size + ".png").toLowerCase(Locale.ROOT);
  }

  private static void delete(Path folder) throws IOException {
    try (var all = Files.walk(folder)) {
      for (var each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
