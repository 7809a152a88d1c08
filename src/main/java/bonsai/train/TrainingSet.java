package bonsai.train;

import bonsai.ner.EncodedSentence;
import bonsai.ner.EncodedSplit;
import java.util.ArrayList;
import java.util.List;

/**
 * What a training sees.
 *
 * @param windows the labelled ones, and the unlabelled ones behind them
 * @param mixture how many of each an epoch has
 */
public record TrainingSet(List<EncodedSentence> windows, Mixture mixture) {
  public TrainingSet {
    windows = List.copyOf(windows);
  }

  /** All of a split in every epoch. */
  public static TrainingSet of(EncodedSplit split) {
    return new TrainingSet(split.windows(), Mixture.plain(split.windows().size()));
  }

  /**
   * The same with text that nobody has tagged.
   *
   * @param proportion unlabelled windows in an epoch for each labelled one
   */
  public TrainingSet with(EncodedSplit unlabelled, double proportion) {
    var all = new ArrayList<>(windows);
    all.addAll(unlabelled.windows());
    return new TrainingSet(
        all, new Mixture(windows.size(), unlabelled.windows().size(), proportion));
  }
}
