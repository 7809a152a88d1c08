package bonsai.ner;

import java.util.List;
import java.util.Map;

/**
 * A corpus, read and checked.
 *
 * @param name what to call it: the folder's name, or {@code sample}
 * @param splits the sentences of each split; a split that the source lacks is empty
 * @param labels the tags of all splits together
 * @param problems what was found amiss but could be lived with, in file order
 */
public record Corpus(
    String name, Map<Split, List<Sentence>> splits, Labels labels, List<Problem> problems) {
  public Corpus {
    splits = Map.copyOf(splits);
    problems = List.copyOf(problems);
  }

  public List<Sentence> sentences(Split split) {
    return splits.getOrDefault(split, List.of());
  }

  /**
   * Something amiss in a data file that did not stop the reading.
   *
   * @param file the file's name
   * @param line its line, counted from 1; 0 when the file as a whole is meant
   * @param message one sentence
   */
  public record Problem(String file, int line, String message) {}
}
