package bonsai.app.bench;

import bonsai.app.chart.Chart;
import bonsai.app.chart.ChartGroup;
import bonsai.app.chart.Column;
import bonsai.app.chart.DoubleArray;
import bonsai.app.chart.Exports;
import bonsai.app.chart.Plot;
import bonsai.app.chart.Series;
import bonsai.app.chart.XAxis;
import bonsai.app.kit.Appearance;
import bonsai.app.kit.Theme;
import bonsai.app.kit.ThreadedBackground;
import bonsai.app.kit.ToolkitDialogs;
import java.util.List;
import java.util.Random;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.Scene;
import javafx.scene.layout.Region;

/** A chart of a loss that falls and is noisy, and goes on to grow. */
final class Sample {
  private static final long SEED = 1;

  private final DoubleArray steps = new DoubleArray();
  private final DoubleArray losses = new DoubleArray();
  private final Random random = new Random(SEED);
  private final Series series = new Series("run", "", "run", 0, Series.Look.LINE);
  private final Chart chart;

  Sample(ChartGroup group, int points) {
    var about = new Plot.About("Loss", "nats", "loss", "No steps yet");
    chart =
        new Chart(
            new Plot(about, group),
            new Appearance(new SimpleObjectProperty<>(Theme.LIGHT)),
            new Exports(
                new ToolkitDialogs(
                    () -> {
                      throw new IllegalStateException("nobody saves this chart");
                    }),
                new ThreadedBackground(Platform::runLater, (during, thrown) -> during),
                notice -> {}));
    for (var i = 0; i < points; i++) {
      add();
    }
    show();
  }

  static ChartGroup group() {
    var group = new ChartGroup(List.of(new XAxis("Step", "step", false)));
    group.smoothingProperty().set(0.6);
    return group;
  }

  /** A scene that looks as the window does. */
  static Scene scene(Region root, double width, double height) {
    Application.setUserAgentStylesheet(Theme.LIGHT.userAgentStylesheet());
    var scene = new Scene(root, width, height);
    scene.getStylesheets().setAll(Theme.LIGHT.stylesheets());
    return scene;
  }

  Chart chart() {
    return chart;
  }

  private void add() {
    var step = steps.size() + 1;
    steps.add(step);
    losses.add(2 * Math.exp(-step / 5e4) + Math.abs(random.nextGaussian()) * 0.3);
  }

  /** A step more, to be drawn in the next frame. */
  void grow() {
    add();
    show();
  }

  private void show() {
    series.data(List.of(steps.column()), losses.column(), Column.NONE, 0);
    chart.show(List.of(series), List.of(), List.of());
  }
}
