package bonsai.cli;

import bonsai.base.Json;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bonsai bench window}: how fast the charts are drawn and logs followed. */
@Command(
    name = "window",
    description =
        "Times the window without a display: a chart of a million points, twenty live charts,"
            + " a run's gates over 20,000 samples, a fast log, a table of a million sentences; prints a JSON object.",
    mixinStandardHelpOptions = true)
final class BenchWindowCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print the JSON object alone.")
  private boolean json;

  private final Window window;

  BenchWindowCommand(Window window) {
    this.window = window;
  }

  @Override
  public void run() {
    var speed = window.measure();
    var line = spec.commandLine();
    if (!json) {
      line.getErr().println(sentence(speed));
      line.getErr().flush();
    }
    line.getOut().println(Json.LINE.writeValueAsString(speed));
    line.getOut().flush();
  }

  private static String sentence(WindowSpeed speed) {
    return String.format(
        Locale.ROOT,
        "A million points are moved in %.1f ms (95%%: %.1f ms); %d live charts get %.0f frames a"
            + " second; a log of %.0f records a second takes %.0f %% of a core to follow, and the"
            + " window that shows it %.0f %%. %,d samples of gates are scrubbed at %.0f frames a second"
            + " (%.1f ms each, 95%%: %.1f ms) with %.0f MB of heap. A table of %,d sentences is scrolled in %.1f ms (95%%:"
            + " %.1f ms), searched in %.0f ms (at most %.0f), and given up in %.0f ms.",
        speed.pan().pictureMs().p50(),
        speed.pan().pictureMs().p95(),
        speed.live().charts(),
        speed.live().framesPerSecond(),
        speed.follow().eventsPerSecond(),
        100 * speed.follow().coresToFollow(),
        100 * speed.follow().coresOfTheWindow(),
        speed.scrub().samples(),
        speed.scrub().framesPerSecond(),
        speed.scrub().pictureMs().p50(),
        speed.scrub().pictureMs().p95(),
        speed.scrub().heapBytes() / 1e6,
        speed.table().sentences(),
        speed.table().wheelMs().p50(),
        speed.table().wheelMs().p95(),
        speed.table().searchMs().p50(),
        speed.table().searchMs().most(),
        speed.table().cancelMs());
  }
}
