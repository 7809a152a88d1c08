package bonsai.base;

import static bonsai.base.LoopbackServer.head;
import static bonsai.base.LoopbackServer.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a server that cuts, lies, loops, stalls and changes its mind. */
class DownloadTest {
  private static final Download.Patience PATIENCE =
      new Download.Patience(
          Duration.ofSeconds(20), Duration.ofSeconds(20), 3, Duration.ofMillis(1));

  private final byte[] content = bytes(200_000, 1);
  private final AtomicLong arrived = new AtomicLong(-1);

  @TempDir Path folder;

  @Test
  void theFileArrivesWholeAndLeavesNothingElse() throws IOException {
    try (var server =
        new LoopbackServer((request, out) -> reply(out, 200, content, "X-Commit: c"))) {
      var seen = new ArrayList<Long>();
      var done =
          download(server)
              .withSha256(Sha256.of(content))
              .withProgress(
                  (bytes, total) -> {
                    seen.add(bytes);
                    assertThat(total).hasValue(content.length);
                  })
              .to(target());

      assertThat(target()).hasBinaryContent(content);
      assertThat(done.bytes()).isEqualTo(content.length);
      assertThat(done.sha256()).isEqualTo(Sha256.of(content));
      assertThat(done.firstHeaders().firstValue("X-Commit")).hasValue("c");
      assertThat(seen).startsWith(0L).endsWith((long) content.length).isSorted();
      assertThat(names()).containsExactly("file.bin");
    }
  }

  @Test
  void aCutDownloadGoesOnWhereItBrokeOff() throws IOException {
    try (var server = new LoopbackServer((request, out) -> part(request, out, "\"v1\"", 70_000))) {
      download(server).withSha256(Sha256.of(content)).to(target());

      assertThat(target()).hasBinaryContent(content);
      assertThat(server.requests())
          .extracting(LoopbackServer.Request::rangeStart)
          .containsExactly(0, 70_000, 140_000);
      assertThat(server.requests().get(1).headers()).containsEntry("if-range", "\"v1\"");
    }
  }

  @Test
  void aLaterCallGoesOnWhereAnEarlierOneBrokeOff() throws IOException {
    try (var server =
        new LoopbackServer(
            (request, out) ->
                part(request, out, "\"v1\"", request.rangeStart() == 0 ? 70_000 : 0))) {
      assertThatThrownBy(() -> download(server).to(target()))
          .hasMessage(
              "The download of %s broke off after 70000 of 200000 bytes: "
                      .formatted(server.address("/file.bin"))
                  + "run it again, it goes on from there.");
      assertThat(names()).containsExactlyInAnyOrder("file.bin.part", "file.bin.part.etag");
    }
    try (var server = new LoopbackServer((request, out) -> part(request, out, "\"v1\"", 200_000))) {
      download(server).withSha256(Sha256.of(content)).to(target());

      assertThat(server.requests())
          .extracting(LoopbackServer.Request::rangeStart)
          .containsExactly(70_000);
      assertThat(target()).hasBinaryContent(content);
      assertThat(names()).containsExactly("file.bin");
    }
  }

  @Test
  void aFileThatChangedOnTheServerIsFetchedFromItsStart() throws IOException {
    var changed = bytes(150_000, 2);
    var asked = new AtomicInteger();
    try (var server =
        new LoopbackServer(
            (request, out) -> {
              if (asked.getAndIncrement() == 0) {
                part(request, out, "\"v1\"", 70_000);
              } else {
                reply(out, 200, changed, "ETag: \"v2\"");
              }
            })) {
      download(server).to(target());

      assertThat(target()).hasBinaryContent(changed);
    }
  }

  @Test
  void aPartOfAnotherVersionIsNeverAppended() throws IOException {
    var asked = new AtomicInteger();
    try (var server =
        new LoopbackServer(
            (request, out) ->
                // disregards If-Range, as broken servers do
                part(request, out, asked.getAndIncrement() == 0 ? "\"v1\"" : "\"v2\"", 120_000))) {
      download(server).withSha256(Sha256.of(content)).to(target());

      assertThat(server.requests())
          .extracting(LoopbackServer.Request::rangeStart)
          .containsExactly(0, 120_000, 0, 120_000);
      assertThat(target()).hasBinaryContent(content);
    }
  }

  @Test
  void withoutAStrongEtagItStartsAgain() throws IOException {
    var asked = new AtomicInteger();
    try (var server =
        new LoopbackServer(
            (request, out) ->
                part(request, out, "W/\"v1\"", asked.getAndIncrement() == 0 ? 70_000 : 200_000))) {
      download(server).to(target());

      assertThat(server.requests())
          .extracting(LoopbackServer.Request::rangeStart)
          .containsExactly(0, 0);
      assertThat(target()).hasBinaryContent(content);
    }
  }

  @Test
  void wrongBytesAreDiscardedAndTheOldFileStays() throws IOException {
    Files.writeString(target(), "old");
    var wrong = bytes(200_000, 3);
    try (var server = new LoopbackServer((request, out) -> reply(out, 200, wrong))) {
      assertThatExceptionOfType(UserException.class)
          .isThrownBy(() -> download(server).withSha256(Sha256.of(content)).to(target()))
          .withMessage(
              "What %s sent is not the expected file (sha256 %s instead of %s) and was discarded."
                  .formatted(server.address("/file.bin"), Sha256.of(wrong), Sha256.of(content)));
    }
    assertThat(target()).hasContent("old");
    assertThat(names()).containsExactly("file.bin");
  }

  @Test
  void aWrongOldPartIsReplacedByAFreshDownload() throws IOException {
    Files.write(folder.resolve("file.bin.part"), bytes(70_000, 9));
    Files.writeString(folder.resolve("file.bin.part.etag"), "\"v1\"");
    try (var server = new LoopbackServer((request, out) -> part(request, out, "\"v1\"", 200_000))) {
      download(server).withSha256(Sha256.of(content)).to(target());

      assertThat(server.requests())
          .extracting(LoopbackServer.Request::rangeStart)
          .containsExactly(70_000, 0);
      assertThat(target()).hasBinaryContent(content);
    }
  }

  @Test
  void tooLargeAFileIsRefusedBeforeItComes() {
    try (var server =
        new LoopbackServer(
            (request, out) -> {
              head(out, 200, "Content-Length: 99999999999");
              Thread.sleep(20_000); // the client need not wait for the body to refuse it
            })) {
      assertThatThrownBy(() -> download(server).to(target()))
          .isInstanceOf(UserException.class)
          .hasMessage(
              "What %s sends is larger than the 1000000 bytes expected at most and was discarded."
                  .formatted(server.address("/file.bin")));
      assertThat(names()).isEmpty();
    }
  }

  @Test
  void anEndlessFileIsStoppedAtTheLimit() {
    try (var server =
        new LoopbackServer(
            (request, out) -> {
              head(out, 200);
              while (true) {
                out.write(content);
              }
            })) {
      assertThatThrownBy(() -> download(server).to(target()))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("is larger than the 1000000 bytes");
      assertThat(names()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "404|does not exist (status 404): check the name and the revision.|1",
        "401|refuses access (status 401): it may need a token, or another one.|1",
        "403|refuses access (status 403): it may need a token, or another one.|1",
        "503|cannot answer now (status 503): try again later.|3",
        "418|gave an answer that is not a file (status 418).|1",
      })
  void aRefusalIsSaidInOneSentence(int status, String message, int requests) {
    try (var server = new LoopbackServer((request, out) -> reply(out, status, new byte[0]))) {
      assertThatThrownBy(() -> download(server).to(target()))
          .isInstanceOf(UserException.class)
          .hasMessage(server.address("/file.bin") + " " + message);
      assertThat(server.requests()).hasSize(requests);
      assertThat(names()).isEmpty();
    }
  }

  @Test
  void aBusyServerIsAskedAgain() {
    var asked = new AtomicInteger();
    try (var server =
        new LoopbackServer(
            (request, out) -> reply(out, asked.getAndIncrement() < 2 ? 503 : 200, content))) {
      download(server).to(target());

      assertThat(target()).hasBinaryContent(content);
    }
  }

  @Test
  void redirectsAreFollowed() {
    try (var server =
        new LoopbackServer(
            (request, out) -> {
              if (request.path().equals("/file.bin")) {
                reply(out, 302, new byte[0], "Location: /other?signed=1");
              } else {
                reply(out, 200, content);
              }
            })) {
      download(server).to(target());

      assertThat(target()).hasBinaryContent(content);
    }
  }

  @Test
  void aRedirectLoopEnds() {
    try (var server =
        new LoopbackServer((request, out) -> reply(out, 301, new byte[0], "Location: /file.bin"))) {
      assertThatThrownBy(() -> download(server).to(target()))
          .isInstanceOf(UserException.class)
          .hasMessage(
              server.address("/file.bin")
                  + " redirects more than 8 times: the address may be wrong.");
      assertThat(server.requests()).hasSize(9);
    }
  }

  @Test
  void aRedirectToNowhereIsSaid() {
    try (var server = new LoopbackServer((request, out) -> reply(out, 302, new byte[0]))) {
      assertThatThrownBy(() -> download(server).to(target()))
          .isInstanceOf(UserException.class)
          .hasMessage(server.address("/file.bin") + " redirects to no valid address.");
    }
  }

  @Test
  void aRedirectToAnUnencryptedAddressIsRefused() {
    try (var server =
        new LoopbackServer(
            (request, out) ->
                reply(out, 302, new byte[0], "Location: http://data.example/file.bin"))) {
      assertThatThrownBy(() -> download(server).to(target()))
          .isInstanceOf(UserException.class)
          .hasMessage(
              server.address("/file.bin")
                  + " redirects to an unsafe address: http://data.example/file.bin"
                  + " is not fetched, because only https addresses are.");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://data.example/file.bin",
        "ftp://data.example/file.bin",
        "http://127.0.0.1.example/file.bin",
        "http://localhost.example/file.bin"
      })
  void anUnencryptedAddressIsRefused(String address) {
    assertThatThrownBy(() -> Download.of(URI.create(address), 10).to(target()))
        .isInstanceOf(UserException.class)
        .hasMessage(address + " is not fetched, because only https addresses are.");
  }

  @Test
  void anAddressWithoutAHostIsRefused() {
    assertThatThrownBy(() -> Download.of(URI.create("file.bin"), 10).to(target()))
        .isInstanceOf(UserException.class)
        .hasMessage("'file.bin' is not an address: write https://HOST/PATH.");
  }

  @Test
  void theTokenGoesToItsHostAlone() {
    try (var stranger = new LoopbackServer((request, out) -> reply(out, 200, content));
        var server =
            new LoopbackServer(
                (request, out) -> {
                  var next =
                      request.path().equals("/file.bin")
                          ? "/again"
                          : stranger.address("/elsewhere").toString();
                  reply(out, 302, new byte[0], "Location: " + next);
                })) {
      download(server).withToken(new Download.Token(server.host(), "secret")).to(target());

      assertThat(server.requests())
          .hasSize(2)
          .allSatisfy(
              request ->
                  assertThat(request.headers()).containsEntry("authorization", "Bearer secret"));
      assertThat(stranger.requests())
          .singleElement()
          .satisfies(request -> assertThat(request.headers()).doesNotContainKey("authorization"));
    }
  }

  @Test
  void theTokenIsNotSentToAnotherHostThanItsOwn() {
    try (var server = new LoopbackServer((request, out) -> reply(out, 200, content))) {
      download(server).withToken(new Download.Token("hub.example", "secret")).to(target());

      assertThat(server.requests().getFirst().headers()).doesNotContainKey("authorization");
    }
  }

  @Test
  void theTokenIsNeverPrinted() {
    assertThat(
            Download.of(URI.create("https://hub.example/x"), 1)
                .withToken(new Download.Token("hub.example", "secret"))
                .toString())
        .doesNotContain("secret");
  }

  @Test
  void aServerThatFallsSilentIsLeft() {
    try (var server =
        new LoopbackServer(
            (request, out) -> {
              head(out, 200, "Content-Length: 200000");
              out.write(content, 0, 1000);
              out.flush();
              Thread.sleep(20_000);
            })) {
      assertThatThrownBy(
              () ->
                  download(server)
                      .withPatience(
                          new Download.Patience(
                              Duration.ofSeconds(20),
                              Duration.ofMillis(500),
                              2,
                              Duration.ofMillis(1)))
                      .to(target()))
          .isInstanceOf(UserException.class)
          .hasMessage(
              server.address("/file.bin") + " fell silent for 0.5 seconds: try again later.");
    }
  }

  @Test
  void aServerThatOnlyTricklesIsLeft() {
    try (var server =
        new LoopbackServer(
            (request, out) -> {
              head(out, 200, "Content-Length: 200000", "ETag: \"v1\"");
              for (var i = 0; i < 1000; i++) {
                out.write(content, i, 1);
                out.flush();
                Thread.sleep(20);
              }
            })) {
      assertThatThrownBy(
              () ->
                  download(server)
                      .withPatience(
                          new Download.Patience(
                              Duration.ofSeconds(20),
                              Duration.ofSeconds(20),
                              2,
                              Duration.ofMillis(1),
                              new Download.Pace(100_000, Duration.ofMillis(300))))
                      .to(target()))
          .isInstanceOf(UserException.class)
          .hasMessage(
              server.address("/file.bin")
                  + " sends less than 100000 bytes in 0.3 seconds: run it again later, it goes on"
                  + " from there.");
      assertThat(server.requests()).hasSize(2);
    }
  }

  @Test
  void aServerThatClosesWithoutAnAnswerIsSaid() {
    try (var server = new LoopbackServer((request, out) -> {})) {
      assertThatThrownBy(() -> download(server).to(target()))
          .isInstanceOf(UserException.class)
          .hasMessageStartingWith(server.address("/file.bin") + " broke off its answer (");
    }
  }

  @Test
  void anUnreachableHostIsSaid() {
    var server = new LoopbackServer((request, out) -> {});
    server.close();
    assertThatThrownBy(() -> download(server).to(target()))
        .isInstanceOf(UserException.class)
        .hasMessage(server.host() + " cannot be reached: check the network or the proxy.");
  }

  @Test
  void anInterruptedThreadStopsAtOnceAndKeepsThePart() throws InterruptedException {
    var started = new CountDownLatch(1);
    try (var server =
        new LoopbackServer(
            (request, out) -> {
              head(out, 200, "Content-Length: 200000", "ETag: \"v1\"");
              out.write(content, 0, 70_000);
              out.flush();
              Thread.sleep(20_000);
            })) {
      var thrown = new AtomicReference<Throwable>();
      var thread =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      download(server)
                          .withProgress(
                              (bytes, total) -> {
                                if (bytes >= 70_000) {
                                  started.countDown();
                                }
                              })
                          .to(target());
                    } catch (Throwable e) {
                      thrown.set(e);
                    }
                  });
      assertThat(started.await(5, TimeUnit.SECONDS)).isTrue();
      thread.interrupt();
      assertThat(thread.join(Duration.ofSeconds(5))).isTrue();

      assertThat(thrown.get()).isInstanceOf(CancellationException.class);
      assertThat(folder.resolve("file.bin.part")).hasSize(70_000);
      assertThat(target()).doesNotExist();
    }
  }

  @Test
  void twoDownloadsOfOneFileDoNotMix() throws InterruptedException {
    var started = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    try (var server =
        new LoopbackServer(
            (request, out) -> {
              started.countDown();
              release.await();
              reply(out, 200, content);
            })) {
      var first = Thread.startVirtualThread(() -> download(server).to(target()));
      assertThat(started.await(5, TimeUnit.SECONDS)).isTrue();

      assertThatThrownBy(() -> download(server).to(target()))
          .isInstanceOf(UserException.class)
          .hasMessage(target() + " is being downloaded already: wait for that download to end.");
      release.countDown();
      assertThat(first.join(Duration.ofSeconds(5))).isTrue();
      assertThat(target()).hasBinaryContent(content);
    }
  }

  @Test
  void aFolderThatCannotBeWrittenIsSaid() throws IOException {
    Files.writeString(folder.resolve("blocked"), "a file, no folder");
    assertThatThrownBy(
            () ->
                Download.of(URI.create("https://data.example/x"), 10)
                    .to(folder.resolve("blocked/x")))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("The file " + folder.resolve("blocked/x") + " cannot be written: ");
  }

  /** Serves {@link #content} from the byte asked for, but at most this many bytes of it. */
  private void part(LoopbackServer.Request request, OutputStream out, String etag, int most)
      throws IOException, InterruptedException {
    var start = request.rangeStart();
    var rest = Arrays.copyOfRange(content, start, content.length);
    arrived.set(-1);
    head(
        out,
        start > 0 ? 206 : 200,
        "ETag: " + etag,
        "Content-Length: " + rest.length,
        "Content-Range: bytes %d-%d/%d".formatted(start, content.length - 1, content.length));
    out.write(rest, 0, Math.min(most, rest.length));
    out.flush();
    // a client may drop what it has not yet read when the connection ends: let it read first
    var until = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    while (arrived.get() != start + Math.min(most, rest.length) && System.nanoTime() < until) {
      Thread.sleep(1);
    }
  }

  private Download download(LoopbackServer server) {
    return Download.of(server.address("/file.bin"), 1_000_000)
        .withPatience(PATIENCE)
        .withProgress((bytes, total) -> arrived.set(bytes));
  }

  private Path target() {
    return folder.resolve("file.bin");
  }

  private List<String> names() {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static byte[] bytes(int length, long seed) {
    var bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
