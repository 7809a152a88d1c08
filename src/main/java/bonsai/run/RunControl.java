package bonsai.run;

import bonsai.base.AtomicFile;
import bonsai.base.Json;
import bonsai.train.TrainingControl;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * Requests to a worker, left in its run's folder as {@code control.json}: any process that can
 * write to the folder can ask, on any machine.
 */
public final class RunControl implements TrainingControl {
  private static final Logger LOG = LoggerFactory.getLogger(RunControl.class);
  private static final long LOOK_EVERY_NANOS = 200_000_000;

  /** What can be asked. */
  public enum Ask {
    @JsonProperty("pause")
    PAUSE,
    @JsonProperty("stop")
    STOP
  }

  /**
   * The content of {@code control.json}.
   *
   * @param time for people, and for workers of earlier builds; clocks differ between machines
   */
  record Asked(Ask request, Instant time) {}

  private final RunFolder run;
  private long lastLook;
  private FileTime lastSeen;
  private volatile Request request = Request.CONTINUE;

  /** The side of a worker that is about to begin: what was asked before was meant for another. */
  RunControl(RunFolder run) {
    this.run = run;
    this.lastSeen = written(run);
    this.lastLook = System.nanoTime() - LOOK_EVERY_NANOS;
  }

  /** Asks the run's worker for something; it answers with the run's state, after its step. */
  public static void ask(RunFolder run, Ask what) {
    AtomicFile.write(
        run.controlFile(), Json.LINE.writeValueAsString(new Asked(what, Instant.now())));
  }

  @Override
  public Request poll() {
    var now = System.nanoTime();
    if (now - lastLook >= LOOK_EVERY_NANOS) {
      lastLook = now;
      look();
    }
    return request;
  }

  private static FileTime written(RunFolder run) {
    try {
      return Files.getLastModifiedTime(run.controlFile());
    } catch (IOException e) {
      return FileTime.fromMillis(0); // nobody has asked for anything
    }
  }

  /** Asks from within the worker's process: at the system's wish to end it. */
  void pause() {
    request = Request.PAUSE;
  }

  private void look() {
    try {
      var modified = Files.getLastModifiedTime(run.controlFile());
      if (modified.equals(lastSeen)) {
        return;
      }
      lastSeen = modified;
      var asked = Json.LINE.readValue(Files.readAllBytes(run.controlFile()), Asked.class);
      request =
          switch (asked.request()) {
            case PAUSE -> Request.PAUSE;
            case STOP -> Request.STOP;
          };
    } catch (NoSuchFileException e) {
      // nobody has asked for anything
    } catch (IOException | JacksonException | NullPointerException e) {
      LOG.warn("control.json cannot be read and is passed over", e);
    }
  }

  /** Takes the request away once it is answered. */
  void answered() {
    try {
      Files.deleteIfExists(run.controlFile());
    } catch (IOException e) {
      LOG.warn("control.json cannot be deleted; the next worker will pass it over", e);
    }
  }
}
