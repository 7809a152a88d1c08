package bonsai.app;

import bonsai.app.bench.WindowBenchmark;
import bonsai.app.pictures.Pictures;
import bonsai.app.shell.BonsaiApplication;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.cli.Window;
import bonsai.cli.WindowSpeed;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.logging.Filter;
import java.util.logging.Logger;
import javafx.application.Application;

/** Opens the window; the toolkit is loaded only then. */
public final class BonsaiWindow implements Window {
  /** Its messages are held back by a filter, which lives as long as the logger is referred to. */
  private static final Logger TOOLKIT = Logger.getLogger("javafx");

  @Override
  public void open(Workspace workspace) {
    workspace
        .runs(); // one that cannot be made is the user's mistake: said before the toolkit starts
    quietAboutTheClassPath();
    try {
      Application.launch(BonsaiApplication.class, workspace.root().toString());
    } catch (UnsupportedOperationException e) {
      throw new UserException(
          "The window cannot be opened, because there is no display ("
              + e.getMessage()
              + "): start Bonsai on a desktop, or see `bonsai help` for what works without one.",
          e);
    }
  }

  @Override
  public List<Path> pictures(
      Workspace workspace, Path folder, Optional<String> run, List<String> only) {
    withoutDisplay();
    return Pictures.draw(workspace, folder, run, only);
  }

  @Override
  public WindowSpeed measure() {
    withoutDisplay();
    return WindowBenchmark.run();
  }

  /** What is drawn is drawn the same way on every machine, with a display or without. */
  private static void withoutDisplay() {
    quietAboutTheClassPath();
    System.setProperty("glass.platform", "Headless");
    System.setProperty("prism.order", "sw");
  }

  /** JavaFX warns at every start that it is on the class path, which is where we want it. */
  private static void quietAboutTheClassPath() {
    Filter others =
        record ->
            record.getMessage() == null
                || !record.getMessage().contains("Unsupported JavaFX configuration");
    TOOLKIT.setFilter(others);
  }
}
