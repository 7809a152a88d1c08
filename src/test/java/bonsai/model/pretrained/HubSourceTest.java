package bonsai.model.pretrained;

import static bonsai.base.LoopbackServer.head;
import static bonsai.base.LoopbackServer.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bonsai.base.Download;
import bonsai.base.Json;
import bonsai.base.LoopbackServer;
import bonsai.base.LoopbackServer.Request;
import bonsai.base.Sha256;
import bonsai.base.UserException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a hub on this machine that can be told to misbehave. */
class HubSourceTest {
  private static final String COMMIT = "cd5ef92a9fb2f889e972770a36d4ed042daf221e";
  private static final String REPOSITORY = "google-bert/bert-base-cased";
  private static final Download.Patience SHORT =
      new Download.Patience(Duration.ofSeconds(5), Duration.ofSeconds(5), 2, Duration.ofMillis(1));

  /** How the hub answers for one file; the usual answer is in {@link #hub}. */
  private interface Answer {
    void write(Request request, byte[] content, OutputStream out) throws IOException;
  }

  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private final Map<String, Answer> answers = new LinkedHashMap<>();

  @TempDir private Path folder;

  @BeforeEach
  void fill() {
    files.put("README.md", text("not wanted"));
    files.put("../outside", text("not wanted"));
    files.put("config.json", text("{}"));
    files.put("vocab.txt", text("[PAD]\n[UNK]\n"));
    var weights = new byte[300_000];
    new Random(1).nextBytes(weights);
    files.put("model.safetensors", weights);
    files.put("pytorch_model.bin", text("not wanted"));
  }

  @Test
  void whatIsFetchedIsPinnedToTheBranchsCommit() throws IOException {
    try (var hub = hub()) {
      var delivery = deliver(hub, Optional.empty());

      assertThat(delivery.revision()).isEqualTo(COMMIT);
      assertThat(delivery.origin()).isEqualTo("http://" + hub.host() + "/" + REPOSITORY);
      assertThat(names(delivery.folder()))
          .containsExactly("config.json", "model.safetensors", "vocab.txt");
      assertThat(delivery.folder().resolve("model.safetensors"))
          .hasBinaryContent(files.get("model.safetensors"));
      assertThat(hub.requests())
          .extracting(Request::path)
          .containsExactly(
              "/api/models/" + REPOSITORY + "/revision/main?blobs=true",
              "/" + REPOSITORY + "/resolve/" + COMMIT + "/config.json",
              "/" + REPOSITORY + "/resolve/" + COMMIT + "/vocab.txt",
              "/" + REPOSITORY + "/resolve/" + COMMIT + "/model.safetensors");
    }
  }

  @Test
  void theHashOfSmallFilesIsGits() {
    // git hash-object, Pro Git, chapter 10.2
    assertThat(gitBlob(text("test content\n")))
        .isEqualTo("d670460b4b4aece5915caf5c68d12f560a9fe3e4");
  }

  @Test
  void aConnectionCutInTheMiddleGoesOnThere() throws IOException {
    answers.put(
        "model.safetensors", (request, content, out) -> part(request, content, out, 200_000));
    try (var hub = hub()) {
      var delivery = deliver(hub, Optional.empty());

      assertThat(delivery.folder().resolve("model.safetensors"))
          .hasBinaryContent(files.get("model.safetensors"));
      // The client may drop the last buffer before a cut.
      assertThat(hub.requests().getLast().rangeStart()).isBetween(1, 200_000);
    }
  }

  @Test
  void aLaterCallKeepsWhatIsCompleteAndGoesOnWithTheRest() throws IOException {
    answers.put(
        "model.safetensors",
        (request, content, out) ->
            part(request, content, out, request.rangeStart() == 0 ? 100_000 : 0));
    try (var hub = hub()) {
      assertThatThrownBy(() -> deliver(hub, Optional.empty()))
          .isInstanceOf(UserException.class)
          .hasMessageContaining(" broke off ");
    }
    answers.clear();
    answers.put(
        "model.safetensors", (request, content, out) -> part(request, content, out, 300_000));
    try (var hub = hub()) {
      var delivery = deliver(hub, Optional.empty());

      assertThat(hub.requests())
          .extracting(request -> request.path().replaceFirst(".*/", ""))
          .containsExactly("main?blobs=true", "model.safetensors");
      assertThat(hub.requests().getLast().rangeStart()).isBetween(1, 100_000);
      assertThat(delivery.folder().resolve("model.safetensors"))
          .hasBinaryContent(files.get("model.safetensors"));
    }
  }

  @Test
  void aFileThatChangedWhileItWasResumedIsFetchedAnewOrNotAtAll() throws IOException {
    var asked = new AtomicInteger();
    answers.put(
        "model.safetensors",
        (request, content, out) -> {
          if (asked.getAndIncrement() == 0) {
            part(request, content, out, 100_000);
          } else {
            reply(out, 200, new byte[300_000], "ETag: \"another\"");
          }
        });
    try (var hub = hub()) {
      assertThatThrownBy(() -> deliver(hub, Optional.empty()))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("is not the expected file");
    }
    assertThat(everything()).noneMatch(name -> name.equals("model.safetensors"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"config.json", "vocab.txt", "model.safetensors"})
  void wrongBytesOfTheRightLengthAreDiscarded(String name) throws IOException {
    answers.put(
        name,
        (request, content, out) -> {
          var wrong = content.clone();
          wrong[wrong.length / 2] ^= 1;
          reply(out, 200, wrong);
        });
    try (var hub = hub()) {
      assertThatThrownBy(() -> deliver(hub, Optional.empty())).isInstanceOf(UserException.class);
    }
    assertThat(everything()).doesNotContain(name);
  }

  @Test
  void aFileOfAnotherCommitIsDiscarded() throws IOException {
    answers.put(
        "config.json",
        (request, content, out) -> reply(out, 200, content, "X-Repo-Commit: " + "0".repeat(40)));
    try (var hub = hub()) {
      assertDiscarded(hub, "config.json");
    }
  }

  @Test
  void aFileThatTheHubsOwnHeadersContradictIsDiscarded() throws IOException {
    answers.put(
        "model.safetensors",
        (request, content, out) ->
            reply(out, 200, content, "X-Linked-Etag: \"" + "0".repeat(64) + "\""));
    try (var hub = hub()) {
      assertDiscarded(hub, "model.safetensors");
    }
  }

  @Test
  void moreBytesThanListedAreNotEvenReceived() throws IOException {
    answers.put(
        "vocab.txt", (request, content, out) -> reply(out, 200, new byte[content.length + 1]));
    try (var hub = hub()) {
      assertThatThrownBy(() -> deliver(hub, Optional.empty()))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("larger than");
    }
  }

  @Test
  void theTokenGoesToTheHubAndNeverBeyond() throws IOException {
    try (var store = new LoopbackServer((r, out) -> reply(out, 200, weights(), "ETag: \"w\""))) {
      answers.put(
          "model.safetensors",
          (request, content, out) ->
              head(
                  out,
                  302,
                  "Location: " + store.address("/blob?signature=1"),
                  "X-Repo-Commit: " + COMMIT,
                  "X-Linked-Etag: \"" + Sha256.of(content) + "\"",
                  "Content-Length: 0"));
      try (var hub = hub()) {
        var delivery = deliver(hub, Optional.of("hf_secret"));

        assertThat(delivery.folder().resolve("model.safetensors")).hasBinaryContent(weights());
        assertThat(hub.requests())
            .isNotEmpty()
            .allMatch(r -> "Bearer hf_secret".equals(r.headers().get("authorization")));
        assertThat(store.requests())
            .hasSize(1)
            .noneMatch(r -> r.headers().containsKey("authorization"));
        assertThat(everything()).noneMatch(name -> name.contains("secret"));
      }
    }
  }

  @Test
  void theTokenIsNotShownInMessages() {
    var source = HubSource.of(REPOSITORY, "main", Map.of("HF_TOKEN", "hf_secret"));
    assertThat(source.toString()).doesNotContain("hf_secret");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "401, 'refuses access (status 401)'",
    "403, 'refuses access (status 403)'",
    "404, 'does not exist (status 404)'",
    "500, 'cannot answer now (status 500)'",
    "503, 'cannot answer now (status 503)'"
  })
  void aHubThatSaysNoIsReported(int status, String message) {
    try (var hub = new LoopbackServer((request, out) -> reply(out, status, new byte[0]))) {
      assertThatThrownBy(() -> deliver(hub, Optional.empty()))
          .isInstanceOf(UserException.class)
          .hasMessageContaining(message);
      assertThat(hub.requests()).as("the first question fails fast").hasSize(1);
    }
  }

  @Test
  void aServerErrorThatPassesIsWaitedFor() throws IOException {
    var asked = new AtomicInteger();
    answers.put(
        "config.json",
        (request, content, out) -> {
          if (asked.getAndIncrement() == 0) {
            reply(out, 503, new byte[0]);
          } else {
            reply(out, 200, content);
          }
        });
    try (var hub = hub()) {
      assertThat(names(deliver(hub, Optional.empty()).folder())).contains("config.json");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>",
        "[]",
        "{\"sha\":\"main\",\"siblings\":[]}",
        "{\"sha\":\"../../../../../../../../../../../../..\"}"
      })
  void aListingThatIsNoneIsRefused(String listing) {
    try (var hub = new LoopbackServer((request, out) -> reply(out, 200, text(listing)))) {
      assertThatThrownBy(() -> deliver(hub, Optional.empty())).isInstanceOf(UserException.class);
    }
  }

  @Test
  void aRepositoryWithoutSafetensorsIsRefusedBeforeAnythingIsFetched() throws IOException {
    files.remove("model.safetensors");
    try (var hub = hub()) {
      assertThatThrownBy(() -> deliver(hub, Optional.empty()))
          .isInstanceOf(UserException.class)
          .hasMessage(
              "The repository "
                  + REPOSITORY
                  + " holds no model that Bonsai reads: it needs config.json and"
                  + " model.safetensors.");
      assertThat(hub.requests()).hasSize(1);
    }
  }

  @Test
  void anUnreachableHubFailsAtOnce() {
    URI closed;
    try (var server = new LoopbackServer((request, out) -> {})) {
      closed = server.address("");
    }
    var started = System.nanoTime();
    assertThatThrownBy(
            () ->
                new HubSource(closed, REPOSITORY, "main", Optional.empty(), false, SHORT)
                    .deliver(folder, MavenSourceTest.SILENT))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("cannot be reached");
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(3));
  }

  @Test
  void theEnvironmentIsReadAsHuggingFaceDoes() {
    var usual = HubSource.of(REPOSITORY, "main", Map.of());
    assertThat(usual.endpoint()).isEqualTo(URI.create("https://huggingface.co"));
    assertThat(usual.offline()).isFalse();
    var other =
        HubSource.of(
            REPOSITORY,
            "main",
            Map.of(
                "HF_ENDPOINT", "https://hub.example/", "HF_HUB_OFFLINE", "1", "HF_TOKEN", " t\n"));
    assertThat(other.endpoint()).isEqualTo(URI.create("https://hub.example"));
    assertThat(other.token()).hasValue("t");
    assertThatThrownBy(() -> other.deliver(folder, MavenSourceTest.SILENT))
        .isInstanceOf(UserException.class)
        .hasMessage("HF_HUB_OFFLINE is set: unset it to ask the hub.");
    assertThat(HubSource.of(REPOSITORY, "main", Map.of("HF_TOKEN", " ")).token()).isEmpty();
    assertThatThrownBy(() -> HubSource.of(REPOSITORY, "main", Map.of("HF_TOKEN", "a\nb")))
        .isInstanceOf(UserException.class);
    assertThatThrownBy(() -> HubSource.of(REPOSITORY, "a/../b", Map.of()))
        .isInstanceOf(UserException.class);
  }

  private void assertDiscarded(LoopbackServer hub, String name) throws IOException {
    assertThatThrownBy(() -> deliver(hub, Optional.empty()))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "What the hub sent as "
                + name
                + " of "
                + REPOSITORY
                + " is not what it lists, and was discarded: try again.");
    assertThat(everything()).doesNotContain(name);
  }

  private PretrainedSource.Delivery deliver(LoopbackServer hub, Optional<String> token) {
    return new HubSource(hub.address(""), REPOSITORY, "main", token, false, SHORT)
        .deliver(folder, MavenSourceTest.SILENT);
  }

  private LoopbackServer hub() {
    return new LoopbackServer(
        (request, out) -> {
          var name = request.path().replaceFirst(".*/", "");
          if (request.path().startsWith("/api/")) {
            reply(out, 200, listing());
          } else if (answers.containsKey(name)) {
            answers.get(name).write(request, files.get(name), out);
          } else {
            reply(
                out,
                200,
                files.get(name),
                "X-Repo-Commit: " + COMMIT,
                "ETag: \"" + gitBlob(files.get(name)) + "\"");
          }
        });
  }

  /** What the hub's API says: SHA-256 for the large file, Git's hash for the small ones. */
  private byte[] listing() {
    var root = Json.LINE.createObjectNode();
    root.put("sha", COMMIT);
    var siblings = root.putArray("siblings");
    files.forEach(
        (name, content) -> {
          var sibling = siblings.addObject();
          sibling.put("rfilename", name).put("size", content.length);
          sibling.put("blobId", gitBlob(content));
          if (content.length > 1_000) {
            sibling.putObject("lfs").put("sha256", Sha256.of(content)).put("size", content.length);
          }
        });
    return Json.LINE.writeValueAsBytes(root);
  }

  /** Sends at most so many bytes from where the client wants to go on, then hangs up. */
  private static void part(Request request, byte[] content, OutputStream out, int most)
      throws IOException {
    var start = request.rangeStart();
    var range = "Content-Range: bytes %d-%d/%d";
    head(
        out,
        start == 0 ? 200 : 206,
        "ETag: \"v1\"",
        range.formatted(start, content.length - 1, content.length),
        "Content-Length: " + (content.length - start));
    out.write(content, start, Math.min(most, content.length - start));
    out.flush();
  }

  private byte[] weights() {
    return files.get("model.safetensors");
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String gitBlob(byte[] content) {
    try {
      var sha1 = MessageDigest.getInstance("SHA-1");
      sha1.update(text("blob " + content.length + "\0"));
      return HexFormat.of().formatHex(sha1.digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private List<String> everything() throws IOException {
    try (var files = Files.walk(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
