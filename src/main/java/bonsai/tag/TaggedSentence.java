package bonsai.tag;

import java.util.List;

/**
 * A sentence as a model tagged it; the JSON object of {@code bonsai tag}.
 *
 * @param words the words
 * @param tags one a word: that of its first piece, as the model gave it
 * @param confidences one a word: the softmax probability of its tag at its first piece
 * @param entities the entities in the tags by conlleval's rules ({@link bonsai.ner.Spans}): an
 *     {@code I-} without {@code B-} starts one
 * @param offsets where each word stands in the text, in UTF-16 units; empty if words were given
 */
public record TaggedSentence(
    List<String> words,
    List<String> tags,
    List<Float> confidences,
    List<TaggedEntity> entities,
    List<Offset> offsets) {
  /** From the first unit to the one after the last. */
  public record Offset(int start, int end) {}

  public TaggedSentence {
    words = List.copyOf(words);
    tags = List.copyOf(tags);
    confidences = List.copyOf(confidences);
    entities = List.copyOf(entities);
    offsets = List.copyOf(offsets);
  }
}
