package bonsai.app.kit;

/** Texts in CSV files. */
public final class CsvCell {
  private CsvCell() {}

  /** A text that a spreadsheet would take for a formula gets an apostrophe before it. */
  public static String of(String text) {
    var safe = text.matches("(?s)[=+\\-@\t\r].*") ? "'" + text : text;
    return safe.matches("[^\",\r\n]*") ? safe : '"' + safe.replace("\"", "\"\"") + '"';
  }
}
