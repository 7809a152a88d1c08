package bonsai.app.runs.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MatrixNameTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bert.encoder.layer.3.attention.self.query | Layer 3, query | Query",
        "bert.encoder.layer.11.attention.output.dense | Layer 11, attention output | Output",
        "bert.encoder.layer.0.output.dense | Layer 0, feed-forward out | FF out",
        "bert.encoder.layer.0.intermediate.dense.down | Layer 0, feed-forward in, factor at the input | FF in ↓",
        "bert.encoder.layer.1.attention.self.key.correction.up | Layer 1, key, correction, factor at the output | Key ↑",
        "bert.embeddings.word_embeddings | Word embeddings | Word embeddings"
      })
  void aMatrixHasWordsAndAColumn(String name, String words, String column) {
    assertThat(MatrixName.of(name).words()).isEqualTo(words);
    assertThat(MatrixName.of(name).column().title()).isEqualTo(column);
  }

  @Test
  void theOrderIsThatOfComputing() {
    assertThat(
            Stream.of(
                    "bert.encoder.layer.10.attention.self.query",
                    "bert.encoder.layer.2.output.dense",
                    "bert.encoder.layer.2.attention.self.key",
                    "bert.embeddings.word_embeddings")
                .map(MatrixName::of)
                .sorted(MatrixName.ORDER)
                .map(MatrixName::words))
        .containsExactly(
            "Word embeddings", "Layer 2, key", "Layer 2, feed-forward out", "Layer 10, query");
  }
}
