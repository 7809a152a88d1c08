package bonsai.app.runs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Follows what a worker writes to its standard output and error, from about its last screenfuls.
 */
final class WorkerLogTail {
  /** A worker that complains in a loop must not fill the window's memory. */
  private static final int MOST_BYTES = 1 << 18;

  private final Path file;
  private long offset;
  private byte[] rest = {};

  WorkerLogTail(Path file) {
    this.file = file;
  }

  /** The whole lines that are new; none if there is no such file. */
  List<String> poll() {
    try {
      var size = Files.size(file);
      if (size < offset) {
        offset = 0; // begun anew
        rest = new byte[] {};
      }
      if (size == offset) {
        return List.of();
      }
      var skipped = size - offset > MOST_BYTES;
      if (skipped) {
        offset = size - MOST_BYTES;
        rest = new byte[] {};
      }
      var lines = lines(read((int) (size - offset)));
      return skipped && !lines.isEmpty() ? lines.subList(1, lines.size()) : lines;
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ByteBuffer read(int bytes) throws IOException {
    var buffer = ByteBuffer.allocate(rest.length + bytes).put(rest);
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      var from = offset - rest.length;
      while (buffer.hasRemaining() && channel.read(buffer, from + buffer.position()) >= 0) {}
      offset = from + buffer.position();
    }
    return buffer.flip();
  }

  private List<String> lines(ByteBuffer bytes) {
    var lines = new ArrayList<String>();
    var from = 0;
    for (var i = 0; i < bytes.limit(); i++) {
      if (bytes.get(i) == '\n') {
        lines.add(
            new String(bytes.array(), from, i - from, StandardCharsets.UTF_8).stripTrailing());
        from = i + 1;
      }
    }
    rest = new byte[bytes.limit() - from];
    bytes.get(from, rest);
    return lines;
  }
}
