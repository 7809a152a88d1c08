package bonsai.app.bench;

import bonsai.base.Workspace;
import bonsai.cli.WindowSpeed;
import bonsai.ner.ColumnWriter;
import bonsai.ner.DataSource;
import bonsai.ner.SampleCorpus;
import bonsai.ner.Sentence;
import bonsai.ner.Split;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.control.skin.VirtualFlow;
import javafx.scene.image.WritableImage;

/** A corpus of a million sentences in the Data panel: read, scrolled, searched, and given up. */
final class TableBenchmark implements AutoCloseable {
  private static final int SENTENCES = 1_000_000;
  private static final int WIDTH = 1280;
  private static final int HEIGHT = 800;
  private static final int WARM_UP = 50;
  private static final int SCROLLS = 200;

  /** Pixels of a wheel's step, and of a jump with the bar. */
  private static final double WHEEL = 90;

  private static final double JUMP = 149_970;

  /** Long enough into reading that there is something to give up. */
  private static final long BEFORE_CANCEL_MILLIS = 1_500;

  /** Frequent, rare, absent, and several words. */
  private static final List<String> SEARCHES = List.of("the", "Berlin", "qqq", "in the", "a");

  private final Path folder;
  private final BenchWindow window;

  private TableBenchmark() throws IOException {
    folder = Files.createTempDirectory("bonsai-bench");
    var sample = SampleCorpus.corpus().sentences(Split.TRAIN);
    var many = Collections.nCopies(SENTENCES / sample.size(), sample);
    List<Sentence> sentences = many.stream().flatMap(List::stream).toList();
    Files.createDirectory(corpus());
    ColumnWriter.write(corpus().resolve("train.txt"), sentences);
    window = new BenchWindow(new Workspace(folder.resolve("workspace")), WIDTH, HEIGHT);
  }

  private Path corpus() {
    return folder.resolve("corpus");
  }

  static WindowSpeed.Table run() {
    try (var benchmark = new TableBenchmark()) {
      return benchmark.measure();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private WindowSpeed.Table measure() {
    var cancelled = giveUp();
    var start = System.nanoTime();
    open();
    await(() -> rows() == SENTENCES && isSettled());
    var read = System.nanoTime() - start;
    var wheel = scrolls(WHEEL);
    var jump = scrolls(JUMP);
    var searches = SEARCHES.stream().mapToDouble(this::search).toArray();
    search("");
    System.gc();
    var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    return new WindowSpeed.Table(
        SENTENCES,
        read / 1e9,
        heap,
        WindowBenchmark.spread(wheel),
        WindowBenchmark.spread(jump),
        WindowBenchmark.spread(searches),
        cancelled);
  }

  private void open() {
    WindowBenchmark.onToolkit(
        () -> {
          window.shell().navigator().data(new DataSource.Folder(corpus()));
          return window;
        });
  }

  /** Milliseconds from a click on Cancel until nothing works on the corpus any more. */
  private double giveUp() {
    open();
    WindowBenchmark.sleep(BEFORE_CANCEL_MILLIS);
    var start = System.nanoTime();
    WindowBenchmark.onToolkit(
        () -> {
          if (window.background().jobs().isEmpty()) {
            throw new IllegalStateException("it was read before it could be given up");
          }
          node("data-cancel", Button.class).fire();
          return window;
        });
    await(() -> WindowBenchmark.onToolkit(() -> window.background().jobs().isEmpty()));
    return (System.nanoTime() - start) / 1e6;
  }

  /** Milliseconds from each turn of the wheel, or other move, until all pixels are there. */
  private double[] scrolls(double pixels) {
    var times = new double[SCROLLS];
    WindowBenchmark.onToolkit(
        () -> {
          var table = node("data-table", TableView.class);
          var flow = (VirtualFlow<?>) table.lookup(".virtual-flow");
          var picture = new WritableImage(WIDTH, HEIGHT);
          table.scrollTo(0);
          for (var i = -WARM_UP; i < SCROLLS; i++) {
            var start = System.nanoTime();
            flow.scrollPixels(pixels);
            table.getScene().getRoot().layout();
            table.getScene().snapshot(picture);
            if (i >= 0) {
              times[i] = (System.nanoTime() - start) / 1e6;
            }
          }
          return table;
        });
    return times;
  }

  /** Milliseconds from the typed text until the table shows what was found. */
  private double search(String text) {
    var start = System.nanoTime();
    WindowBenchmark.onToolkit(
        () -> {
          node("data-search", TextField.class).setText(text);
          return window;
        });
    await(this::isSettled);
    return (System.nanoTime() - start) / 1e6;
  }

  private int rows() {
    return WindowBenchmark.onToolkit(() -> node("data-table", TableView.class).getItems().size());
  }

  private boolean isSettled() {
    return WindowBenchmark.onToolkit(
        () -> {
          var places = window.shell().places().stream();
          return places
              .filter(place -> place.title().equals("Data"))
              .allMatch(place -> place.panel().isSettled());
        });
  }

  private <T extends Node> T node(String id, Class<T> type) {
    return Stream.of(window.stage().getScene().getRoot().lookup("#" + id))
        .map(type::cast)
        .findFirst()
        .orElseThrow();
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      WindowBenchmark.sleep(1);
    }
  }

  @Override
  public void close() throws IOException {
    window.close();
    BenchWindow.delete(folder);
  }
}
