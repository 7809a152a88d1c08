package bonsai.app.shell;

import bonsai.app.kit.Preferences;
import javafx.animation.PauseTransition;
import javafx.util.Duration;

/**
 * Writes what the window remembers to the disk shortly after it changed, so that whoever ends the
 * program by force loses what was done in the last moments and no more.
 */
final class PreferenceSaver implements AutoCloseable {
  private static final Duration SHORTLY = Duration.seconds(1);

  private final Preferences preferences;
  private final PauseTransition pause = new PauseTransition(SHORTLY);
  private boolean closed;

  /**
   * @param collect sets what is only looked at when it is saved
   */
  PreferenceSaver(Preferences preferences, Runnable collect) {
    this.preferences = preferences;
    pause.setOnFinished(
        event -> {
          collect.run();
          pause.stop(); // what was just collected is saved now
          // A disk that is slow must not hold up the window.
          Thread.ofVirtual().name("save preferences").start(this::save);
        });
    preferences.onChange(this::soon);
  }

  /** Something changed: saves it once nothing more has changed for a moment. */
  void soon() {
    pause.playFromStart();
  }

  private synchronized void save() {
    if (!closed) {
      preferences.save();
    }
  }

  /** Saves what is known now, and nothing later. */
  @Override
  public synchronized void close() {
    pause.stop();
    preferences.save();
    closed = true;
  }
}
