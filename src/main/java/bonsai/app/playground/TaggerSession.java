package bonsai.app.playground;

import bonsai.base.UserException;
import bonsai.tag.LatestWins;
import bonsai.tag.ModelInfo;
import bonsai.tag.TagPrecision;
import bonsai.tag.TagReply.Tagged;
import bonsai.tag.TaggedSentence;
import bonsai.tag.TaggerClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/**
 * One model in a process of its own, and what it says of the newest text. Everything here is
 * called, and every property changes, on the toolkit's thread.
 */
final class TaggerSession implements AutoCloseable {
  /** How the process is doing. */
  sealed interface State {
    /**
     * The model is being opened.
     *
     * @param again whether the process takes the place of one that died
     */
    record Loading(boolean again) implements State {}

    record Ready() implements State {}

    /** No process any more; says why. */
    record GivenUp(String reason) implements State {}
  }

  /**
   * Words asked for at once: a long text shows its beginning soon, and what was typed meanwhile
   * need not wait for its end.
   */
  static final int PORTION_WORDS = 256;

  private record Question(String text, long number) {}

  private final Path model;
  private final Executor toolkit;
  private final Executor splitter;
  private final TaggerStarter.Connection connection;
  private final LatestWins<Question, Tagging> newest = new LatestWins<>(this::tag);
  private final Map<List<String>, TaggedSentence> known = new ConcurrentHashMap<>();

  private final ReadOnlyObjectWrapper<State> state =
      new ReadOnlyObjectWrapper<>(new State.Loading(false));
  private final ReadOnlyObjectWrapper<Optional<ModelInfo>> info =
      new ReadOnlyObjectWrapper<>(Optional.empty());
  private final ReadOnlyObjectWrapper<Tagging> tagging =
      new ReadOnlyObjectWrapper<>(Tagging.NOTHING);
  private final ReadOnlyBooleanWrapper stale = new ReadOnlyBooleanWrapper();
  private final ReadOnlyObjectWrapper<Optional<String>> problem =
      new ReadOnlyObjectWrapper<>(Optional.empty());

  private String text = "";
  private long shown;
  private long readyAt = Long.MIN_VALUE;
  private boolean closed;

  /** The number of the newest question; read by whoever works on an older one. */
  private volatile long asked;

  /**
   * @param precision to compute in
   * @param toolkit runs something on the toolkit's thread, later
   * @param splitter runs something away from it
   * @param restarted told once each time that the process died and another took its place
   */
  TaggerSession(
      Path model,
      TagPrecision precision,
      TaggerStarter starter,
      Executor toolkit,
      Executor splitter,
      Consumer<String> restarted) {
    this.model = model;
    this.toolkit = toolkit;
    this.splitter = splitter;
    this.connection = starter.start(model, precision, new Listener(restarted));
  }

  Path model() {
    return model;
  }

  ReadOnlyObjectProperty<State> stateProperty() {
    return state.getReadOnlyProperty();
  }

  /** The model, once it was open. */
  ReadOnlyObjectProperty<Optional<ModelInfo>> infoProperty() {
    return info.getReadOnlyProperty();
  }

  ReadOnlyObjectProperty<Tagging> taggingProperty() {
    return tagging.getReadOnlyProperty();
  }

  /** Whether a newer or a fuller tagging than the one shown is on its way. */
  ReadOnlyBooleanProperty staleProperty() {
    return stale.getReadOnlyProperty();
  }

  /** Why the newest text could not be tagged, though the process goes on. */
  ReadOnlyObjectProperty<Optional<String>> problemProperty() {
    return problem.getReadOnlyProperty();
  }

  /** The last lines that the process wrote. */
  List<String> log() {
    return connection.log();
  }

  /** Has a text tagged; of those that wait, only the newest will be. */
  void tag(String newText) {
    text = newText;
    var question = new Question(newText, asked + 1);
    asked = question.number();
    problem.set(Optional.empty());
    if (newText.isBlank()) {
      show(question, Tagging.NOTHING);
      return;
    }
    stale.set(true);
    var started = System.nanoTime();
    newest
        .ask(question)
        .whenComplete(
            (answer, failure) ->
                later(
                    () -> {
                      if (answer != null) {
                        show(question, answer.after(millisecondsSince(started)));
                      } else if (question.number() == asked) {
                        failed(failure);
                      }
                    }));
  }

  /** Ends the process. */
  @Override
  public void close() {
    closed = true;
    connection.close();
  }

  private void show(Question question, Tagging answer) {
    if (question.number() < shown) {
      return;
    }
    shown = question.number();
    tagging.set(answer);
    stale.set(question.number() < asked || !answer.isWhole());
  }

  /** The time that one waits for a model to open is no part of the time it takes to tag. */
  private double millisecondsSince(long started) {
    return (System.nanoTime() - Math.max(started, readyAt)) / 1e6;
  }

  private void failed(Throwable failure) {
    var cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
    if (cause instanceof UserException && !(state.get() instanceof State.GivenUp)) {
      problem.set(Optional.of(cause.getMessage()));
    }
  }

  private void later(Runnable action) {
    toolkit.execute(
        () -> {
          if (!closed) {
            action.run();
          }
        });
  }

  // ---- the work on one question, portion by portion ---------------------------------------------

  private CompletableFuture<Tagging> tag(Question question) {
    return CompletableFuture.supplyAsync(() -> new Draft(question.text(), known), splitter)
        .thenCompose(draft -> portions(question, draft))
        .whenComplete(
            (answer, failure) -> {
              if (answer != null) {
                known.clear();
                answer.sentences().forEach(sentence -> known.put(sentence.words(), sentence));
              }
            });
  }

  private CompletableFuture<Tagging> portions(Question question, Draft draft) {
    var portion = draft.next(PORTION_WORDS);
    if (portion.isEmpty()) {
      return CompletableFuture.completedFuture(draft.tagging());
    }
    return connection
        .tagWords(portion.stream().map(draft::words).toList())
        .thenCompose(
            (Tagged reply) -> {
              draft.answer(portion, reply.sentences(), reply.milliseconds());
              if (question.number() < asked) {
                return CompletableFuture.completedFuture(draft.tagging());
              }
              var soFar = draft.tagging();
              if (!soFar.isWhole()) {
                later(() -> show(question, soFar));
              }
              return portions(question, draft);
            });
  }

  // ---- the process ------------------------------------------------------------------------------

  private final class Listener implements TaggerClient.Listener {
    private final Consumer<String> told;

    Listener(Consumer<String> told) {
      this.told = told;
    }

    @Override
    public void ready(ModelInfo model) {
      var now = System.nanoTime();
      later(
          () -> {
            readyAt = now;
            info.set(Optional.of(model));
            state.set(new State.Ready());
          });
    }

    @Override
    public void restarted(String reason) {
      later(
          () -> {
            state.set(new State.Loading(true));
            told.accept(reason);
            if (!stale.get()) {
              known.clear();
              tag(text);
            }
          });
    }

    @Override
    public void stopped(String reason) {
      later(() -> state.set(new State.GivenUp(reason)));
    }
  }
}
