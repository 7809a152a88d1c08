package bonsai.base;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

/**
 * The growing file of a download. Held under a lock, so that two downloads never mix; beside it
 * {@code NAME.part.etag} says which content it is a part of.
 */
final class PartialFile implements AutoCloseable {
  private final Path target;
  private final Path file;
  private final Path etagFile;
  private final FileChannel channel;
  private Optional<String> etag = Optional.empty();
  private long size;

  private PartialFile(Path target, Path file, FileChannel channel) throws IOException {
    this.target = target;
    this.file = file;
    this.channel = channel;
    etagFile = file.resolveSibling(file.getFileName() + ".etag");
    if (channel.size() > 0 && Files.isRegularFile(etagFile)) {
      etag = Optional.of(Files.readString(etagFile)).filter(value -> value.startsWith("\""));
    }
    if (etag.isEmpty()) {
      clear();
    }
    size = channel.size();
    channel.position(size);
  }

  static PartialFile open(Path target) throws IOException {
    var file = target.resolveSibling(target.getFileName() + ".part");
    while (true) {
      var channel =
          FileChannel.open(
              file,
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
      var locked = false;
      try {
        locked = channel.tryLock() != null;
      } catch (OverlappingFileLockException e) {
        // by this very process
      } finally {
        if (!locked) {
          channel.close();
        }
      }
      if (!locked) {
        throw new UserException(
            target + " is being downloaded already: wait for that download to end.");
      }
      if (Files.exists(file)) {
        return new PartialFile(target, file, channel);
      }
      channel.close(); // another download finished between the opening and the lock
    }
  }

  long size() {
    return size;
  }

  /** The ETag to go on with, if there is something to go on with. */
  Optional<String> resumable() {
    return size > 0 ? etag : Optional.empty();
  }

  void clear() throws IOException {
    restart(Optional.empty());
  }

  /** Begins anew, with a content that has this ETag. */
  void restart(Optional<String> newEtag) throws IOException {
    channel.truncate(0);
    channel.position(0);
    size = 0;
    etag = newEtag;
    if (etag.isPresent()) {
      Files.writeString(etagFile, etag.get());
    } else {
      Files.deleteIfExists(etagFile);
    }
  }

  void append(byte[] chunk, int length) throws IOException {
    var bytes = ByteBuffer.wrap(chunk, 0, length);
    while (bytes.hasRemaining()) {
      size += channel.write(bytes);
    }
  }

  String hash() throws IOException {
    return Sha256.of(file);
  }

  /** Gives the complete file its name. */
  Path publish() throws IOException {
    channel.force(true);
    Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Files.deleteIfExists(etagFile);
    return target;
  }

  @Override
  public void close() throws IOException {
    if (channel.isOpen() && channel.size() == 0) {
      Files.deleteIfExists(file);
    }
    channel.close();
  }
}
