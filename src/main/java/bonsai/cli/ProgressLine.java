package bonsai.cli;

import bonsai.base.Quantities;
import bonsai.train.ShownF1;
import bonsai.train.TrainingEvent;
import bonsai.train.TrainingListener;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * How a training gets on, in one line: step, loss, F1, speed and time left. On a terminal the line
 * is rewritten in place; elsewhere it is printed anew every ten seconds.
 */
final class ProgressLine implements TrainingListener, AutoCloseable {
  private static final int WINDOW = 50;
  private static final long REWRITE_NANOS = 100_000_000L;
  private static final long PRINT_NANOS = 10_000_000_000L;
  private static final String CLEAR = "\r\u001b[K";

  private final PrintWriter err;
  private final boolean terminal;
  private final LongSupplier nanoTime;
  private final ArrayDeque<TrainingEvent.Stepped> recent = new ArrayDeque<>();
  private String label = "";
  private OptionalLong epochs = OptionalLong.empty();
  private ShownF1 f1 = new ShownF1();
  private Optional<Long> lastShown = Optional.empty();
  private boolean showing;

  /** A line on standard error; rewritten in place if that is a terminal. */
  static ProgressLine on(PrintWriter err) {
    var console = System.console();
    return new ProgressLine(err, console != null && console.isTerminal(), System::nanoTime);
  }

  /**
   * @param nanoTime a clock as {@link System#nanoTime}
   */
  ProgressLine(PrintWriter err, boolean terminal, LongSupplier nanoTime) {
    this.err = err;
    this.terminal = terminal;
    this.nanoTime = nanoTime;
  }

  /**
   * A training begins, or goes on.
   *
   * @param what to call it, such as {@code fine-tune}
   * @param ofEpochs how many epochs it will take; tells the time left
   */
  void begin(String what, OptionalLong ofEpochs) {
    label = what;
    epochs = ofEpochs;
    f1 = new ShownF1();
    recent.clear();
  }

  /** Steps are to be done again: those seen before say nothing about the speed. */
  void rewind() {
    recent.clear();
  }

  @Override
  public void on(TrainingEvent event) {
    switch (event) {
      case TrainingEvent.Preparing preparing -> show(preparing);
      case TrainingEvent.Stepped stepped -> {
        recent.add(stepped);
        if (recent.size() > WINDOW) {
          recent.remove();
        }
        show(false);
      }
      case TrainingEvent.Gates gates -> {}
      case TrainingEvent.Removed removed -> say(removed.message());
      case TrainingEvent.Skipped skipped ->
          say("step " + skipped.step() + " skipped: " + skipped.reason());
      case TrainingEvent.Evaluated evaluated -> {
        var scores = evaluated.scores();
        f1.add(evaluated);
        say(
            String.format(
                Locale.ROOT,
                "epoch %.2f  %s F1 %.4f  precision %.4f  recall %.4f%s",
                evaluated.epoch(),
                evaluated.split().label(),
                scores.f1(),
                scores.precision(),
                scores.recall(),
                evaluated.best() ? "  (best so far)" : ""));
      }
    }
  }

  private void show(TrainingEvent.Preparing preparing) {
    if (terminal || preparing.done() == preparing.total()) {
      say(
          String.format(
              Locale.ROOT,
              "%s: %,d of %,d sentences",
              preparing.what(),
              preparing.done(),
              preparing.total()));
    }
  }

  /** Prints a line of its own, which stays. */
  void say(String line) {
    hide();
    err.println(line);
    err.flush();
    show(false);
  }

  /** Shows the line once more, and leaves it standing. */
  @Override
  public void close() {
    show(true);
    if (showing) {
      err.println();
      err.flush();
      showing = false;
    }
    recent.clear();
  }

  private void hide() {
    if (showing) {
      err.print(CLEAR);
      showing = false;
    }
  }

  private void show(boolean now) {
    if (recent.isEmpty()) {
      return;
    }
    var time = nanoTime.getAsLong();
    var due =
        lastShown
            .map(shown -> time - shown >= (terminal ? REWRITE_NANOS : PRINT_NANOS))
            .orElse(true);
    if (!due && !now) {
      return;
    }
    lastShown = Optional.of(time);
    if (terminal) {
      err.print(CLEAR + text());
      showing = true;
    } else {
      err.println(text());
    }
    err.flush();
  }

  /** The line, without its end. */
  String text() {
    var last = recent.getLast();
    var seconds = recent.stream().mapToDouble(TrainingEvent.Stepped::seconds).sum();
    var tokens = recent.stream().mapToLong(TrainingEvent.Stepped::tokens).sum();
    var text = new StringBuilder(label);
    text.append(label.isEmpty() ? "" : "  ").append("step ").append(last.step());
    var total = totalSteps(last);
    total.ifPresent(steps -> text.append('/').append(steps));
    text.append(String.format(Locale.ROOT, "  loss %.4f", last.loss()));
    f1.value().ifPresent(best -> text.append(String.format(Locale.ROOT, "  F1 %.4f", best)));
    if (seconds > 0) {
      text.append(String.format(Locale.ROOT, "  %.0f tokens/s", tokens / seconds));
      total.ifPresent(
          steps ->
              text.append("  ")
                  .append(Quantities.time(seconds / recent.size() * (steps - last.step())))
                  .append(" left"));
    }
    return text.toString();
  }

  private OptionalLong totalSteps(TrainingEvent.Stepped last) {
    return epochs.isPresent() && last.epoch() > 0
        ? OptionalLong.of(Math.round(last.step() / last.epoch() * epochs.getAsLong()))
        : OptionalLong.empty();
  }
}
