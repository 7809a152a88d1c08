package bonsai.run;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a run is doing. */
public enum RunState {
  /** No worker has begun it. */
  QUEUED,
  RUNNING,
  /** At rest after a checkpoint. */
  PAUSED,
  /** Ended early, with what was learnt so far as its result. */
  STOPPED,
  FINISHED,
  FAILED,
  /** Its worker ended unexpectedly: killed, or the machine went down. */
  INTERRUPTED;

  /** The name in tables and JSON: {@code running}. */
  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether a worker could go on with it. */
  public boolean isResumable() {
    return this != RUNNING && this != FINISHED;
  }
}
