package bonsai.cli;

import bonsai.base.Json;
import bonsai.model.ModelFolder;
import bonsai.ner.ColumnStream;
import bonsai.ner.LineReader;
import bonsai.tag.TaggedSentence;
import bonsai.tag.Tagger;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bonsai tag}: tags texts or sentences with a finished model. */
@Command(
    name = "tag",
    description = "Tags texts: those given, else the lines of standard input.",
    mixinStandardHelpOptions = true)
final class TagCommand implements Runnable, GpuProcess.Computing {
  /** Lines taken together if they are there already; who types sees each answered at once. */
  private static final int LINES_AT_ONCE = 256;

  private static final Pattern BLANKS = Pattern.compile("\\s+");

  /** How the input is written. */
  enum Input {
    /** Running text, to be split into sentences and words. */
    TEXT,
    /** A sentence a line, its words parted by blanks. */
    WORDS,
    /** A word a line, in the first column; a blank line ends a sentence. */
    COLUMNS;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Spec private CommandSpec spec;
  @Mixin private ModelOption model;
  @Mixin private ComputeOptions compute;
  @Mixin private WorkspaceOption workspace;

  @Parameters(
      paramLabel = "TEXT",
      description = "Texts, each in quotes; words without quotes are one text.")
  private List<String> texts = List.of();

  @Option(
      names = "--input",
      defaultValue = "text",
      converter = InputConverter.class,
      description =
          "text: running text; words: a sentence a line, words parted by blanks; columns: a word a"
              + " line, in the first column (default: ${DEFAULT-VALUE}).")
  private Input input;

  @Option(
      names = "--json",
      description = "Print one JSON object a sentence; else a word and its tag a line.")
  private boolean json;

  @Override
  public ComputeOptions compute() {
    return compute;
  }

  @Override
  public void run() {
    var home = workspace.workspace();
    var folder = model.folder(home);
    try (var tagger = Tagger.open(folder, () -> compute.load(home, new ModelFolder(folder)))) {
      switch (input) {
        case TEXT -> tagLines(tagger::tagTexts);
        case WORDS -> tagLines(lines -> tagger.tagWords(rows(lines)));
        case COLUMNS -> tagColumns(tagger);
      }
    }
  }

  /** Whoever forgets the quotes means one text. */
  private List<String> wholeTexts() {
    return texts.stream().anyMatch(text -> text.indexOf(' ') >= 0)
        ? texts
        : List.of(String.join(" ", texts));
  }

  private void tagLines(Function<List<String>, List<TaggedSentence>> tag) {
    if (!texts.isEmpty()) {
      print(tag.apply(wholeTexts()));
      return;
    }
    var in = standardInput();
    var lines = new ArrayList<String>();
    for (Optional<String> line; (line = in.next()).isPresent(); ) {
      lines.add(line.get());
      if (lines.size() >= LINES_AT_ONCE || !in.ready()) {
        print(tag.apply(lines));
        lines.clear();
      }
    }
    print(tag.apply(lines));
  }

  private void tagColumns(Tagger tagger) {
    var columns = new ColumnStream(texts.isEmpty() ? standardInput() : rowsGiven());
    for (List<List<String>> sentences; !(sentences = columns.next(LINES_AT_ONCE)).isEmpty(); ) {
      print(tagger.tagWords(sentences));
    }
  }

  private static LineReader standardInput() {
    return LineReader.of("Standard input", System.in);
  }

  private LineReader rowsGiven() {
    var rows = String.join("\n", wholeTexts()).getBytes(StandardCharsets.UTF_8);
    return LineReader.of("The text", new ByteArrayInputStream(rows));
  }

  private static List<List<String>> rows(List<String> lines) {
    return lines.stream()
        .filter(line -> !line.isBlank())
        .map(line -> Arrays.asList(BLANKS.split(line.strip())))
        .toList();
  }

  private void print(List<TaggedSentence> tagged) {
    var out = spec.commandLine().getOut();
    tagged.forEach(sentence -> print(out, sentence));
    out.flush();
  }

  private void print(PrintWriter out, TaggedSentence sentence) {
    if (json) {
      out.println(Json.LINE.writeValueAsString(sentence));
      return;
    }
    for (var i = 0; i < sentence.words().size(); i++) {
      var word = sentence.words().get(i);
      var between = word.indexOf(' ') < 0 ? " " : "\t"; // so that the word can be read again
      out.println(word + between + sentence.tags().get(i));
    }
    out.println();
  }

  static final class InputConverter implements ITypeConverter<Input> {
    @Override
    public Input convert(String label) {
      return Choices.named(label, Input.values(), Input::label);
    }
  }
}
