package bonsai.model;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.model.Parameter.Component;
import bonsai.ner.Labels;
import bonsai.torch.Safetensors;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ParametersTest {
  private static final Labels CONLL = Labels.ofTypes(List.of("PER", "ORG", "LOC", "MISC"));

  @Test
  void bertBaseCasedHasThePublishedNumberOfParameters() {
    var parameters = Parameters.of(BertConfig.baseCased(CONLL));
    assertThat(parameters.count()).isEqualTo(107_726_601);
    var counts = parameters.counts();
    assertThat(counts)
        .containsEntry(Component.WORD_EMBEDDINGS, 28996L * 768)
        .containsEntry(Component.POSITIONS_AND_SEGMENTS, 514L * 768)
        .containsEntry(Component.ATTENTION, 12 * 4 * (768L * 768 + 768))
        .containsEntry(Component.FEED_FORWARD, 12 * (2 * 768L * 3072 + 3072 + 768))
        .containsEntry(Component.LAYER_NORMS, 25 * 2 * 768L)
        .containsEntry(Component.CLASSIFIER, 9L * 768 + 9);
    assertThat(counts.keySet()).containsExactly(Component.values());
  }

  @Test
  void namesAndShapesAreThoseOfHuggingFace() {
    var nine = new Labels(IntStream.range(0, 9).mapToObj(i -> "L" + i).toList());
    var config = BertConfig.of(120, 32, 3, 4, 64, nine).withMaxPositionEmbeddings(48);
    var golden = Safetensors.read(Path.of("src/test/resources/golden/tiny_bert.safetensors"));
    var shapes = Parameters.of(config).shapes();
    assertThat(shapes.keySet()).containsExactlyInAnyOrderElementsOf(golden.entries().keySet());
    shapes.forEach(
        (name, shape) -> assertThat(golden.entries().get(name).shape()).as(name).isEqualTo(shape));
  }

  @Test
  void embeddingsComeFirstThenTheLayersThenTheClassifier() {
    var names = List.copyOf(Parameters.of(BertConfig.of(9, 4, 11, 2, 8, CONLL)).shapes().keySet());
    assertThat(names.getFirst()).isEqualTo("bert.embeddings.word_embeddings.weight");
    assertThat(names.get(5)).isEqualTo("bert.encoder.layer.0.attention.self.query.weight");
    assertThat(names.get(names.size() - 3))
        .isEqualTo("bert.encoder.layer.10.output.LayerNorm.bias");
    assertThat(names.getLast()).isEqualTo("classifier.bias");
  }
}
