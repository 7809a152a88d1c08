package bonsai.app.bench;

import bonsai.app.catalog.RunCatalog;
import bonsai.app.kit.Appearance;
import bonsai.app.kit.Preferences;
import bonsai.app.kit.Theme;
import bonsai.app.kit.ThreadedBackground;
import bonsai.app.kit.ToolkitDialogs;
import bonsai.app.shell.Mishaps;
import bonsai.app.shell.Shell;
import bonsai.base.Workspace;
import bonsai.run.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import javafx.application.Platform;
import javafx.beans.property.SimpleObjectProperty;
import javafx.stage.Stage;

/** The whole window on a stage, over a workspace of its own that may be deleted afterwards. */
final class BenchWindow implements AutoCloseable {
  private final ThreadedBackground background;
  private final Stage stage;
  private final Shell shell;

  BenchWindow(Workspace workspace, double width, double height) {
    var catalog = new RunCatalog(Runs.of(workspace), Platform::runLater);
    var mishaps = new Mishaps(workspace, Platform::runLater);
    background = new ThreadedBackground(Platform::runLater, mishaps::record);
    stage = WindowBenchmark.onToolkit(Stage::new);
    shell =
        WindowBenchmark.onToolkit(
            () ->
                new Shell(
                    new Shell.Parts(
                        workspace,
                        Clock.systemDefaultZone(),
                        background,
                        catalog,
                        started -> {},
                        new ToolkitDialogs(() -> stage),
                        new Appearance(new SimpleObjectProperty<>(Theme.LIGHT)),
                        Preferences.read(workspace.root().resolve("window.json")),
                        mishaps)));
    catalog.look();
    WindowBenchmark.onToolkit(
        () -> {
          stage.setScene(shell.scene(width, height));
          stage.show();
          shell.start();
          return shell;
        });
  }

  Shell shell() {
    return shell;
  }

  Stage stage() {
    return stage;
  }

  ThreadedBackground background() {
    return background;
  }

  @Override
  public void close() {
    WindowBenchmark.onToolkit(
        () -> {
          shell.close();
          stage.close();
          return shell;
        });
  }

  /** Removes a folder with all it holds. */
  static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
