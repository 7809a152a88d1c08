package bonsai.ner;

import java.util.Arrays;
import java.util.OptionalInt;

/**
 * Where the sentences of a split stand in their file, so that a person can be sent there. Lines are
 * counted from 1.
 */
public final class Origin {
  private final String file;
  private final boolean wordPerLine;
  private final int documents;
  private final int[] lines;

  Origin(String file, boolean wordPerLine, int documents, int[] lines) {
    this.file = file;
    this.wordPerLine = wordPerLine;
    this.documents = documents;
    this.lines = lines;
  }

  /** The file's name, as {@link Corpus.Problem#file} has it. */
  public String file() {
    return file;
  }

  /** How many documents {@code -DOCSTART-} rows make of the split; 1 without such rows. */
  public int documents() {
    return documents;
  }

  /** The last sentence that begins on that line or above it; none above the first. */
  OptionalInt sentenceAt(int line) {
    var place = Arrays.binarySearch(lines, line);
    var sentence = place >= 0 ? place : -place - 2;
    return sentence >= 0 ? OptionalInt.of(sentence) : OptionalInt.empty();
  }

  /** The line where a sentence begins. */
  public int line(int sentence) {
    return lines[sentence];
  }

  /** The line of one of its words. */
  public int line(int sentence, int word) {
    return wordPerLine ? lines[sentence] + word : lines[sentence];
  }
}
