package bonsai.ner;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Splits running text into sentences and words as CoNLL-2003 has them, which is nearly the Penn
 * Treebank's way (Marcus et al. 1993): punctuation stands apart, and so do {@code n't}, {@code 's}
 * and their like; {@code U.S.}, {@code 3.5}, {@code 1-0}, {@code 1996-08-22}, {@code German-born},
 * {@code O'Brien}, {@code AT&T} and addresses stay whole. Each ideograph is a word by itself.
 *
 * <p>Nothing is changed or lost: a word is the text between its offsets, and every character that
 * is no space lies in exactly one word.
 */
public final class WordSplitter {
  /**
   * A word where it stands.
   *
   * @param text what stands there
   * @param start the index of its first UTF-16 unit in the whole text
   * @param end the index after its last one
   */
  public record Word(String text, int start, int end) {}

  /** Each line end is taken whole: else CR and LF of one would be two. */
  private static final Pattern BLANK_LINE = Pattern.compile("(?>\\R)\\h*(?>\\R)");

  /** A name follows: the stop behind these ends no sentence. */
  private static final Set<String> TITLES =
      Set.of(
          "Mr", "Mrs", "Ms", "Messrs", "Dr", "Prof", "Gen", "Sen", "Rep", "Gov", "Lt", "Col", "Sgt",
          "Capt", "Maj", "Adm", "Cmdr", "Rev", "Hon", "Pres", "St", "Mt", "Ft", "vs");

  /** A number may follow: then the stop behind these ends no sentence. */
  private static final Set<String> BEFORE_NUMBERS =
      Set.of(
          "No", "Nos", "Art", "Fig", "Sec", "Vol", "pp", "Jan", "Feb", "Mar", "Apr", "Jun", "Jul",
          "Aug", "Sep", "Sept", "Oct", "Nov", "Dec");

  /** Their stop is part of the word wherever the sentence goes on. */
  private static final Set<String> OTHER_ABBREVIATIONS =
      Set.of(
          "Inc", "Corp", "Ltd", "Co", "Cos", "Bros", "Jr", "Sr", "etc", "al", "Ave", "Blvd", "Ala",
          "Ariz", "Calif", "Colo", "Conn", "Fla", "Ill", "Ind", "Kan", "La", "Mass", "Md", "Mich",
          "Minn", "Mo", "Neb", "Nev", "Okla", "Ore", "Pa", "Tenn", "Tex", "Va", "Vt", "Wash",
          "Wis");

  /** Words that start a sentence more often than they go on behind {@code U.S.} or an initial. */
  private static final Set<String> STARTERS =
      Set.of(
          "A", "After", "All", "An", "And", "As", "At", "But", "By", "For", "He", "Her", "His",
          "However", "I", "If", "In", "It", "Its", "Many", "No", "On", "She", "So", "Some", "That",
          "The", "Their", "Then", "There", "These", "They", "This", "Those", "To", "Two", "We",
          "What", "When", "While", "With", "You");

  private static final Set<String> CLITICS = Set.of("s", "d", "m", "re", "ve", "ll");
  private static final Set<String> SCHEMES = Set.of("http://", "https://", "www.");

  private static final int LONGEST_ACRONYM = 20;

  private final String text;
  private final List<Word> words = new ArrayList<>();

  /** The end of the sentence whose words are being cut. */
  private int limit;

  private WordSplitter(String text) {
    this.text = text;
  }

  /**
   * The words of a text, sentence by sentence; no sentence is empty. A blank line ends a sentence,
   * a single line break does not.
   */
  public static List<List<Word>> split(String text) {
    var splitter = new WordSplitter(text);
    var sentences = new ArrayList<List<Word>>();
    var blankLines = BLANK_LINE.matcher(text);
    var start = 0;
    while (start <= text.length()) {
      var end = blankLines.find() ? blankLines.start() : text.length();
      splitter.addParagraph(start, end, sentences);
      start = end + 1;
    }
    return sentences;
  }

  // ---- sentences --------------------------------------------------------------------------------

  private void addParagraph(int from, int to, List<List<Word>> sentences) {
    var breaks = BreakIterator.getSentenceInstance(Locale.ROOT);
    breaks.setText(text.substring(from, to));
    var start = from;
    for (var end = breaks.next(); end != BreakIterator.DONE; end = breaks.next()) {
      if (from + end == to || !goesOn(start, from + end, to)) {
        var sentence = words(start, from + end);
        if (!sentence.isEmpty()) {
          sentences.add(sentence);
        }
        start = from + end;
      }
    }
  }

  /** Whether the sentence goes on where the iterator would end it. */
  private boolean goesOn(int start, int end, int paragraphEnd) {
    var stop = end - 1;
    while (stop > start && isSpace(text.charAt(stop))) {
      stop--;
    }
    if (stop == end - 1 && ".?!".indexOf(text.charAt(stop)) >= 0) {
      return true; // no space follows: inside an address, or U.S.-led
    }
    var next = nextWord(end, paragraphEnd);
    if (!next.isEmpty() && Character.isLowerCase(next.codePointAt(0))) {
      return true; // "Really?" she asked.
    }
    if (text.charAt(stop) != '.') {
      return false;
    }
    var first = stop;
    while (first > start && isWordUnit(first - 1)) {
      first--;
    }
    var word = text.substring(first, stop);
    var number = !next.isEmpty() && Character.isDigit(next.charAt(0));
    return TITLES.contains(word)
        || (number && BEFORE_NUMBERS.contains(word))
        || (isRank(word) && first == firstWordAt(start))
        || ((isAcronym(word) || isInitial(word)) && !STARTERS.contains(next));
  }

  private boolean isWordUnit(int index) {
    var unit = text.charAt(index);
    return Character.isLetterOrDigit(unit) || unit == '.';
  }

  private String nextWord(int from, int to) {
    var end = from;
    while (end < to && Character.isLetterOrDigit(text.charAt(end))) {
      end++;
    }
    return text.substring(from, end);
  }

  private int firstWordAt(int from) {
    var at = from;
    while (at < text.length() && isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  // ---- words ------------------------------------------------------------------------------------

  private List<Word> words(int from, int to) {
    words.clear();
    limit = to;
    for (var at = from; at < to; ) {
      var c = text.codePointAt(at);
      var end = isSpace(c) ? at + Character.charCount(c) : Math.min(tokenEnd(at), to);
      if (!isSpace(c)) {
        words.add(new Word(text.substring(at, end), at, end));
      }
      at = end;
    }
    return List.copyOf(words);
  }

  private int tokenEnd(int at) {
    var c = text.codePointAt(at);
    var next = at + Character.charCount(c);
    if (isAddress(at)) {
      return addressEnd(at);
    }
    if (Character.isIdeographic(c)) {
      return marksEnd(next);
    }
    if (isWord(c) || (beginsNumber(c) && digitAt(next) && !isWordBefore(at))) {
      return beforeClitic(at, withStop(at, wordEnd(at, next)));
    }
    if (isApostrophe(c)) {
      return apostropheEnd(at);
    }
    if (".-*=_~".indexOf(c) >= 0) {
      while (next < limit && text.charAt(next) == c) {
        next++;
      }
    }
    return marksEnd(next);
  }

  /** The end of the word that has begun, joined across hyphens and their like. */
  private int wordEnd(int start, int from) {
    var at = from;
    while (at < limit) {
      var c = text.codePointAt(at);
      if (c == '$' && isDollarPrefix(text.substring(start, at))) {
        return at + 1;
      }
      if (Character.isIdeographic(c) || !(isWord(c) || joins(at, c))) {
        // an acronym may be the first part of a compound: U.S.-led
        if (c != '.' || !hyphenAndLetterAt(at + 1) || !isAcronym(text.substring(start, at))) {
          break;
        }
      }
      at += Character.charCount(c);
    }
    return at;
  }

  private boolean hyphenAndLetterAt(int at) {
    return at + 1 < limit && text.charAt(at) == '-' && Character.isLetter(text.codePointAt(at + 1));
  }

  /** Whether a character that is none of a word's stands inside one here. */
  private boolean joins(int at, int c) {
    var next = at + Character.charCount(c);
    if (next >= limit || !isWord(text.codePointAt(next))) {
      return false;
    }
    var before = text.codePointBefore(at);
    var after = text.codePointAt(next);
    return switch (c) {
      case '-', '\u2010', '\u2011' -> isWord(before) || before == '.';
      case '.', '/', '@' -> isWord(before);
      case ',', ':', '\u2013' -> Character.isDigit(before) && Character.isDigit(after);
      case '&' -> Character.isLetter(before) && Character.isLetter(after);
      case '\'', '\u2019' -> isWord(before) && Character.isLetter(after);
      default -> false;
    };
  }

  /** Takes a stop into the word that it belongs to. */
  private int withStop(int start, int end) {
    if (end >= limit || text.charAt(end) != '.' || isLetterOrDigit(end + 1)) {
      return end;
    }
    var word = text.substring(start, end);
    var several = end + 1 < limit && text.charAt(end + 1) == '.';
    var abbreviation =
        isInitial(word)
            || TITLES.contains(word)
            || BEFORE_NUMBERS.contains(word)
            || OTHER_ABBREVIATIONS.contains(word)
            || (isRank(word) && words.isEmpty());
    var belongs = !several && (isAcronym(word) || (abbreviation && !endsSentence(end + 1)));
    return belongs ? end + 1 : end;
  }

  /** Whether nothing but closing punctuation follows. */
  private boolean endsSentence(int from) {
    for (var at = from; at < limit; at++) {
      var unit = text.charAt(at);
      if (!isSpace(unit) && "\"')]}\u2019\u201d\u00bb".indexOf(unit) < 0) {
        return false;
      }
    }
    return true;
  }

  /** Cuts {@code n't}, {@code 's}, … off a word: the end of what comes before. */
  private int beforeClitic(int start, int end) {
    for (var at = end - 1; at > start && at >= end - 3; at--) {
      if (isApostrophe(text.charAt(at))) {
        var tail = text.substring(at + 1, end).toLowerCase(Locale.ROOT);
        if (tail.equals("t") && "nN".indexOf(text.charAt(at - 1)) >= 0) {
          return at - 1 > start ? at - 1 : end;
        }
        return CLITICS.contains(tail) ? at : end;
      }
    }
    return end;
  }

  /** An apostrophe with what belongs to it: {@code 's}, {@code '96}; else it stands alone. */
  private int apostropheEnd(int at) {
    var end = at + 1;
    while (end < limit && isLetterOrDigit(end) && end - at <= 3) {
      end++;
    }
    if (end < limit && isLetterOrDigit(end)) {
      return at + 1;
    }
    var tail = text.substring(at + 1, end).toLowerCase(Locale.ROOT);
    var year =
        tail.length() >= 2
            && Character.isDigit(tail.charAt(0))
            && Character.isDigit(tail.charAt(1))
            && (tail.length() == 2 || tail.charAt(2) == 's');
    return CLITICS.contains(tail) || year ? end : at + 1;
  }

  private boolean isAddress(int at) {
    return SCHEMES.stream()
        .anyMatch(scheme -> text.regionMatches(true, at, scheme, 0, scheme.length()));
  }

  /** Up to the last letter, digit or slash before a space. */
  private int addressEnd(int from) {
    var end = from;
    while (end < limit && !isSpace(text.codePointAt(end))) {
      end += Character.charCount(text.codePointAt(end));
    }
    while (!Character.isLetterOrDigit(text.codePointBefore(end)) && text.charAt(end - 1) != '/') {
      end--; // ends at the scheme's own letters at the latest
    }
    return end;
  }

  private int marksEnd(int from) {
    var at = from;
    while (at < limit && isMark(text.codePointAt(at))) {
      at += Character.charCount(text.codePointAt(at));
    }
    return at;
  }

  // ---- kinds ------------------------------------------------------------------------------------

  private static boolean isSpace(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  private static boolean isWord(int c) {
    return switch (Character.getType(c)) {
      case Character.LETTER_NUMBER, Character.OTHER_NUMBER, Character.CONNECTOR_PUNCTUATION -> true;
      default -> Character.isLetterOrDigit(c) || isMark(c);
    };
  }

  /** What changes the character before it: accents, joiners. */
  private static boolean isMark(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK,
          Character.COMBINING_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.FORMAT ->
          true;
      default -> false;
    };
  }

  private static boolean isApostrophe(int c) {
    return c == '\'' || c == '\u2019';
  }

  private static boolean beginsNumber(int c) {
    return c == '-' || c == '+' || c == '\u2212' || c == '.';
  }

  private boolean digitAt(int at) {
    return at < limit && Character.isDigit(text.charAt(at));
  }

  private boolean isLetterOrDigit(int at) {
    return at < limit && Character.isLetterOrDigit(text.codePointAt(at));
  }

  private boolean isWordBefore(int at) {
    return at > 0 && isWord(text.codePointBefore(at));
  }

  /** {@code U.S}, {@code p.m}, {@code Ph.D}: parts of one or two letters. */
  private static boolean isAcronym(String word) {
    if (word.length() > LONGEST_ACRONYM) {
      return false;
    }
    var parts = word.split("\\.", -1);
    for (var part : parts) {
      if (part.isEmpty() || part.length() > 2 || !part.chars().allMatch(Character::isLetter)) {
        return false;
      }
    }
    return parts.length > 1;
  }

  private static boolean isInitial(String word) {
    return word.length() == 1 && Character.isUpperCase(word.charAt(0));
  }

  /** {@code US} of {@code US$ 30}. */
  private static boolean isDollarPrefix(String word) {
    return word.length() <= 3 && word.chars().allMatch(Character::isUpperCase);
  }

  /** {@code 1} of {@code 1. Hasse Svensson}. */
  private static boolean isRank(String word) {
    return !word.isEmpty() && word.length() <= 3 && word.chars().allMatch(Character::isDigit);
  }
}
