package bonsai.app.data;

import bonsai.app.catalog.RunCatalog;
import bonsai.app.kit.*;
import bonsai.app.shell.Shell;
import bonsai.base.Workspace;
import bonsai.ner.DataSource;
import bonsai.run.Runs;
import java.nio.file.*;
import java.time.Clock;
import java.util.*;
import javafx.application.*;
import javafx.beans.property.*;
import javafx.scene.Scene;
import javafx.scene.control.*;
import javafx.scene.image.WritableImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;

@ExtendWith(ApplicationExtension.class)
final class LookTest {
  @Test
  void look(FxRobot robot) throws Exception {
    for (var size : new int[][] {{1280, 800}, {2560, 1440}, {960, 640}})
      for (var theme : Theme.values()) {
        if (theme == Theme.DARK && size[0] == 960) continue;
        var ap = new Appearance(new SimpleObjectProperty<>(theme));
        var ws = new Workspace(Path.of("/work/tmp/data/home"));
        var bg =
            new ThreadedBackground(
                Platform::runLater,
                (d, t) -> {
                  t.printStackTrace();
                  return d + t;
                });
        var holder = new Scene[1];
        var sh = new Shell[1];
        robot.interact(
            () -> {
              Application.setUserAgentStylesheet(theme.userAgentStylesheet());
              sh[0] =
                  new Shell(
                      new Shell.Parts(
                          ws,
                          Clock.systemDefaultZone(),
                          bg,
                          new RunCatalog(Runs.of(ws), Platform::runLater),
                          r -> {},
                          new bonsai.app.FakeDialogs(),
                          ap,
                          Preferences.read(Path.of("/work/tmp/data/none.json"))));
              holder[0] = sh[0].scene(size[0], size[1]);
            });
        var scene = holder[0];
        var panel = (DataPanel) sh[0].panels().get(0);
        String name = theme.name().toLowerCase() + "-" + size[0];
        snap(robot, scene, "empty-" + name);
        robot.interact(
            () -> panel.open(new DataSource.Folder(Path.of("/work/shared/data/conll2003"))));
        settle(robot, panel);
        snap(robot, scene, "conll-" + name);
        robot.interact(() -> ((TabPane) scene.lookup(".tab-pane")).getSelectionModel().select(1));
        robot.interact(() -> ((TextField) scene.lookup("#data-search")).setText("new york"));
        settle(robot, panel);
        snap(robot, scene, "counts-" + name);
        robot.interact(() -> panel.open(new DataSource.Folder(Path.of("/work/tmp/data/odd"))));
        robot.interact(() -> ((TabPane) scene.lookup(".tab-pane")).getSelectionModel().select(2));
        settle(robot, panel);
        robot.interact(
            () -> panel.open(new DataSource.Folder(Path.of("/work/tmp/data/no such folder"))));
        settle(robot, panel);
        snap(robot, scene, "problems-" + name);
      }
  }

  private static void settle(FxRobot robot, DataPanel panel) throws Exception {
    var end = System.nanoTime() + 60_000_000_000L;
    Thread.sleep(200);
    while (System.nanoTime() < end) {
      var b = new boolean[1];
      robot.interact(() -> b[0] = panel.isSettled());
      if (b[0]) {
        Thread.sleep(300);
        return;
      }
      Thread.sleep(50);
    }
  }

  private static void snap(FxRobot robot, Scene scene, String name) {
    robot.interact(
        () -> {
          try {
            PngFile.write(
                scene.snapshot(new WritableImage((int) scene.getWidth(), (int) scene.getHeight())),
                Path.of("/work/tmp/data/" + name + ".png"));
          } catch (Exception e) {
            throw new RuntimeException(e);
          }
        });
  }
}
