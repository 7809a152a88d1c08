package bonsai.ner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import bonsai.base.Json;
import bonsai.base.RecordReader;
import bonsai.base.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UnlabelledTest {
  @TempDir Path folder;

  @Test
  void aSpecNeedsNameNoMoreThanTheTexts() {
    assertThat(parsed("{\"paths\": [\"reuters\", \"bbc.txt\"]}"))
        .isEqualTo(
            new Unlabelled(
                List.of(Path.of("reuters"), Path.of("bbc.txt")),
                Optional.empty(),
                1.0,
                OptionalLong.empty()));
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    var unlabelled =
        new Unlabelled(
            List.of(Path.of("a.txt")),
            Optional.of(TextLayout.PARAGRAPHS),
            0.5,
            OptionalLong.of(1000));

    var json = Json.PRETTY.writeValueAsString(unlabelled);

    assertThat(json).contains("\"paragraphs\"");
    assertThat(parsed(json)).isEqualTo(unlabelled);
  }

  @Test
  void relativePathsAreTakenFromTheSpecsFolder() {
    var absolute = folder.resolve("x.txt").toAbsolutePath();
    var unlabelled =
        new Unlabelled(
            List.of(Path.of("../texts"), absolute), Optional.empty(), 1, OptionalLong.empty());

    assertThat(unlabelled.resolvedAgainst(folder.resolve("specs")).paths())
        .containsExactly(folder.resolve("texts"), absolute);
  }

  @Test
  void aSpecWithoutTextsIsRefused() {
    assertThatExceptionOfType(UserException.class)
        .isThrownBy(() -> parsed("{\"paths\": []}"))
        .withMessage("spec: paths is empty: name a text file or a folder of text files.");
  }

  @Test
  void noMoreSentencesAreReadThanAskedFor() throws IOException {
    var file = Files.writeString(folder.resolve("a.txt"), "One .\nTwo .\nThree .\n");
    var two = new Unlabelled(List.of(file), Optional.empty(), 1, OptionalLong.of(2));
    var many = new Unlabelled(List.of(file), Optional.empty(), 1, OptionalLong.of(1L << 40));

    assertThat(two.read(1).sentences()).hasSize(2);
    assertThat(many.read(1).sentences()).hasSize(3);
  }

  private static Unlabelled parsed(String json) {
    return RecordReader.read(Unlabelled.class, "spec", json);
  }
}
