package bonsai.run;

import bonsai.ner.Corpus;
import bonsai.ner.Labels;
import bonsai.ner.Split;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a plan must know of a corpus.
 *
 * @param splits the counts of every split that has sentences
 * @param labels the tags of all splits together
 * @param problems how many things were found amiss in its files
 */
public record CorpusSize(String name, Map<Split, Count> splits, Labels labels, int problems) {
  private static final Count NOTHING = new Count(0, 0);

  /** The sentences and words of a split. */
  public record Count(int sentences, long words) {}

  public CorpusSize {
    splits = Map.copyOf(splits);
  }

  public static CorpusSize of(Corpus corpus) {
    var splits = new EnumMap<Split, Count>(Split.class);
    for (var split : Split.values()) {
      var sentences = corpus.sentences(split);
      if (!sentences.isEmpty()) {
        var words = sentences.stream().mapToLong(sentence -> sentence.size()).sum();
        splits.put(split, new Count(sentences.size(), words));
      }
    }
    return new CorpusSize(corpus.name(), splits, corpus.labels(), corpus.problems().size());
  }

  public Count count(Split split) {
    return splits.getOrDefault(split, NOTHING);
  }
}
