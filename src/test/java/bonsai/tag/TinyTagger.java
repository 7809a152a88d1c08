package bonsai.tag;

import bonsai.model.BertConfig;
import bonsai.model.ModelFolder;
import bonsai.model.NerModel;
import bonsai.model.TokenizerFiles;
import bonsai.ner.Labels;
import bonsai.ner.WordPieceTokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes folders of a real, if tiny, BERT whose weights are set by hand so that each piece has a tag
 * of its own: the piece's embedding is the unit vector of its tag, the layers add nothing to it,
 * and the classifier reads it off.
 */
public final class TinyTagger {
  public static final Labels LABELS = Labels.ofTypes(List.of("PER", "ORG", "LOC", "MISC"));

  /** The longest input; longer sentences are windowed. */
  public static final int POSITIONS = 16;

  private static final int HIDDEN = 16;

  /** The tag of each piece; all else is O. */
  private static final Map<String, String> TAGS =
      Map.ofEntries(
          Map.entry("Anna", "B-PER"),
          Map.entry("Smith", "I-PER"),
          Map.entry("Berlin", "B-LOC"),
          Map.entry("York", "I-LOC"),
          Map.entry("New", "B-LOC"),
          Map.entry("Fi", "B-ORG"),
          Map.entry("##at", "I-MISC"));

  private TinyTagger() {}

  /** The softmax probability that every piece's tag has: logits are 3.873 for it, -0.258 else. */
  public static double confidence() {
    var mean = 1.0 / HIDDEN;
    var deviation = Math.sqrt(mean * (1 - mean));
    var own = Math.exp((1 - mean) / deviation);
    var other = Math.exp(-mean / deviation);
    return own / (own + (LABELS.size() - 1) * other);
  }

  /** Makes the folder. */
  public static Path in(Path folder) {
    new ModelFolder(folder).save(model(), tokenizerFiles());
    return folder;
  }

  /** Makes the folder of the same model with other names for its tags. */
  public static Path in(Path folder, Labels labels) {
    var model = model();
    new ModelFolder(folder)
        .save(new NerModel(model.config().withLabels(labels), model.tensors()), tokenizerFiles());
    return folder;
  }

  static TokenizerFiles tokenizerFiles() {
    try (var tokenizer = WordPieceTokenizer.ofVocabulary(vocabulary(), false)) {
      return TokenizerFiles.of(tokenizer, POSITIONS);
    }
  }

  static List<String> vocabulary() {
    var pieces = new ArrayList<>(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"));
    pieces.addAll(List.of("lives", "in", "and", ".", ","));
    pieces.addAll(TAGS.keySet().stream().sorted().toList());
    return pieces;
  }

  static NerModel model() {
    var pieces = vocabulary();
    var config =
        BertConfig.of(pieces.size(), HIDDEN, 1, 2, 8, LABELS).withMaxPositionEmbeddings(POSITIONS);
    var untrained = NerModel.untrained(config, 1);
    var tensors = new LinkedHashMap<>(untrained.tensors());
    tensors.forEach(
        (name, tensor) -> {
          for (var i = 0L; !name.contains("LayerNorm") && i < tensor.size(); i++) {
            tensor.set(i, 0f);
          }
        });
    for (var piece = 0; piece < pieces.size(); piece++) {
      var tag = LABELS.id(TAGS.getOrDefault(pieces.get(piece), "O"));
      tensors.get("bert.embeddings.word_embeddings.weight").set(piece, tag, 1f);
    }
    for (var tag = 0; tag < LABELS.size(); tag++) {
      tensors.get("classifier.weight").set(tag, tag, 1f);
    }
    return new NerModel(config, tensors);
  }
}
