package bonsai.cli;

import bonsai.base.Json;
import bonsai.model.ModelFolder;
import bonsai.tag.TaggedSentence;
import bonsai.tag.Tagger;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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
  private static final String DOCUMENT = "-DOCSTART-";

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
      if (texts.isEmpty()) {
        tagLines(tagger);
      } else {
        tag(tagger, wholeTexts());
      }
    }
  }

  /** Whoever forgets the quotes means one text. */
  private List<String> wholeTexts() {
    return texts.stream().anyMatch(text -> text.indexOf(' ') >= 0)
        ? texts
        : List.of(String.join(" ", texts));
  }

  private void tagLines(Tagger tagger) {
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try {
      var lines = new ArrayList<String>();
      for (var line = in.readLine(); line != null; line = in.readLine()) {
        lines.add(line);
        var border = input != Input.COLUMNS || line.isBlank();
        if (border && (lines.size() >= LINES_AT_ONCE || !in.ready())) {
          tag(tagger, lines);
          lines.clear();
        }
      }
      tag(tagger, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void tag(Tagger tagger, List<String> lines) {
    var tagged =
        switch (input) {
          case TEXT -> tagger.tagTexts(lines);
          case WORDS -> tagger.tagWords(rows(lines));
          case COLUMNS -> tagger.tagWords(sentences(lines));
        };
    var out = spec.commandLine().getOut();
    tagged.forEach(sentence -> print(out, sentence));
    out.flush();
  }

  private static List<List<String>> rows(List<String> lines) {
    return lines.stream()
        .filter(line -> !line.isBlank())
        .map(line -> Arrays.asList(BLANKS.split(line.strip())))
        .toList();
  }

  private static List<List<String>> sentences(List<String> lines) {
    var sentences = new ArrayList<List<String>>();
    var words = new ArrayList<String>();
    for (var line : lines) {
      var word = BLANKS.split(line.strip(), 2)[0];
      if (!word.isEmpty() && !word.equals(DOCUMENT)) {
        words.add(word);
      } else if (!words.isEmpty()) {
        sentences.add(List.copyOf(words));
        words.clear();
      }
    }
    if (!words.isEmpty()) {
      sentences.add(words);
    }
    return sentences;
  }

  private void print(PrintWriter out, TaggedSentence sentence) {
    if (json) {
      out.println(Json.LINE.writeValueAsString(sentence));
      return;
    }
    for (var word = 0; word < sentence.words().size(); word++) {
      out.println(sentence.words().get(word) + " " + sentence.tags().get(word));
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
