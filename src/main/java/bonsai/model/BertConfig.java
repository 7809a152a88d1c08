package bonsai.model;

import bonsai.base.UserException;
import bonsai.ner.Labels;
import bonsai.torch.Activation;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;

/**
 * The shape of a BERT token classifier (Devlin et al., arXiv 1810.04805); a model's parameters and
 * their number follow from it alone. Names and meaning are those of Hugging Face's {@code
 * config.json}.
 *
 * @param vocabSize rows of the word embeddings
 * @param hiddenSize width of the hidden states; a multiple of the number of heads
 * @param hiddenAct between the two matrices of a feed-forward block
 * @param maxPositionEmbeddings the longest input in pieces, special tokens included
 * @param typeVocabSize rows of the segment embeddings
 * @param layerNormEps added to the variance in every LayerNorm
 * @param hiddenDropoutProb dropout after embeddings and blocks, while training
 * @param attentionProbsDropoutProb dropout of the attention weights, while training
 * @param padTokenId the piece that fills up batches
 * @param labels the tags, in the order of the classifier's rows
 * @param architecture what compression has changed
 */
public record BertConfig(
    int vocabSize,
    int hiddenSize,
    int numHiddenLayers,
    int numAttentionHeads,
    int intermediateSize,
    Activation hiddenAct,
    int maxPositionEmbeddings,
    int typeVocabSize,
    double layerNormEps,
    double hiddenDropoutProb,
    double attentionProbsDropoutProb,
    int padTokenId,
    Labels labels,
    Architecture architecture) {
  private static final int MAX_SIZE = 10_000_000;
  private static final int MAX_LAYERS = 1_000;

  /**
   * Checks that such a model can be.
   *
   * @throws UserException naming the field of {@code config.json} that is wrong
   */
  public BertConfig {
    requireSize("vocab_size", vocabSize, MAX_SIZE);
    requireSize("hidden_size", hiddenSize, MAX_SIZE);
    requireSize("num_hidden_layers", numHiddenLayers, MAX_LAYERS);
    requireSize("num_attention_heads", numAttentionHeads, MAX_SIZE);
    requireSize("intermediate_size", intermediateSize, MAX_SIZE);
    requireSize("max_position_embeddings", maxPositionEmbeddings, MAX_SIZE);
    requireSize("type_vocab_size", typeVocabSize, MAX_SIZE);
    if (hiddenSize % numAttentionHeads != 0) {
      throw new UserException(
          "hidden_size ("
              + hiddenSize
              + ") must be a multiple of num_attention_heads ("
              + numAttentionHeads
              + ").");
    }
    if (!(layerNormEps > 0 && layerNormEps < 1)) {
      throw new UserException(
          "layer_norm_eps must lie between 0 and 1, and is " + layerNormEps + ".");
    }
    requireShare("hidden_dropout_prob", hiddenDropoutProb);
    requireShare("attention_probs_dropout_prob", attentionProbsDropoutProb);
    if (padTokenId < 0 || padTokenId >= vocabSize) {
      throw new UserException(
          "pad_token_id must be a row of the vocabulary of "
              + vocabSize
              + ", and is "
              + padTokenId
              + ".");
    }
    architecture.requireFits(hiddenSize, numHiddenLayers, numAttentionHeads, intermediateSize);
    if (labels.size() == 0 || new HashSet<>(labels.tags()).size() != labels.size()) {
      throw new UserException(
          "id2label must name at least one tag, and each only once: " + labels.tags() + ".");
    }
  }

  /**
   * A config with BERT's usual GELU, 512 positions, 2 segments, dropout of 0.1 and epsilon of
   * 1e-12.
   */
  public static BertConfig of(
      int vocabSize,
      int hiddenSize,
      int numHiddenLayers,
      int numAttentionHeads,
      int intermediateSize,
      Labels labels) {
    return new BertConfig(
        vocabSize,
        hiddenSize,
        numHiddenLayers,
        numAttentionHeads,
        intermediateSize,
        Activation.GELU,
        512,
        2,
        1e-12,
        0.1,
        0.1,
        0,
        labels,
        Architecture.PLAIN);
  }

  /** The shape of bert-base-cased. */
  public static BertConfig baseCased(Labels labels) {
    return of(28996, 768, 12, 12, 3072, labels);
  }

  /**
   * Reads Hugging Face's {@code config.json}; fields that do not matter here are passed over.
   *
   * @throws UserException if the file cannot be read, or describes no BERT that Bonsai computes
   */
  public static BertConfig read(Path file) {
    return ConfigJson.read(file);
  }

  /** The text of a {@code config.json} that {@code transformers} and {@link #read} take. */
  public String toJson() {
    return ConfigJson.text(this);
  }

  /** The width of one attention head. */
  public int headSize() {
    return hiddenSize / numAttentionHeads;
  }

  /** The heads of each set of attention matrices, by the number in their names. */
  public List<Integer> attentionHeads() {
    return architecture.attentionHeads().isEmpty()
        ? Collections.nCopies(architecture.attentionSets(numHiddenLayers), numAttentionHeads)
        : architecture.attentionHeads();
  }

  /** The units between each two feed-forward matrices, by the number in their names. */
  public List<Integer> intermediateSizes() {
    return architecture.intermediateSizes().isEmpty()
        ? Collections.nCopies(architecture.feedForwardSets(numHiddenLayers), intermediateSize)
        : architecture.intermediateSizes();
  }

  /** The same with so many heads and units in each set of matrices. */
  public BertConfig withSizes(List<Integer> heads, List<Integer> units) {
    var allHeads = heads.stream().allMatch(count -> count == numAttentionHeads);
    var allUnits = units.stream().allMatch(count -> count == intermediateSize);
    return withArchitecture(
        architecture.withSizes(allHeads ? List.of() : heads, allUnits ? List.of() : units));
  }

  public BertConfig withLabels(Labels other) {
    return copy(numHiddenLayers, maxPositionEmbeddings, other, architecture);
  }

  public BertConfig withMaxPositionEmbeddings(int positions) {
    return copy(numHiddenLayers, positions, labels, architecture);
  }

  public BertConfig withArchitecture(Architecture other) {
    return copy(numHiddenLayers, maxPositionEmbeddings, labels, other);
  }

  /** The same with so many layers, and what compression has changed in those. */
  public BertConfig withLayers(int layers, Architecture other) {
    return copy(layers, maxPositionEmbeddings, labels, other);
  }

  private BertConfig copy(int layers, int positions, Labels tags, Architecture how) {
    return new BertConfig(
        vocabSize,
        hiddenSize,
        layers,
        numAttentionHeads,
        intermediateSize,
        hiddenAct,
        positions,
        typeVocabSize,
        layerNormEps,
        hiddenDropoutProb,
        attentionProbsDropoutProb,
        padTokenId,
        tags,
        how);
  }

  private static void requireSize(String field, int value, int most) {
    if (value < 1 || value > most) {
      throw new UserException(
          field + " must be a number from 1 to " + most + ", and is " + value + ".");
    }
  }

  private static void requireShare(String field, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new UserException(field + " must be at least 0 and below 1, and is " + value + ".");
    }
  }
}
