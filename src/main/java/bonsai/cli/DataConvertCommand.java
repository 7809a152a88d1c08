package bonsai.cli;

import bonsai.base.UserException;
import bonsai.ner.ColumnWriter;
import bonsai.ner.Corpora;
import bonsai.ner.DataSource;
import bonsai.ner.Sentence;
import bonsai.ner.Spans;
import bonsai.ner.Split;
import bonsai.ner.TagScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bonsai data convert}: any corpus as clean column files. */
@Command(
    name = "convert",
    description = "Writes a corpus as column files of two columns, in the scheme asked for.",
    mixinStandardHelpOptions = true)
final class DataConvertCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "DIR",
      description = "The corpus: a folder, a file, or 'sample'.")
  private Path place;

  @Parameters(index = "1", paramLabel = "NEW_DIR", description = "The folder to make.")
  private Path target;

  @Option(
      names = "--scheme",
      defaultValue = "iob2",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private TagScheme scheme;

  @Option(
      names = "--repair",
      description = "Let every entity begin as the scheme asks, also where an I- follows no B-.")
  private boolean repair;

  @Override
  public void run() {
    var corpus = Corpora.read(DataSource.at(place));
    makeFolder();
    var out = spec.commandLine().getOut();
    for (var split : Split.values()) {
      var sentences = corpus.sentences(split);
      if (!sentences.isEmpty()) {
        var file = target.resolve(split.label() + ".txt");
        ColumnWriter.write(file, sentences.stream().map(this::converted).toList());
        out.println(file);
      }
    }
    out.flush();
  }

  /** The other schemes cannot even write an entity that begins wrongly. */
  private Sentence converted(Sentence sentence) {
    return scheme == TagScheme.IOB2 && !repair
        ? sentence
        : new Sentence(sentence.words(), scheme.tags(Spans.of(sentence.tags()), sentence.size()));
  }

  private void makeFolder() {
    try {
      Files.createDirectories(target);
      try (var files = Files.list(target)) {
        if (files.findAny().isPresent()) {
          throw new UserException("The folder " + target + " is not empty: name a new one.");
        }
      }
    } catch (IOException e) {
      throw new UserException(
          "The folder " + target + " cannot be made: " + e.getMessage() + ".", e);
    }
  }
}
