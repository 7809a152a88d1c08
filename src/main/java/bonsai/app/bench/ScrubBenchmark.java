package bonsai.app.bench;

import bonsai.app.example.ExampleRuns;
import bonsai.base.Workspace;
import bonsai.cli.WindowSpeed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import javafx.animation.AnimationTimer;
import javafx.scene.Node;
import javafx.scene.control.Slider;
import javafx.scene.control.TabPane;
import javafx.scene.image.WritableImage;

/** The gates of a recorded run in the whole window, scrubbed from end to end and back. */
final class ScrubBenchmark implements AutoCloseable {
  private static final int SAMPLES = 20_000;
  private static final int GATES = 144;
  private static final int WIDTH = 1_000;
  private static final int HEIGHT = 960;
  private static final int WARM_UP = 50;
  private static final int MOVES = 200;
  private static final long WARM_UP_MILLIS = 4_000;
  private static final long MILLIS = 10_000;

  /** Samples that a frame goes on, so that ten seconds lead several times through the run. */
  private static final int PER_FRAME = 137;

  private final Path folder;
  private final BenchWindow window;
  private final AtomicLong frames = new AtomicLong();

  private ScrubBenchmark() throws IOException {
    folder = Files.createTempDirectory("bonsai-bench");
    var workspace = new Workspace(folder);
    var run = ExampleRuns.gates(workspace, SAMPLES);
    window = new BenchWindow(workspace, WIDTH, HEIGHT);
    WindowBenchmark.onToolkit(
        () -> {
          window.shell().navigator().run(run.id());
          return run;
        });
  }

  static WindowSpeed.Scrub run() {
    try (var benchmark = new ScrubBenchmark()) {
      return benchmark.measure();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private WindowSpeed.Scrub measure() {
    while (!WindowBenchmark.onToolkit(this::isOpen)) {
      WindowBenchmark.sleep(20);
    }
    var pictures = moves();
    var perSecond = framesPerSecond();
    System.gc();
    var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    return new WindowSpeed.Scrub(SAMPLES, GATES, perSecond, WindowBenchmark.spread(pictures), heap);
  }

  /** Goes to the gates as soon as they have a tab; tells whether all of them are there. */
  private boolean isOpen() {
    var root = window.stage().getScene().getRoot();
    if (root.lookup(".run-detail .tab-pane") instanceof TabPane tabs) {
      tabs.getTabs().stream()
          .filter(tab -> tab.getText().equals("Gates"))
          .forEach(tabs.getSelectionModel()::select);
    }
    return slider() instanceof Slider slider && slider.getMax() == SAMPLES - 1;
  }

  private Node slider() {
    return window.stage().getScene().getRoot().lookup("#gates-slider");
  }

  /** Milliseconds from each move of the slider until all pixels of the window are there. */
  private double[] moves() {
    return WindowBenchmark.onToolkit(
        () -> {
          var times = new double[MOVES];
          var slider = (Slider) slider();
          var picture = new WritableImage(WIDTH, HEIGHT);
          for (var i = -WARM_UP; i < MOVES; i++) {
            var start = System.nanoTime();
            slider.setValue(Math.floorMod((i + WARM_UP) * 733, SAMPLES));
            slider.getScene().getRoot().layout();
            slider.getScene().snapshot(picture);
            if (i >= 0) {
              times[i] = (System.nanoTime() - start) / 1e6;
            }
          }
          return times;
        });
  }

  /** How many pictures a second there are while every one shows another sample; 60 at most. */
  private double framesPerSecond() {
    var scrub =
        new AnimationTimer() {
          private int sample;

          @Override
          public void handle(long now) {
            sample = (sample + PER_FRAME) % SAMPLES;
            ((Slider) slider()).setValue(sample);
          }
        };
    WindowBenchmark.onToolkit(
        () -> {
          // A frame is laid out only after the one before has been rendered.
          window.stage().getScene().addPostLayoutPulseListener(frames::incrementAndGet);
          scrub.start();
          return scrub;
        });
    WindowBenchmark.sleep(WARM_UP_MILLIS);
    var before = frames.get();
    var start = System.nanoTime();
    WindowBenchmark.sleep(MILLIS);
    var perSecond = (frames.get() - before) * 1e9 / (System.nanoTime() - start);
    WindowBenchmark.onToolkit(
        () -> {
          scrub.stop();
          return scrub;
        });
    return perSecond;
  }

  @Override
  public void close() throws IOException {
    window.close();
    BenchWindow.delete(folder);
  }
}
