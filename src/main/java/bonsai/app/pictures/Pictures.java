package bonsai.app.pictures;

import bonsai.app.catalog.RunCatalog;
import bonsai.app.kit.Appearance;
import bonsai.app.kit.Background;
import bonsai.app.kit.Dialogs;
import bonsai.app.kit.Panel;
import bonsai.app.kit.PngFile;
import bonsai.app.kit.Preferences;
import bonsai.app.kit.Theme;
import bonsai.app.kit.ThreadedBackground;
import bonsai.app.shell.Mishaps;
import bonsai.app.shell.Shell;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.run.RunFolder;
import bonsai.run.RunState;
import bonsai.run.RunStatus;
import bonsai.run.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;
import javafx.application.Platform;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.Scene;
import javafx.scene.image.WritableImage;

/** Draws the window's panels to PNG files: for the README, and to be looked at. */
public final class Pictures {
  private record Size(int width, int height) {}

  private static final List<Size> SIZES =
      List.of(new Size(1280, 800), new Size(1600, 1000), new Size(2560, 1440));
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Long enough for charts to draw what they read, and for what slides in to arrive. */
  private static final Duration SETTLING = Duration.ofMillis(1500);

  private final Workspace workspace;
  private final Path folder;
  private final List<Path> files = new ArrayList<>();

  private Pictures(Workspace workspace, Path folder) {
    this.workspace = workspace;
    this.folder = folder;
  }

  /**
   * Draws the panels with a run of the workspace.
   *
   * @param wanted the run's id; else the newest finished one
   * @return the files
   */
  public static List<Path> draw(Workspace workspace, Path folder, Optional<String> wanted) {
    var runs = Runs.of(workspace);
    var run = wanted.map(runs::find).or(() -> newestFinished(runs));
    if (run.isEmpty()) {
      throw new UserException(
          "There is no finished run to show: `bonsai demo` makes one in a minute.");
    }
    try {
      Files.createDirectories(folder);
      var pictures = new Pictures(workspace, folder);
      startToolkit();
      for (var size : SIZES) {
        pictures.drawAll(size, run.get());
      }
      return pictures.files;
    } catch (IOException e) {
      throw new UserException("The pictures cannot be written: " + e.getMessage() + ".", e);
    }
  }

  private static Optional<RunFolder> newestFinished(Runs runs) {
    return runs.all().stream()
        .filter(run -> RunStatus.of(run).state() == RunState.FINISHED)
        .max(Comparator.comparing(run -> RunStatus.of(run).lastRecord().orElse(Instant.EPOCH)));
  }

  private static void startToolkit() {
    var started = new CountDownLatch(1);
    Platform.startup(started::countDown);
    Platform.setImplicitExit(false);
    try {
      started.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  private void drawAll(Size size, RunFolder run) throws IOException {
    var system = new SimpleObjectProperty<>(Theme.LIGHT);
    var appearance = new Appearance(system);
    var background =
        new ThreadedBackground(
            Platform::runLater,
            (during, thrown) -> {
              throw new IllegalStateException(during, thrown);
            });
    var catalog = new RunCatalog(Runs.of(workspace), Platform::runLater);
    var shell =
        onToolkit(
            () ->
                new Shell(
                    new Shell.Parts(
                        workspace,
                        Clock.systemDefaultZone(),
                        background,
                        catalog,
                        started -> {
                          throw new UserException("A picture starts no run.");
                        },
                        new NoDialogs(),
                        appearance,
                        // Of no workspace: a picture does not depend on how a window was left.
                        Preferences.read(folder.resolve("window.json")),
                        new Mishaps(workspace, Platform::runLater))));
    try {
      var scene = onToolkit(() -> shell.scene(size.width(), size.height()));
      catalog.look();
      shell.start();
      for (var panel : shell.panels()) {
        onToolkit(
            () -> {
              shell.show(panel);
              panel.showExample(run);
              return null;
            });
        for (var theme : Theme.values()) {
          onToolkit(
              () -> {
                system.set(theme);
                return null;
              });
          settle(background, panel);
          draw(scene, size, panel.title(), theme);
        }
      }
    } finally {
      onToolkit(
          () -> {
            shell.close();
            return null;
          });
    }
  }

  private void draw(Scene scene, Size size, String panel, Theme theme) throws IOException {
    var image = onToolkit(() -> scene.snapshot(new WritableImage(size.width(), size.height())));
    var file =
        folder.resolve(
            String.format(
                Locale.ROOT,
                "%s-%s-%dx%d.png",
                panel.toLowerCase(Locale.ROOT),
                theme.name().toLowerCase(Locale.ROOT),
                size.width(),
                size.height()));
    PngFile.write(image, file);
    files.add(file);
  }

  private static void settle(Background background, Panel panel) {
    await(() -> background.jobs().isEmpty() && panel.isSettled());
    sleep(SETTLING);
    await(() -> background.jobs().isEmpty() && panel.isSettled());
  }

  private static void await(BooleanSupplier condition) {
    var end = System.nanoTime() + PATIENCE.toNanos();
    while (!onToolkit(condition::getAsBoolean)) {
      if (System.nanoTime() > end) {
        throw new UserException("A panel took more than two minutes to draw and was given up.");
      }
      sleep(Duration.ofMillis(50));
    }
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  private static <T> T onToolkit(Callable<T> work) {
    var task = new FutureTask<>(work);
    Platform.runLater(task);
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  /** Nobody is there to answer. */
  private static final class NoDialogs implements Dialogs {
    @Override
    public Optional<Path> chooseFolder(String title) {
      return Optional.empty();
    }

    @Override
    public Optional<Path> chooseFile(String title, String kind, List<String> patterns) {
      return Optional.empty();
    }

    @Override
    public Optional<Path> saveFile(String title, String name, String kind, List<String> patterns) {
      return Optional.empty();
    }

    @Override
    public boolean confirm(String question, String yes) {
      return false;
    }

    @Override
    public Optional<String> ask(String question, String initial) {
      return Optional.empty();
    }
  }
}
