package bonsai.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bonsai.base.Json;
import bonsai.torch.HostTensor;
import bonsai.torch.Network;
import bonsai.torch.Precision;
import bonsai.torch.Torch;
import bonsai.torch.TorchTest;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.util.LinkedHashMap;
import org.junit.jupiter.api.Test;

/** Both places where gates are computed, against PyTorch's values. */
@TorchTest
final class HardConcreteTest {
  private static final float TOLERANCE = 1e-6f;
  private static final Golden GOLDEN = golden();

  @JsonIgnoreProperties(ignoreUnknown = true)
  record Golden(
      @JsonProperty("log_alpha") float[] logAlpha,
      float[] uniform,
      double beta,
      double gamma,
      double zeta,
      float[] sampled,
      float[] deterministic,
      @JsonProperty("open_probability") float[] openProbability) {}

  @Test
  void theConstantsAreTheGoldenOnes() {
    assertThat(HardConcrete.BETA).isEqualTo(GOLDEN.beta);
    assertThat(HardConcrete.GAMMA).isEqualTo(GOLDEN.gamma);
    assertThat(HardConcrete.ZETA).isEqualTo(GOLDEN.zeta);
  }

  @Test
  void samplesOpennessAndProbabilityAreTheGoldenOnes() {
    for (var i = 0; i < GOLDEN.logAlpha.length; i++) {
      var logAlpha = GOLDEN.logAlpha[i];
      assertThat((float) HardConcrete.sampled(logAlpha, GOLDEN.uniform[i]))
          .isCloseTo(GOLDEN.sampled[i], within(TOLERANCE));
      assertThat((float) HardConcrete.deterministic(logAlpha))
          .isCloseTo(GOLDEN.deterministic[i], within(TOLERANCE));
      assertThat((float) HardConcrete.openProbability(logAlpha))
          .isCloseTo(GOLDEN.openProbability[i], within(TOLERANCE));
    }
  }

  @Test
  void theKernelsAreTheGoldenOnes() {
    var torch = Torch.load();
    var weights = new LinkedHashMap<String, HostTensor>();
    var gates = GOLDEN.logAlpha.length;
    weights.put(Network.Gated.HEADS.weight(0), HostTensor.of(new long[] {gates}, GOLDEN.logAlpha));
    weights.put(Network.MULTIPLIERS, HostTensor.of(new long[] {2}, 2f, 3f));
    var plan = Network.Plan.plain(1, 1, 1e-12);
    try (var network = Network.open(torch, plan, weights, Precision.FLOAT32);
        var scope = torch.scope()) {
      network.gateNoise(scope, GOLDEN.uniform);

      assertThat(network.gateLogAlpha()).containsExactly(GOLDEN.logAlpha);
      assertThat(network.gateOpenness(true)).containsExactly(GOLDEN.sampled, within(TOLERANCE));
      assertThat(network.gateOpenness(false))
          .containsExactly(GOLDEN.deterministic, within(TOLERANCE));
      var open = 0.0;
      for (var probability : GOLDEN.openProbability) {
        open += probability;
      }
      assertThat((double) network.gatePenalty(scope, 0.5).item()).isCloseTo(open / 2, within(1e-5));
      var excess = open / gates - 0.25;
      assertThat((double) network.gateLagrangian(scope, 0.25, 1).item())
          .isCloseTo(2 * excess + 3 * excess * excess, within(1e-5));
    }
  }

  private static Golden golden() {
    try (var stream = HardConcreteTest.class.getResourceAsStream("/golden/hard_concrete.json")) {
      return Json.LINE.readValue(stream, Golden.class);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
