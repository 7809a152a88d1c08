package bonsai.train;

import bonsai.ner.EncodedSentence;
import bonsai.torch.Network;
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
  private static final int TOKENS = 2048;

  private final Torch torch;
  private final Network network;

  public Predictor(Torch torch, Network network) {
    this.torch = torch;
    this.network = network;
  }

  /** The logits of windows, [window][piece][tag], in the windows' order. */
  public List<float[][]> logits(List<EncodedSentence> windows) {
    var logits = new ArrayList<float[][]>(Collections.nCopies(windows.size(), null));
    var byLength =
        IntStream.range(0, windows.size())
            .boxed()
            .sorted(Comparator.comparingInt(index -> windows.get(index).length()))
            .toList();
    for (var from = 0; from < byLength.size(); ) {
      var to = from + 1;
      while (to < byLength.size()
          && to - from < ROWS
          && (to - from + 1) * windows.get(byLength.get(to)).length() <= TOKENS) {
        to++;
      }
      predict(windows, byLength.subList(from, to), logits);
      from = to;
    }
    return logits;
  }

  /** The label of the highest logit at every piece, [window][piece]. */
  public List<int[]> labels(List<EncodedSentence> windows) {
    return logits(windows).stream().map(Predictor::highest).toList();
  }

  private void predict(
      List<EncodedSentence> windows, List<Integer> chosen, List<float[][]> results) {
    var batch = Batch.of(chosen.stream().map(windows::get).toList());
    try (var scope = torch.scope()) {
      var ids = scope.longs(batch.ids(), batch.rows(), batch.length());
      var mask = scope.longs(batch.mask(), batch.rows(), batch.length());
      var logits = network.logits(scope, ids, mask);
      var tags = Math.toIntExact(logits.shape()[2]);
      var values = logits.toFloats();
      for (var row = 0; row < chosen.size(); row++) {
        var pieces = new float[windows.get(chosen.get(row)).length()][];
        for (var i = 0; i < pieces.length; i++) {
          var place = (row * batch.length() + i) * tags;
          pieces[i] = Arrays.copyOfRange(values, place, place + tags);
        }
        results.set(chosen.get(row), pieces);
      }
    }
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
