package bonsai.cli;

import bonsai.base.Json;
import bonsai.base.UserException;
import bonsai.ner.AlignedWord;
import bonsai.ner.Alignment;
import bonsai.ner.Corpora;
import bonsai.ner.Corpus;
import bonsai.ner.EncodedSplit;
import bonsai.ner.Split;
import bonsai.ner.WordPieceTokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bonsai data align}: what a tokenizer makes of a corpus. */
@Command(
    name = "align",
    description =
        "Aligns the words of a split with a tokenizer's pieces: counts and a digest of all ids and"
            + " labels, or one sentence as a table.",
    mixinStandardHelpOptions = true)
final class DataAlignCommand implements Runnable {
  private static final String DEFAULT_MODEL = "bert-base-cased";
  private static final int SHORTEST_WINDOW = 3;

  @Spec private CommandSpec spec;
  @Mixin private WorkspaceOption workspace;

  @Parameters(paramLabel = "DIR", description = "The corpus: " + CorpusOptions.NAMES + ".")
  private String name;

  @Option(
      names = "--split",
      defaultValue = "train",
      converter = CorpusOptions.SplitConverter.class,
      description =
          "train, valid or test (default: ${DEFAULT-VALUE}); a single file is taken whole.")
  private Split split;

  @Option(
      names = "--tokenizer",
      paramLabel = "DIR",
      description = "A BERT model folder; else bert-base-cased in the workspace.")
  private Optional<Path> tokenizerFolder = Optional.empty();

  @Option(
      names = "--index",
      paramLabel = "N",
      description = "Show this sentence alone, word by word; the first is 0.")
  private Optional<Integer> index = Optional.empty();

  @Option(
      names = "--max-length",
      paramLabel = "N",
      defaultValue = "" + Alignment.BERT_LENGTH,
      description =
          "The most tokens of a window; longer sentences are cut (default: ${DEFAULT-VALUE}).")
  private int maxLength;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  /** The object that {@code --json} prints. */
  record Aligned(
      String split,
      int sentences,
      long words,
      long tokens,
      String sha256,
      int windows,
      int windowedSentences,
      int nothingWords,
      int truncatedWords) {
    static Aligned of(Split split, EncodedSplit encoded) {
      return new Aligned(
          split.label(),
          encoded.sentences(),
          encoded.words(),
          encoded.tokens(),
          encoded.sha256(),
          encoded.windows().size(),
          encoded.windowedSentences(),
          encoded.nothingWords(),
          encoded.truncatedWords());
    }
  }

  /** The object that {@code --json} prints for one sentence. */
  record AlignedSentence(String split, int index, List<AlignedWord> words) {}

  @Override
  public void run() {
    if (maxLength < SHORTEST_WINDOW) {
      throw new ParameterException(
          spec.commandLine(), "--max-length must be at least " + SHORTEST_WINDOW);
    }
    try (var tokenizer = WordPieceTokenizer.open(tokenizerFolder())) {
      var source = CorpusOptions.source(name);
      var corpus = Corpora.read(source.in(workspace.workspace()));
      var place = CorpusOptions.place(source, split);
      var sentences = corpus.sentences(place);
      if (sentences.isEmpty()) {
        throw new UserException(
            "The corpus " + corpus.name() + " has no " + split.label() + " split.");
      }
      if (index.isPresent()) {
        show(corpus, place, index.get(), tokenizer);
      } else {
        print(
            Aligned.of(split, Alignment.encode(sentences, corpus.labels(), tokenizer, maxLength)));
      }
      spec.commandLine().getOut().flush();
    }
  }

  private Path tokenizerFolder() {
    if (tokenizerFolder.isPresent()) {
      return tokenizerFolder.get();
    }
    var usual = workspace.workspace().models().resolve(DEFAULT_MODEL);
    if (!Files.isDirectory(usual)) {
      throw new UserException(
          "The workspace has no "
              + DEFAULT_MODEL
              + " ("
              + usual
              + "): run 'bonsai pretrained fetch "
              + DEFAULT_MODEL
              + "', or name a model folder with --tokenizer.");
    }
    return usual;
  }

  private void print(Aligned aligned) {
    var out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.LINE.writeValueAsString(aligned));
      return;
    }
    out.printf("split      %s%n", aligned.split());
    out.printf("sentences  %d%n", aligned.sentences());
    out.printf("words      %d%n", aligned.words());
    out.printf("tokens     %d%n", aligned.tokens());
    out.printf("sha256     %s%n", aligned.sha256());
    if (aligned.windowedSentences() > 0) {
      out.printf(
          "%d sentences are longer than %d tokens and were cut into windows.%n",
          aligned.windowedSentences(), maxLength);
    }
    if (aligned.nothingWords() > 0) {
      out.printf("%d words have no pieces and stand as [UNK].%n", aligned.nothingWords());
    }
    if (aligned.truncatedWords() > 0) {
      out.printf("%d words are longer than a window and were cut.%n", aligned.truncatedWords());
    }
  }

  private void show(Corpus corpus, Split place, int index, WordPieceTokenizer tokenizer) {
    var sentences = corpus.sentences(place);
    if (index < 0 || index >= sentences.size()) {
      throw new UserException(
          "There is no sentence %d: the %s split has sentences 0 to %d."
              .formatted(index, split.label(), sentences.size() - 1));
    }
    var sentence = sentences.get(index);
    var words = AlignedWord.of(sentence, corpus.labels(), tokenizer, maxLength);
    var out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.LINE.writeValueAsString(new AlignedSentence(split.label(), index, words)));
      return;
    }
    corpus
        .origin(place)
        .ifPresent(
            origin ->
                out.printf("Sentence %d, %s, line %d%n", index, origin.file(), origin.line(index)));
    out.print(table(words));
  }

  /** Columns as wide as what they hold. */
  private static String table(List<AlignedWord> words) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("word", "pieces", "labels", "ids"));
    for (var word : words) {
      rows.add(
          List.of(
              word.word(),
              String.join(" ", word.pieces()),
              String.join(" ", word.labels()),
              String.join(" ", word.ids().stream().map(String::valueOf).toList())));
    }
    var widths =
        Stream.of(0, 1, 2)
            .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toList();
    var table = new StringBuilder();
    for (var row : rows) {
      for (int column = 0; column < widths.size(); column++) {
        var cell = row.get(column);
        table.append(cell).repeat(' ', widths.get(column) - cell.length() + 2);
      }
      table.append(row.getLast()).append(System.lineSeparator());
    }
    return table.toString();
  }
}
