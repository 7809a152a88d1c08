package bonsai.tag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

final class LatestWinsTest {
  private final List<String> asked = new ArrayList<>();
  private final List<CompletableFuture<Integer>> running = new ArrayList<>();
  private final LatestWins<String, Integer> latest =
      new LatestWins<>(
          question -> {
            asked.add(question);
            running.add(new CompletableFuture<>());
            return running.getLast();
          });

  @Test
  void ofThoseThatWaitOnlyTheNewestIsAsked() {
    var first = latest.ask("a");
    var second = latest.ask("ab");
    var third = latest.ask("abc");
    assertThat(asked).containsExactly("a");
    assertThat(second).isCancelled();

    running.getFirst().complete(1);
    assertThat(first).isCompletedWithValue(1);
    assertThat(asked).containsExactly("a", "abc");

    running.getLast().complete(3);
    assertThat(third).isCompletedWithValue(3);
  }

  @Test
  void aFailureReachesItsOwnQuestionAndTheNextIsAsked() {
    var first = latest.ask("a");
    var second = latest.ask("ab");

    running.getFirst().completeExceptionally(new IllegalStateException("no"));
    assertThatThrownBy(first::join).isInstanceOf(CompletionException.class);
    running.getLast().complete(2);
    assertThat(second).isCompletedWithValue(2);
  }

  @Test
  void afterAnAnswerTheNextQuestionIsAskedAtOnce() {
    latest.ask("a");
    running.getFirst().complete(1);
    latest.ask("b");

    assertThat(asked).containsExactly("a", "b");
  }

  @Test
  void workThatCannotStartFailsAndDoesNotBlock() {
    var refusing =
        new LatestWins<String, Integer>(
            question -> {
              if (question.isEmpty()) {
                throw new IllegalArgumentException("empty");
              }
              return CompletableFuture.completedFuture(question.length());
            });

    assertThat(refusing.ask("")).isCompletedExceptionally();
    assertThat(refusing.ask("ab")).isCompletedWithValue(2);
  }
}
