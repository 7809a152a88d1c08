package bonsai.app.runs.live;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.app.WindowTest;
import bonsai.app.chart.Legend;
import bonsai.app.kit.Theme;
import java.util.stream.IntStream;
import javafx.application.Application;
import javafx.collections.FXCollections;
import javafx.scene.Scene;
import javafx.scene.layout.VBox;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

@WindowTest
final class LegendScrollTest {
  private Legend legend;
  private LegendScroll scroll;

  @Start
  private void start(Stage stage) {
    legend = new Legend(FXCollections.observableSet());
    scroll = new LegendScroll(legend);
    Application.setUserAgentStylesheet(Theme.LIGHT.userAgentStylesheet());
    var scene = new Scene(new VBox(scroll), 500, 300);
    scene.getStylesheets().setAll(Theme.LIGHT.stylesheets());
    stage.setScene(scene);
    stage.sizeToScene();
    stage.show();
  }

  private void show(FxRobot robot, int names) {
    robot.interact(
        () ->
            legend.show(
                IntStream.range(0, names)
                    .mapToObj(i -> new Legend.Entry("id" + i, "a run's name " + i, i, "", ""))
                    .toList()));
    WaitForAsyncUtils.waitForFxEvents();
  }

  @Test
  void itIsAsHighAsItsNamesUntilTheyAreMany(FxRobot robot) {
    show(robot, 2);
    var oneLine = scroll.getHeight();
    assertThat(oneLine).isBetween(10.0, 40.0);

    show(robot, 8);
    assertThat(scroll.getHeight()).isBetween(oneLine * 1.5, LegendScroll.MOST);

    show(robot, 60);
    assertThat(scroll.getHeight()).isEqualTo(LegendScroll.MOST);
    assertThat(legend.getHeight()).isGreaterThan(LegendScroll.MOST);
  }
}
