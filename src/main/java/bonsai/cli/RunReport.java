package bonsai.cli;

import bonsai.base.Json;
import bonsai.ner.EntityScores;
import bonsai.ner.Split;
import bonsai.run.LogTail;
import bonsai.run.RunEvent;
import bonsai.run.RunFolder;
import bonsai.run.RunStatus;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a command says of a run on standard output once it has done its part. */
final class RunReport {
  private RunReport() {}

  /** Prints what a script needs to come back to a run that was started in the background. */
  static int printStarted(PrintWriter out, RunFolder run, Process worker, boolean json) {
    if (json) {
      var object = new LinkedHashMap<String, Object>();
      object.put("id", run.id());
      object.put("folder", run.path());
      object.put("pid", worker.pid());
      out.println(Json.LINE.writeValueAsString(object));
    } else {
      out.println(run.id());
    }
    out.flush();
    return BonsaiCommand.DONE;
  }

  /**
   * Prints the run's state and, where there is one, its result; the exit code that goes with it.
   */
  static int print(PrintWriter out, RunFolder run, boolean json) {
    var status = RunStatus.of(run);
    var scores = scores(run);
    if (json) {
      var object = new LinkedHashMap<String, Object>();
      object.put("id", run.id());
      object.put("state", status.state());
      object.put("folder", run.path());
      object.put("message", status.message());
      object.put("scores", scores);
      out.println(Json.LINE.writeValueAsString(object));
    } else {
      out.println(run.id() + " " + status.state().label());
      status.message().ifPresent(message -> out.println("  " + message));
      scores.forEach((split, score) -> out.println("  " + line(split, score)));
      if (!scores.isEmpty()) {
        out.println("  model  " + run.model());
      }
    }
    out.flush();
    return exitCode(status);
  }

  /** A pause that nobody asked for, and that says why, is a failure to a script. */
  private static int exitCode(RunStatus status) {
    return switch (status.state()) {
      case FAILED, INTERRUPTED -> BonsaiCommand.FAILED;
      case PAUSED -> status.message().isPresent() ? BonsaiCommand.FAILED : BonsaiCommand.DONE;
      case QUEUED, RUNNING, STOPPED, FINISHED -> BonsaiCommand.DONE;
    };
  }

  private static String line(Split split, EntityScores score) {
    var line =
        String.format(
            Locale.ROOT,
            "%-5s  F1 %.4f  precision %.4f  recall %.4f",
            split.label(),
            score.f1(),
            score.precision(),
            score.recall());
    return score.strictF1().isPresent()
        ? String.format(Locale.ROOT, "%s  strict F1 %.4f", line, score.strictF1().getAsDouble())
        : line;
  }

  /** The scores in the log's last word, in the splits' order. */
  static Map<Split, EntityScores> scores(RunFolder run) {
    return LogTail.of(run)
        .end()
        .<Map<Split, EntityScores>>map(
            end ->
                switch (end) {
                  case RunEvent.Finished finished -> new TreeMap<>(finished.scores());
                  case RunEvent.Stopped stopped -> new TreeMap<>(stopped.scores());
                  case RunEvent.Paused paused -> Map.of();
                  case RunEvent.Failed failed -> Map.of();
                })
        .orElse(Map.of());
  }
}
