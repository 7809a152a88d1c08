package bonsai.app.data;

import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.model.ModelFolder;
import bonsai.ner.WordPieceTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * The tokenizer that shows how words become pieces: that of a pre-trained model in the workspace,
 * opened when it is first asked for. May be used by any thread; one at a time gets it, so that
 * nobody holds it while it is closed.
 */
final class Tokenizers implements AutoCloseable {
  /** The model that recipes start from by default. */
  static final String USUAL_MODEL = "bert-base-cased";

  /** What to do to see pieces. */
  static final String HOW_TO_GET_ONE =
      "Pieces are shown once a pre-trained model is in the workspace: `bonsai pretrained fetch "
          + USUAL_MODEL
          + "` puts one there.";

  private final Workspace workspace;
  private Optional<Opened> opened = Optional.empty();
  private boolean closed;

  /** A tokenizer by its model's name. */
  record Opened(String model, WordPieceTokenizer tokenizer) {}

  Tokenizers(Workspace workspace) {
    this.workspace = workspace;
  }

  /**
   * Does something with the tokenizer, if there is one.
   *
   * @throws UserException if the model's files are damaged
   */
  synchronized <T> Optional<T> with(Function<Opened, T> work) {
    if (opened.isEmpty() && !closed) {
      opened = models().stream().findFirst().map(Tokenizers::openUninterrupted);
    }
    return opened.map(work);
  }

  /**
   * Opens in a thread of its own: a search that is superseded is interrupted, and an interrupt
   * while the library unpacks its native part would leave it unusable.
   */
  private static Opened openUninterrupted(Path model) {
    try {
      return CompletableFuture.supplyAsync(
              () -> open(model), task -> Thread.ofPlatform().daemon().name("tokenizer").start(task))
          .join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof UserException mistake ? mistake : e;
    }
  }

  private static Opened open(Path model) {
    return new Opened(model.getFileName().toString(), new ModelFolder(model).tokenizer());
  }

  /** The model folders, the usual one first. */
  private List<Path> models() {
    try (var folders = Files.list(workspace.models())) {
      return folders
          .filter(folder -> Files.isRegularFile(folder.resolve(ModelFolder.CONFIG)))
          .sorted(
              Comparator.comparing(
                      (Path folder) -> !folder.getFileName().toString().equals(USUAL_MODEL))
                  .thenComparing(Comparator.naturalOrder()))
          .toList();
    } catch (IOException e) {
      throw new UserException(
          "The models in the workspace cannot be listed: " + e.getMessage() + ".", e);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    opened.ifPresent(each -> each.tokenizer().close());
    opened = Optional.empty();
  }
}
