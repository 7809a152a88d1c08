package bonsai.ner;

import java.util.ArrayList;
import java.util.List;

/** The words of sentences that come in as columns, such as from somebody who types them. */
public final class ColumnStream {
  private final LineReader lines;
  private final ColumnFile columns;
  private final List<String> words = new ArrayList<>();
  private final List<List<String>> sentences = new ArrayList<>();

  public ColumnStream(LineReader lines) {
    this.lines = lines;
    columns = new ColumnFile(lines, 0, new Words());
  }

  /**
   * The next sentences: one as soon as it has ended, and with it those that are there already; none
   * at the end.
   *
   * @param atOnce about how many lines to take at most
   * @throws bonsai.base.UserException if the lines are no columns
   */
  public List<List<String>> next(int atOnce) {
    var enough = lines.number() + atOnce;
    sentences.clear();
    while (columns.readLine()) {
      var between = words.isEmpty() && !sentences.isEmpty();
      if (between && (lines.number() >= enough || !lines.ready())) {
        break;
      }
    }
    return List.copyOf(sentences);
  }

  private final class Words implements ColumnFile.Sink {
    @Override
    public void word(String word, List<String> tags) {
      words.add(word);
    }

    @Override
    public void endSentence(int firstLine) {
      if (!words.isEmpty()) {
        sentences.add(List.copyOf(words));
        words.clear();
      }
    }

    @Override
    public void endDocument() {} // who only wants sentences need not know

    @Override
    public void problem(int line, String message) {} // comments are left out as a matter of course
  }
}
