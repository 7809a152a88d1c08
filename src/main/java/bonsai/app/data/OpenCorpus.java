package bonsai.app.data;

import bonsai.app.kit.EntityTypes;
import bonsai.app.kit.Progress;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.ner.Corpora;
import bonsai.ner.Corpus;
import bonsai.ner.DataSource;
import bonsai.ner.Split;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A corpus that was read, with what the panel asks of it often. */
record OpenCorpus(
    DataSource source, Corpus corpus, EntityTypes types, Map<Split, SplitIndex> indexes) {
  /**
   * Reads a corpus; may take long.
   *
   * @throws UserException if it cannot be read
   */
  static OpenCorpus read(DataSource source, Workspace workspace, Progress progress) {
    progress.report(-1, "reading");
    var corpus = Corpora.read(source.in(workspace));
    var indexes = new EnumMap<Split, SplitIndex>(Split.class);
    for (var split : Split.values()) {
      if (!corpus.sentences(split).isEmpty()) {
        progress.report(-1, "looking at " + split.label());
        indexes.put(split, SplitIndex.of(corpus, split, progress::isCancelled));
      }
    }
    return new OpenCorpus(source, corpus, EntityTypes.ofTags(corpus.labels().tags()), indexes);
  }

  /** The splits that have sentences, in their usual order; at least one. */
  List<Split> splits() {
    return List.copyOf(indexes.keySet());
  }

  SplitIndex index(Split split) {
    return indexes.get(split);
  }
}
