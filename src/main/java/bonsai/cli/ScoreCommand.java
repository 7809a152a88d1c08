package bonsai.cli;

import bonsai.base.Json;
import bonsai.base.UserException;
import bonsai.ner.Corpora;
import bonsai.ner.EntityScorer;
import bonsai.ner.EntityScores;
import bonsai.ner.Sentence;
import bonsai.ner.SentenceFile;
import bonsai.ner.StrictScheme;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code bonsai score}: entity scores of tags that some model predicted. */
@Command(
    name = "score",
    description =
        "Scores predicted tags by seqeval's rules, from two files or from two columns of one.",
    mixinStandardHelpOptions = true)
final class ScoreCommand implements Runnable {
  @Spec private CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  private Source source;

  @Option(
      names = "--strict",
      description = "Count only entities that are spelled as the scheme asks.")
  private boolean strict;

  @Option(
      names = "--scheme",
      paramLabel = "SCHEME",
      defaultValue = "IOB2",
      converter = SchemeConverter.class,
      description = "The scheme of --strict: IOB2, IOBES or BILOU (default: ${DEFAULT-VALUE}).")
  private StrictScheme scheme;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  /** Where gold and predicted tags stand: one of the two ways. */
  private static final class Source {
    @ArgGroup(exclusive = false, multiplicity = "1")
    private TwoFiles files;

    @Parameters(
        paramLabel = "FILE",
        description = "A column file whose last two columns are the gold and the predicted tag.")
    private Path columns;

    /** The sentences with gold tags, and those with predicted ones. */
    private List<SentenceFile> read() {
      return files == null
          ? Corpora.file(columns, 2)
          : List.of(Corpora.file(files.gold), Corpora.file(files.predicted));
    }
  }

  private static final class TwoFiles {
    @Option(
        names = "--true",
        paramLabel = "FILE",
        required = true,
        description = "The gold tags: a column file, the tag last, or JSON lines.")
    private Path gold;

    @Option(
        names = "--pred",
        paramLabel = "FILE",
        required = true,
        description = "The predicted tags of the same words.")
    private Path predicted;
  }

  @Override
  public void run() {
    var schemeGiven = spec.commandLine().getParseResult().hasMatchedOption("--scheme");
    if (schemeGiven && !strict) {
      throw new ParameterException(spec.commandLine(), "--scheme needs --strict");
    }
    var both = source.read();
    check(both.getFirst(), both.getLast(), spec.commandLine().getErr());
    print(scores(tags(both.getFirst()), tags(both.getLast())));
  }

  private EntityScores scores(List<List<String>> gold, List<List<String>> predicted) {
    return strict
        ? EntityScorer.strict(gold, predicted, scheme)
        : EntityScorer.score(gold, predicted);
  }

  private static List<List<String>> tags(SentenceFile file) {
    return file.sentences().stream().map(Sentence::tags).toList();
  }

  /** Sentences must match by their lengths; a word that differs is only worth a word. */
  private static void check(SentenceFile gold, SentenceFile predicted, PrintWriter err) {
    var common = Math.min(gold.sentences().size(), predicted.sentences().size());
    var differing = false;
    for (int i = 0; i < common; i++) {
      var words = gold.sentences().get(i).words();
      var others = predicted.sentences().get(i).words();
      if (words.size() != others.size()) {
        throw new UserException(
            "The sentence at %s has %d words, but at %s it has %d: both files need the same words."
                .formatted(predicted.place(i), others.size(), gold.place(i), words.size()));
      }
      if (!differing && !words.equals(others)) {
        differing = true;
        err.println(
            "Warning: the words at %s are not those at %s."
                .formatted(predicted.place(i), gold.place(i)));
        err.flush();
      }
    }
    if (gold.sentences().size() != predicted.sentences().size()) {
      var longer = gold.sentences().size() > common ? gold : predicted;
      throw new UserException(
          "There are %d sentences of gold tags but %d of predicted ones: the one at %s has no match."
              .formatted(
                  gold.sentences().size(), predicted.sentences().size(), longer.place(common)));
    }
  }

  private void print(EntityScores scores) {
    var out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.LINE.writeValueAsString(scores));
    } else {
      out.print(ScoreTable.of(scores));
    }
    out.flush();
  }

  static final class SchemeConverter implements ITypeConverter<StrictScheme> {
    @Override
    public StrictScheme convert(String name) {
      try {
        return StrictScheme.of(name);
      } catch (UserException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
