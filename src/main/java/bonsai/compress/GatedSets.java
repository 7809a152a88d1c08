package bonsai.compress;

import bonsai.model.Architecture.Matrices;
import bonsai.model.BertConfig;
import bonsai.torch.Network.Gated;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The sets of matrices of a model that have gates, by the number in their names: attention blocks
 * or feed-forward blocks, each used by one application or by several.
 *
 * @param part what there is a gate on each of
 * @param group the most units that have a gate together, where it is units
 */
record GatedSets(BertConfig config, Gated part, int group) {
  static boolean onHeads(Gated part) {
    return switch (part) {
      case HEADS, APPLIED_HEADS -> true;
      case UNITS -> false;
    };
  }

  private boolean onHeads() {
    return onHeads(part);
  }

  private List<Integer> sizes() {
    return onHeads() ? config.attentionHeads() : config.intermediateSizes();
  }

  int count() {
    return sizes().size();
  }

  /** Heads, or units. */
  int size(int set) {
    return sizes().get(set);
  }

  /** Rows of its first matrices. */
  int width(int set) {
    return size(set) * (onHeads() ? config.headSize() : 1);
  }

  /** Of all applications of the set together. */
  int gates(int set) {
    return switch (part) {
      case HEADS -> size(set);
      case UNITS -> Math.ceilDiv(size(set), group);
      case APPLIED_HEADS -> size(set) * applications(set).size();
    };
  }

  /** Rows that a gate is on; on the last there may be fewer. */
  int perGate(int set) {
    if (onHeads()) {
      return config.headSize();
    }
    return gates(set) == 0 ? 0 : Math.ceilDiv(width(set), gates(set));
  }

  /** The matrices of that number; the last takes what the others have put out. */
  List<String> matrices(int set) {
    return onHeads() ? Matrices.attention(set) : Matrices.feedForward(set);
  }

  /** The applications that use a set. */
  List<Integer> applications(int set) {
    var how = config.architecture();
    return IntStream.range(0, config.numHiddenLayers())
        .filter(i -> (onHeads() ? how.attentionOf(i) : how.feedForwardOf(i)) == set)
        .boxed()
        .toList();
  }

  /** Whether what is left may have gates of applications. */
  boolean mayHaveHeadGates() {
    var how = config.architecture();
    return how.headGates()
        || part == Gated.APPLIED_HEADS
            && IntStream.range(0, config.numHiddenLayers()).anyMatch(how::sharesAttention);
  }

  /** The same model where so many rows of each set are left. */
  BertConfig with(List<Integer> widths) {
    return onHeads()
        ? config.withSizes(
            widths.stream().map(width -> width / config.headSize()).toList(),
            config.intermediateSizes())
        : config.withSizes(config.attentionHeads(), widths);
  }
}
