package bonsai.model.pretrained;

import java.nio.file.Path;
import java.util.List;

/** A place that pre-trained models can be had from. */
sealed interface PretrainedSource permits FolderSource, HubSource, MavenSource {
  /** The files of a model folder that are fetched; whatever else lies beside them is not needed. */
  List<String> FILES =
      List.of(
          "config.json",
          "vocab.txt",
          "tokenizer.json",
          "tokenizer_config.json",
          "model.safetensors");

  /**
   * What a source delivered.
   *
   * @param folder a folder of the caller's own, to be completed and moved
   * @param origin see {@link Source}
   * @param revision see {@link Source}
   */
  record Delivery(Path folder, String origin, String revision) {}

  /**
   * Brings the model's files.
   *
   * @param cache where a folder for them may be made; on the disk of the workspace
   * @throws bonsai.base.UserException if it cannot; then what is left in the cache is only what a
   *     later attempt goes on with
   */
  Delivery deliver(Path cache, FetchProgress progress);
}
