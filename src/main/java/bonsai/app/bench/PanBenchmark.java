package bonsai.app.bench;

import bonsai.app.chart.Range;
import bonsai.cli.WindowSpeed;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.StackPane;

/** A chart of a million points, half of them in view, is moved along its x axis. */
final class PanBenchmark {
  private static final int POINTS = 1_000_000;
  private static final int WARM_UP = 100;
  private static final int PANS = 200;
  private static final int WIDTH = 960;
  private static final int HEIGHT = 540;

  private PanBenchmark() {}

  static WindowSpeed.Pan run() {
    return WindowBenchmark.onToolkit(PanBenchmark::measure);
  }

  private static WindowSpeed.Pan measure() {
    var group = Sample.group();
    var chart = new Sample(group, POINTS).chart();
    var scene = Sample.scene(new StackPane(chart), WIDTH, HEIGHT);
    var picture = new WritableImage(WIDTH, HEIGHT);
    scene.snapshot(picture);
    var draw = new double[PANS];
    var whole = new double[PANS];
    for (var pan = -WARM_UP; pan < PANS; pan++) {
      var from = (pan + WARM_UP + 1) * 1_500.0;
      var start = System.nanoTime();
      group.show(new Range(from, from + POINTS / 2.0));
      scene.getRoot().layout();
      var drawn = System.nanoTime();
      scene.snapshot(picture);
      if (pan >= 0) {
        draw[pan] = (drawn - start) / 1e6;
        whole[pan] = (System.nanoTime() - start) / 1e6;
      }
    }
    chart.close();
    return new WindowSpeed.Pan(
        POINTS, PANS, WindowBenchmark.spread(draw), WindowBenchmark.spread(whole));
  }
}
