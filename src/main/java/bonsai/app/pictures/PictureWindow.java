package bonsai.app.pictures;

import bonsai.app.catalog.RunCatalog;
import bonsai.app.kit.Appearance;
import bonsai.app.kit.Panel;
import bonsai.app.kit.Place;
import bonsai.app.kit.Preferences;
import bonsai.app.kit.Theme;
import bonsai.app.kit.ThreadedBackground;
import bonsai.app.shell.Mishaps;
import bonsai.app.shell.Shell;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.run.Runs;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import javafx.application.Platform;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.Scene;
import javafx.scene.image.WritableImage;

/** The window's whole content in a size of one's own, without a window around it. */
final class PictureWindow implements AutoCloseable {
  /** Long enough for charts to draw what they read, and for what slides in to arrive. */
  private static final Duration SETTLING = Duration.ofMillis(1500);

  private final PictureSize size;
  private final SimpleObjectProperty<Theme> system = new SimpleObjectProperty<>(Theme.LIGHT);
  private final ThreadedBackground background =
      new ThreadedBackground(
          Platform::runLater,
          (during, thrown) -> {
            throw new IllegalStateException(during, thrown);
          });
  private final Shell shell;
  private final Scene scene;

  /**
   * @param memory a file that does not exist: a picture does not depend on how a window was left
   */
  PictureWindow(Workspace workspace, PictureSize size, Path memory) {
    this.size = size;
    var catalog = new RunCatalog(Runs.of(workspace), Platform::runLater);
    shell = Toolkit.call(() -> new Shell(parts(workspace, catalog, memory)));
    scene = Toolkit.call(() -> shell.scene(size.width(), size.height()));
    catalog.look();
    shell.start();
  }

  private Shell.Parts parts(Workspace workspace, RunCatalog catalog, Path memory) {
    return new Shell.Parts(
        workspace,
        Clock.systemDefaultZone(),
        background,
        catalog,
        run -> {
          throw new UserException("A picture starts no run.");
        },
        new NoDialogs(),
        new Appearance(system),
        Preferences.read(memory),
        new Mishaps(workspace, Platform::runLater));
  }

  List<Place<?>> places() {
    return shell.places();
  }

  /** Brings a place's panel to the front. */
  Panel show(Place<?> place) {
    Toolkit.run(() -> shell.show(place));
    return Toolkit.call(place::panel);
  }

  /** Shows or hides the sheet of keyboard shortcuts. */
  void toggleShortcuts() {
    Toolkit.run(shell::toggleShortcuts);
  }

  /** Draws what there is to see, once nothing moves any more. */
  WritableImage draw(Theme theme, BooleanSupplier settled) {
    Toolkit.run(() -> system.set(theme));
    BooleanSupplier still = () -> background.jobs().isEmpty() && settled.getAsBoolean();
    Toolkit.await(still);
    Toolkit.sleep(SETTLING);
    Toolkit.await(still);
    return Toolkit.call(() -> scene.snapshot(new WritableImage(size.width(), size.height())));
  }

  @Override
  public void close() {
    Toolkit.run(shell::close);
  }
}
