package bonsai.tag;

import bonsai.base.UserException;
import bonsai.model.ModelFolder;
import bonsai.model.NerModel;
import bonsai.model.Networks;
import bonsai.ner.Alignment;
import bonsai.ner.Labels;
import bonsai.ner.Span;
import bonsai.ner.Spans;
import bonsai.ner.WordPieceTokenizer;
import bonsai.ner.WordSplitter;
import bonsai.ner.WordSplitter.Word;
import bonsai.tag.TaggedSentence.Offset;
import bonsai.torch.Network;
import bonsai.train.Predictor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** A finished model in this process, ready to tag. One thread uses it at a time. */
public final class Tagger implements AutoCloseable {
  /** Sentences computed at once; their logits are held until the last one's are known. */
  private static final int SENTENCES_AT_ONCE = 2000;

  /** [CLS], one piece and [SEP]. */
  private static final int LEAST_LENGTH = 3;

  private static final Pattern ENTITY_TAG = Pattern.compile("O|[BIESLUM]-.+");

  private final ModelInfo info;
  private final Labels labels;
  private final WordPieceTokenizer tokenizer;
  private final Network network;
  private final Predictor predictor;

  private Tagger(
      ModelInfo info,
      Labels labels,
      WordPieceTokenizer tokenizer,
      Network network,
      Predictor predictor) {
    this.info = info;
    this.labels = labels;
    this.tokenizer = tokenizer;
    this.network = network;
    this.predictor = predictor;
  }

  /**
   * Opens the model in a folder.
   *
   * @param compute asked once the folder's files are found good, since loading the engine takes a
   *     while
   * @throws UserException if the folder holds no complete tagger; names what is wrong
   */
  public static Tagger open(Path folder, Supplier<Compute> compute) {
    var started = System.nanoTime();
    var files = new ModelFolder(folder);
    var model = files.load();
    requireTagger(folder, model);
    var tokenizer = files.tokenizer();
    try {
      var engine = compute.get();
      var network = Networks.open(engine.torch(), model, engine.precision().precision());
      var seconds = (System.nanoTime() - started) / 1e9;
      return new Tagger(
          info(folder, model, engine, seconds),
          model.config().labels(),
          tokenizer,
          network,
          new Predictor(engine.torch(), network));
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  private static void requireTagger(Path folder, NerModel model) {
    var config = model.config();
    for (var tag : config.labels().tags()) {
      if (!ENTITY_TAG.matcher(tag).matches()) {
        throw new UserException(
            "The model in %s has the label '%s', which is not an entity tag (O, B-PER, I-PER, …): it is not a tagger; fine-tune it first."
                .formatted(folder, tag));
      }
    }
    if (config.maxPositionEmbeddings() < LEAST_LENGTH) {
      throw new UserException(
          "The model in %s takes inputs of %d pieces (max_position_embeddings): too few for a word."
              .formatted(folder, config.maxPositionEmbeddings()));
    }
  }

  private static ModelInfo info(Path folder, NerModel model, Compute compute, double seconds) {
    var whole = folder.toAbsolutePath().normalize();
    return new ModelInfo(
        whole.getNameCount() == 0 ? whole.toString() : whole.getFileName().toString(),
        whole.toString(),
        model.parameterCount(),
        model.config().labels().tags(),
        model.config().maxPositionEmbeddings(),
        compute.torch().device().name().toLowerCase(Locale.ROOT),
        compute.precision().precision().label(),
        compute.precision().reason(),
        seconds);
  }

  public ModelInfo info() {
    return info;
  }

  /** Tags sentences that are already split into words; one without words stays empty. */
  public List<TaggedSentence> tagWords(List<List<String>> sentences) {
    var predictions = predict(sentences);
    var tagged = new ArrayList<TaggedSentence>(sentences.size());
    for (var i = 0; i < sentences.size(); i++) {
      tagged.add(predictions.get(i).sentence(sentences.get(i)));
    }
    return tagged;
  }

  /** Splits a text into sentences and words by {@link WordSplitter}, and tags them. */
  public List<TaggedSentence> tagText(String text) {
    return tagTexts(List.of(text));
  }

  /** The sentences of several texts, as {@link #tagText} tags each; quicker than one by one. */
  public List<TaggedSentence> tagTexts(List<String> texts) {
    var sources = new ArrayList<String>();
    var split = new ArrayList<List<Word>>();
    for (var text : texts) {
      for (var sentence : WordSplitter.split(text)) {
        sources.add(text);
        split.add(sentence);
      }
    }
    var predictions =
        predict(split.stream().map(words -> words.stream().map(Word::text).toList()).toList());
    var tagged = new ArrayList<TaggedSentence>(split.size());
    for (var i = 0; i < split.size(); i++) {
      tagged.add(predictions.get(i).sentence(split.get(i), sources.get(i)));
    }
    return tagged;
  }

  private List<Prediction> predict(List<List<String>> sentences) {
    var predictions = new ArrayList<Prediction>(sentences.size());
    for (var from = 0; from < sentences.size(); from += SENTENCES_AT_ONCE) {
      var to = Math.min(sentences.size(), from + SENTENCES_AT_ONCE);
      predictions.addAll(predictAtOnce(sentences.subList(from, to)));
    }
    return predictions;
  }

  private List<Prediction> predictAtOnce(List<List<String>> sentences) {
    var windows = Alignment.encode(sentences, tokenizer, info.maxLength()).windows();
    var logits = predictor.logits(windows);
    var predictions = sentences.stream().map(words -> new Prediction(words.size())).toList();
    for (var i = 0; i < windows.size(); i++) {
      var window = windows.get(i);
      var word = window.firstScored();
      for (var position : window.scoredPositions()) {
        predictions.get(window.sentence()).set(word++, logits.get(i)[position]);
      }
    }
    return predictions;
  }

  @Override
  public void close() {
    network.close();
    tokenizer.close();
  }

  /** The tags of one sentence and their probabilities. */
  private final class Prediction {
    private final String[] tags;
    private final Float[] confidences;

    Prediction(int words) {
      tags = new String[words];
      confidences = new Float[words];
    }

    void set(int word, float[] logits) {
      var best = 0;
      for (var label = 1; label < logits.length; label++) {
        best = logits[label] > logits[best] ? label : best;
      }
      var sum = 0.0;
      for (var logit : logits) {
        sum += Math.exp((double) logit - logits[best]);
      }
      if (!Double.isFinite(sum)) {
        throw new UserException(
            "The model in "
                + info.folder()
                + " computes values that are no numbers: its weights are damaged; train or fetch it"
                + " again.");
      }
      tags[word] = labels.tag(best);
      confidences[word] = (float) (1 / sum);
    }

    TaggedSentence sentence(List<String> words) {
      return sentence(
          words, List.of(), span -> String.join(" ", words.subList(span.start(), span.end())));
    }

    TaggedSentence sentence(List<Word> words, String text) {
      return sentence(
          words.stream().map(Word::text).toList(),
          words.stream().map(word -> new Offset(word.start(), word.end())).toList(),
          span -> text.substring(words.get(span.start()).start(), words.get(span.end() - 1).end()));
    }

    private TaggedSentence sentence(
        List<String> words, List<Offset> offsets, Function<Span, String> textOf) {
      var entities =
          Spans.of(List.of(tags)).stream()
              .map(
                  span ->
                      new TaggedEntity(
                          span.type(), span.start(), span.end(), textOf.apply(span), mean(span)))
              .toList();
      return new TaggedSentence(words, List.of(tags), List.of(confidences), entities, offsets);
    }

    /** Geometric. */
    private float mean(Span span) {
      var logs = 0.0;
      for (var word = span.start(); word < span.end(); word++) {
        logs += Math.log(confidences[word]);
      }
      return (float) Math.exp(logs / (span.end() - span.start()));
    }
  }
}
