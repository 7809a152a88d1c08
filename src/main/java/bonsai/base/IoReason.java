package bonsai.base;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.Optional;

/**
 * Why reading or writing failed, as the end of a sentence that names the file already: the
 * exceptions' own messages repeat its path, and many say nothing else.
 */
public final class IoReason {
  /** What Linux, macOS and Windows say when a disk or a quota is full. */
  private static final List<String> FULL =
      List.of("No space left on device", "quota exceeded", "not enough space on the disk");

  private IoReason() {}

  /** In a few words, without a full stop. */
  public static String of(Throwable failure) {
    if (isFull(failure)) {
      return "the disk is full";
    }
    return switch (failure) {
      case UncheckedIOException wrapped -> of(wrapped.getCause());
      case NoSuchFileException _ -> "it does not exist";
      case AccessDeniedException _ -> "permission denied";
      case NotDirectoryException _ -> "it is not a folder";
      case DirectoryNotEmptyException _ -> "it is a folder that is not empty";
      case FileAlreadyExistsException _ -> "it exists already";
      case FileSystemException other ->
          Optional.ofNullable(other.getReason()).orElseGet(() -> described(other));
      case UnknownHostException unknown -> "the host " + unknown.getMessage() + " is not known";
      case ConnectException _ -> "no connection";
      default -> described(failure);
    };
  }

  /** Whether the system said that there is no room left. */
  public static boolean isFull(Throwable failure) {
    var message = failure instanceof IOException ? String.valueOf(failure.getMessage()) : "";
    return FULL.stream().anyMatch(message::contains);
  }

  private static String described(Throwable failure) {
    return Optional.ofNullable(failure.getMessage())
        .filter(message -> !message.isBlank())
        .orElseGet(() -> failure.getClass().getSimpleName());
  }
}
