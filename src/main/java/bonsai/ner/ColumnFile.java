package bonsai.ner;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Reads the column format of the CoNLL shared tasks: a word a line, its columns parted by blanks or
 * tabs, the word first and the entity tag last; an empty line ends a sentence and a row that begins
 * with {@code -DOCSTART-} ends a document.
 */
final class ColumnFile {
  static final String DOCUMENT = "-DOCSTART-";

  /** A number of a word; {@code 1-2} and {@code 1.1} are CoNLL-U's for parts and gaps. */
  private static final Pattern NUMBER = Pattern.compile("(\\d{1,9})([-.]\\d{1,9})?");

  /** Takes what is read, in the order of the file. */
  interface Sink {
    /**
     * A word of the sentence.
     *
     * @param tags what the columns of tags hold, in their order
     */
    void word(String word, List<String> tags);

    /** The sentence's end; there may be no words since the last one. */
    void endSentence(int firstLine);

    void endDocument();

    void problem(int line, String message);
  }

  private final LineReader lines;
  private final int tagColumns; // at the end of each row; 0 where only words are read
  private final Sink sink;

  private int columns; // of all rows; 0 before the first
  private int firstLine;
  private int inSentence;
  private int comments;
  private boolean numbered = true;
  private boolean severalWords;
  private int number; // of the word before, where words are numbered

  ColumnFile(LineReader lines, int tagColumns, Sink sink) {
    this.lines = lines;
    this.tagColumns = tagColumns;
    this.sink = sink;
  }

  /** Reads a file into drafts, one for each of the columns of tags at its end. */
  static void read(Path file, List<Draft> drafts) {
    try (var lines = LineReader.open(file)) {
      new ColumnFile(lines, drafts.size(), new Drafts(lines, drafts)).read();
    }
  }

  /** Reads the words alone, whether or not the file has tags; each gets an {@code O}. */
  static void readWords(Path file, Draft draft) {
    try (var lines = LineReader.open(file)) {
      new ColumnFile(lines, 0, new Drafts(lines, List.of(draft))).read();
    }
  }

  /** Drafts of the same words with tags of their own. */
  private record Drafts(LineReader lines, List<Draft> drafts) implements Sink {
    @Override
    public void word(String word, List<String> tags) {
      for (int i = 0; i < drafts.size(); i++) {
        drafts.get(i).add(lines, word, tags.isEmpty() ? "O" : tags.get(i));
      }
    }

    @Override
    public void endSentence(int firstLine) {
      drafts.forEach(draft -> draft.endSentence(firstLine));
    }

    @Override
    public void endDocument() {
      drafts.forEach(Draft::endDocument);
    }

    @Override
    public void problem(int line, String message) {
      drafts.forEach(draft -> draft.problem(line, message));
    }
  }

  private void read() {
    for (var more = true; more; ) {
      more = readLine();
    }
  }

  /** Reads one line; at the end it tells that there is none, and ends the last sentence. */
  boolean readLine() {
    var line = lines.next();
    if (line.isPresent()) {
      row(columns(line.get()));
    } else {
      endSentence();
      if (numbered && severalWords) {
        throw lines.mistake(1, "the first column numbers the words: it must hold them.");
      }
    }
    return line.isPresent();
  }

  private void row(List<String> row) {
    if (row.isEmpty()) {
      endSentence();
    } else if (row.getFirst().equals(DOCUMENT)) {
      endSentence();
      sink.endDocument();
    } else if (inSentence == 0 && isComment(row)) {
      if (comments++ == 0) {
        sink.problem(lines.number(), "Comment lines, of which this is the first, are left out.");
      }
    } else {
      word(row);
    }
  }

  /** As in MultiCoNER: a line before a sentence that begins with # and ends with no tag. */
  private boolean isComment(List<String> row) {
    var single = row.size() == 1 && tagColumns == 0; // a row of one word is as it should be
    return row.getFirst().startsWith("#") && !single && !TagScheme.isTag(row.getLast());
  }

  private void word(List<String> row) {
    if (row.getFirst().isEmpty()) {
      throw lines.mistake("the row has a tag but no word.");
    }
    if (row.size() == 1 && tagColumns > 0) {
      throw lines.mistake(
          "the row has a single column ('%s'): a word and its tag are expected."
              .formatted(Texts.shortened(row.getFirst())));
    }
    if (columns == 0) {
      columns = row.size();
    }
    if (row.size() <= tagColumns) {
      throw lines.mistake(
          "the row has %d columns: a word and %d tags are expected."
              .formatted(row.size(), tagColumns));
    }
    if (row.size() != columns) {
      throw lines.mistake(
          "the row has %d columns, the rows before it have %d: all rows need the same columns."
              .formatted(row.size(), columns));
    }
    var word = row.getFirst();
    var tags = row.subList(row.size() - tagColumns, row.size());
    for (var tag : tags) {
      if (!TagScheme.isTag(tag) && TagScheme.isTag(word)) {
        throw lines.mistake(
            "the tag '%s' stands before the word '%s': the word must come first, the tag last."
                .formatted(Texts.shortened(word), Texts.shortened(tag)));
      }
    }
    if (inSentence++ == 0) {
      firstLine = lines.number();
      number = -1;
    }
    numbered = numbered && columns > 1 && isNumber(word);
    severalWords |= inSentence > 1;
    sink.word(word, tags);
  }

  /** Whether a word may be a number of words: those rise within each sentence. */
  private boolean isNumber(String word) {
    var digits = NUMBER.matcher(word);
    if (!digits.matches() || digits.group(2) != null) {
      return digits.matches();
    }
    var before = number;
    number = Integer.parseInt(digits.group(1));
    return number > before;
  }

  private void endSentence() {
    sink.endSentence(firstLine);
    inSentence = 0;
  }

  /**
   * The columns of a line. Where tabs part them, the word may hold blanks; else every run of blanks
   * and tabs parts columns. Of several readings, that one holds which has as many columns as the
   * rows before: an empty column between tabs counts then, and blanks beside tabs part columns.
   */
  private List<String> columns(String line) {
    var parts = line.indexOf('\t') < 0 ? List.<String>of() : split(line, false);
    var filled = IntStream.range(0, parts.size()).filter(i -> i == 0 || !parts.get(i).isEmpty());
    var row = filled.mapToObj(parts::get).toList();
    var apart = split(line, true);
    if (row.size() < 2 || row.stream().skip(1).anyMatch(column -> column.indexOf(' ') >= 0)) {
      return apart;
    }
    return Stream.of(row, parts, apart)
        .filter(reading -> reading.size() == columns)
        .findFirst()
        .orElse(row);
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
