package bonsai.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bonsai.model.NerModel;
import bonsai.model.Networks;
import bonsai.torch.Precision;
import bonsai.torch.Torch;
import java.util.Arrays;
import java.util.Random;

/** What models put out for some fixed pieces without padding. */
final class Logits {
  private static final int ROWS = 3;
  private static final int LENGTH = 7;

  private Logits() {}

  static float[] of(Torch torch, NerModel model) {
    var ones = new long[ROWS * LENGTH];
    Arrays.fill(ones, 1);
    var ids = new Random(5).longs(ones.length, 0, model.config().vocabSize()).toArray();
    try (var network = Networks.open(torch, model, Precision.FLOAT32);
        var scope = torch.scope()) {
      return network
          .logits(scope, scope.longs(ids, ROWS, LENGTH), scope.longs(ones, ROWS, LENGTH))
          .toFloats();
    }
  }

  /** The greatest difference of two numbers at the same place. */
  static float distance(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    var greatest = 0f;
    for (var i = 0; i < actual.length; i++) {
      greatest = Math.max(greatest, Math.abs(actual[i] - expected[i])); // not a number stays so
    }
    return greatest;
  }

  /** Checks that the two compute the same up to rounding. */
  static void areEqual(Torch torch, NerModel actual, NerModel expected) {
    assertThat(of(torch, actual)).containsExactly(of(torch, expected), within(1e-5f));
  }
}
