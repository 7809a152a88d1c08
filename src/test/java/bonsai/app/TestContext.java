package bonsai.app;

import bonsai.app.catalog.RunCatalog;
import bonsai.app.kit.AppContext;
import bonsai.app.kit.Appearance;
import bonsai.app.kit.Navigator;
import bonsai.app.kit.Notices.Notice;
import bonsai.app.kit.Preferences;
import bonsai.app.kit.Theme;
import bonsai.base.Workspace;
import bonsai.ner.DataSource;
import bonsai.run.RunFolder;
import bonsai.run.RunSpec;
import bonsai.run.Runs;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import javafx.beans.property.SimpleObjectProperty;

/** What panels share, without a toolkit: all is done at once, and what was said is noted. */
public final class TestContext {
  private final Workspace workspace;
  private final RunCatalog catalog;
  private final SameThread background = new SameThread();
  private final List<Notice> notices = new ArrayList<>();
  private final List<RunFolder> started = new ArrayList<>();
  private final AppContext context;

  public TestContext(Path folder) {
    workspace = new Workspace(folder);
    catalog = new RunCatalog(Runs.of(workspace), Runnable::run);
    context =
        new AppContext(
            workspace,
            Clock.systemUTC(),
            background,
            catalog,
            started::add,
            new FakeDialogs(),
            notices::add,
            new Nowhere(),
            new Appearance(new SimpleObjectProperty<>(Theme.LIGHT)),
            Preferences.read(folder.resolve("window.json")));
  }

  public AppContext context() {
    return context;
  }

  public SameThread background() {
    return background;
  }

  /** Looks at the workspace as the window does once a second. */
  public void look() {
    catalog.look();
  }

  public List<Notice> notices() {
    return List.copyOf(notices);
  }

  public List<String> sentences() {
    return notices.stream().map(Notice::text).toList();
  }

  /** Presses the button of the last notice. */
  public void undo() {
    notices.getLast().action().orElseThrow().run().run();
  }

  /** The runs for which a worker was started. */
  public List<RunFolder> started() {
    return List.copyOf(started);
  }

  private static final class Nowhere implements Navigator {
    @Override
    public void data(DataSource source) {}

    @Override
    public void recipe() {}

    @Override
    public void recipe(RunSpec spec) {}

    @Override
    public void run(String id) {}

    @Override
    public void playground(Path model) {}
  }
}
