package bonsai.model;

import bonsai.base.UserException;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * What compression has changed in a BERT of otherwise usual shape. Written in the model's {@code
 * config.json}, so that a saved model describes itself and its parameters are known before anything
 * runs.
 *
 * @param embeddingSize columns of the word embeddings, which a projection brings to the hidden size
 *     (ALBERT, arXiv 1909.11942, section 3.1); 0 where they have the hidden size themselves
 * @param attention for each application of a layer, from the input on, the number in the names of
 *     the attention matrices it uses; empty where each has its own
 * @param feedForward the same for the feed-forward matrices
 * @param ownLayerNorms whether each application has LayerNorms of its own even where it shares
 *     matrices
 * @param correctionRank rank of what each application adds to matrices that it shares; 0 for
 *     nothing
 * @param ranks the matrices that are products of two factors, and their ranks, by the parameter's
 *     name without {@code .weight}
 * @param attentionHeads for each set of attention matrices, by the number in their names, the heads
 *     that it still has; without any it has no matrices either, and only the bias of its output is
 *     left. Empty where each has all
 * @param intermediateSizes the same for the units between the two feed-forward matrices
 * @param pruned the matrices, or factors of one, whose weights of exactly 0 are to stay 0 however
 *     the model is trained, by the parameters' names without {@code .weight}; they change no shape
 * @param headGates whether each application of attention matrices that it shares multiplies what a
 *     head has found by a number of its own from 0 to 1
 */
public record Architecture(
    int embeddingSize,
    List<Integer> attention,
    List<Integer> feedForward,
    boolean ownLayerNorms,
    int correctionRank,
    SortedMap<String, Integer> ranks,
    List<Integer> attentionHeads,
    List<Integer> intermediateSizes,
    SortedSet<String> pruned,
    boolean headGates) {
  /** Nothing is changed. */
  public static final Architecture PLAIN =
      new Architecture(0, List.of(), List.of(), false, 0, Collections.emptySortedMap());

  /** Checks that the numbers can be. */
  public Architecture {
    attention = List.copyOf(attention);
    feedForward = List.copyOf(feedForward);
    ranks = Collections.unmodifiableSortedMap(new TreeMap<>(ranks));
    attentionHeads = List.copyOf(attentionHeads);
    intermediateSizes = List.copyOf(intermediateSizes);
    pruned = Collections.unmodifiableSortedSet(new TreeSet<>(pruned));
    if (embeddingSize < 0 || correctionRank < 0) {
      throw new UserException("embedding_size and correction_rank must not be negative.");
    }
    requireGroups("attention_layers", attention);
    requireGroups("feed_forward_layers", feedForward);
    ranks.forEach(
        (matrix, rank) -> {
          if (rank < 1) {
            throw new UserException(
                "The rank of " + matrix + " must be at least 1, not " + rank + ".");
          }
        });
  }

  /** One without removed heads and units, and without pruned matrices. */
  public Architecture(
      int embeddingSize,
      List<Integer> attention,
      List<Integer> feedForward,
      boolean ownLayerNorms,
      int correctionRank,
      SortedMap<String, Integer> ranks) {
    this(
        embeddingSize,
        attention,
        feedForward,
        ownLayerNorms,
        correctionRank,
        ranks,
        List.of(),
        List.of(),
        Collections.emptySortedSet(),
        false);
  }

  /** A number is first used by some application before a greater one is: 0, 0, 1, 1, 2. */
  private static void requireGroups(String field, List<Integer> groups) {
    var next = 0;
    for (var group : groups) {
      if (group < 0 || group > next) {
        throw new UserException(
            field + " must number the layers from 0 on, in their order, and is " + groups + ".");
      }
      next = Math.max(next, group + 1);
    }
  }

  /** Whether {@code transformers} can load the model as a BERT, in which any weight may be 0. */
  public boolean isPlain() {
    return withPruned(List.of()).equals(PLAIN);
  }

  /** Whose attention matrices an application uses. */
  public int attentionOf(int application) {
    return attention.isEmpty() ? application : attention.get(application);
  }

  /** Whose feed-forward matrices an application uses. */
  public int feedForwardOf(int application) {
    return feedForward.isEmpty() ? application : feedForward.get(application);
  }

  /** Whose LayerNorm stands behind an application's attention. */
  public int attentionNormOf(int application) {
    return ownLayerNorms ? application : attentionOf(application);
  }

  /** Whose LayerNorm stands behind an application's feed-forward block. */
  public int feedForwardNormOf(int application) {
    return ownLayerNorms ? application : feedForwardOf(application);
  }

  /** Whether the attention matrices of an application are used by others, too. */
  public boolean sharesAttention(int application) {
    return isShared(attention, application);
  }

  /** Whether the feed-forward matrices of an application are used by others, too. */
  boolean sharesFeedForward(int application) {
    return isShared(feedForward, application);
  }

  private static boolean isShared(List<Integer> groups, int application) {
    return !groups.isEmpty() && Collections.frequency(groups, groups.get(application)) > 1;
  }

  /**
   * Checks that this fits a BERT of these sizes.
   *
   * @throws UserException naming the field at fault
   */
  void requireFits(int hiddenSize, int layers, int heads, int intermediateSize) {
    if (embeddingSize > hiddenSize) {
      throw new UserException(
          "embedding_size ("
              + embeddingSize
              + ") must not be greater than hidden_size ("
              + hiddenSize
              + ").");
    }
    for (var groups : List.of(attention, feedForward)) {
      if (!groups.isEmpty() && groups.size() != layers) {
        throw new UserException(
            "attention_layers and feed_forward_layers must name one layer for each of the "
                + layers
                + " applications, or be empty.");
      }
    }
    requireSizes("attention_heads", attentionHeads, attentionSets(layers), heads);
    requireSizes(
        "intermediate_sizes", intermediateSizes, feedForwardSets(layers), intermediateSize);
    var known = new HashSet<String>();
    IntStream.range(0, layers)
        .forEach(
            application -> {
              var attentionSet = attentionOf(application);
              if (attentionHeads.isEmpty() || attentionHeads.get(attentionSet) > 0) {
                known.addAll(Matrices.attention(attentionSet));
              }
              var feedForwardSet = feedForwardOf(application);
              if (intermediateSizes.isEmpty() || intermediateSizes.get(feedForwardSet) > 0) {
                known.addAll(Matrices.feedForward(feedForwardSet));
              }
            });
    ranks.forEach(
        (matrix, rank) -> {
          var square = matrix.contains(".attention.");
          var largest = square ? hiddenSize : Math.min(hiddenSize, intermediateSize);
          if (!known.contains(matrix)) {
            throw new UserException("ranks names " + matrix + ", which the model does not have.");
          }
          if (rank > largest) {
            throw new UserException(
                "The rank of " + matrix + " must be at most " + largest + ", not " + rank + ".");
          }
        });
    for (var matrix : pruned) {
      if (known.stream().map(this::stored).noneMatch(parts -> parts.contains(matrix))) {
        throw new UserException(
            "bonsai_pruned names " + matrix + ", which the model does not have.");
      }
    }
  }

  private static void requireSizes(String field, List<Integer> sizes, int sets, int most) {
    if (sizes.isEmpty()) {
      return;
    }
    if (sizes.size() != sets || sizes.stream().anyMatch(size -> size < 0 || size > most)) {
      throw new UserException(
          "%s must give a number from 0 to %d for each of the %d sets of weights, or be empty, and is %s."
              .formatted(field, most, sets, sizes));
    }
  }

  /** How many sets of attention matrices so many applications use. */
  public int attentionSets(int layers) {
    return attention.isEmpty() ? layers : Collections.max(attention) + 1;
  }

  /** How many sets of feed-forward matrices so many applications use. */
  public int feedForwardSets(int layers) {
    return feedForward.isEmpty() ? layers : Collections.max(feedForward) + 1;
  }

  /** What a matrix of the layers is stored as: itself, or the factor at its input and the other. */
  public List<String> stored(String matrix) {
    return ranks.containsKey(matrix)
        ? List.of(matrix + Parameters.DOWN, matrix + Parameters.UP)
        : List.of(matrix);
  }

  public Architecture withEmbeddingSize(int size) {
    return changed(copy -> copy.embeddingSize = size);
  }

  public Architecture withRanks(Map<String, Integer> other) {
    return changed(copy -> copy.ranks = new TreeMap<>(other));
  }

  public Architecture withPruned(Collection<String> other) {
    return changed(copy -> copy.pruned = new TreeSet<>(other));
  }

  public Architecture withHeadGates(boolean has) {
    return changed(copy -> copy.headGates = has);
  }

  /**
   * The same with so many heads in each set of attention matrices and so many units in each set of
   * feed-forward matrices; what is said of matrices that are then gone is left out.
   */
  public Architecture withSizes(List<Integer> heads, List<Integer> units) {
    var gone = new HashSet<String>();
    for (var set = 0; set < heads.size(); set++) {
      if (heads.get(set) == 0) {
        gone.addAll(Matrices.attention(set));
      }
    }
    for (var set = 0; set < units.size(); set++) {
      if (units.get(set) == 0) {
        gone.addAll(Matrices.feedForward(set));
      }
    }
    var stay = new TreeMap<>(ranks);
    stay.keySet().removeAll(gone);
    var zeros = new TreeSet<>(pruned);
    gone.forEach(matrix -> zeros.removeAll(stored(matrix)));
    return changed(
        copy -> {
          copy.attentionHeads = heads;
          copy.intermediateSizes = units;
          copy.ranks = stay;
          copy.pruned = zeros;
        });
  }

  private Architecture changed(Consumer<Copy> change) {
    var copy = new Copy();
    change.accept(copy);
    return new Architecture(
        copy.embeddingSize,
        attention,
        feedForward,
        ownLayerNorms,
        correctionRank,
        copy.ranks,
        copy.attentionHeads,
        copy.intermediateSizes,
        copy.pruned,
        copy.headGates);
  }

  /** What may become another in a copy. */
  private final class Copy {
    private int embeddingSize = Architecture.this.embeddingSize;
    private SortedMap<String, Integer> ranks = Architecture.this.ranks;
    private List<Integer> attentionHeads = Architecture.this.attentionHeads;
    private List<Integer> intermediateSizes = Architecture.this.intermediateSizes;
    private SortedSet<String> pruned = Architecture.this.pruned;
    private boolean headGates = Architecture.this.headGates;
  }

  /** The names of a layer's matrices, without {@code .weight}. */
  public static final class Matrices {
    private Matrices() {}

    public static List<String> attention(int layer) {
      var prefix = Parameters.layer(layer) + "attention.";
      return List.of(
          prefix + "self.query",
          prefix + "self.key",
          prefix + "self.value",
          prefix + "output.dense");
    }

    public static List<String> feedForward(int layer) {
      var prefix = Parameters.layer(layer);
      return List.of(prefix + "intermediate.dense", prefix + "output.dense");
    }
  }
}
