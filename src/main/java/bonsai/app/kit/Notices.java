package bonsai.app.kit;

import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Tells the person at the screen something that needs no answer. */
public interface Notices {
  void show(Notice notice);

  default void info(String text) {
    show(new Notice(Notice.Kind.INFO, text, Optional.empty()));
  }

  default void success(String text) {
    show(new Notice(Notice.Kind.SUCCESS, text, Optional.empty()));
  }

  default void error(String text) {
    show(new Notice(Notice.Kind.ERROR, text, Optional.empty()));
  }

  /**
   * One thing to tell.
   *
   * @param text one sentence
   * @param action what can be done about it
   */
  record Notice(Kind kind, String text, Optional<Action> action) {
    /** What a notice is about, which gives it its colour. */
    public enum Kind {
      INFO,
      SUCCESS,
      WARNING,
      ERROR
    }

    /**
     * A button of a notice.
     *
     * @param label a verb, such as {@code Undo}
     * @param possible whether there is still something for it to do
     */
    public record Action(String label, Runnable run, BooleanSupplier possible) {}

    /** The same notice with a button that can be pressed at any time. */
    public Notice with(String label, Runnable run) {
      return with(label, run, () -> true);
    }

    /** The same notice with a button, for as long as it has something to do. */
    public Notice with(String label, Runnable run, BooleanSupplier possible) {
      return new Notice(kind, text, Optional.of(new Action(label, run, possible)));
    }
  }
}
