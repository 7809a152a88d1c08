package bonsai.run;

import bonsai.base.AtomicFile;
import bonsai.base.Folders;
import bonsai.base.Json;
import bonsai.base.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;

/**
 * Folders that are whole or absent: their content is written to a temporary folder beside them,
 * forced to the disk and renamed. A manifest tells later whether they are still what was written.
 */
final class SafeFolder {
  private static final String MANIFEST = "manifest.json";
  private static final String TEMPORARY = ".part-";
  private static final String REPLACED = ".old-";

  /** The content of {@code manifest.json}: what each file must be, by its path in the folder. */
  record Manifest(String folder, Map<String, Entry> files) {
    /** Length in bytes and hash of a file. */
    record Entry(long length, String sha256) {}

    long bytes() {
      return files.values().stream().mapToLong(Entry::length).sum();
    }
  }

  private SafeFolder() {}

  /**
   * Makes or replaces a folder, with a manifest.
   *
   * @throws StorageException if it cannot be written; what was there is intact
   */
  static Manifest write(Path target, Consumer<Path> content) {
    try (var part = begin(target)) {
      content.accept(part.folder());
      return part.commitWithManifest();
    } catch (RuntimeException e) {
      throw StorageException.unlessDefect(failure(target), e);
    }
  }

  /**
   * A folder in the making; closing it without a commit leaves no trace.
   *
   * @param folder where to write the content, empty at first
   */
  record Part(Path folder, Path target) implements AutoCloseable {
    /**
     * Puts the content in the target's place.
     *
     * @throws StorageException if it cannot be written; what was there is intact
     */
    void commit() {
      try {
        force(folder);
        moveOver(folder, target);
        AtomicFile.syncFolder(target.getParent());
      } catch (IOException e) {
        throw StorageException.unlessDefect(failure(target), e);
      }
    }

    Manifest commitWithManifest() {
      try {
        var manifest = manifest(target.getFileName().toString(), folder);
        AtomicFile.write(folder.resolve(MANIFEST), Json.PRETTY.writeValueAsString(manifest) + "\n");
        commit();
        return manifest;
      } catch (IOException e) {
        throw StorageException.unlessDefect(failure(target), e);
      }
    }

    @Override
    public void close() {
      Folders.delete(folder); // on a full disk its space is needed at once
    }
  }

  static Part begin(Path target) {
    var folder = target.resolveSibling(TEMPORARY + target.getFileName());
    try {
      Files.createDirectories(target.getParent());
      Folders.delete(folder);
      Files.createDirectory(folder);
      return new Part(folder, target);
    } catch (IOException e) {
      throw StorageException.unlessDefect(failure(target), e);
    }
  }

  private static String failure(Path target) {
    return "The folder " + target.getFileName() + " could not be written";
  }

  private static void moveOver(Path part, Path target) throws IOException {
    var old = target.resolveSibling(REPLACED + target.getFileName());
    Folders.delete(old);
    if (Files.exists(target)) {
      Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
    }
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    Folders.delete(old);
  }

  private static Manifest manifest(String name, Path folder) throws IOException {
    var files = new TreeMap<String, Manifest.Entry>();
    try (var walk = Files.walk(folder)) {
      for (var file : (Iterable<Path>) walk.filter(Files::isRegularFile)::iterator) {
        files.put(
            folder.relativize(file).toString().replace('\\', '/'),
            new Manifest.Entry(Files.size(file), Sha256.of(file)));
      }
    }
    return new Manifest(name, files);
  }

  /** Forces every file and folder to the disk, so that the rename can only follow the content. */
  private static void force(Path folder) throws IOException {
    try (var walk = Files.walk(folder)) {
      for (var path : (Iterable<Path>) walk::iterator) {
        if (Files.isDirectory(path)) {
          AtomicFile.syncFolder(path);
        } else {
          try (var channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.force(true);
          }
        }
      }
    }
  }

  /** What is wrong with a folder that was written with a manifest; empty if nothing is. */
  static Optional<String> damage(Path folder) {
    try {
      var manifest =
          Json.LINE.readValue(Files.readAllBytes(folder.resolve(MANIFEST)), Manifest.class);
      if (!manifest.folder().equals(folder.getFileName().toString())) {
        return Optional.of("its manifest is that of " + manifest.folder());
      }
      for (var entry : manifest.files().entrySet()) {
        var file = folder.resolve(entry.getKey());
        if (!Files.isRegularFile(file)) {
          return Optional.of(entry.getKey() + " is missing");
        }
        var length = Files.size(file);
        if (length != entry.getValue().length()) {
          return Optional.of(
              entry.getKey() + " has " + length + " of " + entry.getValue().length() + " bytes");
        }
        if (!Sha256.of(file).equals(entry.getValue().sha256())) {
          return Optional.of(entry.getKey() + " is not what was written");
        }
      }
      return Optional.empty();
    } catch (IOException | JacksonException | NullPointerException e) {
      return Optional.of("its manifest cannot be read");
    }
  }

  /** Removes what a writer that was killed left beside the folders. */
  static void sweep(Path parent) {
    if (!Files.isDirectory(parent)) {
      return;
    }
    try (var entries = Files.list(parent)) {
      for (var entry : (Iterable<Path>) entries::iterator) {
        var name = entry.getFileName().toString();
        if (name.startsWith(TEMPORARY) || name.startsWith(REPLACED)) {
          Folders.delete(entry);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
