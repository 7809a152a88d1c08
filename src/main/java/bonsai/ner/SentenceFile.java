package bonsai.ner;

import java.util.List;

/**
 * One file of tagged sentences.
 *
 * @param sentences with their tags as they stand in the file, in whatever scheme
 * @param origin the lines where they stand
 */
public record SentenceFile(List<Sentence> sentences, Origin origin) {
  /** A word's or sentence's place, for messages: {@code test.txt, line 12}. */
  public String place(int sentence) {
    return origin.file() + ", line " + origin.line(sentence);
  }
}
