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
      description = "The corpus: a folder, a file, or 'sample', which is the default.")
  private Optional<Path> place = Optional.empty();

  @Option(
      names = "--split",
      converter = SplitConverter.class,
      description = "train, valid or test, which is the default; a single file is taken whole.")
  private Optional<Split> split = Optional.empty();

  private DataSource source() {
    return place.map(DataSource::at).orElseGet(DataSource.Sample::new);
  }

  Split split() {
    return split.orElseGet(
        () ->
            switch (source()) {
              case DataSource.Files file -> Split.TRAIN; // all that one file has
              case DataSource.Sample sample -> Split.TEST;
              case DataSource.Folder folder -> Split.TEST;
              case DataSource.Fetched fetched -> Split.TEST;
            });
  }

  /**
   * The split's sentences.
   *
   * @throws UserException if the corpus cannot be read or has none
   */
  List<Sentence> sentences() {
    var corpus = Corpora.read(source());
    var sentences = corpus.sentences(split());
    if (sentences.isEmpty()) {
      throw new UserException(
          "The corpus " + corpus.name() + " has no " + split().label() + " split.");
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
