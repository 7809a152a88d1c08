package bonsai.app.data;

import java.util.Optional;

/**
 * Which sentences of a split to show, and in which order.
 *
 * @param text what the words, joined by single spaces, must contain; empty for anything
 * @param type the type of at least one entity
 * @param minWords the least length
 * @param maxWords the greatest length
 */
record Query(
    String text,
    boolean caseSensitive,
    Optional<String> type,
    int minWords,
    int maxWords,
    boolean onlyProblems,
    Order order) {
  /** All sentences as they stand in their file. */
  static final Query ALL =
      new Query("", false, Optional.empty(), 0, Integer.MAX_VALUE, false, Order.OF_THE_FILE);

  /** What sentences can be sorted by. */
  enum Key {
    NUMBER,
    WORDS,
    ENTITIES
  }

  /** Sentences that are alike stand in the order of the file. */
  record Order(Key key, boolean descending) {
    static final Order OF_THE_FILE = new Order(Key.NUMBER, false);
  }

  /** Whether every sentence is shown. */
  boolean isAll() {
    return text.isEmpty()
        && type.isEmpty()
        && minWords <= 1
        && maxWords == Integer.MAX_VALUE
        && !onlyProblems;
  }
}
