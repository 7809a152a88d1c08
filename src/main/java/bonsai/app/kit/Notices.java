package bonsai.app.kit;

import java.util.Optional;

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
     */
    public record Action(String label, Runnable run) {}

    /** The same notice with a button. */
    public Notice with(String label, Runnable run) {
      return new Notice(kind, text, Optional.of(new Action(label, run)));
    }
  }
}
