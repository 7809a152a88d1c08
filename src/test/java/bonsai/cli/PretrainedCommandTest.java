package bonsai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.base.Json;
import bonsai.model.BertConfig;
import bonsai.model.ModelFolder;
import bonsai.model.NerModel;
import bonsai.model.TokenizerFiles;
import bonsai.ner.Labels;
import bonsai.ner.WordPieceTokenizer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PretrainedCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  @Test
  void fetchesAFolderAndListsIt() {
    var given = folder.resolve("given");
    var pieces = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");
    try (var tokenizer = WordPieceTokenizer.ofVocabulary(pieces, false)) {
      var config = BertConfig.of(5, 4, 1, 1, 4, new Labels(List.of("O")));
      new ModelFolder(given).save(NerModel.untrained(config, 1), TokenizerFiles.of(tokenizer, 512));
    }
    assertThat(bonsai("fetch", "mine", "--from", "folder", "--path", given.toString(), "--json"))
        .isZero();
    var printed = Json.LINE.readTree(out.toString());
    assertThat(printed.path("name").asString()).isEqualTo("mine");
    assertThat(printed.path("source").path("from").asString()).isEqualTo("folder");
    assertThat(Path.of(printed.path("path").asString()).resolve("vocab.txt")).exists();
    assertThat(err.toString()).contains("Copying " + given);

    out.getBuffer().setLength(0);
    assertThat(bonsai("list")).isZero();
    assertThat(out.toString()).startsWith("mine\t").endsWith("folder " + given + "\n");
  }

  @Test
  void whatCannotBeFetchedIsOneSentence() {
    assertThat(bonsai("fetch", "mine", "--from", "folder", "--path", folder.toString())).isOne();
    assertThat(err.toString())
        .isEqualTo(
            "There is no model (config.json and model.safetensors) in "
                + folder
                + ": name its folder with --path.\n");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void anEmptyWorkspaceIsSaidToBeEmpty() {
    assertThat(bonsai("list")).isZero();
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("No models yet");
  }

  @Test
  void wrongUsageIsToldApartFromFailure() {
    assertThat(bonsai("fetch")).isEqualTo(2);
    assertThat(bonsai("fetch", "mine", "--from", "moon")).isEqualTo(2);
  }

  private int bonsai(String subcommand, String... args) {
    var all = new ArrayList<>(List.of("pretrained", subcommand));
    all.addAll(List.of(args));
    all.addAll(List.of("--workspace", folder.resolve("workspace").toString()));
    return BonsaiCommand.execute(
        Outcome.NO_WINDOW,
        new PrintWriter(out, true),
        new PrintWriter(err, true),
        all.toArray(String[]::new));
  }
}
