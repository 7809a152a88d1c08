package bonsai.run;

import bonsai.base.Setting;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** The model a run starts from; in a spec an object with one field that names the kind. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
@JsonSubTypes({
  @JsonSubTypes.Type(value = Start.Pretrained.class, name = "pretrained"),
  @JsonSubTypes.Type(value = Start.FromRun.class, name = "run"),
  @JsonSubTypes.Type(value = Start.Untrained.class, name = "untrained")
})
public sealed interface Start {
  /** The same start with a relative path taken from a folder. */
  default Start resolvedAgainst(Path folder) {
    return this;
  }

  /**
   * The folder of the model to start from; empty for an untrained one.
   *
   * @throws UserException if there is no model in it
   */
  default Optional<Path> folder(Workspace workspace) {
    return switch (this) {
      case ModelSource source -> Optional.of(source.modelFolder(workspace));
      case Untrained start -> Optional.empty();
    };
  }

  /**
   * A pre-trained model.
   *
   * @param model a name in the workspace, such as {@code bert-base-cased}, or a model folder: what
   *     has a slash in it, as in {@code ./model}, is a folder
   */
  record Pretrained(
      @Setting(
              label = "Model",
              help =
                  "A name in the workspace, such as bert-base-cased, or a model folder as in ./model.")
          @JsonValue
          String model)
      implements Start, ModelSource {
    public Pretrained {
      if (model.isBlank()) {
        throw new UserException(
            "model is empty: give a name such as bert-base-cased, or a model folder.");
      }
      try {
        Path.of(model);
      } catch (InvalidPathException e) {
        throw new UserException("model is not a path: " + e.getReason() + ".", e);
      }
    }

    public boolean isFolder() {
      return model.contains("/") || model.contains("\\");
    }

    @Override
    public Pretrained resolvedAgainst(Path folder) {
      return isFolder() ? new Pretrained(folder.resolve(model).normalize().toString()) : this;
    }
  }

  /**
   * The result of another run of the same workspace.
   *
   * @param id that run's id
   */
  record FromRun(
      @Setting(label = "Run", help = "The id of a run that has a result.") @JsonValue String id)
      implements Start, ModelSource {
    public FromRun {
      if (!RunFolder.isId(id)) {
        throw new UserException(
            "id is not the id of a run: '" + id + "'; `bonsai runs` lists them.");
      }
    }

    @Override
    public FromRun resolvedAgainst(Path folder) {
      return this;
    }
  }

  /**
   * A new BERT with random weights. Its vocabulary is the teacher's where the spec names one, else
   * built from the corpus.
   */
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
          int positions,
      @Setting(
              label = "Embedding size",
              help =
                  "Columns of the word embeddings, which a projection brings to the hidden size; 0 for the hidden size itself.",
              unit = "columns",
              initial = "0",
              min = 0,
              max = 8192)
          int embeddingSize)
      implements Start {
    public Untrained {
      if (hiddenSize % heads != 0) {
        throw new UserException(
            "hiddenSize must be a multiple of heads, but "
                + hiddenSize
                + " is none of "
                + heads
                + ".");
      }
    }
  }
}
