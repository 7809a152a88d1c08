package bonsai.ner;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Learns a WordPiece vocabulary from text, as the trainer of Hugging Face's {@code tokenizers}
 * does: from single characters on, the two neighbouring pieces that occur together most often
 * become one piece (byte-pair encoding, Sennrich et al., arXiv 1508.07909), until the vocabulary is
 * full. Of equally frequent pairs the first in alphabetical order is taken, so that the result
 * depends on the text alone.
 */
public final class Vocabulary {
  private static final List<String> SPECIAL_TOKENS =
      List.of(
          WordPieceTokenizer.PAD,
          WordPieceTokenizer.UNK,
          WordPieceTokenizer.CLS,
          WordPieceTokenizer.SEP,
          WordPieceTokenizer.MASK);
  private static final String INSIDE = "##";

  /** Pairs that occur less often are not worth a piece. */
  private static final long LEAST_COUNT = 2;

  private static final Comparator<Map.Entry<Pair, Long>> MOST_FREQUENT =
      Map.Entry.<Pair, Long>comparingByValue()
          .thenComparing(Map.Entry.comparingByKey(Pair.ALPHABETICAL.reversed()));

  private final List<Word> words = new ArrayList<>();
  private final Map<Pair, Long> counts = new HashMap<>();
  private final Map<Pair, Set<Word>> places = new HashMap<>();

  private Vocabulary(Map<String, Long> texts) {
    texts.forEach((text, count) -> words.add(new Word(characters(text), count)));
    words.forEach(this::countIn);
  }

  /**
   * Learns a cased vocabulary from the sentences' words.
   *
   * @param size the most pieces; where not all characters fit, the most frequent are in it
   * @return the pieces by id: the special tokens, every printable ASCII character, the letters of
   *     Latin-1 and every other character of the text (each at a word's beginning and inside), then
   *     what was learnt, in the order of learning
   */
  public static List<String> learn(List<Sentence> sentences, int size) {
    var texts = new TreeMap<String, Long>();
    for (var sentence : sentences) {
      for (var word : sentence.words()) {
        parts(word).forEach(part -> texts.merge(part, 1L, Long::sum));
      }
    }
    var pieces = new LinkedHashSet<>(SPECIAL_TOKENS);
    var characters = characters(texts, (size - SPECIAL_TOKENS.size()) / 2);
    pieces.addAll(characters);
    characters.forEach(character -> pieces.add(INSIDE + character));
    new Vocabulary(texts).merge(pieces, size);
    return List.copyOf(pieces);
  }

  /** The characters that get pieces, in alphabetical order. */
  private static Set<String> characters(Map<String, Long> texts, int most) {
    var counts = new TreeMap<String, Long>();
    IntStream.rangeClosed('!', 0xFF)
        .filter(Vocabulary::isUsual)
        .forEach(c -> counts.put(Character.toString(c), 0L));
    texts.forEach(
        (text, count) ->
            text.codePoints().forEach(c -> counts.merge(Character.toString(c), count, Long::sum)));
    return counts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(most)
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The characters that people may type although the text lacks them: ASCII, and é, ü, ñ. */
  private static boolean isUsual(int c) {
    return c <= '~' || Character.isLetter(c);
  }

  /**
   * Cuts a word where BERT's normaliser and pre-tokenizer do: at white space, which is no part of
   * any piece, and around each punctuation mark and ideograph. Control characters are left out.
   */
  private static List<String> parts(String word) {
    var parts = new ArrayList<String>();
    var part = new StringBuilder();
    for (var c : word.codePoints().toArray()) {
      if (isSpace(c)) {
        end(part, parts);
      } else if (isPunctuation(c) || Character.isIdeographic(c)) {
        end(part, parts);
        parts.add(Character.toString(c));
      } else if (!isControl(c)) {
        part.appendCodePoint(c);
      }
    }
    end(part, parts);
    return parts;
  }

  private static void end(StringBuilder part, List<String> parts) {
    if (!part.isEmpty()) {
      parts.add(part.toString());
      part.setLength(0);
    }
  }

  private static boolean isSpace(int c) {
    return c == '\t' || c == '\n' || c == '\r' || Character.isSpaceChar(c);
  }

  private static boolean isControl(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          true;
      default -> c == 0xFFFD;
    };
  }

  private static boolean isPunctuation(int c) {
    return switch (Character.getType(c)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      // BERT takes every ASCII symbol for punctuation, also $, +, <, ^ and the like.
      default -> c > ' ' && c < 127 && !Character.isLetterOrDigit(c);
    };
  }

  private static List<String> characters(String text) {
    var characters = new ArrayList<String>();
    text.codePoints()
        .mapToObj(Character::toString)
        .forEach(c -> characters.add(characters.isEmpty() ? c : INSIDE + c));
    return characters;
  }

  private void merge(Set<String> pieces, int size) {
    while (pieces.size() < size && !counts.isEmpty()) {
      var best = counts.entrySet().stream().max(MOST_FREQUENT).orElseThrow();
      if (best.getValue() < LEAST_COUNT) {
        return;
      }
      var pair = best.getKey();
      pieces.add(pair.merged());
      for (var word : List.copyOf(places.get(pair))) {
        uncountIn(word);
        word.merge(pair);
        countIn(word);
      }
    }
  }

  private void countIn(Word word) {
    for (var pair : word.pairs()) {
      counts.merge(pair, word.count, Long::sum);
      places.computeIfAbsent(pair, none -> new HashSet<>()).add(word);
    }
  }

  private void uncountIn(Word word) {
    for (var pair : word.pairs()) {
      counts.computeIfPresent(
          pair, (key, count) -> count == word.count ? null : count - word.count);
      places.get(pair).remove(word);
    }
  }

  /** Two neighbouring pieces. */
  private record Pair(String left, String right) {
    static final Comparator<Pair> ALPHABETICAL =
        Comparator.comparing(Pair::left).thenComparing(Pair::right);

    String merged() {
      return left + right.substring(INSIDE.length());
    }
  }

  /** A distinct word of the text, cut into the pieces known so far; compared by identity. */
  private static final class Word {
    private final long count;
    private String[] pieces;

    Word(List<String> characters, long count) {
      this.pieces = characters.toArray(String[]::new);
      this.count = count;
    }

    List<Pair> pairs() {
      var pairs = new ArrayList<Pair>();
      for (int i = 1; i < pieces.length; i++) {
        pairs.add(new Pair(pieces[i - 1], pieces[i]));
      }
      return pairs;
    }

    void merge(Pair pair) {
      var merged = new ArrayList<String>();
      for (int i = 0; i < pieces.length; i++) {
        if (i + 1 < pieces.length
            && pieces[i].equals(pair.left)
            && pieces[i + 1].equals(pair.right)) {
          merged.add(pair.merged());
          i++;
        } else {
          merged.add(pieces[i]);
        }
      }
      pieces = merged.toArray(String[]::new);
    }
  }
}
