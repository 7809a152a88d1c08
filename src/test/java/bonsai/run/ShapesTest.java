package bonsai.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bonsai.base.RecordReader;
import bonsai.base.UserException;
import bonsai.compress.Transform.Plan;
import bonsai.model.BertConfig;
import bonsai.model.Parameter.Component;
import bonsai.model.Parameters;
import bonsai.ner.Labels;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Recipes of several stages, planned for a model of bert-base's shape. */
final class ShapesTest {
  private static final BertConfig BASE =
      BertConfig.of(28_996, 768, 12, 12, 3072, Labels.ofTypes(List.of("LOC", "ORG", "PER")));
  private static final String KEEP_72 = "{\"technique\": \"remove-heads\", \"keep\": 72}";

  @Test
  void aNumberOfHeadsThatStaysIsANumberOfParametersThatIsKnown() {
    var left = shapes(KEEP_72).stages().getLast();
    assertThat(left.isCounted()).isTrue();
    assertThat(left.exact()).as("which heads").isFalse();
    assertThat(Parameters.of(BASE).count() - left.leastCount())
        .isEqualTo(72 * (4 * 64 * 768 + 3 * 64));
  }

  @Test
  void whatIsKnownToBeOverTheLimitIsRefused() {
    var spec = spec(90_000_000, KEEP_72);
    assertThatThrownBy(() -> Shapes.of(spec, 0, Plan.exactly(BASE)).requireWithinLimit(spec))
        .isInstanceOf(UserException.class)
        .hasMessageMatching("Stage 1 leaves a model of 9[0-9,]+ parameters, but the limit is .*");
  }

  @Test
  void lowRanksBehindARemovalCostTheMostWhereHeadsAreSpreadEvenly() {
    var left = shapes(KEEP_72, "{\"technique\": \"factorise-layers\", \"rank\": 189}");
    var attention = Parameters.of(left.stages().getLast().config()).counts();
    var blocks = 12L * (3 * (189 * (384 + 768) + 384) + 189 * (768 + 384) + 768);
    assertThat(attention.get(Component.ATTENTION)).isEqualTo(blocks);
  }

  @Test
  void matricesOfALayerThatMayLoseItsHeadsCanBePruned() {
    var prune = "{\"technique\": \"prune-weights\", \"matrices\": [\"layer.8.attention\"]}";
    assertThat(shapes(KEEP_72, prune).stages()).hasSize(2);
  }

  @Test
  void aBudgetThatASmallerModelCouldKeepIsLeftToTheWorker() {
    var energy = "{\"technique\": \"factorise-embeddings\", \"energy\": 0.9}";
    var layers = "{\"technique\": \"factorise-layers\", \"parameters\": 20000000}";
    assertThat(shapes(energy, layers).stages().getLast().exact()).isFalse();
    var heads = "{\"technique\": \"remove-heads\"}";
    var units = "{\"technique\": \"remove-units\", \"parameters\": 40000000}";
    assertThat(shapes(heads, units).stages().getLast().exact()).isFalse();
  }

  @Test
  void whatNotEvenTheSmallestModelAllowsIsRefused() {
    var heads = "{\"technique\": \"remove-heads\"}";
    var units = "{\"technique\": \"remove-units\", \"parameters\": 1000000}";
    assertThatThrownBy(() -> shapes(heads, units))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("Stage 2 (remove-units): The model has ");
  }

  private static Shapes shapes(String... stages) {
    return Shapes.of(spec(0, stages), 0, Plan.exactly(BASE));
  }

  private static RunSpec spec(long limit, String... stages) {
    var most = limit == 0 ? "" : ", \"limit\": " + limit;
    return RecordReader.read(
        RunSpec.class,
        "spec",
        "{\"name\": \"x\", \"start\": {\"pretrained\": \"x\"}, \"stages\": [%s]%s}"
            .formatted(String.join(", ", stages), most));
  }
}
