package bonsai.cli;

import bonsai.base.UserException;
import bonsai.ner.DataSource;
import bonsai.run.RunSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The spec that a command is about, and what may be otherwise than it says. */
final class SpecOptions {
  @Parameters(paramLabel = "SPEC.json", description = "What to do; examples/ has some.")
  private Path file;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Another corpus than the spec's: a folder, a file, 'sample', or the name of one in the"
              + " workspace, such as conll2003.")
  private Optional<String> data = Optional.empty();

  private Optional<RunSpec> read = Optional.empty();

  /**
   * The spec, with no relative paths. It is read once: a pipe has nothing the second time.
   *
   * @throws UserException naming the file and the field or line at fault
   */
  RunSpec spec() {
    if (read.isEmpty()) {
      var spec = RunSpec.read(file);
      read = Optional.of(data.map(text -> spec.on(source(text))).orElse(spec));
    }
    return read.get();
  }

  private static DataSource source(String text) {
    var source = DataSource.named(text);
    if (source instanceof DataSource.Folder(var folder) && !Files.isDirectory(folder)) {
      throw new UserException(
          "There is not a corpus '"
              + text
              + "': name a folder, a file, 'sample', or one that `bonsai data fetch` knows.");
    }
    return source.resolvedAgainst(Path.of("").toAbsolutePath());
  }
}
