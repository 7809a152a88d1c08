package bonsai.cli;

import bonsai.base.UserException;
import bonsai.ner.Corpora;
import bonsai.ner.DataSource;
import bonsai.ner.Sentence;
import bonsai.ner.Split;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** The options of commands that use a split of a corpus. */
final class CorpusOptions {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The corpus's folder; without it, the sample corpus.")
  private Optional<Path> folder = Optional.empty();

  @Option(
      names = "--split",
      defaultValue = "test",
      converter = SplitConverter.class,
      description = "train, valid or test (default: ${DEFAULT-VALUE}).")
  private Split split;

  Split split() {
    return split;
  }

  /**
   * The split's sentences.
   *
   * @throws UserException if the corpus cannot be read or has none
   */
  List<Sentence> sentences() {
    var corpus =
        Corpora.read(
            folder.<DataSource>map(DataSource.Folder::new).orElseGet(DataSource.Sample::new));
    var sentences = corpus.sentences(split);
    if (sentences.isEmpty()) {
      throw new UserException(
          "The corpus " + corpus.name() + " has no " + split.label() + " split.");
    }
    return sentences;
  }

  static final class SplitConverter implements ITypeConverter<Split> {
    @Override
    public Split convert(String label) {
      return Choices.named(label, Split.values(), Split::label);
    }
  }
}
