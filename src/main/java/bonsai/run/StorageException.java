package bonsai.run;

import bonsai.base.IoReason;
import java.io.IOException;
import java.util.Optional;

/**
 * The disk would not take what a run must keep: full, read-only or broken. What was kept before is
 * intact, so the worker pauses the run with this as the reason, and it goes on once there is room.
 */
public final class StorageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

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
        return new StorageException(what + ": " + IoReason.of(cause) + ".", failure);
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
      if (IoReason.isFull(cause)) {
        return Optional.of(new StorageException("The disk is full.", failure));
      }
    }
    return Optional.empty();
  }
}
