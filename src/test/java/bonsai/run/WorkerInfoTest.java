package bonsai.run;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.base.Json;
import bonsai.base.Machine;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class WorkerInfoTest {
  private static WorkerInfo on(Optional<String> kind) {
    return new WorkerInfo(
        1,
        "host",
        new Machine("Linux", "AMD EPYC", 2, 1, kind),
        "25",
        "0.1",
        Optional.empty(),
        "PyTorch 2.7.1 cpu",
        2);
  }

  @Test
  void processorsOfOneNameButAnotherKindAreADifference() {
    var before = on(Optional.of("cpu family 25 avx2"));
    var now = on(Optional.of("cpu family 26 avx2 avx512_bf16"));

    assertThat(now.differences(before))
        .containsExactly(
            "the processor was AMD EPYC (cpu family 25 avx2) and is now AMD EPYC (cpu family 26"
                + " avx2 avx512_bf16)");
    assertThat(now.isAsFastAs(before)).isFalse();
    assertThat(now.differences(now)).isEmpty();
  }

  @Test
  void aWorkerThatAnEarlierVersionNotedIsReadAndComparedByWhatItSays() {
    var old =
        Json.LINE.readValue(
            """
            {"pid":1,"host":"host","machine":{"os":"Linux","cpu":"AMD EPYC","cores":2,"memoryBytes":1},
             "java":"25","version":"0.1","engine":"PyTorch 2.7.1 cpu","threads":2}
            """,
            WorkerInfo.class);

    assertThat(old.precision()).isEmpty();
    assertThat(on(Optional.of("cpu family 25 avx2")).differences(old)).isEmpty();
  }
}
