package bonsai.run;

import java.util.List;
import java.util.Optional;

/**
 * The last records of a run's log, read without those before: enough to tell how the run is doing.
 *
 * @param entries the oldest first
 */
public record LogTail(List<EventLog.Entry> entries) {
  /** Holds dozens of records: heartbeats come every few seconds, steps seldom a hundred between. */
  private static final int BYTES = 1 << 16;

  public LogTail {
    entries = List.copyOf(entries);
  }

  public static LogTail of(RunFolder run) {
    return new LogTail(EventLog.tail(run.events(), BYTES));
  }

  /**
   * How the run came to rest, if that is the log's last word. A warning is none: one about the log
   * itself may stand behind it.
   */
  public Optional<RunEvent.End> end() {
    for (var entry : entries.reversed()) {
      switch (entry.event()) {
        case RunEvent.End end -> {
          return Optional.of(end);
        }
        case RunEvent.Warning warning -> {}
        default -> {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }
}
