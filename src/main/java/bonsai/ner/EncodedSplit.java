package bonsai.ner;

import bonsai.base.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The sentences of a split as the model sees them.
 *
 * @param windows at least one a sentence, in the sentences' order; together the windows of a
 *     sentence score each of its words exactly once
 * @param sentenceLengths the number of words of each sentence
 * @param nothingWords words that tokenise to nothing and stand as one [UNK]
 * @param truncatedWords words of more pieces than a window holds, cut at its end
 */
public record EncodedSplit(
    List<EncodedSentence> windows,
    List<Integer> sentenceLengths,
    int nothingWords,
    int truncatedWords) {
  public EncodedSplit {
    windows = List.copyOf(windows);
    sentenceLengths = List.copyOf(sentenceLengths);
  }

  public int sentences() {
    return sentenceLengths.size();
  }

  public long words() {
    return sentenceLengths.stream().mapToLong(Integer::longValue).sum();
  }

  /** The number of tokens, special ones included. */
  public long tokens() {
    return windows.stream().mapToLong(EncodedSentence::length).sum();
  }

  /** The number of sentences that were too long for one window. */
  public int windowedSentences() {
    var windowed = 0;
    for (int i = 1; i < windows.size(); i++) {
      var repeats = windows.get(i).sentence() == windows.get(i - 1).sentence();
      if (repeats && windows.get(i - 1).firstScored() == 0) {
        windowed++;
      }
    }
    return windowed;
  }

  /**
   * What was predicted for each word, put together from the windows.
   *
   * @param predicted for each window, one label id a token
   * @return for each sentence, one label id a word: that of its first piece
   */
  public List<int[]> wordsOf(List<int[]> predicted) {
    if (predicted.size() != windows.size()) {
      throw new IllegalArgumentException(
          predicted.size() + " predictions for " + windows.size() + " windows");
    }
    var words = new ArrayList<int[]>(sentences());
    sentenceLengths.forEach(length -> words.add(new int[length]));
    for (int i = 0; i < windows.size(); i++) {
      var window = windows.get(i);
      var word = window.firstScored();
      for (var position : window.scoredPositions()) {
        words.get(window.sentence())[word++] = predicted.get(i)[position];
      }
    }
    return words;
  }

  /**
   * The SHA-256 over one line a window: ids separated by spaces, a tab, labels separated by spaces,
   * a line feed. Two programs that align alike have the same digest.
   */
  public String sha256() {
    var digest = Sha256.digest();
    var line = new StringBuilder();
    for (var window : windows) {
      line.setLength(0);
      append(line, window.ids()).append('\t');
      append(line, window.labels()).append('\n');
      digest.update(line.toString().getBytes(StandardCharsets.US_ASCII));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static StringBuilder append(StringBuilder line, int[] numbers) {
    for (int i = 0; i < numbers.length; i++) {
      line.append(i == 0 ? "" : " ").append(numbers[i]);
    }
    return line;
  }
}
