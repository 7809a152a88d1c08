package bonsai.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bonsai.base.Json;
import bonsai.base.UserException;
import bonsai.ner.Labels;
import bonsai.torch.Activation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BertConfigTest {
  private static final Labels LABELS = Labels.ofTypes(List.of("PER", "LOC"));

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("config.json");
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    var config =
        new BertConfig(
            120,
            32,
            3,
            4,
            64,
            Activation.RELU,
            48,
            1,
            1e-7,
            0.2,
            0.3,
            5,
            LABELS,
            Architecture.PLAIN);
    Files.writeString(file, config.toJson());
    assertThat(BertConfig.read(file)).isEqualTo(config);
  }

  @Test
  void headsAndUnitsThatAreGoneAreWrittenAndRead() throws IOException {
    var config = BertConfig.of(120, 32, 3, 4, 64, LABELS);
    var smaller = config.withSizes(List.of(4, 0, 2), List.of(64, 8, 0));
    Files.writeString(file, smaller.toJson());
    var written = Json.LINE.readTree(smaller.toJson()).path("bonsai_bert");
    assertThat(written.path("attention_heads").toString()).isEqualTo("[4,0,2]");
    assertThat(written.path("intermediate_sizes").toString()).isEqualTo("[64,8,0]");
    assertThat(BertConfig.read(file)).isEqualTo(smaller);
    assertThat(config.withSizes(List.of(4, 4, 4), List.of(64, 64, 64))).isEqualTo(config);
  }

  @Test
  void gatesOfApplicationsAreWrittenAndReadAgain() throws IOException {
    var groups = List.of(0, 0, 1);
    var how =
        new Architecture(0, groups, groups, true, 0, Architecture.PLAIN.ranks())
            .withHeadGates(true);
    var config = BertConfig.of(120, 32, 3, 4, 64, LABELS).withArchitecture(how);
    Files.writeString(file, config.toJson());

    assertThat(BertConfig.read(file)).isEqualTo(config);
    assertThat(Parameters.of(config).shapes())
        .containsKeys(Parameters.headGates(0), Parameters.headGates(1))
        .doesNotContainKey(Parameters.headGates(2));
  }

  @Test
  void numbersOfHeadsThatCannotBeAreRefused() {
    var config = BertConfig.of(120, 32, 3, 4, 64, LABELS);
    assertThatThrownBy(() -> config.withSizes(List.of(4, 5, 4), List.of(64, 64, 64)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "attention_heads must give a number from 0 to 4 for each of the 3 sets of weights, or be"
                + " empty, and is [4, 5, 4].");
    assertThatThrownBy(() -> config.withSizes(List.of(), List.of(1, 2)))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("intermediate_sizes must give a number from 0 to 64");
  }

  @Test
  void theWrittenFileIsWhatTransformersExpects() {
    var written = Json.LINE.readTree(BertConfig.of(120, 32, 3, 4, 64, LABELS).toJson());
    assertThat(written.path("architectures").path(0).asString())
        .isEqualTo("BertForTokenClassification");
    assertThat(written.path("model_type").asString()).isEqualTo("bert");
    assertThat(written.path("hidden_act").asString()).isEqualTo("gelu");
    assertThat(written.path("id2label").path("1").asString()).isEqualTo("B-PER");
    assertThat(written.path("label2id").path("I-LOC").asInt()).isEqualTo(4);
    assertThat(written.path("layer_norm_eps").asDouble()).isEqualTo(1e-12);
  }

  @Test
  void readsBertBaseCasedAsGooglePublishedIt() throws IOException {
    Files.writeString(
        file,
        """
        {
          "architectures": ["BertForMaskedLM"],
          "attention_probs_dropout_prob": 0.1,
          "gradient_checkpointing": false,
          "hidden_act": "gelu",
          "hidden_dropout_prob": 0.1,
          "hidden_size": 768,
          "initializer_range": 0.02,
          "intermediate_size": 3072,
          "layer_norm_eps": 1e-12,
          "max_position_embeddings": 512,
          "model_type": "bert",
          "num_attention_heads": 12,
          "num_hidden_layers": 12,
          "pad_token_id": 0,
          "position_embedding_type": "absolute",
          "transformers_version": "4.6.0.dev0",
          "type_vocab_size": 2,
          "use_cache": true,
          "vocab_size": 28996
        }
        """);
    var config = BertConfig.read(file);
    assertThat(config).isEqualTo(BertConfig.baseCased(new Labels(List.of("LABEL_0", "LABEL_1"))));
    assertThat(config.headSize()).isEqualTo(64);
  }

  @Test
  void labelsFollowTheirNumbersAndNotTheirPlaceInTheFile() throws IOException {
    Files.writeString(
        file, "{\"id2label\":{\"2\":\"I-X\",\"0\":\"O\",\"1\":\"B-X\"},\"num_labels\":7}");
    assertThat(BertConfig.read(file).labels().tags()).containsExactly("O", "B-X", "I-X");
  }

  @Test
  void aNumberOfLabelsAloneNamesThemAsTransformersDoes() throws IOException {
    Files.writeString(file, "{\"num_labels\":3}");
    assertThat(BertConfig.read(file).labels().tags())
        .containsExactly("LABEL_0", "LABEL_1", "LABEL_2");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"vocab_size":0}                               | vocab_size must be a number from 1 to 10000000, and is 0.
          {"vocab_size":"many"}                          | vocab_size must be a whole number, and is "many".
          {"vocab_size":99999999999}                     | vocab_size must be a whole number, and is 99999999999.
          {"hidden_size":7.5}                            | hidden_size must be a whole number, and is 7.5.
          {"hidden_size":100,"num_attention_heads":12}   | hidden_size (100) must be a multiple of num_attention_heads (12).
          {"num_hidden_layers":-1}                       | num_hidden_layers must be a number from 1 to 1000, and is -1.
          {"layer_norm_eps":0}                           | layer_norm_eps must lie between 0 and 1, and is 0.0.
          {"hidden_dropout_prob":1}                      | hidden_dropout_prob must be at least 0 and below 1, and is 1.0.
          {"pad_token_id":30522}                         | pad_token_id must be a row of the vocabulary of 30522, and is 30522.
          {"hidden_act":"mish"}                          | hidden_act is "mish"; Bonsai computes gelu, gelu_new, relu, silu, tanh.
          {"hidden_act":{"a":1}}                         | hidden_act is {"a":1}; Bonsai computes gelu, gelu_new, relu, silu, tanh.
          {"model_type":"roberta"}                       | model_type is "roberta"; Bonsai computes only "bert".
          {"position_embedding_type":"relative_key"}     | position_embedding_type is "relative_key"; Bonsai computes only "absolute".
          {"is_decoder":true}                            | is_decoder is true; Bonsai computes encoders only.
          {"id2label":{"0":"O","2":"B-X"}}               | id2label must name the tags 0 to 1, and lacks 1.
          {"id2label":["O"]}                             | id2label must be an object of tags by number.
          {"id2label":{"0":"O","1":"O"}}                 | id2label must name at least one tag, and each only once: [O, O].
          {"id2label":{}}                                | id2label must name at least one tag, and each only once: [].
          {"num_labels":2000000000}                      | num_labels must be a number from 1 to 100000, and is 2000000000.
          [1]                                            | it must be a JSON object.
          """)
  void aWrongFieldIsNamed(String json, String message) throws IOException {
    Files.writeString(file, json);
    assertThatThrownBy(() -> BertConfig.read(file))
        .isInstanceOf(UserException.class)
        .hasMessage(file + ": " + message);
  }

  @Test
  void brokenJsonIsReportedWithItsLine() throws IOException {
    Files.writeString(file, "{\n\"vocab_size\": 3,\n}");
    assertThatThrownBy(() -> BertConfig.read(file))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(file + ", line 3: not proper JSON");
  }

  @Test
  void aMissingFileIsReported() {
    assertThatThrownBy(() -> BertConfig.read(file))
        .isInstanceOf(UserException.class)
        .hasMessage("There is no file " + file + "; a model folder holds a config.json.");
  }
}
