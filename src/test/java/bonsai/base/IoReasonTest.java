package bonsai.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IoReasonTest {
  @TempDir private Path folder;

  @Test
  void whatTheSystemSaysOfAFileIsToldWithoutItsPath() throws IOException {
    var missing = folder.resolve("missing");
    var file = Files.createFile(folder.resolve("file"));

    assertThat(IoReason.of(catchThrowable(() -> Files.readString(missing))))
        .isEqualTo("it does not exist");
    assertThat(IoReason.of(catchThrowable(() -> Files.list(file).close())))
        .isEqualTo("it is not a folder");
    assertThat(IoReason.of(catchThrowable(() -> Files.createFile(file))))
        .isEqualTo("it exists already");
    assertThat(IoReason.of(new AccessDeniedException("secret"))).isEqualTo("permission denied");
    assertThat(IoReason.of(new FileSystemException("/x", null, "Read-only file system")))
        .isEqualTo("Read-only file system");
  }

  @Test
  void aFullDiskIsToldInTheSameWordsEverywhere() {
    var full = new IOException("No space left on device");
    assertThat(IoReason.of(full)).isEqualTo("the disk is full");
    assertThat(IoReason.of(new UncheckedIOException(full))).isEqualTo("the disk is full");
    assertThat(
            IoReason.of(
                new FileSystemException("/x", null, "There is not enough space on the disk")))
        .isEqualTo("the disk is full");
  }

  @Test
  void anythingElseIsToldByItsMessageOrItsKind() {
    assertThat(IoReason.of(new IOException("Input/output error"))).isEqualTo("Input/output error");
    assertThat(IoReason.of(new EOFException())).isEqualTo("EOFException");
  }
}
