package bonsai.model.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bonsai.base.Sha256;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.model.BertConfig;
import bonsai.model.ModelFolder;
import bonsai.model.NerModel;
import bonsai.model.TokenizerFiles;
import bonsai.model.pretrained.PretrainedModels.From;
import bonsai.model.pretrained.PretrainedModels.Place;
import bonsai.model.pretrained.PretrainedModels.Request;
import bonsai.ner.Labels;
import bonsai.ner.WordPieceTokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PretrainedModelsTest {
  private static final List<String> PIECES =
      List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "Bonn");
  private static final Labels LABELS = new Labels(List.of("O", "B-X", "I-X"));

  private final List<String> said = new ArrayList<>();
  private final FetchProgress progress =
      new FetchProgress() {
        @Override
        public void says(String what) {
          said.add(what);
        }

        @Override
        public void arrived(long bytes, OptionalLong total) {}
      };

  @TempDir private Path temporary;
  private Workspace workspace;
  private Path given;

  @BeforeEach
  void makeAModel() {
    workspace = new Workspace(temporary.resolve("workspace"));
    given = temporary.resolve("given");
    save(given, 1);
  }

  @Test
  void aFolderIsCopiedWithItsOriginAndHashes() throws IOException {
    Files.writeString(given.resolve("pytorch_model.bin"), "not wanted");
    var installed = models(Map.of()).fetch(fromFolder(false), progress);

    assertThat(installed.path()).isEqualTo(workspace.models().resolve("mine"));
    var source = installed.source().orElseThrow();
    assertThat(source.from()).isEqualTo("folder");
    assertThat(source.origin()).isEqualTo(given.toString());
    assertThat(source.files().get("model.safetensors").sha256())
        .isEqualTo(Sha256.of(given.resolve("model.safetensors")));
    assertThat(names(installed.path()))
        .containsExactly(
            "config.json",
            "model.safetensors",
            "source.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "vocab.txt");
    assertThat(models(Map.of()).list()).containsExactly(installed);
    assertThat(classifier(installed.path())).isEqualTo(classifier(given));
    assertNothingIsLeft();
  }

  @Test
  void missingTokenizerFilesAreMade() throws IOException {
    Files.delete(given.resolve("tokenizer.json"));
    Files.delete(given.resolve("tokenizer_config.json"));
    var installed = models(Map.of()).fetch(fromFolder(false), progress);
    assertThat(installed.path().resolve("tokenizer.json")).exists();
    assertThat(installed.source().orElseThrow().files()).containsKey("tokenizer_config.json");
  }

  @Test
  void whatIsThereIsReplacedOnlyOnRequest() {
    var first = models(Map.of()).fetch(fromFolder(false), progress);
    var before = classifier(first.path());
    save(given, 2);
    models(Map.of()).fetch(fromFolder(false), progress);
    assertThat(said).last().asString().endsWith("mine is there already");
    assertThat(classifier(first.path())).isEqualTo(before);

    models(Map.of()).fetch(fromFolder(true), progress);
    assertThat(classifier(first.path())).isNotEqualTo(before).isEqualTo(classifier(given));
    assertNothingIsLeft();
  }

  @Test
  void aModelThatDoesNotLoadNeverAppears() throws IOException {
    Files.writeString(given.resolve("config.json"), "{\"hidden_size\":24}");
    assertThatThrownBy(() -> models(Map.of()).fetch(fromFolder(false), progress))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("config.json asks for F32[");
    assertThat(models(Map.of()).list()).isEmpty();
    assertNothingIsLeft();
  }

  @Test
  void aVocabularyOfAnotherModelNeverAppears() throws IOException {
    Files.writeString(given.resolve("vocab.txt"), String.join("\n", PIECES) + "\nmore\n");
    Files.delete(given.resolve("tokenizer.json"));
    assertThatThrownBy(() -> models(Map.of()).fetch(fromFolder(false), progress))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("do not belong together");
    assertThat(models(Map.of()).list()).isEmpty();
  }

  @Test
  void autoTakesTheFirstThatDoesAndSaysWhyTheOthersDidNot() {
    var models =
        new PretrainedModels(
            workspace.models(),
            workspace.cache(),
            request ->
                List.of(
                    new Place(
                        From.FOLDER, () -> new FolderSource(List.of(temporary.resolve("nowhere")))),
                    new Place(From.HUB, PretrainedModelsTest::offlineHub),
                    new Place(From.FOLDER, () -> new FolderSource(List.of(given)))));
    var installed = models.fetch(request("mine", From.AUTO, Optional.empty()), progress);

    assertThat(installed.source().orElseThrow().origin()).isEqualTo(given.toString());
    assertThat(said)
        .contains(
            "Not from folder: There is no model (config.json and model.safetensors) in "
                + temporary.resolve("nowhere")
                + ": name its folder with --path.",
            "Not from hub: HF_HUB_OFFLINE is set: unset it to ask the hub.");
  }

  @Test
  void whenAllFailEveryReasonIsGiven() {
    var models = models(Map.of("HF_HUB_OFFLINE", "1", "HF_HOME", temporary.toString()));
    assertThatThrownBy(
            () -> models.fetch(request("nobodys", From.AUTO, Optional.empty()), progress))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "nobodys could not be fetched. folder: There is no model (config.json and"
                + " model.safetensors) in nobodys: name its folder with --path. hub:"
                + " HF_HUB_OFFLINE is set: unset it to ask the hub.");
  }

  @Test
  void whatIsWrongWithTheHubsVariablesIsNothingToTheOtherSources() {
    var models = models(Map.of("HF_TOKEN", "no token", "HF_ENDPOINT", "no address"));

    var installed = models.fetch(request("mine", From.AUTO, Optional.of(given)), progress);

    assertThat(installed.source().orElseThrow().from()).isEqualTo("folder");
    assertThatThrownBy(() -> models.fetch(request("other", From.AUTO, Optional.empty()), progress))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("hub: HF_TOKEN holds no token: set it anew or unset it.");
  }

  @Test
  void anotherModelOfTheSameLastNameIsNoneThatIsThereAlready() {
    models(Map.of()).fetch(request("a/ner", From.FOLDER, Optional.of(given)), progress);

    for (var other :
        List.of(
            request("b/ner", From.AUTO, Optional.empty()),
            request("a/ner", From.FOLDER, Optional.of(temporary)),
            new Request("a/ner", From.HUB, Optional.empty(), "0".repeat(40), false))) {
      assertThatThrownBy(() -> models(Map.of()).fetch(other, progress))
          .isInstanceOf(UserException.class)
          .hasMessage(
              workspace.models().resolve("ner")
                  + " holds another model already (a/ner from "
                  + given
                  + "): --again puts this one in its place.");
    }
    models(Map.of()).fetch(request("a/ner", From.AUTO, Optional.empty()), progress);
    assertThat(said).last().asString().endsWith("ner is there already");
  }

  @Test
  void whatAKilledFetchLeftIsDeletedByALaterOne() throws IOException {
    var cache = workspace.cache().resolve("pretrained");
    var left = Files.createDirectories(cache.resolve("new-1"));
    Files.writeString(left.resolve("model.safetensors"), "half");
    Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    var atWork = Files.createDirectories(cache.resolve("new-2"));

    models(Map.of()).fetch(fromFolder(false), progress);

    assertThat(left).doesNotExist();
    assertThat(atWork).exists();
  }

  @Test
  void oneSourceAloneIsAskedIfTheUserSaysSo() {
    assertThatThrownBy(
            () ->
                models(Map.of("HF_HUB_OFFLINE", "1"))
                    .fetch(request("bert-base-cased", From.HUB, Optional.empty()), progress))
        .isInstanceOf(UserException.class)
        .hasMessage("HF_HUB_OFFLINE is set: unset it to ask the hub.");
    assertThatThrownBy(
            () ->
                models(Map.of()).fetch(request("nobodys", From.MAVEN, Optional.empty()), progress))
        .isInstanceOf(UserException.class)
        .hasMessage("'nobodys' is on no Maven repository; bert-base-cased is.");
  }

  @Test
  void theHubsOwnCacheIsAKnownPlace() throws IOException {
    var snapshot =
        temporary.resolve("hf/hub/models--google-bert--bert-base-cased/snapshots/cd5ef92a");
    save(snapshot, 3);
    // as in the hub's cache: the files are links to blobs
    var blob = Files.move(snapshot.resolve("vocab.txt"), temporary.resolve("blob"));
    Files.createSymbolicLink(snapshot.resolve("vocab.txt"), blob);
    var installed =
        models(Map.of("HF_HOME", temporary.resolve("hf").toString()))
            .fetch(request("bert-base-cased", From.FOLDER, Optional.empty()), progress);
    assertThat(installed.name()).isEqualTo("bert-base-cased");
    assertThat(installed.source().orElseThrow().origin()).isEqualTo(snapshot.toString());
    assertThat(installed.path().resolve("vocab.txt")).isRegularFile();
    assertThat(Files.isSymbolicLink(installed.path().resolve("vocab.txt"))).isFalse();
  }

  @Test
  void aModelPutThereByHandIsListedWithoutOrigin() throws IOException {
    save(workspace.models().resolve("handmade"), 1);
    Files.createDirectories(workspace.models().resolve("empty"));
    assertThat(models(Map.of()).list())
        .singleElement()
        .satisfies(
            installed -> {
              assertThat(installed.name()).isEqualTo("handmade");
              assertThat(installed.source()).isEmpty();
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", "../up", "a/b/c", "/etc", ".hidden", "a b", "ümlaut", "a/.."})
  void aNameThatWouldLeaveTheWorkspaceIsRefused(String name) {
    assertThatThrownBy(
            () -> models(Map.of()).fetch(request(name, From.FOLDER, Optional.of(given)), progress))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "'" + name + "' is not a model's name: use bert-base-cased, or OWNER/NAME of the hub.");
  }

  private PretrainedModels models(Map<String, String> environment) {
    return PretrainedModels.of(workspace, environment);
  }

  private Request fromFolder(boolean again) {
    return new Request("mine", From.FOLDER, Optional.of(given), "main", again);
  }

  private static Request request(String name, From from, Optional<Path> path) {
    return new Request(name, from, path, "main", false);
  }

  private static PretrainedSource offlineHub() {
    return HubSource.of("a/b", "main", Map.of("HF_HUB_OFFLINE", "true"));
  }

  private static void save(Path folder, long seed) {
    var model = NerModel.untrained(BertConfig.of(PIECES.size(), 8, 1, 2, 16, LABELS), seed);
    try (var tokenizer = WordPieceTokenizer.ofVocabulary(PIECES, false)) {
      new ModelFolder(folder).save(model, TokenizerFiles.of(tokenizer, 512));
    }
  }

  private static float[] classifier(Path folder) {
    return new ModelFolder(folder).load().tensor("classifier.weight").toArray();
  }

  private void assertNothingIsLeft() {
    assertThat(workspace.cache().resolve("pretrained")).isEmptyDirectory();
    try {
      assertThat(names(workspace.models())).allMatch(name -> name.equals("mine"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
