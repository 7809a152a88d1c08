package bonsai.train;

import bonsai.ner.EncodedSentence;
import bonsai.ner.Labels;
import bonsai.torch.Scope;
import bonsai.torch.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Windows side by side, padded to the longest: three row-major [rows, length] arrays.
 *
 * @param windows the number of each row's window in its split
 * @param ids piece ids; 0 on padding
 * @param mask 1 on pieces, 0 on padding
 * @param labels targets; {@link Labels#IGNORED} on padding
 * @param tokens real (unpadded) pieces
 * @param targets labels that count
 */
public record Batch(
    int[] windows, int length, long[] ids, long[] mask, long[] labels, int tokens, int targets) {
  /**
   * @param split all windows
   * @param chosen the numbers of those side by side
   */
  public static Batch of(List<EncodedSentence> split, int[] chosen) {
    var windows = Arrays.stream(chosen).mapToObj(split::get).toList();
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
    return new Batch(chosen, length, ids, mask, labels, tokens, targets);
  }

  public int rows() {
    return windows.length;
  }

  /** The real pieces of a row. */
  int length(int row) {
    var from = row * length;
    return (int) Arrays.stream(mask, from, from + length).sum();
  }

  /** The pairs of pieces of one window, over all windows. */
  long pairs() {
    return IntStream.range(0, rows()).mapToLong(row -> (long) length(row) * length(row)).sum();
  }

  /** Where in rows · length the labels that count are. */
  long[] targetPlaces() {
    return IntStream.range(0, labels.length)
        .filter(place -> labels[place] != Labels.IGNORED)
        .asLongStream()
        .toArray();
  }

  Tensor ids(Scope scope) {
    return scope.longs(ids, rows(), length);
  }

  Tensor mask(Scope scope) {
    return scope.longs(mask, rows(), length);
  }

  Tensor labels(Scope scope) {
    return scope.longs(labels, rows(), length);
  }

  /** Rows {@code from} to {@code to} (exclusive), padded as they are here. */
  Batch rows(int from, int to) {
    var first = from * length;
    var end = to * length;
    var part = Arrays.copyOfRange(mask, first, end);
    var goals = Arrays.copyOfRange(labels, first, end);
    return new Batch(
        Arrays.copyOfRange(windows, from, to),
        length,
        Arrays.copyOfRange(ids, first, end),
        part,
        goals,
        (int) Arrays.stream(part).sum(),
        (int) Arrays.stream(goals).filter(label -> label != Labels.IGNORED).count());
  }
}
