package bonsai.app.kit;

import javafx.scene.input.KeyCombination;

/**
 * A key and what it does.
 *
 * @param does in a few words, a verb first: {@code Start the run}
 */
public record Shortcut(KeyCombination keys, String does, Runnable action) {
  /** A shortcut by the toolkit's notation: {@code Shortcut+Enter}. */
  public static Shortcut of(String keys, String does, Runnable action) {
    return new Shortcut(KeyCombination.valueOf(keys), does, action);
  }
}
