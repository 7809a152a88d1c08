package bonsai.app.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WorkerLogTailTest {
  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("worker.log");
  }

  private void append(String text) throws Exception {
    Files.writeString(file(), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Test
  void aMissingFileHasNoLines() {
    assertThat(new WorkerLogTail(file()).poll()).isEmpty();
  }

  @Test
  void wholeLinesAreToldOnce() throws Exception {
    var tail = new WorkerLogTail(file());
    append("one\ntw");
    assertThat(tail.poll()).containsExactly("one");

    append("o\r\nthree ä\n");

    assertThat(tail.poll()).containsExactly("two", "three ä");
    assertThat(tail.poll()).isEmpty();
  }

  @Test
  void aFileThatBeganAnewIsReadFromItsBeginning() throws Exception {
    var tail = new WorkerLogTail(file());
    append("a long first line\n");
    tail.poll();

    Files.writeString(file(), "new\n");

    assertThat(tail.poll()).containsExactly("new");
  }

  @Test
  void ofAHugeFileOnlyTheEndIsRead() throws Exception {
    append("x".repeat(99).concat("\n").repeat(10_000));
    append("last\n");

    var lines = new WorkerLogTail(file()).poll();

    assertThat(lines).hasSizeLessThan(3_000).last().isEqualTo("last");
    assertThat(lines.getFirst()).hasSize(99);
  }
}
