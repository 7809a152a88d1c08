package bonsai.train;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.ner.EncodedSentence;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PredictorTest {
  private static final int PIECES = 100;

  private static final List<EncodedSentence> WINDOWS =
      IntStream.of(7, 40, 3, 512, 40, 90, 12, 40).mapToObj(PredictorTest::ofLength).toList();

  private static EncodedSentence ofLength(int length) {
    return new EncodedSentence(0, new int[length], new int[length], new int[length], 0, 1);
  }

  @Test
  void batchesHoldEveryWindowOnceShortestFirst() {
    var all =
        Predictor.batches(WINDOWS, PIECES).stream().flatMapToInt(Arrays::stream).boxed().toList();

    assertThat(all).containsExactly(2, 0, 6, 1, 4, 7, 5, 3);
  }

  @Test
  void aBatchHasNoMorePiecesThanItMayUnlessOneWindowHas() {
    assertThat(Predictor.batches(WINDOWS, PIECES))
        .filteredOn(batch -> batch.length > 1)
        .isNotEmpty()
        .allSatisfy(batch -> assertThat(padded(batch)).isLessThanOrEqualTo(PIECES));
    assertThat(Predictor.batches(WINDOWS, PIECES)).last().isEqualTo(new int[] {3});
  }

  private static int padded(int[] batch) {
    return batch.length * WINDOWS.get(batch[batch.length - 1]).length();
  }
}
