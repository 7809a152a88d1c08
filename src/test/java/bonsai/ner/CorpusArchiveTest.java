package bonsai.ner;

import static bonsai.base.LoopbackServer.head;
import static bonsai.base.LoopbackServer.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bonsai.base.Download;
import bonsai.base.LoopbackServer;
import bonsai.base.Sha256;
import bonsai.base.UserException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The right files or none, whatever the server and the archive are up to. */
class CorpusArchiveTest {
  private static final Map<String, String> FILES =
      Map.of(
          "train.txt", "Peter B-PER\n".repeat(500),
          "valid.txt", "EU B-ORG\n",
          "test.txt", "Bonn B-LOC\n");

  private static final Download.Patience PATIENCE =
      new Download.Patience(
          Duration.ofSeconds(20), Duration.ofSeconds(20), 3, Duration.ofMillis(1));

  @TempDir Path corpora;

  @Test
  void theFilesOfTheArchiveBecomeAFolder() throws IOException {
    var entries = entries();
    entries.put("metadata", text("not asked for"));
    try (var server = serving(zip(entries))) {
      var folder = fetch(server);

      assertThat(folder).isEqualTo(corpora.resolve("tiny"));
      assertThat(names(folder)).containsExactly("test.txt", "train.txt", "valid.txt");
      assertThat(Corpora.read(new DataSource.Folder(folder)).sentences(Split.VALID)).hasSize(1);
      assertThat(names(corpora)).containsExactly("tiny");
    }
  }

  @Test
  void filesInAFolderOfTheArchiveAreFound() throws IOException {
    var entries = new LinkedHashMap<String, byte[]>();
    entries().forEach((name, bytes) -> entries.put("conll/data/" + name, bytes));
    entries.put("__MACOSX/conll/data/train.txt", text("Apple's notes"));
    try (var server = serving(zip(entries))) {
      assertThat(names(fetch(server))).hasSize(3);
    }
  }

  @Test
  void whatIsThereIsNotFetchedAgain() throws IOException {
    try (var server = serving(zip(entries()))) {
      fetch(server);
      fetch(server);

      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void aFolderOfTheUsersIsNotTouched() throws IOException {
    var own = Files.createDirectories(corpora.resolve("tiny"));
    Files.writeString(own.resolve("train.txt"), "mine O\n");
    try (var server = serving(zip(entries()))) {
      refused(
          server, "The folder " + own + " holds something else: move it away, then fetch again.");
      assertThat(server.requests()).isEmpty();
    }
    assertThat(own.resolve("train.txt")).hasContent("mine O");
  }

  @Test
  void aDownloadThatBreaksOffGoesOn() throws IOException {
    var zip = zip(entries());
    try (var server =
        new LoopbackServer(
            (request, out) -> {
              var start = request.rangeStart();
              var rest = Arrays.copyOfRange(zip, start, zip.length);
              head(
                  out,
                  start == 0 ? 200 : 206,
                  "ETag: \"1\"",
                  "Content-Length: " + rest.length,
                  "Content-Range: bytes " + start + "-/" + zip.length);
              out.write(rest, 0, start == 0 ? zip.length / 2 : rest.length);
              out.flush();
            })) {
      assertThat(names(fetch(server))).hasSize(3);
    }
  }

  @Test
  void aWrongFileSpoilsThemAll() throws IOException {
    var entries = entries();
    entries.put("test.txt", text("Bonn O\n"));
    try (var server = serving(zip(entries))) {
      refused(
          server,
          "The test.txt from %s is not the expected one (sha256 %s instead of %s): nothing was kept."
              .formatted(
                  server.address("/tiny.zip"),
                  Sha256.of(text("Bonn O\n")),
                  Sha256.of(text(FILES.get("test.txt")))));
      assertNothingIsLeft();
    }
  }

  @Test
  void aMissingFileSpoilsThemAll() throws IOException {
    var entries = entries();
    entries.remove("valid.txt");
    try (var server = serving(zip(entries))) {
      refused(server, "The archive tiny.zip has no valid.txt.");
      assertNothingIsLeft();
    }
  }

  @Test
  void aFileThatIsThereTwiceSpoilsThemAll() throws IOException {
    var entries = entries();
    entries.put("old/train.txt", text("x"));
    try (var server = serving(zip(entries))) {
      refused(server, "The archive tiny.zip has train.txt more than once.");
      assertNothingIsLeft();
    }
  }

  @Test
  void anEntryThatLeavesTheFolderIsRefused() throws IOException {
    for (var evil : List.of("../evil.txt", "a/../../evil.txt", "/evil.txt", "..\\evil", "C:evil")) {
      var entries = entries();
      entries.put(evil, text("evil"));
      try (var server = serving(zip(entries))) {
        refused(
            server, "The archive tiny.zip has an entry that leaves its folder ('" + evil + "').");
        assertNothingIsLeft();
        assertThat(corpora.getParent().resolve("evil.txt")).doesNotExist();
      }
    }
  }

  @Test
  void aBombIsNotUnpacked() throws IOException {
    var entries = entries();
    entries.put("train.txt", new byte[50_000_000]);
    var zip = zip(entries);
    assertThat(zip.length).isLessThan(100_000);
    try (var server = serving(zip)) {
      refused(
          server,
          "The archive tiny.zip has a train.txt of more than the 100000 bytes expected at most.");
      assertNothingIsLeft();
    }
  }

  @Test
  void aBombThatLiesAboutItsSizeIsNotUnpacked() throws IOException {
    var entries = entries();
    entries.put("train.txt", new byte[50_000_000]);
    var zip = zip(entries);
    // the size in the central directory, 24 bytes behind its signature: PK 1 2
    for (int i = 0; i + 46 < zip.length; i++) {
      if (zip[i] == 'P' && zip[i + 1] == 'K' && zip[i + 2] == 1 && zip[i + 3] == 2) {
        Arrays.fill(zip, i + 24, i + 28, (byte) 0);
        zip[i + 24] = 10;
      }
    }
    try (var server = serving(zip)) {
      assertThatThrownBy(() -> fetch(server)).isInstanceOf(UserException.class);
      assertNothingIsLeft();
    }
  }

  @Test
  void aLinkIsNoFile() throws IOException {
    var entries = entries();
    entries.put("train.txt", text("/etc/passwd"));
    var zip = zip(entries);
    // the attributes in the central directory, 38 bytes behind its signature: a Unix link
    for (int i = 0; i + 46 < zip.length; i++) {
      if (zip[i] == 'P' && zip[i + 1] == 'K' && zip[i + 2] == 1 && zip[i + 3] == 2) {
        zip[i + 5] = 3;
        zip[i + 40] = (byte) 0xFF;
        zip[i + 41] = (byte) 0xA1;
      }
    }
    try (var server = serving(zip)) {
      assertThatThrownBy(() -> fetch(server))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("is not the expected one");
      assertNothingIsLeft();
    }
  }

  @Test
  void tooManyEntriesAreRefused() throws IOException {
    var entries = entries();
    for (int i = 0; i < 98; i++) {
      entries.put("e" + i, new byte[0]);
    }
    try (var server = serving(zip(entries))) {
      refused(server, "The archive tiny.zip has 101 entries, of which 100 at most are read.");
      assertNothingIsLeft();
    }
  }

  @Test
  void anArchiveThatIsTooLargeIsRefused() throws IOException {
    try (var server = serving(new byte[100_001])) {
      refused(
          server,
          "What %s sends is larger than the 100000 bytes expected at most and was discarded."
              .formatted(server.address("/tiny.zip")));
      assertNothingIsLeft();
    }
  }

  @Test
  void aPageInsteadOfAnArchiveIsSaid() throws IOException {
    try (var server = serving(text("<html>Log in first</html>"))) {
      refused(
          server, "The archive tiny.zip is not a whole ZIP archive (zip END header not found).");
      assertNothingIsLeft();
    }
  }

  @Test
  void anArchiveThatIsCutIsSaid() throws IOException {
    var zip = zip(entries());
    try (var server = serving(Arrays.copyOf(zip, zip.length / 2))) {
      refused(
          server, "The archive tiny.zip is not a whole ZIP archive (zip END header not found).");
      assertNothingIsLeft();
    }
  }

  @Test
  void anArchiveWithDamageInsideIsSaid() throws IOException {
    var zip = zip(entries());
    zip[60] ^= 0x55; // in the first file's compressed bytes
    try (var server = serving(zip)) {
      assertThatThrownBy(() -> fetch(server)).isInstanceOf(UserException.class);
      assertNothingIsLeft();
    }
  }

  @Test
  void aMissingArchiveIsSaid() throws IOException {
    try (var server = new LoopbackServer((request, out) -> reply(out, 404, new byte[0]))) {
      refused(
          server,
          server.address("/tiny.zip")
              + " does not exist (status 404): check the name and the revision.");
      assertNothingIsLeft();
    }
  }

  @Test
  void anUnknownCorpusIsSaid() {
    assertThatThrownBy(() -> CorpusArchive.of("ontonotes"))
        .isInstanceOf(UserException.class)
        .hasMessage("'ontonotes' is not a corpus that can be fetched: use one of [conll2003].");
  }

  private Path fetch(LoopbackServer server) {
    var hashes = new LinkedHashMap<String, String>();
    FILES.forEach((name, content) -> hashes.put(name, Sha256.of(text(content))));
    return new CorpusArchive("tiny", URI.create("https://data.example"), "Free.", hashes, 100_000)
        .from(server.address("/tiny.zip"))
        .fetch(corpora, PATIENCE, (bytes, total) -> {});
  }

  private void refused(LoopbackServer server, String message) {
    assertThatExceptionOfType(UserException.class)
        .isThrownBy(() -> fetch(server))
        .withMessage(message);
  }

  private void assertNothingIsLeft() throws IOException {
    assertThat(names(corpora)).isEmpty();
  }

  private static LoopbackServer serving(byte[] zip) {
    return new LoopbackServer((request, out) -> reply(out, 200, zip));
  }

  private static Map<String, byte[]> entries() {
    var entries = new LinkedHashMap<String, byte[]>();
    for (var name : List.of("train.txt", "valid.txt", "test.txt")) {
      entries.put(name, text(FILES.get(name)));
    }
    return entries;
  }

  private static byte[] zip(Map<String, byte[]> entries) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (var entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
