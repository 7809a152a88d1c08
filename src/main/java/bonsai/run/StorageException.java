package bonsai.run;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The disk would not take what a run must keep: full, read-only or broken. What was kept before is
 * intact, so the worker pauses the run with this as the reason, and it goes on once there is room.
 */
public final class StorageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What Linux, macOS and Windows say when a disk or a quota is full. */
  private static final List<String> FULL =
      List.of("No space left on device", "quota exceeded", "not enough space on the disk");

  StorageException(String message, Throwable cause) {
    super(message, cause);
  }

  /** A storage exception if the disk is to blame, else the failure itself. */
  static RuntimeException unlessDefect(String what, Exception failure) {
    if (failure instanceof StorageException storage) {
      return storage;
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException) {
        return new StorageException(what + ": " + reason(cause) + ".", failure);
      }
    }
    return failure instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException(failure);
  }

  /**
   * The failure as a storage exception if a full disk is at its root, however it was wrapped on its
   * way: whoever wrote the file may have turned it into a sentence of its own.
   */
  static Optional<StorageException> ofFullDisk(Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StorageException storage) {
        return Optional.of(storage);
      }
      if (cause instanceof IOException && isFull(cause)) {
        return Optional.of(new StorageException("The disk is full.", failure));
      }
    }
    return Optional.empty();
  }

  private static boolean isFull(Throwable cause) {
    var message = String.valueOf(cause.getMessage());
    return FULL.stream().anyMatch(message::contains);
  }

  private static String reason(Throwable cause) {
    var message = cause.getMessage();
    if (message == null) {
      return cause.getClass().getSimpleName();
    }
    return isFull(cause) ? "the disk is full" : message;
  }
}
