package bonsai.tag;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How fast a model tags; the JSON object of {@code bonsai bench tag}.
 *
 * @param sentencesPerSecond of all sentences together, in batches of like length, tokenising
 *     included
 * @param latencyMs of one sentence by itself
 */
public record TaggingBenchmark(
    double sentencesPerSecond,
    double wordsPerSecond,
    Latency latencyMs,
    long parameters,
    int sentences,
    String device,
    String precision) {
  private static final int WARM_UP_SENTENCES = 50;
  private static final int TIMED_SENTENCES = 300;

  /** Percentiles by nearest rank, in milliseconds. */
  public record Latency(double p50, double p99) {}

  /**
   * Times a tagger, after a warm-up.
   *
   * @param sentences the words of each, at least one sentence
   */
  public static TaggingBenchmark of(Tagger tagger, List<List<String>> sentences) {
    sample(sentences, WARM_UP_SENTENCES).forEach(sentence -> tagger.tagWords(List.of(sentence)));
    var latencies = new ArrayList<Long>();
    for (var sentence : sample(sentences, TIMED_SENTENCES)) {
      latencies.add(nanoseconds(() -> tagger.tagWords(List.of(sentence))));
    }
    tagger.tagWords(sample(sentences, WARM_UP_SENTENCES));
    var seconds = nanoseconds(() -> tagger.tagWords(sentences)) / 1e9;
    var words = sentences.stream().mapToLong(List::size).sum();
    return new TaggingBenchmark(
        sentences.size() / seconds,
        words / seconds,
        latency(latencies),
        tagger.info().parameters(),
        sentences.size(),
        tagger.info().device(),
        tagger.info().precision());
  }

  static Latency latency(List<Long> nanoseconds) {
    var sorted = nanoseconds.stream().mapToLong(Long::longValue).sorted().toArray();
    return new Latency(percentile(sorted, 50), percentile(sorted, 99));
  }

  private static double percentile(long[] sorted, int percent) {
    var rank = Math.ceilDiv(percent * sorted.length, 100);
    return sorted[Math.max(rank, 1) - 1] / 1e6;
  }

  /** So many sentences at even distances; all, if there are fewer. */
  private static List<List<String>> sample(List<List<String>> sentences, int number) {
    var chosen = Math.min(number, sentences.size());
    return IntStream.range(0, chosen)
        .mapToObj(i -> sentences.get((int) ((long) i * sentences.size() / chosen)))
        .toList();
  }

  private static long nanoseconds(Runnable work) {
    var started = System.nanoTime();
    work.run();
    return System.nanoTime() - started;
  }
}
