package bonsai.model;

import bonsai.base.AtomicFile;
import bonsai.base.IoReason;
import bonsai.base.Json;
import bonsai.base.UserException;
import bonsai.model.Parameter.Component;
import bonsai.ner.EntityScores;
import bonsai.ner.Labels;
import bonsai.ner.Split;
import bonsai.ner.WordPieceTokenizer;
import bonsai.torch.HostTensor;
import bonsai.torch.Safetensors;
import bonsai.torch.StoredTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/**
 * A model in a folder, in Hugging Face's layout: {@code config.json}, {@code model.safetensors} and
 * the tokenizer's files. What is saved here, {@code transformers} loads as it is; any BERT that
 * {@code transformers} saved is loaded here, and so is a file of weights without zeros.
 *
 * @param path the folder
 */
public record ModelFolder(Path path) {
  public static final String CONFIG = "config.json";
  public static final String WEIGHTS = "model.safetensors";
  public static final String SCORES = "scores.json";

  /** What Hugging Face's libraries expect in the file of weights. */
  static final Map<String, String> METADATA = Map.of("format", "pt");

  private static final int MAX_LABELS = 100_000;

  /**
   * Loads a tagger that is ready for use. The weights stay in the file until they are touched; the
   * file may be replaced meanwhile, but must not be changed in place. If its config names no
   * labels, it has as many as its classifier.
   *
   * @throws UserException if the folder holds no complete token classifier; names what is wrong
   */
  public NerModel load() {
    var config = withLabelsCounted(config());
    var found = tensors(config);
    if (!found.hasClassifier()) {
      throw new UserException(
          path
              + " holds no classifier that fits the "
              + config.labels().size()
              + " tags of its config.json: it is a model to start from; fine-tune it first.");
    }
    return new NerModel(config, found.read(config));
  }

  /**
   * Loads a model to train on. Where it has a classifier for just these labels, that one is kept;
   * else it gets a new one, drawn from the seed.
   *
   * @throws UserException if the folder holds no complete BERT; names what is wrong
   */
  public NerModel load(Labels labels, long seed) {
    var own = config();
    var found = tensors(own);
    var config = own.withLabels(labels);
    var tensors = found.read(config);
    if (!found.hasClassifier() || !own.labels().equals(labels)) {
      tensors.putAll(NerModel.initialClassifier(config, seed));
    }
    return new NerModel(config, tensors);
  }

  /**
   * The model's shape.
   *
   * @throws UserException if there is no such folder, or its config is missing or not supported
   */
  public BertConfig config() {
    if (!Files.isDirectory(path)) {
      throw new UserException("There is not a model folder " + path + ".");
    }
    return BertConfig.read(path.resolve(CONFIG));
  }

  /**
   * Opens the model's tokenizer; the caller closes it.
   *
   * @throws UserException if there is none, or it knows pieces that the model does not
   */
  public WordPieceTokenizer tokenizer() {
    var rows = config().vocabSize();
    var tokenizer = WordPieceTokenizer.open(path);
    if (tokenizer.size() > rows) {
      var size = tokenizer.size();
      tokenizer.close();
      throw new UserException(
          "The vocabulary in "
              + path
              + " has "
              + size
              + " pieces and the model knows "
              + rows
              + "; they do not belong together.");
    }
    return tokenizer;
  }

  /** The tokenizer's files, to save them with another model. */
  public TokenizerFiles tokenizerFiles() {
    return TokenizerFiles.of(path, config().maxPositionEmbeddings());
  }

  /**
   * Saves a model into this folder, which is made if need be; each file is replaced in one step,
   * the config last.
   *
   * @throws UserException if it cannot be written
   */
  public void save(NerModel model, TokenizerFiles tokenizer) {
    save(model, tokenizer, file -> Safetensors.write(file, model.tensors(), METADATA));
  }

  /**
   * As {@link #save}, with a file of weights that leaves zeros out; only Bonsai reads it.
   *
   * @throws UserException if it cannot be written
   */
  public void saveSparse(NerModel model, TokenizerFiles tokenizer) {
    save(model, tokenizer, file -> StoredTensors.writeSparse(file, model.tensors(), METADATA));
  }

  /**
   * As {@link #save}, with the matrices that int8 computes with rounded to it; only Bonsai reads
   * it.
   *
   * @throws UserException if it cannot be written
   */
  public void saveInt8(NerModel model, TokenizerFiles tokenizer) {
    var matrices =
        Parameters.of(model.config()).list().stream()
            .filter(Parameter::isProduct)
            .map(Parameter::name)
            .collect(Collectors.toSet());
    save(
        model,
        tokenizer,
        file -> StoredTensors.writeInt8(file, model.tensors(), matrices, METADATA));
  }

  /**
   * Whether {@link #saveInt8} wrote it.
   *
   * @throws UserException if there are no weights, or they cannot be read
   */
  public boolean isInt8() {
    return stored().isInt8();
  }

  private void save(NerModel model, TokenizerFiles tokenizer, Consumer<Path> weights) {
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw new UserException("The folder " + path + " cannot be made: " + IoReason.of(e) + ".", e);
    }
    tokenizer.write(path);
    weights.accept(path.resolve(WEIGHTS));
    AtomicFile.write(path.resolve(CONFIG), model.config().toJson());
  }

  /** Writes what the model achieved beside it, as {@code scores.json}. */
  public void saveScores(Map<Split, EntityScores> scores) {
    var byName = new TreeMap<String, EntityScores>();
    scores.forEach((split, found) -> byName.put(split.label(), found));
    AtomicFile.write(path.resolve(SCORES), Json.PRETTY.writeValueAsString(byName) + "\n");
  }

  /** What {@link #saveScores} wrote; empty if nobody scored the model or the file is damaged. */
  public Map<Split, EntityScores> scores() {
    var bySplit = new EnumMap<Split, EntityScores>(Split.class);
    var file = path.resolve(SCORES);
    if (!Files.isRegularFile(file)) {
      return bySplit;
    }
    try {
      var byName =
          Json.LINE.readValue(
              Files.readAllBytes(file), new TypeReference<Map<String, EntityScores>>() {});
      for (var split : Split.values()) {
        Optional.ofNullable(byName.get(split.label()))
            .ifPresent(scores -> bySplit.put(split, scores));
      }
    } catch (IOException | JacksonException e) {
      bySplit.clear(); // the model can be used all the same
    }
    return bySplit;
  }

  private Tensors tensors(BertConfig config) {
    return Tensors.match(stored(), config);
  }

  private StoredTensors stored() {
    var file = path.resolve(WEIGHTS);
    if (!Files.exists(file)) {
      throw new UserException(withoutWeights());
    }
    return StoredTensors.read(file);
  }

  private BertConfig withLabelsCounted(BertConfig config) {
    var file = path.resolve(WEIGHTS);
    var labels = config.labels();
    if (!labels.equals(Labels.unnamed(labels.size())) || !Files.exists(file)) {
      return config;
    }
    return Optional.ofNullable(
            StoredTensors.read(file).entries().get(Parameters.CLASSIFIER + ".bias"))
        .map(bias -> bias.shape())
        .filter(shape -> shape.length == 1 && shape[0] > 0 && shape[0] <= MAX_LABELS)
        .map(shape -> config.withLabels(Labels.unnamed((int) shape[0])))
        .orElse(config);
  }

  private String withoutWeights() {
    if (Files.exists(path.resolve(WEIGHTS + ".index.json"))) {
      return path + " holds its weights in several files: save it as one model.safetensors.";
    }
    if (Files.exists(path.resolve("pytorch_model.bin"))) {
      return path
          + " holds only pytorch_model.bin, a format that can run foreign code:"
          + " convert it to model.safetensors first.";
    }
    return path + " holds no model.safetensors; it is not a complete model folder.";
  }

  /**
   * The tensors of a file, found for a config; nothing of them is read yet.
   *
   * @param names the file's name of each parameter it has
   */
  private record Tensors(StoredTensors file, Map<String, String> names) {
    /** Heads, and buffers that are no parameters: nothing a tagger needs. */
    private static final List<String> IGNORED =
        List.of("bert.pooler.", "bert.embeddings.position_ids");

    /**
     * @throws UserException if the encoder is not exactly the config's
     */
    static Tensors match(StoredTensors file, BertConfig config) {
      var names = names(file);
      for (var parameter : Parameters.of(config).list()) {
        var name = names.get(parameter.name());
        if (parameter.component() == Component.CLASSIFIER) {
          if (name == null || !fits(file, name, parameter)) {
            names.remove(parameter.name());
          }
        } else if (name == null) {
          throw new UserException(
              file.source()
                  + " lacks the tensor '"
                  + parameter.name()
                  + "' that its config.json asks for.");
        } else if (!fits(file, name, parameter)) {
          var entry = file.entries().get(name);
          throw new UserException(
              file.source()
                  + ": the tensor '"
                  + name
                  + "' is "
                  + entry.dtype()
                  + Arrays.toString(entry.shape())
                  + " and config.json asks for F32"
                  + Arrays.toString(parameter.shape())
                  + ".");
        }
      }
      var expected = Parameters.of(config).shapes();
      for (var named : names.entrySet()) {
        if (!expected.containsKey(named.getKey())) {
          throw new UserException(
              file.source()
                  + " holds the tensor '"
                  + named.getValue()
                  + "' that its config.json knows nothing of.");
        }
      }
      return new Tensors(file, names);
    }

    boolean hasClassifier() {
      return names.containsKey(Parameters.CLASSIFIER + ".weight")
          && names.containsKey(Parameters.CLASSIFIER + ".bias");
    }

    /** The parameters of the config that the file has, in order. */
    SequencedMap<String, HostTensor> read(BertConfig config) {
      var tensors = new LinkedHashMap<String, HostTensor>();
      for (var name : Parameters.of(config).shapes().keySet()) {
        Optional.ofNullable(names.get(name)).map(file::tensor).ifPresent(t -> tensors.put(name, t));
      }
      return tensors;
    }

    private static boolean fits(StoredTensors file, String name, Parameter parameter) {
      var entry = file.entries().get(name);
      return entry.dtype().fitsFloat32() && Arrays.equals(entry.shape(), parameter.shape());
    }

    /** The file's names of encoder and classifier by today's names. */
    private static Map<String, String> names(StoredTensors file) {
      var prefix =
          file.entries().keySet().stream().anyMatch(n -> n.startsWith("bert.")) ? "" : "bert.";
      var names = new LinkedHashMap<String, String>();
      for (var name : file.entries().keySet()) {
        var known = today(name.startsWith(Parameters.CLASSIFIER + ".") ? name : prefix + name);
        var matters = known.startsWith("bert.") || known.startsWith(Parameters.CLASSIFIER + ".");
        if (matters && IGNORED.stream().noneMatch(known::startsWith)) {
          var twin = names.put(known, name);
          if (twin != null) {
            throw new UserException(
                file.source()
                    + " holds '"
                    + known
                    + "' twice: as '"
                    + twin
                    + "' and '"
                    + name
                    + "'.");
          }
        }
      }
      return names;
    }

    /** LayerNorm's parameters were called as in TensorFlow until 2019. */
    private static String today(String name) {
      return name.replace("LayerNorm.gamma", "LayerNorm.weight")
          .replace("LayerNorm.beta", "LayerNorm.bias");
    }
  }
}
