import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Checks or mends the layout of every Java file under the given folders with google-java-format.
 *
 * <p>Usage: {@code Format.java check|replace FOLDER...}; exits 1 when a checked file is not in
 * shape.
 */
final class Format {
  public static void main(String[] args) throws IOException {
    var replace = args[0].equals("replace");
    var crooked = 0;
    for (var folder : List.of(args).subList(1, args.length)) {
      for (var file : javaFiles(Path.of(folder))) {
        var before = Files.readString(file);
        var after = shape(file, before);
        if (after.equals(before)) {
          continue;
        }
        if (replace) {
          Files.writeString(file, after);
        } else {
          System.err.println("not formatted: " + file);
          crooked++;
        }
      }
    }
    if (crooked > 0) {
      System.err.println("Run: mvn process-sources -Dformat=replace");
      System.exit(1);
    }
  }

  private static List<Path> javaFiles(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  private static String shape(Path file, String source) {
    try {
      var ordered =
          ImportOrderer.reorderImports(
              RemoveUnusedImports.removeUnusedImports(source), JavaFormatterOptions.Style.GOOGLE);
      return new Formatter().formatSource(ordered);
    } catch (FormatterException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }
}
