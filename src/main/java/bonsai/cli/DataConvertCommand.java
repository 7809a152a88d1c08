package bonsai.cli;

import bonsai.base.IoReason;
import bonsai.base.Json;
import bonsai.base.UserException;
import bonsai.ner.ColumnWriter;
import bonsai.ner.Corpora;
import bonsai.ner.Sentence;
import bonsai.ner.Spans;
import bonsai.ner.Split;
import bonsai.ner.TagScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
  @Mixin private WorkspaceOption workspace;

  @Parameters(
      index = "0",
      paramLabel = "DIR",
      description = "The corpus: " + CorpusOptions.NAMES + ".")
  private String name;

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

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  /** The object that {@code --json} prints. */
  record Converted(String folder, Map<String, String> files) {}

  @Override
  public void run() {
    var corpus = Corpora.read(CorpusOptions.source(name).in(workspace.workspace()));
    for (var split : Split.values()) {
      ColumnWriter.check(corpus.sentences(split)); // before anything is left behind
    }
    makeFolder();
    var files = new LinkedHashMap<String, String>();
    for (var split : Split.values()) {
      var sentences = corpus.sentences(split);
      if (!sentences.isEmpty()) {
        var file = target.resolve(split.label() + ".txt");
        ColumnWriter.write(file, sentences.stream().map(this::converted).toList());
        files.put(split.label(), file.toString());
      }
    }
    var out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.LINE.writeValueAsString(new Converted(target.toString(), files)));
    } else {
      files.values().forEach(out::println);
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
          "The folder " + target + " cannot be made: " + IoReason.of(e) + ".", e);
    }
  }
}
