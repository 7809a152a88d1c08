package bonsai.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bonsai.base.UserException;
import bonsai.ner.EntityScores;
import bonsai.ner.Labels;
import bonsai.ner.Split;
import bonsai.ner.WordPieceTokenizer;
import bonsai.torch.HostTensor;
import bonsai.torch.Safetensors;
import bonsai.torch.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {
  private static final Labels LABELS = Labels.ofTypes(List.of("PER"));
  private static final Labels OTHERS = Labels.ofTypes(List.of("PER", "LOC"));
  private static final List<String> PIECES =
      List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "Bonn", "##s", "ai", "é");
  private static final NerModel MODEL =
      NerModel.untrained(BertConfig.of(PIECES.size(), 8, 2, 2, 16, LABELS), 1);

  @TempDir private Path temporary;
  private ModelFolder folder;

  @BeforeEach
  void save() {
    folder = new ModelFolder(temporary.resolve("made/here"));
    try (var tokenizer = WordPieceTokenizer.ofVocabulary(PIECES, false)) {
      folder.save(MODEL, TokenizerFiles.of(tokenizer, 512));
    }
  }

  @Test
  void whatIsSavedIsLoaded() {
    var loaded = folder.load();
    assertThat(loaded.config()).isEqualTo(MODEL.config());
    assertSame(loaded, MODEL);
    try (var tokenizer = folder.tokenizer()) {
      assertThat(tokenizer.encode(List.of("Bonns"))).isDeepEqualTo(new int[][] {{5, 6}});
    }
  }

  @Test
  void whatIsSavedWithoutZerosIsLoadedTheSame() throws IOException {
    var tensors = new LinkedHashMap<String, HostTensor>();
    MODEL.tensors().forEach((name, tensor) -> tensors.put(name, tensor.copy()));
    var query = "bert.encoder.layer.1.attention.self.query";
    for (var i = 0L; i < 64; i += 2) {
      tensors.get(query + ".weight").set(i, 0f);
    }
    var how = MODEL.config().architecture().withPruned(List.of(query));
    var pruned = new NerModel(MODEL.config().withArchitecture(how), tensors);
    var sparse = new ModelFolder(temporary.resolve("sparse"));

    sparse.saveSparse(pruned, folder.tokenizerFiles());

    var loaded = sparse.load();
    assertThat(loaded.config()).isEqualTo(pruned.config());
    assertSame(loaded, pruned);
    var sizes = ModelSizes.of(sparse);
    assertThat(sizes.parameters()).isEqualTo(MODEL.parameterCount());
    assertThat(sizes.nonZero()).isEqualTo(pruned.nonZeroCount());
    assertThat(sizes.sparseBytes())
        .isEqualTo(sizes.fileBytes())
        .isEqualTo(Files.size(sparse.path().resolve("model.safetensors")));
    assertThat(sparse.path().resolve("config.json"))
        .content()
        .contains("\"model_type\" : \"bert\"", "\"bonsai_pruned\" : [ \"" + query + "\" ]");
  }

  @Test
  void aNoteOnAMatrixThatIsNotThereIsRefused() throws IOException {
    var config = folder.path().resolve("config.json");
    Files.writeString(
        config,
        Files.readString(config).replaceFirst("\\{", "{\"bonsai_pruned\": [\"bert.nothing\"],"));

    assertThatThrownBy(folder::config)
        .isInstanceOf(UserException.class)
        .hasMessage(config + ": bonsai_pruned names bert.nothing, which the model does not have.");
  }

  @Test
  void theFilesAreThoseOfHuggingFace() throws IOException {
    try (var files = Files.list(folder.path())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "config.json",
              "model.safetensors",
              "vocab.txt",
              "tokenizer.json",
              "tokenizer_config.json");
    }
    assertThat(weights().metadata()).isEqualTo(Map.of("format", "pt"));
    assertThat(folder.path().resolve("vocab.txt"))
        .hasContent("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nBonn\n##s\nai\né\n");
    assertThat(folder.path().resolve("tokenizer_config.json"))
        .content()
        .contains("\"do_lower_case\" : false", "\"model_max_length\" : 512");
  }

  @Test
  void theTokenizersFilesTravelByteForByte() throws IOException {
    var odd = "[PAD]\r\n[UNK]\r\n[CLS]\r\n[SEP]\r\n[MASK]\r\nBonn\r\n##s\r\nai\r\né";
    Files.writeString(folder.path().resolve("vocab.txt"), odd);
    Files.writeString(folder.path().resolve("tokenizer_config.json"), "{\"do_lower_case\":true}");
    Files.delete(folder.path().resolve("tokenizer.json"));
    var other = new ModelFolder(temporary.resolve("other"));
    other.save(folder.load(), folder.tokenizerFiles());
    assertThat(other.path().resolve("vocab.txt")).hasBinaryContent(odd.getBytes("UTF-8"));
    assertThat(other.path().resolve("tokenizer_config.json"))
        .content()
        .isEqualTo("{\"do_lower_case\":true}");
    assertThat(other.path().resolve("tokenizer.json")).content().contains("\"lowercase\":true");
  }

  @Test
  void savingOverAnOlderModelKeepsWhatIsMappedFromIt() {
    var loaded = folder.load();
    folder.save(NerModel.untrained(MODEL.config(), 2), folder.tokenizerFiles());
    assertSame(loaded, MODEL);
    assertThat(
            folder
                .load()
                .tensor("classifier.weight")
                .sameContent(MODEL.tensor("classifier.weight")))
        .isFalse();
  }

  @Test
  void readsABertOfAnyOfItsAges() {
    rewrite(
        name ->
            name.startsWith("classifier")
                ? name
                : name.replace("bert.", "")
                    .replace("LayerNorm.weight", "LayerNorm.gamma")
                    .replace("LayerNorm.bias", "LayerNorm.beta"),
        Map.of("pooler.dense.weight", HostTensor.allocate(8, 8)));
    assertSame(folder.load(), MODEL);
  }

  @Test
  void headsAndBuffersAreIgnored() {
    rewrite(
        UnaryOperator.identity(),
        Map.of(
            "bert.pooler.dense.weight", HostTensor.allocate(8, 8),
            "bert.embeddings.position_ids", HostTensor.allocate(1, 512),
            "cls.predictions.bias", HostTensor.allocate(9)));
    assertSame(folder.load(), MODEL);
  }

  @Test
  void aModelWithoutClassifierGetsOneForTheCallersLabels() {
    rewrite(name -> name.startsWith("classifier") ? "cls." + name : name, Map.of());
    var loaded = folder.load(OTHERS, 3);
    assertThat(loaded.config().labels()).isEqualTo(OTHERS);
    assertThat(loaded.tensor("classifier.weight").shape()).containsExactly(5, 8);
    assertThat(
            loaded
                .tensor("classifier.weight")
                .sameContent(folder.load(OTHERS, 3).tensor("classifier.weight")))
        .isTrue();
    assertThatThrownBy(folder::load)
        .isInstanceOf(UserException.class)
        .hasMessage(
            folder.path()
                + " holds no classifier that fits the 3 tags of its config.json: it is a model to"
                + " start from; fine-tune it first.");
  }

  @Test
  void aClassifierForTheSameLabelsIsKeptAndForOthersReplaced() {
    assertSame(folder.load(LABELS, 3), MODEL);
    var relabelled = folder.load(OTHERS, 3);
    assertThat(relabelled.tensor("classifier.bias").shape()).containsExactly(5);
    var sameNumber = folder.load(Labels.ofTypes(List.of("LOC")), 3);
    assertThat(
            sameNumber.tensor("classifier.weight").sameContent(MODEL.tensor("classifier.weight")))
        .as("a classifier for other tags")
        .isFalse();
  }

  @Test
  void aMissingTensorIsNamed() {
    rewrite(name -> name.contains("1.output.dense.bias") ? "cls.elsewhere" : name, Map.of());
    assertRefused(
        weightsFile()
            + " lacks the tensor 'bert.encoder.layer.1.output.dense.bias' that its config.json asks"
            + " for.");
  }

  @Test
  void aTensorTooManyIsNamed() {
    rewrite(
        UnaryOperator.identity(),
        Map.of("bert.encoder.layer.2.output.dense.bias", HostTensor.allocate(8)));
    assertRefused(
        weightsFile()
            + " holds the tensor 'bert.encoder.layer.2.output.dense.bias' that its config.json"
            + " knows nothing of.");
  }

  @Test
  void aWrongShapeIsNamed() {
    rewrite(
        UnaryOperator.identity(),
        Map.of("bert.embeddings.word_embeddings.weight", HostTensor.allocate(10, 8)));
    assertRefused(
        weightsFile()
            + ": the tensor 'bert.embeddings.word_embeddings.weight' is F32[10, 8] and config.json"
            + " asks for F32[9, 8].");
  }

  @Test
  void aTensorUnderTwoNamesIsRefused() {
    rewrite(
        UnaryOperator.identity(),
        Map.of("bert.embeddings.LayerNorm.gamma", HostTensor.allocate(8)));
    assertRefused(
        weightsFile()
            + " holds 'bert.embeddings.LayerNorm.weight' twice: as"
            + " 'bert.embeddings.LayerNorm.weight' and 'bert.embeddings.LayerNorm.gamma'.");
  }

  @Test
  void aPickledModelIsRefused() throws IOException {
    Files.move(weightsFile(), folder.path().resolve("pytorch_model.bin"));
    assertRefused(
        folder.path()
            + " holds only pytorch_model.bin, a format that can run foreign code: convert it to"
            + " model.safetensors first.");
  }

  @Test
  void aFolderWithoutWeightsIsRefused() throws IOException {
    Files.delete(weightsFile());
    assertRefused(
        folder.path() + " holds no model.safetensors; it is not a complete model folder.");
  }

  @Test
  void aMissingFolderIsNamed() {
    var nowhere = new ModelFolder(temporary.resolve("nowhere"));
    assertThatThrownBy(nowhere::load)
        .isInstanceOf(UserException.class)
        .hasMessage("There is not a model folder " + nowhere.path() + ".");
  }

  @Test
  void aVocabularyLargerThanTheEmbeddingsIsRefused() throws IOException {
    var vocabulary = folder.path().resolve("vocab.txt");
    Files.writeString(vocabulary, Files.readString(vocabulary) + "more\n");
    Files.delete(folder.path().resolve("tokenizer.json"));
    assertThatThrownBy(folder::tokenizer)
        .isInstanceOf(UserException.class)
        .hasMessageEndingWith("has 10 pieces and the model knows 9; they do not belong together.");
  }

  @Test
  void scoresLieBesideTheModel() {
    var scores =
        Map.of(
            Split.VALID,
            new EntityScores(
                    0.5, 0.6, 0.7, 0.8, 0.9, Map.of("PER", new EntityScores.TypeScore(1, 1, 1, 12)))
                .withStrictF1(0.65));

    folder.saveScores(scores);

    assertThat(folder.scores()).isEqualTo(scores);
    assertSame(folder.load(), MODEL);
  }

  @Test
  void scoresOfEarlierVersionsHaveNoStrictFigure() throws IOException {
    Files.writeString(
        folder.path().resolve("scores.json"),
        """
        {"valid": {"precision": 0.5, "recall": 0.6, "f1": 0.7, "macroF1": 0.8, "accuracy": 0.9,
                   "perType": {}}}
        """);

    assertThat(folder.scores())
        .containsEntry(Split.VALID, new EntityScores(0.5, 0.6, 0.7, 0.8, 0.9, Map.of()));
  }

  @Test
  void aModelWithoutScoresOrWithDamagedOnesHasNone() throws IOException {
    assertThat(folder.scores()).isEmpty();
    Files.writeString(folder.path().resolve("scores.json"), "{ \"valid\": ");
    assertThat(folder.scores()).isEmpty();
  }

  private void assertRefused(String message) {
    assertThatThrownBy(folder::load).isInstanceOf(UserException.class).hasMessage(message);
  }

  private static void assertSame(NerModel actual, NerModel expected) {
    assertThat(List.copyOf(actual.tensors().keySet()))
        .isEqualTo(List.copyOf(expected.tensors().keySet()));
    expected
        .tensors()
        .forEach(
            (name, tensor) ->
                assertThat(actual.tensor(name).sameContent(tensor)).as(name).isTrue());
  }

  private Path weightsFile() {
    return folder.path().resolve("model.safetensors");
  }

  private SafetensorsFile weights() {
    return Safetensors.read(weightsFile());
  }

  /** Writes the weights anew, under other names and with more tensors. */
  private void rewrite(UnaryOperator<String> renaming, Map<String, HostTensor> more) {
    var tensors = new LinkedHashMap<String, HostTensor>();
    MODEL.tensors().forEach((name, tensor) -> tensors.put(renaming.apply(name), tensor));
    tensors.putAll(more);
    Safetensors.write(weightsFile(), tensors, Map.of());
  }
}
