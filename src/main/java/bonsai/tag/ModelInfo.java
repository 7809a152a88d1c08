package bonsai.tag;

import java.util.List;

/**
 * A model that is ready to tag.
 *
 * @param name the folder's name
 * @param folder where it is
 * @param parameters their number
 * @param labels the tags it tells apart
 * @param maxLength the longest input in pieces, special ones included; longer sentences are
 *     windowed
 * @param device {@code cpu} or {@code cuda}
 * @param precision what matrix products are computed in
 * @param reason why that precision, one sentence
 * @param loadSeconds how long it took to get ready
 */
public record ModelInfo(
    String name,
    String folder,
    long parameters,
    List<String> labels,
    int maxLength,
    String device,
    String precision,
    String reason,
    double loadSeconds) {
  public ModelInfo {
    labels = List.copyOf(labels);
  }
}
