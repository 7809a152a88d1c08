package bonsai.ner;

import bonsai.ner.Corpus.Problem;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What there is to count in a corpus; the JSON object of {@code bonsai data stats}.
 *
 * @param name the corpus's name
 * @param scheme how its files write tags
 * @param splits the counts of each split that has sentences, by its label
 * @param problems what is amiss, each kind once
 */
public record CorpusStats(
    String name, TagScheme scheme, Map<String, SplitStats> splits, List<ProblemKind> problems) {
  /**
   * The counts of a split.
   *
   * @param documents 1 where the file marks none
   * @param distinctWords words that differ, in upper and lower case, too
   * @param tags words of each tag in BIO, in the order of the corpus's labels
   * @param entities entities of each type, as seqeval counts them
   * @param lengths how many sentences have how many words
   */
  public record SplitStats(
      int documents,
      int sentences,
      long words,
      int distinctWords,
      Map<String, Long> tags,
      Map<String, Long> entities,
      SortedMap<Integer, Integer> lengths) {
    /** Counts a split that has sentences. */
    public static SplitStats of(Corpus corpus, Split split) {
      var tags = new LinkedHashMap<String, Long>();
      var entities = new LinkedHashMap<String, Long>();
      for (var tag : corpus.labels().tags()) {
        tags.put(tag, 0L);
        if (!tag.equals("O")) {
          entities.put(Spans.type(tag), 0L);
        }
      }
      var lengths = new TreeMap<Integer, Integer>();
      var distinct = new HashSet<String>();
      var words = 0L;
      for (var sentence : corpus.sentences(split)) {
        words += sentence.size();
        lengths.merge(sentence.size(), 1, Integer::sum);
        distinct.addAll(sentence.words());
        sentence.tags().forEach(tag -> tags.merge(tag, 1L, Long::sum));
        Spans.of(sentence.tags()).forEach(span -> entities.merge(span.type(), 1L, Long::sum));
      }
      return new SplitStats(
          corpus.origin(split).map(Origin::documents).orElse(1),
          corpus.sentences(split).size(),
          words,
          distinct.size(),
          tags,
          entities,
          lengths);
    }

    public long allEntities() {
      return entities.values().stream().mapToLong(Long::longValue).sum();
    }

    public double meanLength() {
      return (double) words / sentences;
    }

    /** The least length that at least this share of the sentences does not exceed. */
    public int lengthQuantile(double share) {
      var left = (long) Math.ceil(share * sentences);
      for (var entry : lengths.entrySet()) {
        left -= entry.getValue();
        if (left <= 0) {
          return entry.getKey();
        }
      }
      return lengths.lastKey();
    }
  }

  /**
   * Problems of the same file and message.
   *
   * @param line where the first one is
   * @param count how many there are
   */
  public record ProblemKind(String file, int line, String message, int count) {}

  public static CorpusStats of(Corpus corpus) {
    var splits = new LinkedHashMap<String, SplitStats>();
    for (var split : Split.values()) {
      if (!corpus.sentences(split).isEmpty()) {
        splits.put(split.label(), SplitStats.of(corpus, split));
      }
    }
    return new CorpusStats(corpus.name(), corpus.scheme(), splits, kinds(corpus.problems()));
  }

  private static List<ProblemKind> kinds(List<Problem> problems) {
    var kinds = new LinkedHashMap<List<String>, ProblemKind>();
    for (var problem : problems) {
      kinds.merge(
          List.of(problem.file(), problem.message()),
          new ProblemKind(problem.file(), problem.line(), problem.message(), 1),
          (first, next) ->
              new ProblemKind(first.file(), first.line(), first.message(), first.count() + 1));
    }
    return List.copyOf(kinds.values());
  }
}
