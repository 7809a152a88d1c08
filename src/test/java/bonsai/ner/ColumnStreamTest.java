package bonsai.ner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import bonsai.base.UserException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ColumnStreamTest {
  private static final int MANY = 1_000;

  /** Somebody who types a piece only when told, so that a reader that waits too early fails. */
  private static final class Typist extends InputStream {
    private final Deque<Byte> typed = new ArrayDeque<>();
    private boolean gone;

    void types(String text) {
      for (var value : text.getBytes(StandardCharsets.UTF_8)) {
        typed.add(value);
      }
    }

    void leaves() {
      gone = true;
    }

    @Override
    public int available() {
      return typed.size();
    }

    @Override
    public int read() {
      if (typed.isEmpty()) {
        return gone ? -1 : fail("nobody has typed what is waited for");
      }
      return typed.remove() & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      if (typed.isEmpty()) {
        return read();
      }
      var read = Math.min(length, typed.size());
      for (int i = 0; i < read; i++) {
        buffer[offset + i] = typed.remove();
      }
      return read;
    }
  }

  private static ColumnStream stream(String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    return new ColumnStream(LineReader.of("Standard input", new ByteArrayInputStream(bytes)));
  }

  private static List<List<String>> all(ColumnStream stream, int atOnce) {
    var all = new ArrayList<List<String>>();
    for (List<List<String>> some; !(some = stream.next(atOnce)).isEmpty(); ) {
      all.addAll(some);
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n"})
  void whoeverTypesIsAnsweredAtEachBlankLine(String end) {
    var typist = new Typist();
    var stream = new ColumnStream(LineReader.of("Standard input", typist));

    typist.types("Anna O" + end + "lives O" + end + end);
    assertThat(stream.next(MANY)).containsExactly(List.of("Anna", "lives"));

    typist.types(end + "Berlin O" + end + end);
    assertThat(stream.next(MANY)).containsExactly(List.of("Berlin"));

    typist.types("York O");
    typist.leaves();
    assertThat(stream.next(MANY)).containsExactly(List.of("York"));
    assertThat(stream.next(MANY)).isEmpty();
  }

  @Test
  void sentencesThatAreThereAreTakenTogetherUpToSomeLines() {
    var stream = stream("a O\n\nb O\n\nc O\n");

    assertThat(stream.next(4)).containsExactly(List.of("a"), List.of("b"));
    assertThat(stream.next(4)).containsExactly(List.of("c"));
  }

  @Test
  void rowsAreReadAsInFiles() {
    var text =
        "\uFEFF-DOCSTART- -X-\n\n# id 12\tdomain=en\nNew York\tB-LOC\n\u3000\tO\n-DOCSTART-\nx\tO\n";

    assertThat(all(stream(text), MANY))
        .containsExactly(List.of("New York", "\u3000"), List.of("x"));
  }

  @Test
  void whatIsNoUtf8IsToldWithItsLine() {
    var bytes = "x O\nM\u00fcller O\n".getBytes(StandardCharsets.ISO_8859_1);
    var lines = LineReader.of("Standard input", new ByteArrayInputStream(bytes));

    assertThatThrownBy(() -> new ColumnStream(lines).next(MANY))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("Standard input, line 2: byte 2 of the line (0xFC) is not UTF-8");
  }

  @Test
  void numbersInPlaceOfWordsAreRefused() {
    assertThatThrownBy(() -> all(stream("1 Anna\n2 lives\n"), MANY))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Standard input, line 1: the first column numbers the words: it must hold them.");
    assertThat(all(stream("1\n2\n"), MANY)).containsExactly(List.of("1", "2"));
  }
}
