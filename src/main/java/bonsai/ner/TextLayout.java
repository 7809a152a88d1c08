package bonsai.ner;

import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringTokenizer;

/** How a file holds text without tags. */
public enum TextLayout {
  /** A sentence a line, its words and marks parted by blanks. */
  SENTENCES,
  /** Running text, a paragraph a line, to be split into sentences and words. */
  PARAGRAPHS,
  /** A word a line, with an empty line behind each sentence; other columns do not matter. */
  COLUMNS;

  /** What parts words and columns; any other white space belongs to them, as in column files. */
  private static final String BLANKS = " \t";

  private static final int LINES_LOOKED_AT = 1_000;
  private static final int CHARACTERS_LOOKED_AT = 1_000_000;

  /** In so many lines of text, two have different numbers of words. */
  private static final int ROWS_OF_A_TABLE = 50;

  private static final int MOST_COLUMNS = 20;

  /** The name in a spec: {@code paragraphs}. */
  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Finds out from a file's first thousand lines. Columns are rows of equal length with a tag at
   * the end, rows of one word, or many rows of equal length with empty lines between. In sentences
   * whose words are parted, commas and the stops at line ends stand apart from the words before
   * them; in running text they do not.
   */
  static TextLayout of(Path file) {
    var rows = new ArrayList<List<String>>();
    var characters = 0;
    var emptyLines = 0;
    try (var lines = LineReader.open(file)) {
      while (rows.size() < LINES_LOOKED_AT && characters < CHARACTERS_LOOKED_AT) {
        var line = lines.next();
        if (line.isEmpty()) {
          break;
        }
        characters += line.get().length();
        var row = words(line.get());
        if (row.isEmpty()) {
          emptyLines++;
        } else if (!row.getFirst().startsWith("#")) {
          rows.add(row);
        }
      }
    }
    return areColumns(rows, emptyLines) ? COLUMNS : marksStandApart(rows) ? SENTENCES : PARAGRAPHS;
  }

  /** The words of a line, as blanks part them. */
  static List<String> words(String line) {
    var words = new ArrayList<String>();
    var tokens = new StringTokenizer(line, BLANKS);
    while (tokens.hasMoreTokens()) {
      words.add(tokens.nextToken());
    }
    return words;
  }

  private static boolean areColumns(List<List<String>> rows, int emptyLines) {
    if (rows.isEmpty() || rows.getFirst().getFirst().equals(ColumnFile.DOCUMENT)) {
      return !rows.isEmpty();
    }
    var columns = rows.getFirst().size();
    if (rows.stream().anyMatch(row -> row.size() != columns)) {
      return false;
    }
    return columns == 1
        ? rows.size() > 1
        : rows.stream().allMatch(row -> TagScheme.isTag(row.getLast()))
            || emptyLines > 0 && rows.size() >= ROWS_OF_A_TABLE && columns <= MOST_COLUMNS;
  }

  private static boolean marksStandApart(List<List<String>> rows) {
    var apart = 0;
    var attached = 0;
    for (var row : rows) {
      for (int i = 0; i < row.size(); i++) {
        var word = row.get(i);
        var marked = word.endsWith(",") || i == row.size() - 1 && word.endsWith(".");
        if (marked && word.length() == 1) {
          apart++;
        } else if (marked) {
          attached++;
        }
      }
    }
    return apart >= attached;
  }
}
