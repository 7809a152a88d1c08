package bonsai.app;

import bonsai.app.catalog.RunCatalog;
import bonsai.app.kit.Appearance;
import bonsai.app.kit.Background;
import bonsai.app.kit.Preferences;
import bonsai.app.kit.Theme;
import bonsai.app.kit.ThreadedBackground;
import bonsai.app.kit.Workers;
import bonsai.app.shell.Mishaps;
import bonsai.app.shell.Shell;
import bonsai.base.Workspace;
import bonsai.run.Runs;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javafx.application.Platform;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.stage.Stage;

/** The real window on a workspace of the test's own, small enough for the headless screen. */
public final class TestWindow implements AutoCloseable {
  public static final double WIDTH = 990;
  public static final double HEIGHT = 960;

  private final Shell shell;
  private final Background background;
  private final FakeDialogs dialogs = new FakeDialogs();
  private final ObjectProperty<Theme> system = new SimpleObjectProperty<>(Theme.LIGHT);
  private final Appearance appearance = new Appearance(system);
  private final List<Throwable> unexpected = Collections.synchronizedList(new ArrayList<>());

  /**
   * Opens the window; on the toolkit's thread.
   *
   * @param folder the workspace
   */
  public TestWindow(Stage stage, Path folder, Workers workers) {
    var workspace = new Workspace(folder);
    var mishaps = new Mishaps(workspace, Platform::runLater);
    background =
        new ThreadedBackground(
            Platform::runLater,
            (during, thrown) -> {
              unexpected.add(thrown);
              return mishaps.record(during, thrown);
            });
    shell =
        new Shell(
            new Shell.Parts(
                workspace,
                Clock.systemDefaultZone(),
                background,
                new RunCatalog(Runs.of(workspace), Platform::runLater),
                workers,
                dialogs,
                appearance,
                Preferences.read(folder.resolve("window.json")),
                mishaps));
    stage.setScene(shell.scene(WIDTH, HEIGHT));
    // Another test may have moved and resized it: all have the same stage, on a screen hardly
    // larger.
    stage.setX(0);
    stage.setY(0);
    stage.sizeToScene();
    stage.show();
    shell.start();
  }

  public Shell shell() {
    return shell;
  }

  /** The title of the place whose panel can be seen. */
  public String front() {
    var front = shell.front();
    if (front.panel().view().getScene() == null) {
      throw new AssertionError(front.title() + " is in front, but cannot be seen");
    }
    return front.title();
  }

  /** Whether nothing is being done in the background; on the toolkit's thread. */
  public boolean isIdle() {
    return background.jobs().isEmpty();
  }

  public FakeDialogs dialogs() {
    return dialogs;
  }

  public Appearance appearance() {
    return appearance;
  }

  /** The theme that the system has. */
  public ObjectProperty<Theme> system() {
    return system;
  }

  /** What was thrown in the background that no user could have caused. */
  public List<Throwable> unexpected() {
    return List.copyOf(unexpected);
  }

  @Override
  public void close() {
    shell.close();
  }
}
