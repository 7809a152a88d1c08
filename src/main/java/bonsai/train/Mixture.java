package bonsai.train;

import java.util.Arrays;
import java.util.Collections;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Which windows an epoch sees, where those of a training split are mixed with others that nobody
 * has tagged: all of the split, and a share of the others. The others are drawn in rotation: in the
 * order of one shuffle, each epoch goes on where the one before it ended, and behind the last the
 * first comes again. So none is seen more often than another by more than once, and none twice in
 * an epoch unless there are too few.
 *
 * @param labelled windows of the training split: indices from 0
 * @param unlabelled other windows: indices behind them
 * @param proportion unlabelled windows in an epoch for each labelled one
 */
public record Mixture(int labelled, int unlabelled, double proportion) {
  /** Decides the shuffle; no epoch has this number. */
  private static final long ROTATION = -1;

  /** Windows of a training split alone. */
  static Mixture plain(int windows) {
    return new Mixture(windows, 0, 0);
  }

  /** Windows in an epoch, the same in each. */
  public int perEpoch() {
    return labelled + unlabelledPerEpoch();
  }

  /** Unlabelled windows in an epoch, the same in each. */
  public int unlabelledPerEpoch() {
    return unlabelled == 0 ? 0 : Math.toIntExact(Math.round(labelled * proportion));
  }

  /** The windows of an epoch: first all labelled ones in their order, then the unlabelled ones. */
  int[] epoch(long seed, int epoch) {
    var windows = Arrays.copyOf(IntStream.range(0, labelled).toArray(), perEpoch());
    if (windows.length > labelled) {
      var rotation = rotation(seed);
      var place = (long) epoch * unlabelledPerEpoch();
      for (int i = labelled; i < windows.length; i++) {
        windows[i] = labelled + rotation[(int) (place++ % unlabelled)];
      }
    }
    return windows;
  }

  private int[] rotation(long seed) {
    var order = Arrays.asList(IntStream.range(0, unlabelled).boxed().toArray(Integer[]::new));
    Collections.shuffle(order, new Random(Seeds.mix(seed, ROTATION)));
    return order.stream().mapToInt(Integer::intValue).toArray();
  }
}
