package bonsai.app.shell;

import bonsai.app.catalog.RunCatalog;
import bonsai.app.kit.Appearance;
import bonsai.app.kit.Preferences;
import bonsai.app.kit.Theme;
import bonsai.app.kit.ThreadedBackground;
import bonsai.app.kit.ToolkitDialogs;
import bonsai.base.ErrorLog;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.run.Runs;
import bonsai.run.WorkerLauncher;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import javafx.application.Application;
import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.geometry.Rectangle2D;
import javafx.stage.Screen;
import javafx.stage.Stage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The toolkit's side of the program: one window on one workspace. */
public final class BonsaiApplication extends Application {
  private static final Logger LOG = LoggerFactory.getLogger(BonsaiApplication.class);
  private static final double WIDTH = 1280;
  private static final double HEIGHT = 800;

  private Optional<Shell> shell = Optional.empty();
  private Optional<Preferences> preferences = Optional.empty();

  @Override
  public void start(Stage stage) {
    var workspace = new Workspace(Path.of(getParameters().getRaw().getFirst()));
    Thread.currentThread()
        .setUncaughtExceptionHandler((thread, thrown) -> unexpected(workspace, "window", thrown));
    var remembered = Preferences.read(workspace.root().resolve("window.json"));
    var system = Platform.getPreferences();
    var appearance =
        new Appearance(
            system
                .colorSchemeProperty()
                .map(scheme -> scheme == ColorScheme.DARK ? Theme.DARK : Theme.LIGHT));
    remembered.text("theme").ifPresent(name -> appearance.choiceProperty().set(choice(name)));
    var opened =
        new Shell(
            new Shell.Parts(
                workspace,
                Clock.systemDefaultZone(),
                new ThreadedBackground(
                    Platform::runLater, (during, thrown) -> unexpected(workspace, during, thrown)),
                new RunCatalog(Runs.of(workspace), Platform::runLater),
                WorkerLauncher.ofThisProgram(workspace)::launch,
                new ToolkitDialogs(() -> stage),
                appearance,
                remembered));
    shell = Optional.of(opened);
    preferences = Optional.of(remembered);
    stage.setTitle("Bonsai");
    stage.setMinWidth(960);
    stage.setMinHeight(640);
    place(stage, remembered);
    stage.setScene(opened.scene(stage.getWidth(), stage.getHeight()));
    stage.setOnHiding(
        event -> {
          remember(stage, remembered);
          remembered.set("theme", appearance.choiceProperty().get());
        });
    stage.show();
    opened.start();
    // After the first pulse, what was shown can be used.
    Platform.runLater(() -> Platform.runLater(BonsaiApplication::tellReady));
  }

  private static void tellReady() {
    ProcessHandle.current()
        .info()
        .startInstant()
        .map(start -> Duration.between(start, Instant.now()).toMillis() / 1000.0)
        .ifPresent(seconds -> LOG.info("The window is ready after {} s", seconds));
  }

  private static Appearance.Choice choice(String name) {
    try {
      return Appearance.Choice.valueOf(name);
    } catch (IllegalArgumentException e) {
      return Appearance.Choice.SYSTEM;
    }
  }

  /** Where the window was, unless no screen is there any more. */
  private static void place(Stage stage, Preferences remembered) {
    stage.setWidth(remembered.number("window.width").orElse(WIDTH));
    stage.setHeight(remembered.number("window.height").orElse(HEIGHT));
    var x = remembered.number("window.x");
    var y = remembered.number("window.y");
    if (x.isPresent() && y.isPresent()) {
      var title = new Rectangle2D(x.get(), y.get(), stage.getWidth(), 40);
      if (Screen.getScreens().stream().anyMatch(s -> s.getVisualBounds().intersects(title))) {
        stage.setX(x.get());
        stage.setY(y.get());
      }
    }
    stage.setMaximized(remembered.text("window.maximized").equals(Optional.of("true")));
  }

  private static void remember(Stage stage, Preferences remembered) {
    remembered.set("window.maximized", stage.isMaximized());
    if (!stage.isMaximized()) {
      remembered.set("window.x", stage.getX());
      remembered.set("window.y", stage.getY());
      remembered.set("window.width", stage.getWidth());
      remembered.set("window.height", stage.getHeight());
    }
  }

  @Override
  public void stop() {
    shell.ifPresent(Shell::close);
    preferences.ifPresent(Preferences::save);
  }

  /** Writes down what nobody expected, and says so in one sentence. */
  private static String unexpected(Workspace workspace, String during, Throwable thrown) {
    LOG.error("Unexpected: {}", during, thrown);
    String where;
    try {
      where = "the log " + new ErrorLog(workspace).append(during, thrown);
    } catch (IOException | UserException e) {
      where = "the terminal's output";
    }
    return String.format(
        Locale.ROOT,
        "Something unexpected happened (%s: %s); this is a defect, please report it with %s.",
        during,
        thrown.getClass().getSimpleName(),
        where);
  }
}
