package bonsai.app.playground;

import bonsai.tag.TaggedSentence;
import java.util.List;

/**
 * What a model says of a text.
 *
 * @param sentences each with its offsets in the text; of a long text at first only the beginning
 * @param done the share of the text's words that is tagged, from 0 to 1
 * @param modelMilliseconds the time it took in the tagger process
 * @param totalMilliseconds the time from the question to the answer, waiting included
 */
record Tagging(
    String text,
    List<TaggedSentence> sentences,
    double done,
    double modelMilliseconds,
    double totalMilliseconds) {
  static final Tagging NOTHING = new Tagging("", List.of(), 1, 0, 0);

  Tagging {
    sentences = List.copyOf(sentences);
  }

  boolean isWhole() {
    return done >= 1;
  }

  int words() {
    return sentences.stream().mapToInt(sentence -> sentence.words().size()).sum();
  }

  Tagging after(double milliseconds) {
    return new Tagging(text, sentences, done, modelMilliseconds, milliseconds);
  }
}
