package bonsai.train;

import bonsai.ner.EntityScorer;
import bonsai.ner.EntityScores;
import bonsai.ner.Labels;
import bonsai.ner.StrictScheme;
import bonsai.torch.Network;
import bonsai.torch.Torch;
import java.util.Arrays;
import java.util.List;

/** Scores a network's tags, one a word (that of its first piece), against the true ones. */
public final class Evaluator {
  private final Predictor predictor;
  private final Labels labels;

  public Evaluator(Torch torch, Network network, Labels labels) {
    this.predictor = new Predictor(torch, network);
    this.labels = labels;
  }

  /** The tags of each sentence's words. */
  public List<List<String>> tags(Gold gold) {
    var predicted = gold.encoded().wordsOf(predictor.labels(gold.encoded().windows()));
    return predicted.stream()
        .map(words -> Arrays.stream(words).mapToObj(labels::tag).toList())
        .toList();
  }

  /** Entity scores by seqeval's default rules, with the F1 by its strict ones beside them. */
  public EntityScores scores(Gold gold) {
    var predicted = tags(gold);
    return EntityScorer.score(gold.tags(), predicted)
        .withStrictF1(EntityScorer.strict(gold.tags(), predicted, StrictScheme.IOB2).f1());
  }
}
