package bonsai.ner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bonsai.base.UserException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnWriterTest {
  @TempDir Path folder;

  @Test
  void wordsMayHoldBlanks() {
    var sentences = List.of(new Sentence(List.of("New York", "is"), List.of("B-LOC", "O")));
    ColumnWriter.write(folder.resolve("x.txt"), sentences);

    assertThat(Corpora.file(folder.resolve("x.txt")).sentences()).isEqualTo(sentences);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-DOCSTART-", "a\tb", "a\nb", "a\rb", " a", "a ", "\uFEFFa", "a\0"})
  void aWordThatWouldNotBeReadBackIsRefused(String word) {
    var sentences = List.of(new Sentence(List.of("a", word), List.of("O", "O")));

    assertThatThrownBy(() -> ColumnWriter.write(folder.resolve("x.txt"), sentences))
        .isInstanceOf(UserException.class)
        .hasMessageEndingWith("of sentence 0 cannot stand in a column file.");
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"B-Human Settlement", "B-a\tb", "B-a\nb", "PER", "M-PER"})
  void aTagThatWouldNotBeReadBackIsRefused(String tag) {
    var sentences = List.of(new Sentence(List.of("a", "b"), List.of("O", tag)));

    assertThatThrownBy(() -> ColumnWriter.check(sentences))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("The tag '")
        .hasMessageEndingWith("of sentence 0 cannot stand in a column file.");
  }
}
