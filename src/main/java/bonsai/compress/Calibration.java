package bonsai.compress;

import bonsai.base.UserException;
import bonsai.compress.Transform.Materials;
import bonsai.model.NerModel;
import bonsai.model.Networks;
import bonsai.ner.EncodedSentence;
import bonsai.torch.Network;
import bonsai.torch.Scope;
import bonsai.torch.Tensor;
import bonsai.torch.Torch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;

/**
 * What goes into the matrices of a model's layers, measured on sentences without dropout.
 *
 * @param moments by the matrix's name without {@code .weight}: {@code XᵀX [inputs, inputs]},
 *     float64, where X has a row for each piece and each application that uses the matrix; special
 *     pieces count, padding does not. Query, key and value have one tensor.
 * @param pieces the pieces that were seen
 */
public record Calibration(Map<String, Tensor> moments, long pieces) {
  /** Sentences that go through the network at once; they are of like length. */
  private static final int BATCH = 32;

  /**
   * Measures on sentences of the training split that the seed draws, or all if there are fewer.
   *
   * @param scope owns the moments: for bert-base 1.1 GB
   * @throws UserException if the training split is empty
   */
  public static Calibration measure(
      Scope scope, NerModel model, Materials materials, int sentences) {
    return measure(scope, model, materials, sentences, OptionalInt.empty());
  }

  /** As the other, of the matrices of one layer alone, by the number in their names. */
  static Calibration ofLayer(
      Scope scope, NerModel model, Materials materials, int sentences, int layer) {
    return measure(scope, model, materials, sentences, OptionalInt.of(layer));
  }

  private static Calibration measure(
      Scope scope, NerModel model, Materials materials, int sentences, OptionalInt layer) {
    var drawn = new ArrayList<>(materials.calibration().get());
    if (drawn.isEmpty()) {
      throw new UserException("The training split is empty: there is nothing to calibrate on.");
    }
    Collections.shuffle(drawn, new Random(materials.seed()));
    var some = drawn.subList(0, Math.min(sentences, drawn.size()));
    var torch = materials.torch();
    try (var network = Networks.open(torch, model, materials.precision())) {
      layer.ifPresent(network::recordOnly);
      return measure(scope, torch, network, some, BATCH);
    }
  }

  static Calibration measure(
      Scope scope, Torch torch, Network network, List<EncodedSentence> sentences, int batchSize) {
    var longestFirst = Comparator.comparingInt(EncodedSentence::length).reversed();
    var sorted = sentences.stream().sorted(longestFirst).toList();
    for (var from = 0; from < sorted.size(); from += batchSize) {
      record(torch, network, sorted.subList(from, Math.min(sorted.size(), from + batchSize)));
    }
    var pieces = sorted.stream().mapToLong(EncodedSentence::length).sum();
    return new Calibration(network.takeInputMoments(scope), pieces);
  }

  /**
   * @param batch the longest first
   */
  private static void record(Torch torch, Network network, List<EncodedSentence> batch) {
    var length = batch.getFirst().length();
    var ids = new long[batch.size() * length]; // any piece will do for padding, which is masked
    var mask = new long[ids.length];
    for (var row = 0; row < batch.size(); row++) {
      var own = batch.get(row).ids();
      for (var i = 0; i < own.length; i++) {
        ids[row * length + i] = own[i];
      }
      Arrays.fill(mask, row * length, row * length + own.length, 1);
    }
    try (var scope = torch.scope()) {
      network.recordInputs(
          scope, scope.longs(ids, batch.size(), length), scope.longs(mask, batch.size(), length));
    }
  }
}
