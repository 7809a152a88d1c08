package bonsai.ner;

import java.util.Arrays;

/**
 * A sentence as the model sees it, or one window of a sentence that is too long for the model. The
 * three arrays have one place a token and belong to the split they come from: never change them.
 *
 * @param sentence the sentence's index in its split
 * @param ids the pieces' ids between [CLS] and [SEP], without padding
 * @param labels the target of each piece; {@link Labels#IGNORED} for special tokens, for words that
 *     another window scores, and everywhere in text without gold tags
 * @param wordIds the index in the sentence of each piece's word; -1 for special tokens
 * @param firstScored the first word whose tag is read from this window
 * @param endScored the word after the last one whose tag is read from this window
 */
public record EncodedSentence(
    int sentence, int[] ids, int[] labels, int[] wordIds, int firstScored, int endScored) {

  /** The number of tokens, special ones included. */
  public int length() {
    return ids.length;
  }

  /** The place of the first piece of each scored word, in the words' order. */
  public int[] scoredPositions() {
    var positions = new int[endScored - firstScored];
    for (int i = 1, word = -1; i < wordIds.length; i++) {
      if (wordIds[i] != word) {
        word = wordIds[i];
        if (word >= firstScored && word < endScored) {
          positions[word - firstScored] = i;
        }
      }
    }
    return positions;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EncodedSentence that
        && sentence == that.sentence
        && firstScored == that.firstScored
        && endScored == that.endScored
        && Arrays.equals(ids, that.ids)
        && Arrays.equals(labels, that.labels)
        && Arrays.equals(wordIds, that.wordIds);
  }

  @Override
  public int hashCode() {
    return 31 * sentence + Arrays.hashCode(ids);
  }

  @Override
  public String toString() {
    return "sentence %d, words %d to %d, ids %s"
        .formatted(sentence, firstScored, endScored, Arrays.toString(ids));
  }
}
