package bonsai.app.kit;

import bonsai.run.RunFolder;
import java.util.List;
import javafx.scene.Node;

/** What a {@link Place} of the rail shows. All methods are called on the toolkit's thread. */
public interface Panel extends AutoCloseable {
  /** The panel's content; the same node at every call. */
  Node view();

  /** The panel comes to the front. */
  default void shown() {}

  /** The panel goes to the back: it should stop to draw, and may go on to listen. */
  default void hidden() {}

  /** What keys do while the panel is in front. */
  default List<Shortcut> shortcuts() {
    return List.of();
  }

  /** What of the panel is worth a picture, by what a finished run has left; each in its turn. */
  List<Example> examples(RunFolder run);

  /**
   * Something that a panel can show.
   *
   * @param name tells it from the panel's others: one word in small letters
   * @param show makes the panel show it; on the toolkit's thread
   */
  record Example(String name, Runnable show) {}

  /** Whether the panel shows all that it was asked to show, and waits for nothing. */
  default boolean isSettled() {
    return true;
  }

  /** The window closes: give back threads, processes and files. */
  @Override
  default void close() {}
}
