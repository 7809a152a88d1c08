package bonsai.app.bench;

import bonsai.cli.WindowSpeed;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import javafx.animation.AnimationTimer;
import javafx.scene.layout.TilePane;
import javafx.stage.Stage;

/** Charts on a stage that all get a step more in every frame; the toolkit makes 60 at most. */
final class LiveBenchmark {
  private static final int CHARTS = 20;
  private static final int COLUMNS = 4;
  private static final int STEPS = 20_000;

  /** The headless platform's screen. */
  private static final double SIDE = 1_000;

  private static final long WARM_UP_MILLIS = 4_000;
  private static final long MILLIS = 10_000;

  private final List<Sample> samples;
  private final Stage stage = new Stage();
  private final AtomicLong frames = new AtomicLong();
  private final AnimationTimer growth =
      new AnimationTimer() {
        @Override
        public void handle(long now) {
          samples.forEach(Sample::grow);
        }
      };

  private LiveBenchmark() {
    samples = IntStream.range(0, CHARTS).mapToObj(i -> new Sample(Sample.group(), STEPS)).toList();
    var tiles = new TilePane();
    tiles.setPrefColumns(COLUMNS);
    for (var sample : samples) {
      sample.chart().setPrefSize(SIDE / COLUMNS, SIDE * COLUMNS / CHARTS);
      tiles.getChildren().add(sample.chart());
    }
    stage.setScene(Sample.scene(tiles, SIDE, SIDE));
    // A frame is laid out only after the one before has been rendered.
    stage.getScene().addPostLayoutPulseListener(frames::incrementAndGet);
    stage.show();
    growth.start();
  }

  static WindowSpeed.Live run() {
    var benchmark = WindowBenchmark.onToolkit(LiveBenchmark::new);
    WindowBenchmark.sleep(WARM_UP_MILLIS);
    var before = benchmark.frames.get();
    var start = System.nanoTime();
    WindowBenchmark.sleep(MILLIS);
    var perSecond = (benchmark.frames.get() - before) * 1e9 / (System.nanoTime() - start);
    WindowBenchmark.onToolkit(
        () -> {
          benchmark.close();
          return benchmark;
        });
    return new WindowSpeed.Live(CHARTS, STEPS, perSecond);
  }

  private void close() {
    growth.stop();
    samples.forEach(sample -> sample.chart().close());
    stage.close();
  }
}
