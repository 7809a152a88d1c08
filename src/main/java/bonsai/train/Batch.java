package bonsai.train;

import bonsai.ner.EncodedSentence;
import bonsai.ner.Labels;
import java.util.Arrays;
import java.util.List;

/**
 * Windows side by side, padded to the longest: three row-major [rows, length] arrays.
 *
 * @param ids piece ids; 0 on padding
 * @param mask 1 on pieces, 0 on padding
 * @param labels targets; {@link Labels#IGNORED} on padding
 * @param tokens real (unpadded) pieces
 * @param targets labels that count
 */
public record Batch(
    int rows, int length, long[] ids, long[] mask, long[] labels, int tokens, int targets) {
  public static Batch of(List<EncodedSentence> windows) {
    var rows = windows.size();
    var length = windows.stream().mapToInt(EncodedSentence::length).max().orElseThrow();
    var ids = new long[rows * length];
    var mask = new long[rows * length];
    var labels = new long[rows * length];
    Arrays.fill(labels, Labels.IGNORED);
    var tokens = 0;
    var targets = 0;
    for (var row = 0; row < rows; row++) {
      var window = windows.get(row);
      for (var i = 0; i < window.length(); i++) {
        var place = row * length + i;
        ids[place] = window.ids()[i];
        mask[place] = 1;
        labels[place] = window.labels()[i];
        targets += window.labels()[i] == Labels.IGNORED ? 0 : 1;
      }
      tokens += window.length();
    }
    return new Batch(rows, length, ids, mask, labels, tokens, targets);
  }

  /** Rows {@code from} to {@code to} (exclusive), padded as they are here. */
  Batch rows(int from, int to) {
    var first = from * length;
    var end = to * length;
    var part = Arrays.copyOfRange(mask, first, end);
    var goals = Arrays.copyOfRange(labels, first, end);
    return new Batch(
        to - from,
        length,
        Arrays.copyOfRange(ids, first, end),
        part,
        goals,
        (int) Arrays.stream(part).sum(),
        (int) Arrays.stream(goals).filter(label -> label != Labels.IGNORED).count());
  }
}
