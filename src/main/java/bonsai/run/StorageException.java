package bonsai.run;

import java.io.IOException;

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
        return new StorageException(what + ": " + reason(cause) + ".", failure);
      }
    }
    return failure instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException(failure);
  }

  private static String reason(Throwable cause) {
    var message = cause.getMessage();
    if (message == null) {
      return cause.getClass().getSimpleName();
    }
    return message.endsWith("No space left on device") ? "the disk is full" : message;
  }
}
