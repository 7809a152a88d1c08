package bonsai.ner;

import java.util.List;
import java.util.Locale;

/** How a sentence uses capitals. */
enum Casing {
  /** All letters are capitals, as in headlines and tables of CoNLL-2003. */
  UPPER,
  /** No letter is one. */
  LOWER,
  /** Every word begins with one. */
  TITLE,
  /** Like most sentences; also those without letters. */
  MIXED;

  /** The casing of a sentence: upper, lower, or mixed. */
  static Casing of(List<String> words) {
    var upper = words.stream().anyMatch(word -> word.codePoints().anyMatch(Casing::isUpper));
    var lower = words.stream().anyMatch(word -> word.codePoints().anyMatch(Character::isLowerCase));
    return upper == lower ? MIXED : upper ? UPPER : LOWER;
  }

  /** The words in this casing; mixed leaves them as they are. */
  List<String> apply(List<String> words) {
    return switch (this) {
      case UPPER -> words.stream().map(word -> word.toUpperCase(Locale.ROOT)).toList();
      case LOWER -> words.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
      case TITLE -> {
        // Capitals within words tell something (McDonald, EU), unless all letters are capitals.
        var shouted = of(words) == UPPER;
        yield words.stream().map(word -> titled(word, shouted)).toList();
      }
      case MIXED -> words;
    };
  }

  private static String titled(String word, boolean shouted) {
    var first = word.codePointAt(0);
    var rest = word.substring(Character.charCount(first));
    return Character.toString(Character.toTitleCase(first))
        + (shouted ? rest.toLowerCase(Locale.ROOT) : rest);
  }

  private static boolean isUpper(int c) {
    return Character.isUpperCase(c) || Character.isTitleCase(c);
  }
}
