package bonsai.app.data;

import java.util.Arrays;
import java.util.List;

/**
 * Finds a text in the words of a sentence as if they were joined by single spaces. Keeps one buffer
 * for all sentences, so that a scan of a million leaves nothing to collect; for one thread.
 */
final class TextMatcher {
  private final char[] wanted;
  private final boolean caseSensitive;
  private char[] sentence = new char[1024];

  TextMatcher(String text, boolean caseSensitive) {
    this.caseSensitive = caseSensitive;
    wanted = text.toCharArray();
    if (!caseSensitive) {
      fold(wanted, wanted.length);
    }
  }

  boolean matches(List<String> words) {
    var length = join(words);
    if (!caseSensitive) {
      fold(sentence, length);
    }
    for (int from = 0, last = length - wanted.length; from <= last; from++) {
      var same = 0;
      while (same < wanted.length && sentence[from + same] == wanted[same]) {
        same++;
      }
      if (same == wanted.length) {
        return true;
      }
    }
    return false;
  }

  private int join(List<String> words) {
    var length = 0;
    for (var i = 0; i < words.size(); i++) {
      var word = words.get(i);
      if (length + word.length() + 1 > sentence.length) {
        sentence = Arrays.copyOf(sentence, Math.max(2 * length, length + word.length() + 1));
      }
      if (i > 0) {
        sentence[length++] = ' ';
      }
      word.getChars(0, word.length(), sentence, length);
      length += word.length();
    }
    return length;
  }

  /** As {@link String#equalsIgnoreCase} compares: by upper case, and by its lower case. */
  private static void fold(char[] text, int length) {
    for (var i = 0; i < length; i++) {
      var c = text[i];
      if (c < 128) {
        text[i] = c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
      } else {
        text[i] = Character.toLowerCase(Character.toUpperCase(c));
      }
    }
  }
}
