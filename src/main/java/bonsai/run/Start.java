package bonsai.run;

import bonsai.base.Setting;

/** The model a run starts from; in a spec an object with one field that names the kind. */
public sealed interface Start {
  /**
   * A pre-trained model.
   *
   * @param model a name in the workspace, such as {@code bert-base-cased}, or a model folder
   */
  record Pretrained(String model) implements Start {}

  /**
   * The result of another run of the same workspace.
   *
   * @param id that run's id
   */
  record FromRun(String id) implements Start {}

  /** A new BERT with random weights and a vocabulary built from the corpus. */
  record Untrained(
      @Setting(
              label = "Hidden size",
              help = "The width of the token vectors; a multiple of the number of heads.",
              initial = "128",
              min = 1,
              max = 8192)
          int hiddenSize,
      @Setting(
              label = "Layers",
              help = "Encoder layers.",
              unit = "layers",
              initial = "2",
              min = 1,
              max = 96)
          int layers,
      @Setting(
              label = "Heads",
              help = "Attention heads in each layer.",
              unit = "heads",
              initial = "2",
              min = 1,
              max = 128)
          int heads,
      @Setting(
              label = "Intermediate size",
              help = "The width inside the feed-forward blocks.",
              initial = "512",
              min = 1,
              max = 65536)
          int intermediateSize,
      @Setting(
              label = "Vocabulary size",
              help = "The most word pieces that the vocabulary may hold.",
              unit = "pieces",
              initial = "4000",
              min = 100,
              max = 1000000)
          int vocabularySize,
      @Setting(
              label = "Positions",
              help = "The longest sequence, special tokens included.",
              unit = "pieces",
              initial = "512",
              min = 8,
              max = 8192)
          int positions)
      implements Start {}
}
