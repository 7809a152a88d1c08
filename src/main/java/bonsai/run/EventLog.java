package bonsai.run;

import bonsai.base.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The event log of a run, as its one writer: whole lines are appended, each in one call to the
 * system, so that a kill costs at most the line being written. {@link LogLine} has the format.
 */
public final class EventLog implements AutoCloseable {
  /** Room that is given up when the disk is full, so that the log can still say how it ended. */
  private static final int RESERVE_BYTES = 1 << 16;

  /** Holds the record of a start, with all it says of the machine. */
  private static final int FIRST_BYTES = 1 << 13;

  /**
   * A whole record of a log.
   *
   * @param seq counts the records of the log, from 0
   */
  public record Entry(long seq, Instant time, RunEvent event) {}

  /**
   * A place in a log that does not hold what was written.
   *
   * @param line its line, counted from 1
   * @param message one sentence
   */
  public record Damage(long line, String message) {}

  /**
   * All that a log holds.
   *
   * @param tornBytes bytes at the end that are no whole record: the last one, cut off
   */
  public record Contents(List<Entry> entries, List<Damage> damages, long tornBytes) {
    /** The entries without the steps that a resumed run has done again. */
    public List<Entry> current() {
      var current = new ArrayList<Entry>();
      for (var entry : entries) {
        if (entry.event() instanceof RunEvent.Resumed resumed) {
          current.removeIf(
              earlier ->
                  earlier.event() instanceof RunEvent.Trained trained
                      && (trained.stage() > resumed.stage()
                          || trained.stage() == resumed.stage()
                              && trained.training().step() > resumed.step()));
        }
        current.add(entry);
      }
      return current;
    }
  }

  /** How bytes get to the disk; tests put one in its place that is full. */
  interface Appending {
    void append(FileChannel channel, ByteBuffer bytes) throws IOException;
  }

  private final FileChannel channel;
  private final Appending appending;
  private final Path reserve;
  private final Clock clock;
  private final List<RunEvent.Warning> found;
  private long nextSeq;
  private long length;

  private EventLog(
      FileChannel channel,
      Appending appending,
      Path reserve,
      Clock clock,
      List<RunEvent.Warning> found,
      long nextSeq,
      long length) {
    this.channel = channel;
    this.appending = appending;
    this.reserve = reserve;
    this.clock = clock;
    this.found = found;
    this.nextSeq = nextSeq;
    this.length = length;
  }

  /**
   * Opens a log to write on, making it if need be. A torn end is cut off, damage before it stays;
   * {@link #reportDamage} notes both.
   *
   * @param existing told of each record that the log holds already
   */
  public static EventLog open(Path file, Clock clock, Consumer<Entry> existing) {
    return open(file, clock, existing, AtomicFile::writeFully);
  }

  static EventLog open(Path file, Clock clock, Consumer<Entry> existing, Appending appending) {
    try {
      var channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      try {
        var damages = new ArrayList<Damage>();
        var scan = scan(channel, existing, damages::add);
        var whole = channel.size() - scan.torn();
        channel.truncate(whole);
        channel.position(whole);
        if (scan.newlineMissing()) {
          AtomicFile.writeFully(channel, ByteBuffer.wrap(new byte[] {'\n'}));
        }
        var reserve = file.resolveSibling(".reserve");
        makeReserve(reserve);
        return new EventLog(
            channel,
            appending,
            reserve,
            clock,
            warnings(scan, damages),
            scan.nextSeq(),
            channel.position());
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw StorageException.unlessDefect("The event log " + file + " cannot be opened", e);
    }
  }

  /** Notes in the log itself what was wrong with it when it was opened: for who goes on with it. */
  public void reportDamage() {
    found.forEach(this::append);
  }

  private static List<RunEvent.Warning> warnings(Scan scan, List<Damage> damages) {
    var warnings = new ArrayList<RunEvent.Warning>();
    if (scan.torn() > 0) {
      warnings.add(
          new RunEvent.Warning(
              "The log's last record was cut off ("
                  + scan.torn()
                  + " bytes); it is lost, all before it is kept."));
    }
    if (!damages.isEmpty()) {
      warnings.add(
          new RunEvent.Warning(
              "The log is damaged in "
                  + damages.size()
                  + (damages.size() == 1 ? " place" : " places")
                  + ", first in line "
                  + damages.getFirst().line()
                  + ": "
                  + damages.getFirst().message()));
    }
    return warnings;
  }

  /**
   * Appends a record; it is then safe from the end of this process, and from a power cut after the
   * next {@link #sync()}.
   *
   * @return the record's number
   * @throws StorageException if the disk will not take it; the log is as before
   */
  public synchronized long append(RunEvent event) {
    var line = LogLine.write(nextSeq, clock.instant(), event);
    try {
      appendOrNothing(line);
    } catch (IOException e) {
      if (!(event instanceof RunEvent.End)) {
        throw StorageException.unlessDefect("The event log cannot be written", e);
      }
      retryWithReserve(line, e);
    }
    length += line.length;
    return nextSeq++;
  }

  private void appendOrNothing(byte[] line) throws IOException {
    try {
      appending.append(channel, ByteBuffer.wrap(line));
    } catch (IOException e) {
      channel.truncate(length);
      channel.position(length);
      throw e;
    }
  }

  private void retryWithReserve(byte[] line, IOException failure) {
    try {
      if (!Files.deleteIfExists(reserve)) {
        throw failure;
      }
      appendOrNothing(line);
    } catch (IOException e) {
      throw StorageException.unlessDefect("The event log cannot be written", e);
    }
  }

  private static void makeReserve(Path reserve) {
    try {
      Files.write(reserve, new byte[RESERVE_BYTES]);
    } catch (IOException e) {
      // The disk is full already: the first record that does not fit will say so.
    }
  }

  /** Forces what was appended to the disk. */
  public synchronized void sync() {
    try {
      channel.force(false);
    } catch (IOException e) {
      throw StorageException.unlessDefect("The event log cannot be forced to the disk", e);
    }
  }

  @Override
  public synchronized void close() {
    try {
      channel.close();
      Files.deleteIfExists(reserve);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a whole log; one that does not exist is empty. */
  public static Contents read(Path file) {
    if (!Files.exists(file)) {
      return new Contents(List.of(), List.of(), 0);
    }
    var entries = new ArrayList<Entry>();
    var damages = new ArrayList<Damage>();
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      var scan = scan(channel, entries::add, damages::add);
      return new Contents(entries, damages, scan.torn());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first record of a log, which tells when the run began; empty if there is none yet. */
  public static Optional<Entry> first(Path file) {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      var buffer = ByteBuffer.allocate(FIRST_BYTES);
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
      var end = 0;
      while (end < buffer.position() && buffer.get(end) != '\n') {
        end++;
      }
      return LogLine.read(buffer.array(), 0, end).entry();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The whole records within about the last so many bytes of a log, without those before. */
  public static List<Entry> tail(Path file, int bytes) {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      var size = channel.size();
      var from = Math.max(0, size - bytes);
      var buffer = ByteBuffer.allocate((int) (size - from));
      while (buffer.hasRemaining() && channel.read(buffer, from + buffer.position()) >= 0) {}
      var entries = new ArrayList<Entry>();
      var lines = new LogLine.Splitter();
      lines.feed(buffer.array(), buffer.position(), line -> line.entry().ifPresent(entries::add));
      lines.rest().entry().ifPresent(entries::add);
      return entries;
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The outcome of reading a log to its end.
   *
   * @param torn bytes after the last whole record's line that are no whole record
   * @param newlineMissing whether the last record is whole but for the end of its line
   */
  private record Scan(long nextSeq, long torn, boolean newlineMissing) {}

  private static Scan scan(FileChannel channel, Consumer<Entry> entries, Consumer<Damage> damages)
      throws IOException {
    var order = new LogLine.Order();
    var lines = new LogLine.Splitter();
    var buffer = ByteBuffer.allocate(Math.clamp(channel.size(), 1, 1 << 18));
    channel.position(0);
    while (channel.read(buffer.clear()) >= 0) {
      lines.feed(buffer.array(), buffer.position(), line -> order.check(line, entries, damages));
    }
    var rest = lines.rest();
    if (rest.entry().isPresent()) {
      order.check(rest, entries, damages);
    }
    return new Scan(
        order.nextSeq(), rest.entry().isPresent() ? 0 : rest.bytes(), rest.entry().isPresent());
  }
}
