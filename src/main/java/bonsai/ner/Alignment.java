package bonsai.ner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns sentences of words and tags into sequences of pieces and labels. The first piece of a word
 * keeps its tag, later pieces of a {@code B-} word get {@code I-}, special tokens are ignored.
 *
 * <p>A sentence of more tokens than the model takes is cut at word borders into windows that
 * overlap by up to a quarter. A word in an overlap is scored once, in the window that shows more of
 * its surroundings; the other window shows it as context only.
 */
public final class Alignment {
  /** The most tokens, special ones included, that BERT has positions for. */
  public static final int BERT_LENGTH = 512;

  private static final int SPECIAL_TOKENS = 2;

  private final WordPieceTokenizer tokenizer;
  private final int budget;
  private final Map<String, int[]> pieces;
  private final int[] unknown;
  private final List<EncodedSentence> windows = new ArrayList<>();
  private int nothingWords;
  private int truncatedWords;

  private Alignment(WordPieceTokenizer tokenizer, int maxLength, Map<String, int[]> pieces) {
    this.tokenizer = tokenizer;
    this.budget = maxLength - SPECIAL_TOKENS;
    this.pieces = pieces;
    this.unknown = new int[] {tokenizer.unkId()};
    if (budget < 1) {
      throw new IllegalArgumentException("a window of " + maxLength + " tokens holds no word");
    }
  }

  /**
   * Encodes sentences with their gold tags as labels.
   *
   * @param maxLength the most tokens of a window, special ones included; the model's {@code
   *     max_position_embeddings} at most
   * @throws bonsai.base.UserException if a tag is not among the labels
   */
  public static EncodedSplit encode(
      List<Sentence> sentences, Labels labels, WordPieceTokenizer tokenizer, int maxLength) {
    var words = sentences.stream().map(Sentence::words).toList();
    var targets = new HashMap<String, Target>();
    var alignment = new Alignment(tokenizer, maxLength, piecesOf(words, tokenizer));
    for (int i = 0; i < sentences.size(); i++) {
      var tags = sentences.get(i).tags();
      var goals = new Target[tags.size()];
      for (int word = 0; word < goals.length; word++) {
        goals[word] = targets.computeIfAbsent(tags.get(word), tag -> Target.of(tag, labels));
      }
      alignment.add(i, words.get(i), goals);
    }
    return alignment.result(words);
  }

  /** Encodes sentences of words without gold tags, for tagging; every label is ignored. */
  public static EncodedSplit encode(
      List<List<String>> sentences, WordPieceTokenizer tokenizer, int maxLength) {
    var alignment = new Alignment(tokenizer, maxLength, piecesOf(sentences, tokenizer));
    for (int i = 0; i < sentences.size(); i++) {
      var goals = new Target[sentences.get(i).size()];
      Arrays.fill(goals, Target.NONE);
      alignment.add(i, sentences.get(i), goals);
    }
    return alignment.result(sentences);
  }

  /** Each distinct word is tokenised once: a word's pieces do not depend on its neighbours. */
  private static Map<String, int[]> piecesOf(
      List<List<String>> sentences, WordPieceTokenizer tokenizer) {
    var pieces = new LinkedHashMap<String, int[]>();
    sentences.forEach(words -> words.forEach(word -> pieces.put(word, null)));
    var encoded = Arrays.asList(tokenizer.encode(List.copyOf(pieces.keySet()))).iterator();
    pieces.replaceAll((word, none) -> encoded.next());
    return pieces;
  }

  private void add(int sentence, List<String> words, Target[] targets) {
    var cut = new int[words.size()][];
    for (int i = 0; i < cut.length; i++) {
      cut[i] = fitting(pieces.get(words.get(i)));
    }
    for (int start = 0, scored = 0; scored < cut.length; ) {
      var end = start;
      var length = 0;
      while (end < cut.length && length + cut[end].length <= budget) {
        length += cut[end++].length;
      }
      if (end == cut.length) {
        windows.add(window(sentence, cut, targets, new Range(start, end, scored, end)));
        return;
      }
      // The next window opens as early as a quarter of it allows, but must go beyond this one.
      var next = end;
      var overlap = 0;
      var mostOverlap = Math.min(budget / 4, budget - cut[end].length);
      while (next > scored && overlap + cut[next - 1].length <= mostOverlap) {
        overlap += cut[--next].length;
      }
      var border = middle(cut, next, end, overlap);
      windows.add(window(sentence, cut, targets, new Range(start, end, scored, border)));
      start = next;
      scored = border;
    }
  }

  /** The word of an overlap before which half of its pieces lie. */
  private static int middle(int[][] cut, int from, int to, int overlap) {
    var border = from;
    for (int length = 0; border < to && 2 * length < overlap; border++) {
      length += cut[border].length;
    }
    return border;
  }

  private int[] fitting(int[] word) {
    if (word.length == 0) {
      nothingWords++;
      return unknown;
    }
    if (word.length > budget) {
      truncatedWords++;
      return Arrays.copyOf(word, budget);
    }
    return word;
  }

  private EncodedSentence window(int sentence, int[][] cut, Target[] targets, Range range) {
    var length = SPECIAL_TOKENS;
    for (int word = range.start(); word < range.end(); word++) {
      length += cut[word].length;
    }
    var ids = new int[length];
    var labels = new int[length];
    var wordIds = new int[length];
    Arrays.fill(labels, Labels.IGNORED);
    Arrays.fill(wordIds, -1);
    ids[0] = tokenizer.clsId();
    ids[length - 1] = tokenizer.sepId();
    for (int word = range.start(), at = 1; word < range.end(); word++) {
      var scored = word >= range.firstScored() && word < range.endScored();
      var target = scored ? targets[word] : Target.NONE;
      for (int i = 0; i < cut[word].length; i++, at++) {
        ids[at] = cut[word][i];
        labels[at] = i == 0 ? target.first() : target.later();
        wordIds[at] = word;
      }
    }
    return new EncodedSentence(
        sentence, ids, labels, wordIds, range.firstScored(), range.endScored());
  }

  private EncodedSplit result(List<List<String>> sentences) {
    return new EncodedSplit(
        windows, sentences.stream().map(List::size).toList(), nothingWords, truncatedWords);
  }

  /** The words that a window shows, and those of them that it scores. */
  private record Range(int start, int end, int firstScored, int endScored) {}

  /** The label ids of a word's first piece and of the later ones. */
  private record Target(int first, int later) {
    static final Target NONE = new Target(Labels.IGNORED, Labels.IGNORED);

    static Target of(String tag, Labels labels) {
      var later = tag.startsWith("B-") ? "I-" + tag.substring(2) : tag;
      return new Target(labels.id(tag), labels.id(later));
    }
  }
}
