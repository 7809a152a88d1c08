package bonsai.ner;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Reads the column format of the CoNLL shared tasks: a word a line, its columns parted by blanks or
 * tabs, the word first and the entity tag last; an empty line ends a sentence and a row that begins
 * with {@code -DOCSTART-} ends a document.
 */
final class ColumnFile {
  static final String DOCUMENT = "-DOCSTART-";

  private final LineReader lines;
  private final Draft draft;
  private final OptionalInt fromLast; // nothing where only words are read

  private int columns; // of all rows; 0 before the first
  private int firstLine;
  private int inSentence;
  private int comments;
  private boolean numbered = true;
  private boolean severalWords;

  private ColumnFile(LineReader lines, Draft draft, OptionalInt fromLast) {
    this.lines = lines;
    this.draft = draft;
    this.fromLast = fromLast;
  }

  /**
   * Reads a file into a draft.
   *
   * @param fromLast which column holds the tags: 0 is the last, 1 the one before it
   */
  static void read(Path file, Draft draft, int fromLast) {
    read(file, draft, OptionalInt.of(fromLast));
  }

  /** Reads the words alone, whether or not the file has tags; each gets an {@code O}. */
  static void readWords(Path file, Draft draft) {
    read(file, draft, OptionalInt.empty());
  }

  private static void read(Path file, Draft draft, OptionalInt fromLast) {
    try (var lines = LineReader.open(file)) {
      new ColumnFile(lines, draft, fromLast).read();
    }
  }

  private void read() {
    for (Optional<String> line; (line = lines.next()).isPresent(); ) {
      row(columns(line.get()));
    }
    endSentence();
    if (numbered && severalWords) {
      throw lines.mistake(
          1, "the first column counts the words of each sentence: it must hold the words.");
    }
  }

  private void row(List<String> row) {
    if (row.isEmpty()) {
      endSentence();
    } else if (row.getFirst().equals(DOCUMENT)) {
      endSentence();
      draft.endDocument();
    } else if (inSentence == 0 && isComment(row)) {
      if (comments++ == 0) {
        draft.problem(lines.number(), "Comment lines, of which this is the first, are left out.");
      }
    } else {
      word(row);
    }
  }

  /** As in MultiCoNER: a line before a sentence that begins with # and ends with no tag. */
  private boolean isComment(List<String> row) {
    var single = row.size() == 1 && fromLast.isEmpty(); // a row of one word is as it should be
    return row.getFirst().startsWith("#") && !single && !TagScheme.isTag(row.getLast());
  }

  private void word(List<String> row) {
    if (row.getFirst().isEmpty()) {
      throw lines.mistake("the row has a tag but no word.");
    }
    if (row.size() == 1 && fromLast.isPresent()) {
      throw lines.mistake(
          "the row has a single column ('%s'): a word and its tag are expected."
              .formatted(Texts.shortened(row.getFirst())));
    }
    if (columns == 0) {
      columns = row.size();
    }
    if (fromLast.isPresent() && row.size() < 2 + fromLast.getAsInt()) {
      throw lines.mistake(
          "the row has %d columns: a word and %d tags are expected."
              .formatted(row.size(), 1 + fromLast.getAsInt()));
    }
    if (row.size() != columns) {
      throw lines.mistake(
          "the row has %d columns, the rows before it have %d: all rows need the same columns."
              .formatted(row.size(), columns));
    }
    var word = row.getFirst();
    var tag = fromLast.isPresent() ? row.get(row.size() - 1 - fromLast.getAsInt()) : "O";
    if (!TagScheme.isTag(tag) && TagScheme.isTag(word)) {
      throw lines.mistake(
          "the tag '%s' stands before the word '%s': the word must come first, the tag last."
              .formatted(Texts.shortened(word), Texts.shortened(tag)));
    }
    if (inSentence++ == 0) {
      firstLine = lines.number();
    }
    numbered &= word.equals(Integer.toString(inSentence));
    severalWords |= inSentence > 1;
    draft.add(lines, word, tag);
  }

  private void endSentence() {
    draft.endSentence(firstLine);
    inSentence = 0;
  }

  /**
   * The columns of a line. Where tabs part them, the word may hold blanks, and another column may
   * be empty if that makes their number right; else every run of blanks and tabs parts columns.
   */
  private List<String> columns(String line) {
    var parts = line.indexOf('\t') < 0 ? List.<String>of() : split(line, false);
    var filled = IntStream.range(0, parts.size()).filter(i -> i == 0 || !parts.get(i).isEmpty());
    var row = filled.mapToObj(parts::get).toList();
    if (row.size() < 2 || row.stream().skip(1).anyMatch(column -> column.indexOf(' ') >= 0)) {
      return split(line, true);
    }
    return row.size() != columns && parts.size() == columns ? parts : row;
  }

  private static List<String> split(String line, boolean atBlanks) {
    var row = new ArrayList<String>(4);
    var start = 0;
    for (int i = 0; i <= line.length(); i++) {
      if (i == line.length() || line.charAt(i) == '\t' || (atBlanks && line.charAt(i) == ' ')) {
        var column = Texts.trimmed(line, start, i);
        if (!atBlanks || !column.isEmpty()) {
          row.add(column);
        }
        start = i + 1;
      }
    }
    while (!row.isEmpty() && row.getLast().isEmpty()) {
      row.removeLast();
    }
    return row;
  }
}
