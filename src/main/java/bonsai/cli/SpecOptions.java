package bonsai.cli;

import bonsai.run.RunSpec;
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
      description = "Another corpus than the spec's: " + CorpusOptions.NAMES + ".")
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
      var here = Path.of("").toAbsolutePath();
      read =
          Optional.of(
              data.map(name -> spec.on(CorpusOptions.source(name).resolvedAgainst(here)))
                  .orElse(spec));
    }
    return read.get();
  }
}
