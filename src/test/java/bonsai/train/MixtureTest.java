package bonsai.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MixtureTest {
  private static final long SEED = 5;

  @Test
  void everyEpochHasAllLabelledWindows() {
    var mixture = new Mixture(100, 70, 0.5);

    for (var epoch = 0; epoch < 5; epoch++) {
      assertThat(Arrays.copyOf(mixture.epoch(SEED, epoch), 100))
          .isEqualTo(IntStream.range(0, 100).toArray());
    }
  }

  @ParameterizedTest
  @CsvSource({"0.5, 50", "1, 100", "0.125, 13", "3, 300"})
  void theProportionIsOfUnlabelledToLabelledWindows(double proportion, int unlabelled) {
    var mixture = new Mixture(100, 70, proportion);

    assertThat(mixture.unlabelledPerEpoch()).isEqualTo(unlabelled);
    assertThat(mixture.perEpoch()).isEqualTo(100 + unlabelled);
    for (var epoch = 0; epoch < 5; epoch++) {
      assertThat(mixture.epoch(SEED, epoch)).hasSize(100 + unlabelled);
    }
  }

  @ParameterizedTest
  @CsvSource({"70, 0.5", "70, 3", "71, 0.33", "1000, 0.1", "1, 1"})
  void noUnlabelledWindowIsSeenMoreThanOnceMoreThanAnother(int unlabelled, double proportion) {
    var mixture = new Mixture(100, unlabelled, proportion);
    var seen = new int[unlabelled];

    for (var epoch = 0; epoch < 40; epoch++) {
      unlabelled(mixture, epoch).forEach(window -> seen[window]++);
      var counts = Arrays.stream(seen).summaryStatistics();
      assertThat(counts.getMax() - counts.getMin()).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void anEpochHasNoUnlabelledWindowTwiceWhereThereAreEnough() {
    var mixture = new Mixture(100, 70, 0.5);

    for (var epoch = 0; epoch < 9; epoch++) {
      assertThat(unlabelled(mixture, epoch).boxed().toList()).doesNotHaveDuplicates();
    }
  }

  @Test
  void theDrawFollowsFromSeedAndEpoch() {
    var mixture = new Mixture(100, 1000, 1);

    assertThat(mixture.epoch(SEED, 3)).isEqualTo(new Mixture(100, 1000, 1).epoch(SEED, 3));
    assertThat(mixture.epoch(SEED, 3)).isNotEqualTo(mixture.epoch(SEED, 4));
    assertThat(mixture.epoch(SEED, 3)).isNotEqualTo(mixture.epoch(SEED + 1, 3));
  }

  @Test
  void withoutUnlabelledWindowsThereAreNoneWhateverTheProportion() {
    assertThat(new Mixture(100, 0, 2).perEpoch()).isEqualTo(100);
  }

  private static IntStream unlabelled(Mixture mixture, int epoch) {
    return Arrays.stream(mixture.epoch(SEED, epoch))
        .skip(mixture.labelled())
        .map(window -> window - mixture.labelled());
  }
}
