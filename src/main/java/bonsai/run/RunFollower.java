package bonsai.run;

import bonsai.run.EventLog.Damage;
import bonsai.run.EventLog.Entry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Follows a run's event log while a worker writes it: reads only what is new, by byte offset. A
 * look that finds nothing new costs one call to the system. Not for use by several threads at once.
 */
public final class RunFollower implements AutoCloseable {
  private static final int CHUNK_BYTES = 1 << 18;

  /**
   * What is new in the log.
   *
   * @param damages places that do not hold what was written
   * @param restarted the log is another one than before: forget all of it and begin with this batch
   * @param more whether there is more to read at once; a batch holds a part of a long log
   */
  public record Batch(List<Entry> entries, List<Damage> damages, boolean restarted, boolean more) {
    static final Batch NOTHING = new Batch(List.of(), List.of(), false, false);

    public Batch {
      entries = List.copyOf(entries);
      damages = List.copyOf(damages);
    }
  }

  private final Path file;
  private Optional<FileChannel> channel = Optional.empty();
  private Object fileKey = "";
  private LogLine.Order order = new LogLine.Order();

  /** The end of the last whole line that was read. */
  private long offset;

  private ByteBuffer buffer = ByteBuffer.allocate(CHUNK_BYTES);

  /** Follows a log from its beginning; it need not exist yet. */
  public RunFollower(RunFolder run) {
    this.file = run.events();
  }

  /** Reads what is new since the last call. */
  public Batch poll() {
    try {
      var now = Files.readAttributes(file, BasicFileAttributes.class);
      var restarted = channel.isPresent() && isAnother(now);
      if (restarted) {
        restart();
      }
      if (now.size() == offset) {
        return restarted ? new Batch(List.of(), List.of(), true, false) : Batch.NOTHING;
      }
      if (channel.isEmpty()) {
        channel = Optional.of(FileChannel.open(file, StandardOpenOption.READ));
        fileKey = now.fileKey();
      }
      return read(channel.get(), restarted);
    } catch (NoSuchFileException e) {
      return Batch.NOTHING;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Replaced by another file, or cut off before what was read of it. */
  private boolean isAnother(BasicFileAttributes now) {
    return now.size() < offset || !Objects.equals(now.fileKey(), fileKey);
  }

  private void restart() throws IOException {
    close();
    channel = Optional.empty();
    order = new LogLine.Order();
    offset = 0;
  }

  private Batch read(FileChannel from, boolean restarted) throws IOException {
    buffer.clear();
    while (buffer.hasRemaining() && from.read(buffer, offset + buffer.position()) > 0) {}
    var end = buffer.position();
    while (end > 0 && buffer.get(end - 1) != '\n') {
      end--;
    }
    var full = !buffer.hasRemaining();
    if (end == 0 && full) {
      buffer = ByteBuffer.allocate(2 * buffer.capacity()); // one line fills it
      return read(from, restarted);
    }
    var entries = new ArrayList<Entry>();
    var damages = new ArrayList<Damage>();
    new LogLine.Splitter()
        .feed(buffer.array(), end, line -> order.check(line, entries::add, damages::add));
    offset += end;
    return new Batch(entries, damages, restarted, full);
  }

  @Override
  public void close() {
    try {
      if (channel.isPresent()) {
        channel.get().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
