package bonsai.train;

import bonsai.ner.EncodedSentence;
import bonsai.torch.Device;
import bonsai.torch.Network;
import bonsai.torch.Precision;
import bonsai.torch.Torch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Runs a network over many windows without training it, in batches of like length. */
public final class Predictor {
  private static final int ROWS = 64;

  /** The most padded pieces in a batch. */
  static final int PIECES = 2048;

  /** The same on a CPU in float32: what a layer holds of them stays in the cache. */
  private static final int WIDE_PIECES = PIECES / 2;

  private final Torch torch;
  private final Network network;

  public Predictor(Torch torch, Network network) {
    this.torch = torch;
    this.network = network;
  }

  /**
   * The logits of windows, [window][piece][tag], in the windows' order: of the pieces from which a
   * word's tag is read; those of others are 0.
   */
  public List<float[][]> logits(List<EncodedSentence> windows) {
    var logits = new ArrayList<float[][]>(Collections.nCopies(windows.size(), null));
    batches(windows, pieces()).forEach(chosen -> predict(windows, chosen, logits));
    return logits;
  }

  private int pieces() {
    var wide = torch.device() == Device.CPU && network.precision() != Precision.BFLOAT16;
    return wide ? WIDE_PIECES : PIECES;
  }

  /**
   * The numbers of all windows in batches of like length, shortest first.
   *
   * @param pieces the most padded pieces in a batch; one window may have more
   */
  static List<int[]> batches(List<EncodedSentence> windows, int pieces) {
    var byLength =
        IntStream.range(0, windows.size())
            .boxed()
            .sorted(Comparator.comparingInt(index -> windows.get(index).length()))
            .mapToInt(Integer::intValue)
            .toArray();
    var batches = new ArrayList<int[]>();
    for (var from = 0; from < byLength.length; ) {
      var to = from + 1;
      while (to < byLength.length
          && to - from < ROWS
          && (to - from + 1) * windows.get(byLength[to]).length() <= pieces) {
        to++;
      }
      batches.add(Arrays.copyOfRange(byLength, from, to));
      from = to;
    }
    return batches;
  }

  /** The label of the highest logit at every piece from which a tag is read, [window][piece]. */
  public List<int[]> labels(List<EncodedSentence> windows) {
    return logits(windows).stream().map(Predictor::highest).toList();
  }

  private void predict(List<EncodedSentence> windows, int[] chosen, List<float[][]> results) {
    var batch = Batch.of(windows, chosen);
    try (var scope = torch.scope()) {
      var logits =
          network.logits(scope, batch.ids(scope), batch.mask(scope), places(windows, batch));
      var tags = Math.toIntExact(logits.shape()[2]);
      var values = logits.toFloats();
      for (var row = 0; row < chosen.length; row++) {
        var pieces = new float[windows.get(chosen[row]).length()][];
        for (var i = 0; i < pieces.length; i++) {
          var place = (row * batch.length() + i) * tags;
          pieces[i] = Arrays.copyOfRange(values, place, place + tags);
        }
        results.set(chosen[row], pieces);
      }
    }
  }

  /** Where in rows · length the pieces are from which a tag is read. */
  private static long[] places(List<EncodedSentence> windows, Batch batch) {
    return IntStream.range(0, batch.rows())
        .boxed()
        .flatMapToInt(
            row ->
                Arrays.stream(windows.get(batch.windows()[row]).scoredPositions())
                    .map(position -> row * batch.length() + position))
        .asLongStream()
        .toArray();
  }

  private static int[] highest(float[][] logits) {
    var labels = new int[logits.length];
    for (var i = 0; i < labels.length; i++) {
      for (var tag = 1; tag < logits[i].length; tag++) {
        labels[i] = logits[i][tag] > logits[i][labels[i]] ? tag : labels[i];
      }
    }
    return labels;
  }
}
