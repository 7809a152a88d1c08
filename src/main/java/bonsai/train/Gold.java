package bonsai.train;

import bonsai.ner.EncodedSplit;
import bonsai.ner.Sentence;
import java.util.List;

/**
 * A split to score by.
 *
 * @param tags the true tags of each sentence
 * @param encoded the same sentences as the model sees them
 */
public record Gold(List<List<String>> tags, EncodedSplit encoded) {
  public static Gold of(List<Sentence> sentences, EncodedSplit encoded) {
    return new Gold(sentences.stream().map(Sentence::tags).toList(), encoded);
  }

  boolean isEmpty() {
    return tags.isEmpty();
  }
}
