import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Checks or mends the layout of every Java file under the given folders with google-java-format.
 *
 * <p>Usage: {@code Format.java check|replace FOLDER...}; exits 1 when a checked file is not in
 * shape.
 */
final class Format {
  /** A file that is not in shape, and what it should be. */
  private record Crooked(Path file, String shape) {}

  public static void main(String[] args) throws IOException {
    var replace = args[0].equals("replace");
    var files = new ArrayList<Path>();
    for (var folder : List.of(args).subList(1, args.length)) {
      files.addAll(javaFiles(Path.of(folder)));
    }
    var crooked = files.parallelStream().flatMap(file -> look(file).stream()).toList();
    for (var each : crooked) {
      if (replace) {
        Files.writeString(each.file, each.shape);
      } else {
        System.err.println("not formatted: " + each.file);
      }
    }
    if (!replace && !crooked.isEmpty()) {
      System.err.println("Run: mvn process-sources -Dformat=replace");
      System.exit(1);
    }
  }

  private static Optional<Crooked> look(Path file) {
    try {
      var before = Files.readString(file);
      var after = shape(file, before);
      return after.equals(before) ? Optional.empty() : Optional.of(new Crooked(file, after));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
