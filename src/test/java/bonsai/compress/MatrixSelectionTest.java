package bonsai.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bonsai.base.UserException;
import bonsai.model.Architecture;
import bonsai.model.BertConfig;
import bonsai.ner.Labels;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MatrixSelectionTest {
  private static final BertConfig CONFIG =
      BertConfig.of(20, 8, 12, 2, 12, Labels.ofTypes(List.of("PER")));

  @ParameterizedTest
  @CsvSource({
    "all, 72",
    "attention, 48",
    "feed-forward, 24",
    "query, 12",
    "layer.1, 6",
    "layer.1.output.dense, 1",
    "layer.*.output.dense, 12",
    "output.dense, 24",
    "attention.output, 12"
  })
  void aNameStandsForSomeMatrices(String name, int number) {
    assertThat(new MatrixSelection(List.of(name)).of(CONFIG)).hasSize(number);
  }

  @Test
  void aMatrixThatTwoNamesStandForIsThereOnce() {
    assertThat(new MatrixSelection(List.of("layer.3", "query")).of(CONFIG)).hasSize(6 + 11);
  }

  @Test
  void aSharedMatrixIsThereOnce() {
    var groups = List.of(0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1);
    var shared =
        CONFIG.withArchitecture(
            new Architecture(0, groups, groups, true, 0, Architecture.PLAIN.ranks()));

    assertThat(new MatrixSelection(List.of("all")).of(shared)).hasSize(2 * 6);
  }

  @ParameterizedTest
  @CsvSource({"quary", "layer.12", "uery", "layer.1.", "''"})
  void aNameThatStandsForNoneIsRefused(String name) {
    assertThatThrownBy(() -> new MatrixSelection(List.of("all", name)).of(CONFIG))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "The model has no matrix '"
                + name
                + "' in its layers; it has such as bert.encoder.layer.0.attention.self.query.");
  }

  @Test
  void aModelThatHasLostAllMatricesIsRefused() {
    var none = CONFIG.withSizes(Collections.nCopies(12, 0), Collections.nCopies(12, 0));

    assertThatThrownBy(() -> new MatrixSelection(List.of("all")).of(none))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "The layers of the model have lost all heads and units: there is not a matrix left to choose.");
  }

  @Test
  void noNamesAreRefused() {
    assertThatThrownBy(() -> new MatrixSelection(List.of()))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "matrices is empty: name some, such as all, attention, feed-forward, query or layer.3.");
  }
}
