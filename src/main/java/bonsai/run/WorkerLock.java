package bonsai.run;

import bonsai.base.AtomicFile;
import bonsai.base.Json;
import bonsai.base.UserException;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/**
 * The right to write to a run's folder. The system's lock on {@code worker.lock} decides, and goes
 * with its process however that ends; the file's content says who has it, also to readers and on
 * shared disks where such locks do not reach.
 */
final class WorkerLock implements AutoCloseable {
  /** Behind all content: on Windows nobody can read what is locked. */
  private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

  /** Where only the clock tells when a process started, that may have been set since. */
  private static final Duration START_TOLERANCE = Duration.ofSeconds(10);

  /** A worker on another machine counts as dead when the log has been silent for so long. */
  private static final Duration SILENCE = Duration.ofMinutes(1);

  /**
   * Who works on a run: the content of {@code worker.lock}.
   *
   * @param started when that process started: a number alone may by now be another process's
   * @param mark the same by the system's own count, where it has one
   */
  record Holder(
      long pid,
      Instant started,
      String host,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> mark) {
    static Holder self() {
      var self = ProcessHandle.current();
      return new Holder(
          self.pid(),
          self.info().startInstant().orElse(Instant.EPOCH),
          hostName(),
          ProcessStart.of(self.pid()).map(ProcessStart::mark));
    }

    boolean isHere() {
      return host.equals(hostName());
    }

    /** Whether that process runs on this machine. */
    boolean isAlive() {
      var process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
      var start = ProcessStart.of(pid);
      if (process.isEmpty() || start.filter(ProcessStart::dead).isPresent()) {
        return false;
      }
      return mark.isPresent() && start.isPresent()
          ? mark.get().equals(start.get().mark())
          : process
              .get()
              .info()
              .startInstant()
              .map(instant -> Duration.between(instant, started).abs())
              .map(difference -> difference.compareTo(START_TOLERANCE) < 0)
              .orElse(true);
    }
  }

  private final FileChannel channel;
  private final FileLock lock;

  private WorkerLock(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  /**
   * Takes the lock; that of a dead process is taken over.
   *
   * @throws UserException if another process works on the run
   */
  static WorkerLock take(RunFolder run) {
    try {
      var channel =
          FileChannel.open(
              run.lockFile(),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      try {
        var lock = tryLock(channel);
        var holder = read(channel);
        if (lock.isEmpty() || holder.filter(other -> works(other, run)).isPresent()) {
          throw new UserException(
              "The run "
                  + run.id()
                  + " is being worked on already"
                  + holder
                      .map(other -> " by process " + other.pid() + " on " + other.host())
                      .orElse("")
                  + ".");
        }
        channel.truncate(0);
        AtomicFile.writeFully(channel, ByteBuffer.wrap(Json.LINE.writeValueAsBytes(Holder.self())));
        channel.force(true);
        return new WorkerLock(channel, lock.get());
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw StorageException.unlessDefect(
          "The run's lock " + run.lockFile() + " cannot be taken", e);
    }
  }

  private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
    try {
      return Optional.ofNullable(channel.tryLock(LOCKED_BYTE, 1, false));
    } catch (OverlappingFileLockException e) {
      return Optional.empty(); // by another worker in this very process
    }
  }

  /** Who works on the run now, if anybody does. */
  static Optional<Holder> holder(RunFolder run) {
    return written(run).filter(holder -> works(holder, run));
  }

  /** Whether somebody took the lock and could not give it up. */
  static boolean isAbandoned(RunFolder run) {
    return written(run).filter(holder -> !works(holder, run)).isPresent();
  }

  private static Optional<Holder> written(RunFolder run) {
    if (!Files.exists(run.lockFile())) {
      return Optional.empty();
    }
    try (var channel = FileChannel.open(run.lockFile(), StandardOpenOption.READ)) {
      return read(channel);
    } catch (IOException e) {
      throw StorageException.unlessDefect(
          "The run's lock " + run.lockFile() + " cannot be read", e);
    }
  }

  private static boolean works(Holder holder, RunFolder run) {
    return holder.isHere() ? holder.isAlive() : !isSilent(run);
  }

  private static boolean isSilent(RunFolder run) {
    try {
      var last = Files.getLastModifiedTime(run.events()).toInstant();
      return Duration.between(last, Instant.now()).compareTo(SILENCE) > 0;
    } catch (IOException e) {
      return true;
    }
  }

  private static Optional<Holder> read(FileChannel channel) throws IOException {
    var bytes = ByteBuffer.allocate(4096);
    while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) >= 0) {}
    try {
      return bytes.position() == 0
          ? Optional.empty()
          : Optional.of(Json.LINE.readValue(bytes.array(), 0, bytes.position(), Holder.class));
    } catch (JacksonException e) {
      return Optional.empty(); // cut off by a crash: its writer is gone
    }
  }

  /** Gives the lock up. The file stays: deleting it could take another's lock away. */
  @Override
  public void close() {
    try (channel) {
      channel.truncate(0);
      lock.release();
    } catch (IOException e) {
      throw StorageException.unlessDefect("The run's lock cannot be given up", e);
    }
  }
}
