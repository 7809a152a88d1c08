package bonsai.ner;

import bonsai.ner.Corpus.Problem;
import bonsai.ner.SentenceTable.Numbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A split as its file has it, tag scheme and all, while it is being read. */
final class Draft {
  /** Longer sentences are rather several whose ends are missing. */
  private static final int LONG_SENTENCE = 1_000;

  /** Far more than any corpus has; the tables below hold up to 65,536 tags. */
  private static final int MOST_TAGS = 10_000;

  private final String file;
  private final boolean wordPerLine;
  private final Numbers tags;
  private final List<Problem> problems = new ArrayList<>();
  private int[] lines = new int[1024];
  private int documents;
  private boolean newDocument = true;
  private boolean garbled;

  /** The words, and the tags in the file's own scheme. */
  final SentenceTable.Builder table;

  Draft(String file, boolean wordPerLine, Numbers words, Numbers tags) {
    this.file = file;
    this.wordPerLine = wordPerLine;
    this.tags = tags;
    table = new SentenceTable.Builder(words, tags);
  }

  /** Adds a word to the sentence, if its tag is one. */
  void add(LineReader from, String word, String tag) {
    if (!TagScheme.isTag(tag)) {
      throw from.mistake(
          "'%s' is not a tag: use O, or a letter and a type as in B-PER (BIO, BIOES or BILUO)."
              .formatted(Texts.shortened(tag)));
    }
    if (tags.size() > MOST_TAGS) {
      throw from.mistake(
          "this is one of more than %d different tags: are these entity types?"
              .formatted(MOST_TAGS));
    }
    if (word.indexOf(Texts.REPLACEMENT) >= 0 && !garbled) {
      garbled = true;
      problem(
          from.number(),
          "The word '%s' holds U+FFFD, as do perhaps others: it was damaged by a wrong decoding"
                  .formatted(Texts.shortened(word))
              + " before.");
    }
    table.add(word, tag);
  }

  /** Ends the sentence that the words added last make, if there are any. */
  void endSentence(int firstLine) {
    if (table.pending() == 0) {
      return;
    }
    if (table.pending() > LONG_SENTENCE) {
      problem(
          firstLine,
          "A sentence of "
              + table.pending()
              + " words begins here"
              + (wordPerLine ? ": are the empty lines between sentences missing?" : "."));
    }
    if (table.sentences() == lines.length) {
      lines = Arrays.copyOf(lines, 2 * lines.length);
    }
    lines[table.sentences()] = firstLine;
    table.endSentence();
    if (newDocument) {
      documents++;
      newDocument = false;
    }
  }

  /** Lets the next sentence begin a document. */
  void endDocument() {
    newDocument = true;
  }

  void problem(int line, String message) {
    problems.add(new Problem(file, line, message));
  }

  List<Problem> problems() {
    return problems;
  }

  Origin origin() {
    return new Origin(file, wordPerLine, documents, Arrays.copyOf(lines, table.sentences()));
  }
}
