package bonsai.app.runs.weights;

import bonsai.compress.CompressionEvent.Factorised;
import bonsai.compress.CompressionEvent.Histogram;
import bonsai.compress.CompressionEvent.Pruned;
import bonsai.compress.CompressionEvent.ZeroMap;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** What a log could tell of matrices. */
final class TestMatrices {
  static final String QUERY = "bert.encoder.layer.0.attention.self.query";
  static final String KEY = "bert.encoder.layer.0.attention.self.key";

  private TestMatrices() {}

  /** Of 16 × 16, of which the left half of the inputs is gone, or a quarter. */
  static Pruned pruned(String name, boolean half) {
    var shares = new byte[16];
    for (var i = 0; i < shares.length; i++) {
      shares[i] = (byte) (i % 4 < (half ? 2 : 1) ? 255 : 0);
    }
    return new Pruned(
        name,
        16,
        16,
        half ? 128 : 64,
        new Histogram(0.5, Collections.nCopies(8, 32), List.of(32, 32, 32, 0, 0, 32, 0, 0)),
        new ZeroMap(4, 4, shares));
  }

  /** Of 16 × 16, with the singular values 16, 15, … 1. */
  static Factorised cut(String name, int rank) {
    return new Factorised(
        name,
        16,
        16,
        rank,
        0.75,
        IntStream.rangeClosed(1, 16).mapToObj(i -> (float) (17 - i)).toList());
  }
}
