package bonsai.tag;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bonsai.base.Json;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.run.ChildJvm;
import bonsai.run.RunSpec.Device;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With real processes. */
@Timeout(60)
final class TaggerClientTest {
  @TempDir private static Path folder;

  private final BlockingQueue<String> notices = new LinkedBlockingQueue<>();
  private final TaggerClient.Listener listener =
      new TaggerClient.Listener() {
        @Override
        public void restarted(String reason) {
          notices.add("restarted: " + reason);
        }

        @Override
        public void stopped(String reason) {
          notices.add("stopped: " + reason);
        }
      };

  private static ProcessBuilder tagger(Path model) {
    return ChildJvm.of(new Workspace(folder.resolve("home")))
        .attached(
            List.of(ChildJvm.MAIN, "tagger", "--model", model.toString(), "--precision", "float32"),
            Device.CPU,
            folder)
        .builder();
  }

  private TaggerClient start() {
    var workspace = new Workspace(folder.resolve("home"));
    return TaggerClient.start(
        TinyTagger.in(folder.resolve("tiny")), TagPrecision.AUTO, workspace, listener);
  }

  private static List<String> firstTags(CompletableFuture<TagReply.Tagged> answer)
      throws Exception {
    return answer.get(30, SECONDS).sentences().getFirst().tags();
  }

  @Test
  void aKilledProcessIsStartedAgainWithOneNoticeAndAnswersWhatWasAsked() throws Exception {
    ProcessHandle second;
    try (var client = start()) {
      assertThat(client.ready().get(30, SECONDS).name()).isEqualTo("tiny");
      assertThat(firstTags(client.tagText("Anna lives."))).containsExactly("B-PER", "O", "O");
      var first = client.process().orElseThrow();

      first.destroyForcibly();
      var tags = client.tagWords(List.of(List.of("Berlin")));

      assertThat(firstTags(tags)).containsExactly("B-LOC");
      assertThat(notices.take()).startsWith("restarted: The tagger ended unexpectedly (signal 9)");
      second = client.process().orElseThrow();
      assertThat(second.pid()).isNotEqualTo(first.pid());
    }
    assertThat(second.onExit()).succeedsWithin(java.time.Duration.ofSeconds(10));
    assertThat(notices).isEmpty();
  }

  @Test
  void aProcessThatDiesTwiceWithoutAnAnswerIsGivenUp() throws Exception {
    try (var client = start()) {
      client.ready().get(30, SECONDS);
      client.process().orElseThrow().destroyForcibly();
      assertThat(notices.take()).startsWith("restarted");
      client.process().orElseThrow().destroyForcibly();
      assertThat(notices.take()).startsWith("stopped: The tagger ended");

      assertThatThrownBy(() -> client.tagText("Anna").get(1, SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(UserException.class);
    }
  }

  @Test
  void aMissingModelIsSaidOnceAndNotTriedAgain() throws Exception {
    try (var client = TaggerClient.start(tagger(folder.resolve("missing")), listener)) {
      var asked = client.tagText("Anna");

      assertThatThrownBy(() -> client.ready().get(30, SECONDS))
          .hasCauseInstanceOf(UserException.class)
          .hasMessageContaining("There is not a model folder");
      assertThatThrownBy(() -> asked.get(1, SECONDS)).hasCauseInstanceOf(UserException.class);
      assertThat(notices.take()).startsWith("stopped: There is not a model folder");
    }
  }

  @Test
  void aClosedClientCancelsWhatWaits() {
    var client = start();
    var asked = client.tagText("Anna");
    client.close();

    assertThat(asked).isCancelled();
    assertThat(client.tagText("Anna")).isCompletedExceptionally();
  }

  @Test
  void theProcessWritesNothingButRepliesAndEndsWithItsInput() throws Exception {
    var process = tagger(TinyTagger.in(folder.resolve("tiny"))).start();
    try {
      try (var requests = process.outputWriter(StandardCharsets.UTF_8)) {
        requests.write("oops\n{\"request\":\"text\",\"id\":1,\"text\":\"Anna 東\"}\n");
      }
      var lines = process.inputReader(StandardCharsets.UTF_8).readAllLines();

      assertThat(process.waitFor()).isZero();
      var replies = lines.stream().map(line -> Json.LINE.readValue(line, TagReply.class)).toList();
      assertThat(replies)
          .extracting(reply -> (Object) reply.getClass())
          .containsExactly(TagReply.Ready.class, TagReply.Failed.class, TagReply.Tagged.class);
      var tagged = (TagReply.Tagged) replies.getLast();
      assertThat(tagged.sentences().getFirst().words()).containsExactly("Anna", "東");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aProgramThatCannotBeStartedIsSaid() throws IOException {
    try (var client =
        TaggerClient.start(new ProcessBuilder(folder.resolve("none").toString()), listener)) {
      assertThat(client.ready()).isCompletedExceptionally();
      assertThat(notices.poll()).startsWith("stopped: The tagger cannot be started");
    }
  }
}
