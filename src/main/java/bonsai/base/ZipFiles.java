package bonsai.base;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Takes a few small files out of a stranger's ZIP archive. They are read into memory and nothing is
 * written, so that no entry can leave a folder, make a link or fill the disk; an archive that tries
 * is refused as a whole.
 */
public final class ZipFiles {
  private static final int MAX_ENTRIES = 100;

  private ZipFiles() {}

  /**
   * The content of files, wherever in the archive they are.
   *
   * @param names file names without folders
   * @param maxBytes what each may weigh unpacked
   * @throws UserException if the archive is damaged, lacks a file or has one twice, has an entry
   *     outside of itself, or breaks a limit
   */
  public static Map<String, byte[]> read(Path archive, Collection<String> names, int maxBytes) {
    try (var zip = new ZipFile(archive.toFile())) {
      var found = find(archive, zip, names);
      var contents = new LinkedHashMap<String, byte[]>();
      for (var name : names) {
        if (!found.containsKey(name)) {
          throw refused(archive, "has no " + name);
        }
        contents.put(name, content(archive, zip, found.get(name), maxBytes));
      }
      return contents;
    } catch (ZipException e) {
      throw refused(archive, "is not a whole ZIP archive (" + e.getMessage() + ")");
    } catch (IOException e) {
      throw refused(archive, "cannot be read (" + IoReason.of(e) + ")");
    }
  }

  private static Map<String, ZipEntry> find(Path archive, ZipFile zip, Collection<String> names) {
    if (zip.size() > MAX_ENTRIES) {
      throw refused(
          archive, "has " + zip.size() + " entries, of which " + MAX_ENTRIES + " at most are read");
    }
    var found = new HashMap<String, ZipEntry>();
    for (var entries = zip.entries(); entries.hasMoreElements(); ) {
      var entry = entries.nextElement();
      var path = entry.getName();
      if (leaves(path)) {
        throw refused(archive, "has an entry that leaves its folder ('" + path + "')");
      }
      var name = path.substring(path.lastIndexOf('/') + 1);
      // Apple's archiver adds entries that have the names of the files they are about
      if (names.contains(name) && !path.startsWith("__MACOSX/") && found.put(name, entry) != null) {
        throw refused(archive, "has " + name + " more than once");
      }
    }
    return found;
  }

  private static boolean leaves(String path) {
    return path.startsWith("/")
        || path.indexOf('\\') >= 0
        || path.indexOf(':') >= 0
        || Arrays.asList(path.split("/")).contains("..");
  }

  /** However little an entry says to weigh, no more than the limit is ever unpacked. */
  private static byte[] content(Path archive, ZipFile zip, ZipEntry entry, int maxBytes)
      throws IOException {
    try (var in = zip.getInputStream(entry)) {
      var bytes = in.readNBytes(maxBytes);
      if (in.read() >= 0) {
        throw refused(
            archive,
            "has a %s of more than the %d bytes expected at most"
                .formatted(entry.getName(), maxBytes));
      }
      return bytes;
    }
  }

  private static UserException refused(Path archive, String what) {
    return new UserException("The archive " + archive.getFileName() + " " + what + ".");
  }
}
