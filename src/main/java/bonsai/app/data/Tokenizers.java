package bonsai.app.data;

import bonsai.base.UserException;
import bonsai.model.ModelFolder;
import bonsai.ner.WordPieceTokenizer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * The tokenizer that shows how words become pieces: that of a model, opened when it is first asked
 * for. May be used by any thread; one at a time gets it, so that nobody holds it while it is
 * closed.
 */
final class Tokenizers implements AutoCloseable {
  /** The model that recipes start from by default. */
  static final String USUAL_MODEL = "bert-base-cased";

  /** What to do to see pieces. */
  static final String HOW_TO_GET_ONE =
      "Pieces are shown once there is a model: fetch " + USUAL_MODEL + " below, or train one.";

  private volatile Optional<Choice> wanted = Optional.empty();
  private Optional<Opened> opened = Optional.empty();
  private boolean closed;

  /** A model by its name, and its folder. */
  record Choice(String name, Path folder) {}

  /** A tokenizer and its model. */
  record Opened(Choice of, WordPieceTokenizer tokenizer) {
    String model() {
      return of.name();
    }
  }

  /** Takes that model's tokenizer from now on; waits for nobody. */
  void use(Optional<Choice> choice) {
    wanted = choice;
  }

  /**
   * Does something with the tokenizer, if there is one.
   *
   * @throws UserException if the model's files are damaged
   */
  synchronized <T> Optional<T> with(Function<Opened, T> work) {
    var choice = wanted;
    if (!opened.map(Opened::of).equals(choice)) {
      shut();
      opened = choice.filter(any -> !closed).map(Tokenizers::openUninterrupted);
    }
    return opened.map(work);
  }

  /**
   * Opens in a thread of its own: a search that is superseded is interrupted, and an interrupt
   * while the library unpacks its native part would leave it unusable.
   */
  private static Opened openUninterrupted(Choice choice) {
    try {
      return CompletableFuture.supplyAsync(
              () -> new Opened(choice, new ModelFolder(choice.folder()).tokenizer()),
              task -> Thread.ofPlatform().daemon().name("tokenizer").start(task))
          .join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof UserException mistake ? mistake : e;
    }
  }

  private void shut() {
    opened.ifPresent(each -> each.tokenizer().close());
    opened = Optional.empty();
  }

  @Override
  public synchronized void close() {
    closed = true;
    shut();
  }
}
