package bonsai.model;

import bonsai.base.IoReason;
import bonsai.base.Json;
import bonsai.base.UserException;
import bonsai.ner.Labels;
import bonsai.torch.Activation;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Hugging Face's {@code config.json} (transformers, {@code BertConfig}): what it leaves out has the
 * default value there, and unknown fields are passed over, but a field that would make the model
 * compute something else is refused.
 */
final class ConfigJson {
  /** The type of a model that {@code transformers} does not know, and the object that says how. */
  private static final String COMPRESSED = "bonsai_bert";

  /** The matrices whose zeros stay: {@link Architecture#pruned}. */
  private static final String PRUNED = "bonsai_pruned";

  private static final long MAX_BYTES = 10_000_000;
  private static final int MAX_LABELS = 100_000;

  private final Path file;
  private final JsonNode root;

  private ConfigJson(Path file, JsonNode root) {
    this.file = file;
    this.root = root;
  }

  static BertConfig read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new UserException(file + " is too long for a config.json.");
      }
      return new ConfigJson(file, Json.LINE.readTree(Files.readAllBytes(file))).config();
    } catch (NoSuchFileException e) {
      throw new UserException(
          "There is no file " + file + "; a model folder holds a config.json.", e);
    } catch (IOException e) {
      throw new UserException(file + " cannot be read: " + IoReason.of(e) + ".", e);
    } catch (JacksonException e) {
      throw new UserException(
          file
              + ", line "
              + e.getLocation().getLineNr()
              + ": not proper JSON ("
              + e.getOriginalMessage()
              + ").",
          e);
    }
  }

  private BertConfig config() {
    if (!root.isObject()) {
      throw wrong("it must be a JSON object");
    }
    var compressed = COMPRESSED.equals(root.path("model_type").asString(""));
    if (!compressed) {
      refuseOtherThan("model_type", "bert");
    }
    refuseOtherThan("position_embedding_type", "absolute");
    if (root.path("is_decoder").asBoolean(false)) {
      throw wrong("is_decoder is true; Bonsai computes encoders only");
    }
    try {
      return new BertConfig(
          integer("vocab_size", 30522),
          integer("hidden_size", 768),
          integer("num_hidden_layers", 12),
          integer("num_attention_heads", 12),
          integer("intermediate_size", 3072),
          activation(),
          integer("max_position_embeddings", 512),
          integer("type_vocab_size", 2),
          number("layer_norm_eps", 1e-12),
          number("hidden_dropout_prob", 0.1),
          number("attention_probs_dropout_prob", 0.1),
          integer("pad_token_id", 0),
          labels(),
          (compressed ? architecture() : Architecture.PLAIN).withPruned(pruned()));
    } catch (UserException e) {
      throw e.getMessage().startsWith(file.toString())
          ? e
          : new UserException(file + ": " + e.getMessage(), e);
    }
  }

  /** The object that only a compressed model has. */
  private Architecture architecture() {
    var how = root.path(COMPRESSED);
    if (!how.isObject()) {
      throw wrong("model_type is \"" + COMPRESSED + "\", but there is no object " + COMPRESSED);
    }
    try {
      return Json.LINE.treeToValue(how, Written.class).architecture();
    } catch (JacksonException | NullPointerException e) {
      throw wrong(COMPRESSED + " cannot be read (" + e.getMessage() + ")");
    }
  }

  /** What {@code transformers} passes over: zeros change nothing there. */
  private List<String> pruned() {
    var named = root.path(PRUNED);
    if (named.isMissingNode() || named.isNull()) {
      return List.of();
    }
    var names = new ArrayList<String>();
    for (var name : named) {
      if (!name.isString()) {
        throw wrong(PRUNED + " must be a list of the names of matrices");
      }
      names.add(name.asString());
    }
    if (!named.isArray()) {
      throw wrong(PRUNED + " must be a list of the names of matrices");
    }
    return names;
  }

  /** The object's fields, in the style of the rest of the file. */
  private record Written(
      @JsonProperty("embedding_size") int embeddingSize,
      @JsonProperty("attention_layers") List<Integer> attention,
      @JsonProperty("feed_forward_layers") List<Integer> feedForward,
      @JsonProperty("own_layer_norms") boolean ownLayerNorms,
      @JsonProperty("correction_rank") int correctionRank,
      SortedMap<String, Integer> ranks,
      @JsonProperty("attention_heads") @JsonInclude(JsonInclude.Include.NON_EMPTY)
          List<Integer> attentionHeads,
      @JsonProperty("intermediate_sizes") @JsonInclude(JsonInclude.Include.NON_EMPTY)
          List<Integer> intermediateSizes,
      @JsonProperty("head_gates") @JsonInclude(JsonInclude.Include.NON_EMPTY)
          Optional<Boolean> headGates) {
    Written {
      // absent where nothing was removed
      attentionHeads = attentionHeads == null ? List.of() : attentionHeads;
      intermediateSizes = intermediateSizes == null ? List.of() : intermediateSizes;
      headGates = headGates == null ? Optional.empty() : headGates;
    }

    static Written of(Architecture how) {
      return new Written(
          how.embeddingSize(),
          how.attention(),
          how.feedForward(),
          how.ownLayerNorms(),
          how.correctionRank(),
          how.ranks(),
          how.attentionHeads(),
          how.intermediateSizes(),
          how.headGates() ? Optional.of(true) : Optional.empty());
    }

    Architecture architecture() {
      return new Architecture(
          embeddingSize,
          attention,
          feedForward,
          ownLayerNorms,
          correctionRank,
          ranks,
          attentionHeads,
          intermediateSizes,
          Collections.emptySortedSet(),
          headGates.orElse(false));
    }
  }

  private Activation activation() {
    var value = root.path("hidden_act");
    if (value.isMissingNode() || value.isNull()) {
      return Activation.GELU;
    }
    return Activation.named(value.asString(""))
        .orElseThrow(
            () ->
                wrong(
                    "hidden_act is "
                        + value
                        + "; Bonsai computes "
                        + Arrays.stream(Activation.values())
                            .map(Activation::label)
                            .collect(Collectors.joining(", "))));
  }

  private Labels labels() {
    var named = root.path("id2label");
    if (named.isMissingNode() || named.isNull()) {
      // transformers' own names where a model has none yet
      var number = integer("num_labels", 2);
      if (number < 1 || number > MAX_LABELS) {
        throw wrong("num_labels must be a number from 1 to " + MAX_LABELS + ", and is " + number);
      }
      return Labels.unnamed(number);
    }
    if (!named.isObject()) {
      throw wrong("id2label must be an object of tags by number");
    }
    var tags = new ArrayList<String>();
    for (var id = 0; id < named.size(); id++) {
      var tag = named.path(Integer.toString(id));
      if (!tag.isString()) {
        throw wrong("id2label must name the tags 0 to " + (named.size() - 1) + ", and lacks " + id);
      }
      tags.add(tag.asString());
    }
    return new Labels(tags);
  }

  private int integer(String field, int initial) {
    var value = root.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return initial;
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw wrong(field + " must be a whole number, and is " + value);
    }
    return value.asInt();
  }

  private double number(String field, double initial) {
    var value = root.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return initial;
    }
    if (!value.isNumber()) {
      throw wrong(field + " must be a number, and is " + value);
    }
    return value.asDouble();
  }

  private void refuseOtherThan(String field, String supported) {
    var value = root.path(field);
    if (!value.isMissingNode() && !value.isNull() && !supported.equals(value.asString(""))) {
      throw wrong(field + " is " + value + "; Bonsai computes only \"" + supported + "\"");
    }
  }

  private UserException wrong(String what) {
    return new UserException(file + ": " + what + ".");
  }

  static String text(BertConfig config) {
    var root = Json.PRETTY.createObjectNode();
    root.putArray("architectures").add("BertForTokenClassification");
    // transformers must not take a compressed model for a BERT with weights missing.
    var plain = config.architecture().isPlain();
    root.put("model_type", plain ? "bert" : COMPRESSED);
    if (!plain) {
      root.set(COMPRESSED, Json.LINE.valueToTree(Written.of(config.architecture())));
    }
    if (!config.architecture().pruned().isEmpty()) {
      config.architecture().pruned().forEach(root.putArray(PRUNED)::add);
    }
    root.put("vocab_size", config.vocabSize());
    root.put("hidden_size", config.hiddenSize());
    root.put("num_hidden_layers", config.numHiddenLayers());
    root.put("num_attention_heads", config.numAttentionHeads());
    root.put("intermediate_size", config.intermediateSize());
    root.put("hidden_act", config.hiddenAct().label());
    root.put("max_position_embeddings", config.maxPositionEmbeddings());
    root.put("type_vocab_size", config.typeVocabSize());
    root.put("layer_norm_eps", config.layerNormEps());
    root.put("hidden_dropout_prob", config.hiddenDropoutProb());
    root.put("attention_probs_dropout_prob", config.attentionProbsDropoutProb());
    root.put("initializer_range", NerModel.INITIAL_DEVIATION);
    root.put("pad_token_id", config.padTokenId());
    List<String> tags = config.labels().tags();
    var byId = root.putObject("id2label");
    var byTag = root.putObject("label2id");
    for (var id = 0; id < tags.size(); id++) {
      byId.put(Integer.toString(id), tags.get(id));
      byTag.put(tags.get(id), id);
    }
    return Json.PRETTY.writeValueAsString(root) + "\n";
  }
}
