package bonsai.app.shell;

import bonsai.app.catalog.RunCatalog;
import bonsai.app.kit.AppIcon;
import bonsai.app.kit.Appearance;
import bonsai.app.kit.Preferences;
import bonsai.app.kit.Theme;
import bonsai.app.kit.ThreadedBackground;
import bonsai.app.kit.ToolkitDialogs;
import bonsai.base.Workspace;
import bonsai.run.Runs;
import bonsai.run.WorkerLauncher;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javafx.application.Application;
import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.stage.Screen;
import javafx.stage.Stage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The toolkit's side of the program: one window on one workspace. */
public final class BonsaiApplication extends Application {
  private static final Logger LOG = LoggerFactory.getLogger(BonsaiApplication.class);

  private Optional<Shell> shell = Optional.empty();
  private Optional<Thread.UncaughtExceptionHandler> handlerBefore = Optional.empty();
  private Optional<PreferenceSaver> saver = Optional.empty();

  @Override
  public void start(Stage stage) {
    var workspace = new Workspace(Path.of(getParameters().getRaw().getFirst()));
    var mishaps = new Mishaps(workspace, Platform::runLater);
    Thread.currentThread()
        .setUncaughtExceptionHandler((thread, thrown) -> mishaps.record("window", thrown));
    handlerBefore = Optional.ofNullable(Thread.getDefaultUncaughtExceptionHandler());
    Thread.setDefaultUncaughtExceptionHandler(mishaps::died);
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
                new ThreadedBackground(Platform::runLater, mishaps::record),
                new RunCatalog(Runs.of(workspace), Platform::runLater),
                WorkerLauncher.ofThisProgram(workspace)::launch,
                new ToolkitDialogs(() -> stage),
                appearance,
                remembered,
                mishaps));
    shell = Optional.of(opened);
    stage.setTitle("Bonsai");
    stage.setMinWidth(WindowPlace.LEAST_WIDTH);
    stage.setMinHeight(WindowPlace.LEAST_HEIGHT);
    place(stage, remembered);
    stage.setScene(opened.scene(stage.getWidth(), stage.getHeight()));
    Runnable collect =
        () -> {
          placeOf(stage).remember(remembered);
          remembered.set("theme", appearance.choiceProperty().get());
        };
    var saving = new PreferenceSaver(remembered, collect);
    saver = Optional.of(saving);
    stage.setOnHiding(event -> collect.run());
    stage.show();
    saveChanges(stage, appearance, saving);
    opened.start();
    // After the first pulse, what was shown can be used.
    Platform.runLater(
        () ->
            Platform.runLater(
                () -> {
                  tellReady();
                  stage.getIcons().setAll(AppIcon.all());
                  opened.makePanels(stage.getScene());
                }));
  }

  /** Not at once: a window that is being maximised has for a moment the size of another one. */
  private static void saveChanges(Stage stage, Appearance appearance, PreferenceSaver saving) {
    for (var place :
        List.of(
            stage.xProperty(), stage.yProperty(), stage.widthProperty(), stage.heightProperty())) {
      place.subscribe((before, now) -> saving.soon());
    }
    stage.maximizedProperty().subscribe((before, now) -> saving.soon());
    appearance.choiceProperty().subscribe((before, now) -> saving.soon());
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

  private static void place(Stage stage, Preferences remembered) {
    var screens = Screen.getScreens().stream().map(Screen::getVisualBounds).toList();
    var place = WindowPlace.remembered(remembered, screens);
    stage.setWidth(place.width());
    stage.setHeight(place.height());
    place
        .corner()
        .ifPresent(
            at -> {
              stage.setX(at.x());
              stage.setY(at.y());
            });
    stage.setMaximized(place.maximised());
  }

  private static WindowPlace placeOf(Stage stage) {
    return new WindowPlace(
        stage.getWidth(),
        stage.getHeight(),
        Optional.of(new WindowPlace.Corner(stage.getX(), stage.getY())),
        stage.isMaximized());
  }

  @Override
  public void stop() {
    shell.ifPresent(Shell::close);
    saver.ifPresent(PreferenceSaver::close);
    Thread.currentThread().setUncaughtExceptionHandler(null);
    Thread.setDefaultUncaughtExceptionHandler(handlerBefore.orElse(null));
  }
}
