package bonsai.base;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Replaces files so that a reader, also one after a crash or a power cut, finds the old content or
 * the new one and never a part of either: written beside the target, forced to the disk, renamed.
 */
public final class AtomicFile {
  /** Writes a file's content, from the channel's start. */
  @FunctionalInterface
  public interface Content {
    void writeTo(FileChannel channel) throws IOException;
  }

  private AtomicFile() {}

  /**
   * Makes or replaces a file; its folder must exist.
   *
   * @throws UserException if it cannot be written (the cause tells why: no space, no permission);
   *     the old content is then intact
   */
  public static void write(Path target, Content content) {
    var folder = target.toAbsolutePath().getParent();
    try {
      var part = Files.createTempFile(folder, "." + target.getFileName() + ".", ".part");
      try {
        try (var channel =
            FileChannel.open(
                part, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
          content.writeTo(channel);
          channel.force(true);
        }
        Files.move(
            part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
      syncFolder(folder);
    } catch (IOException e) {
      throw new UserException(
          "The file " + target + " cannot be written: " + IoReason.of(e) + ".", e);
    }
  }

  public static void write(Path target, byte[] bytes) {
    write(target, channel -> writeFully(channel, ByteBuffer.wrap(bytes)));
  }

  /** Writes text in UTF-8. */
  public static void write(Path target, String text) {
    write(target, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes all that remains in the buffer, however often the channel takes only a part. */
  public static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Forces a folder's entries (new names, renames) to the disk, where the system knows how. */
  public static void syncFolder(Path folder) throws IOException {
    if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return; // Windows opens no folders and needs no such call
    }
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
