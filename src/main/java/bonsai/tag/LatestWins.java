package bonsai.tag;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Asks one thing at a time, and of those that wait only the newest: for results that follow what
 * somebody types. What is superseded while it waits is cancelled and never asked; what is being
 * worked on is finished.
 *
 * @param <Q> what is asked
 * @param <A> what is answered
 */
public final class LatestWins<Q, A> {
  private record Waiting<Q, A>(Q question, CompletableFuture<A> answer) {}

  private final Function<Q, CompletableFuture<A>> work;
  private boolean working;
  private Optional<Waiting<Q, A>> waiting = Optional.empty();

  /**
   * @param work starts the work on a question without waiting for it
   */
  public LatestWins(Function<Q, CompletableFuture<A>> work) {
    this.work = work;
  }

  /**
   * Asks a question; returns at once.
   *
   * @return the answer, which is cancelled if another question comes before the work on it starts
   */
  public CompletableFuture<A> ask(Q question) {
    var asked = new Waiting<>(question, new CompletableFuture<A>());
    Optional<Waiting<Q, A>> superseded;
    boolean startNow;
    synchronized (this) {
      superseded = waiting;
      waiting = Optional.of(asked);
      startNow = !working;
      working = true;
    }
    superseded.ifPresent(older -> older.answer().cancel(false));
    if (startNow) {
      next();
    }
    return asked.answer();
  }

  private void next() {
    Optional<Waiting<Q, A>> chosen;
    synchronized (this) {
      chosen = waiting;
      waiting = Optional.empty();
      working = chosen.isPresent();
    }
    chosen.ifPresent(this::start);
  }

  private void start(Waiting<Q, A> chosen) {
    CompletableFuture<A> running;
    try {
      running = work.apply(chosen.question());
    } catch (RuntimeException e) {
      running = CompletableFuture.failedFuture(e);
    }
    running.whenComplete(
        (answer, failure) -> {
          if (failure == null) {
            chosen.answer().complete(answer);
          } else {
            chosen.answer().completeExceptionally(failure);
          }
          next();
        });
  }
}
