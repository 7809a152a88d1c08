package bonsai.cli;

import bonsai.base.Json;
import bonsai.model.ModelFolder;
import bonsai.ner.EntityScorer;
import bonsai.ner.EntityScores;
import bonsai.ner.Sentence;
import bonsai.ner.StrictScheme;
import bonsai.ner.TagScheme;
import bonsai.tag.TaggedSentence;
import bonsai.tag.Tagger;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bonsai evaluate}: how well a finished model tags a corpus. */
@Command(
    name = "evaluate",
    description =
        "Scores a model on a split of a corpus: a JSON object on standard output, a table beside"
            + " it on standard error.",
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements Runnable, GpuProcess.Computing {
  /**
   * What is printed.
   *
   * @param lenient by seqeval's default rules
   * @param strict by seqeval's strict rules for IOB2
   * @param precision what matrix products were computed in
   */
  record Result(
      String split,
      int sentences,
      int words,
      @JsonProperty("default") EntityScores lenient,
      EntityScores strict,
      String device,
      String precision,
      long parameters,
      double seconds) {}

  @Spec private CommandSpec spec;
  @Mixin private ModelOption model;
  @Mixin private CorpusOptions corpus;
  @Mixin private ComputeOptions compute;
  @Mixin private WorkspaceOption workspace;

  @Option(names = "--json", description = "Print the JSON object alone.")
  private boolean json;

  @Override
  public ComputeOptions compute() {
    return compute;
  }

  @Override
  public void run() {
    var home = workspace.workspace();
    var folder = model.folder(home);
    var sentences = corpus.sentences(home);
    try (var tagger = Tagger.open(folder, () -> compute.load(home, new ModelFolder(folder)))) {
      var started = System.nanoTime();
      var tagged = tagger.tagWords(sentences.stream().map(Sentence::words).toList());
      var seconds = (System.nanoTime() - started) / 1e9;
      print(result(tagger, sentences, tagged, seconds));
    }
  }

  private Result result(
      Tagger tagger, List<Sentence> sentences, List<TaggedSentence> tagged, double seconds) {
    var gold = sentences.stream().map(Sentence::tags).toList();
    var predicted = inBio(tagger, tagged);
    var info = tagger.info();
    return new Result(
        corpus.split().label(),
        sentences.size(),
        sentences.stream().mapToInt(Sentence::size).sum(),
        EntityScorer.score(gold, predicted),
        EntityScorer.strict(gold, predicted, StrictScheme.IOB2),
        info.device(),
        info.precision(),
        info.parameters(),
        seconds);
  }

  /** The gold tags are BIO, whatever the files have; so must be those of a model in BIOES. */
  private static List<List<String>> inBio(Tagger tagger, List<TaggedSentence> tagged) {
    var scheme = TagScheme.detect(List.of(tagger.info().labels()));
    var predicted = tagged.stream().map(TaggedSentence::tags);
    return switch (scheme) {
      case BIOES, BILUO -> predicted.map(scheme::toBio).toList();
      case IOB1, IOB2 -> predicted.toList();
    };
  }

  private void print(Result result) {
    var line = spec.commandLine();
    if (!json) {
      line.getErr().print(ScoreTable.of(result.lenient()));
      line.getErr().flush();
    }
    line.getOut().println(Json.LINE.writeValueAsString(result));
    line.getOut().flush();
  }
}
