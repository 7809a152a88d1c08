package bonsai.app.kit;

import java.util.function.Consumer;
import javafx.collections.ObservableList;

/** Does work that takes time away from the toolkit's thread. */
public interface Background {
  /** Work that may take long; it may throw anything. */
  @FunctionalInterface
  interface Work<T> {
    T run(Progress progress) throws Exception;
  }

  /**
   * Starts work; returns at once. Exactly one of the three is called at its end, on the toolkit's
   * thread.
   *
   * @param title what the status bar calls it
   * @param failed takes one sentence; a stack trace, where there is one, is in the log
   * @param cancelled the job was cancelled, by the person at the screen or by its owner: what the
   *     work had done by then stays done
   */
  <T> Job run(
      String title, Work<T> work, Consumer<T> done, Consumer<String> failed, Runnable cancelled);

  /**
   * The same for work so short and frequent that the status bar should not tell of it: a search as
   * one types, say. It is not among {@link #jobs()}.
   */
  <T> Job quietly(Work<T> work, Consumer<T> done, Consumer<String> failed, Runnable cancelled);

  /** What runs now, in the order it was started. */
  ObservableList<Job> jobs();
}
