package bonsai.ner;

/** Small help with the text of data files, which may be anything. */
final class Texts {
  /** What decoders write for bytes that they cannot read. */
  static final char REPLACEMENT = '\uFFFD';

  private static final int SHOWN = 40;

  private Texts() {}

  /** A text to quote in a message: not too long, and without control characters. */
  static String shortened(String text) {
    var some = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    return some.replaceAll("\\p{Cntrl}", "?");
  }

  /** A part of a line without the blanks at its ends; other white space belongs to words. */
  static String trimmed(String line, int start, int end) {
    var from = start;
    var to = end;
    while (from < to && line.charAt(from) == ' ') {
      from++;
    }
    while (from < to && line.charAt(to - 1) == ' ') {
      to--;
    }
    return line.substring(from, to);
  }

  /** Whether a text has half of a character beyond U+FFFF, which no encoding can write. */
  static boolean hasLoneSurrogate(String text) {
    return text.codePoints()
        .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }
}
