package bonsai.compress;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.compress.CompressionEvent.Factorised;
import bonsai.compress.CompressionEvent.Pruned;
import bonsai.model.ModelFolder;
import bonsai.model.NerModel;
import bonsai.tag.TinyTagger;
import bonsai.torch.HostTensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WeightSurveyTest {
  private static final String KEY = "bert.encoder.layer.0.attention.self.key";

  @TempDir private Path path;
  private ModelFolder folder;

  @BeforeEach
  void save() {
    folder = new ModelFolder(TinyTagger.in(path.resolve("model")));
  }

  @Test
  void aPlainModelHasNothingToTell() {
    assertThat(WeightSurvey.of(folder)).isEmpty();
  }

  @Test
  void prunedMatricesAreToldWithTheirZerosAndNoPast() {
    var plain = folder.load();
    var tensors = new LinkedHashMap<>(plain.tensors());
    var key = HostTensor.allocate(16, 16);
    for (var i = 0L; i < key.size(); i++) {
      key.set(i, i % 4 == 0 ? 1f : 0f);
    }
    tensors.put(KEY + ".weight", key);
    var how = plain.config().architecture().withPruned(List.of(KEY));
    folder.saveSparse(
        new NerModel(plain.config().withArchitecture(how), tensors), folder.tokenizerFiles());

    var told = WeightSurvey.of(folder);

    assertThat(told).hasSize(1);
    var pruned = (Pruned) told.getFirst();
    assertThat(pruned.zeros()).isEqualTo(192);
    assertThat(pruned.histogram().before()).isEmpty();
    assertThat(pruned.histogram().after().stream().mapToInt(n -> n).sum()).isEqualTo(64);
    var mask = WeightSurvey.mask(folder, KEY).orElseThrow();
    assertThat(mask.share(3, 0)).isZero();
    assertThat(mask.share(3, 1)).isEqualTo(1);
    assertThat(WeightSurvey.mask(folder, "bert.none")).isEmpty();
  }

  @Test
  void factorisedMatricesAreToldWithTheirRanks() {
    var plain = folder.config();
    var how = plain.architecture().withRanks(Map.of(KEY, 3)).withEmbeddingSize(5);
    var model = NerModel.untrained(plain.withArchitecture(how), 1);
    folder.save(model, folder.tokenizerFiles());

    assertThat(WeightSurvey.of(folder))
        .containsExactly(
            new Factorised(
                "bert.embeddings.word_embeddings", plain.vocabSize(), 16, 5, 1, List.of()),
            new Factorised(KEY, 16, 16, 3, 1, List.of()));
  }
}
