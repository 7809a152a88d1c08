package bonsai.cli;

import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.ner.Corpora;
import bonsai.ner.DataSource;
import bonsai.ner.Sentence;
import bonsai.ner.Split;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** The options of commands that use a split of a corpus. */
final class CorpusOptions {
  /** What a corpus may be called, for the help. */
  static final String NAMES =
      "a folder, a file, 'sample', or the name of one in the workspace, such as conll2003";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The corpus: " + NAMES + "; else the sample.")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--split",
      converter = SplitConverter.class,
      description = "train, valid or test, which is the default; a single file is taken whole.")
  private Optional<Split> split = Optional.empty();

  /**
   * The corpus that a person names.
   *
   * @throws UserException if there is nothing of that name
   */
  static DataSource source(String name) {
    try {
      var source = DataSource.named(name);
      if (!(source instanceof DataSource.Folder(var folder)) || Files.isDirectory(folder)) {
        return source;
      }
    } catch (InvalidPathException _) {
      // then it is the name of nothing, as below
    }
    throw new UserException(
        "There is not a corpus '"
            + name
            + "': name a folder, a file, 'sample', or one that `bonsai data fetch` knows.");
  }

  /** Where a corpus has the split that is asked for: a single file is taken whole. */
  static Split place(DataSource source, Split asked) {
    return switch (source) {
      case DataSource.Files file -> Split.TRAIN; // all that one file has
      case DataSource.Sample sample -> asked;
      case DataSource.Folder folder -> asked;
      case DataSource.Fetched fetched -> asked;
    };
  }

  private DataSource source() {
    return name.map(CorpusOptions::source).orElseGet(DataSource.Sample::new);
  }

  Split split() {
    return split.orElseGet(() -> place(source(), Split.TEST));
  }

  /**
   * The split's sentences.
   *
   * @throws UserException if the corpus cannot be read or has none
   */
  List<Sentence> sentences(Workspace workspace) {
    var source = source();
    var corpus = Corpora.read(source.in(workspace));
    var sentences = corpus.sentences(place(source, split()));
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
