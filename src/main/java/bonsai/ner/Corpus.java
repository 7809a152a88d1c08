package bonsai.ner;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A corpus, read and checked.
 *
 * @param name what to call it: the folder's name, or {@code sample}
 * @param splits the sentences of each split; a split that the source lacks is empty
 * @param labels the tags of all splits together
 * @param problems what was found amiss but could be lived with, in file order
 * @param scheme how the files write their tags, taken together; the sentences have them in BIO all
 *     the same
 * @param origins where the sentences of each split stand in its file, if there is one
 */
public record Corpus(
    String name,
    Map<Split, List<Sentence>> splits,
    Labels labels,
    List<Problem> problems,
    TagScheme scheme,
    Map<Split, Origin> origins) {
  public Corpus {
    splits = Map.copyOf(splits);
    problems = List.copyOf(problems);
    origins = Map.copyOf(origins);
  }

  /** A corpus that was made rather than read. */
  public Corpus(
      String name, Map<Split, List<Sentence>> splits, Labels labels, List<Problem> problems) {
    this(name, splits, labels, problems, TagScheme.IOB2, Map.of());
  }

  public List<Sentence> sentences(Split split) {
    return splits.getOrDefault(split, List.of());
  }

  /** Where a split's sentences come from; nothing for a split that is in no file. */
  public Optional<Origin> origin(Split split) {
    return Optional.ofNullable(origins.get(split));
  }

  /** The problems on the lines of one sentence. */
  public List<Problem> problems(Split split, int sentence) {
    return problems.stream()
        .filter(problem -> sentenceOf(problem, split).equals(OptionalInt.of(sentence)))
        .toList();
  }

  /** The sentences of a split that have problems on their lines, found in one go. */
  public BitSet withProblems(Split split) {
    var sentences = new BitSet();
    problems.forEach(problem -> sentenceOf(problem, split).ifPresent(sentences::set));
    return sentences;
  }

  /** The sentence on whose lines a problem is; nothing if it is about a file as a whole. */
  public Optional<Place> place(Problem problem) {
    for (var split : Split.values()) {
      var sentence = sentenceOf(problem, split);
      if (sentence.isPresent()) {
        return Optional.of(new Place(split, sentence.getAsInt()));
      }
    }
    return Optional.empty();
  }

  private OptionalInt sentenceOf(Problem problem, Split split) {
    var origin = origins.get(split);
    if (origin == null || !origin.file().equals(problem.file())) {
      return OptionalInt.empty();
    }
    var sentence = origin.sentenceAt(problem.line());
    // a problem may be about lines that belong to no sentence, such as comments
    return sentence.isPresent() && problem.line() <= lastLine(split, sentence.getAsInt())
        ? sentence
        : OptionalInt.empty();
  }

  private int lastLine(Split split, int sentence) {
    return origins.get(split).line(sentence, sentences(split).get(sentence).size() - 1);
  }

  /**
   * One sentence of a corpus.
   *
   * @param sentence its index in the split, counted from 0
   */
  public record Place(Split split, int sentence) {}

  /**
   * Something amiss in a data file that did not stop the reading.
   *
   * @param file the file's name
   * @param line its line, counted from 1; 0 when the file as a whole is meant
   * @param message one sentence
   */
  public record Problem(String file, int line, String message) {}
}
