package bonsai.tag;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class TaggingBenchmarkTest {
  @Test
  void percentilesAreOfTheNearestRank() {
    var milliseconds = LongStream.rangeClosed(1, 200).map(i -> (201 - i) * 1_000_000).boxed();

    var latency = TaggingBenchmark.latency(milliseconds.toList());

    assertThat(latency).isEqualTo(new TaggingBenchmark.Latency(100, 198));
    assertThat(TaggingBenchmark.latency(List.of(5_000_000L)))
        .isEqualTo(new TaggingBenchmark.Latency(5, 5));
  }
}
