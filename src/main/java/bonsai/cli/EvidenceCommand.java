package bonsai.cli;

import bonsai.base.Json;
import bonsai.base.UserException;
import bonsai.model.ModelFolder;
import bonsai.model.ModelSizes;
import bonsai.ner.Corpora;
import bonsai.ner.Sentence;
import bonsai.ner.Split;
import bonsai.run.EventLog;
import bonsai.run.RunEvent;
import bonsai.run.RunFolder;
import bonsai.run.Runs;
import bonsai.run.WorkerInfo;
import bonsai.tag.Tagger;
import bonsai.tag.TaggingBenchmark;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bonsai evidence}: what a finished run proves, as docs/results keeps it. */
@Command(
    name = "evidence",
    description = "Prints a finished run's spec, scores, size, time and machine as a JSON object.",
    mixinStandardHelpOptions = true)
final class EvidenceCommand implements Runnable, GpuProcess.Computing {
  @Spec private CommandSpec command;
  @Mixin private WorkspaceOption workspace;
  @Mixin private ComputeOptions compute;

  @Parameters(paramLabel = "ID", description = "The run's id, its beginning, or its name.")
  private String id;

  @Option(
      names = "--command",
      required = true,
      description = "The command that makes the run again.")
  private String made;

  @Option(
      names = "--tagging",
      description =
          "Time the result as well, on the test split of its corpus: sentences a second, and the"
              + " time that one sentence takes.")
  private boolean tagging;

  @Option(names = "--json", description = "Print the JSON object in one line.")
  private boolean json;

  @Override
  public ComputeOptions compute() {
    return compute;
  }

  @Override
  public void run() {
    var run = Runs.of(workspace.workspace()).find(id);
    var scores = RunReport.scores(run);
    if (scores.isEmpty()) {
      throw new UserException("The run " + run.id() + " has no result yet.");
    }
    var entries = EventLog.read(run.events()).entries();
    var busy = Duration.ZERO;
    var resident = 0L;
    Optional<WorkerInfo> worker = Optional.empty();
    var before = entries.getFirst().time();
    for (var entry : entries) {
      switch (entry.event()) {
        case RunEvent.Started started -> worker = Optional.of(started.worker());
        // Between a worker's end and the next one's begin nobody computes.
        case RunEvent.Taken taken -> {}
        case RunEvent.Resumed resumed -> worker = Optional.of(resumed.worker());
        default -> busy = busy.plus(Duration.between(before, entry.time()));
      }
      if (entry.event() instanceof RunEvent.Heartbeat heartbeat) {
        resident = Math.max(resident, heartbeat.residentBytes());
      }
      before = entry.time();
    }
    var last = worker.orElseThrow();
    var sizes = ModelSizes.of(new ModelFolder(run.model()));
    var byName = new TreeMap<String, Object>();
    scores.forEach((split, score) -> byName.put(split.label(), score));
    var object = new LinkedHashMap<String, Object>();
    object.put("name", run.spec().name());
    object.put("command", made);
    object.put("spec", Json.LINE.readTree(portable(run.spec().toJson())));
    object.put("commit", last.commit().orElse(last.version()));
    object.put("machine", last);
    object.put("parameters", sizes.parameters());
    object.put("nonZeroParameters", sizes.nonZero());
    object.put("fileBytes", sizes.fileBytes());
    object.put("sparseBytes", sizes.sparseBytes());
    object.put("seconds", busy.toMillis() / 1000.0);
    object.put("peakResidentBytes", resident);
    object.put("scores", byName);
    if (tagging) {
      object.put("tagging", tagging(run));
    }
    var mapper = json ? Json.LINE : Json.PRETTY;
    command.commandLine().getOut().println(mapper.writeValueAsString(object));
    command.commandLine().getOut().flush();
  }

  private TaggingBenchmark tagging(RunFolder run) {
    var home = workspace.workspace();
    var corpus = Corpora.read(run.spec().data().in(home));
    var sentences =
        Stream.of(Split.TEST, Split.VALID, Split.TRAIN)
            .map(corpus::sentences)
            .filter(split -> !split.isEmpty())
            .findFirst()
            .orElseThrow(() -> new UserException("The corpus has no sentences to tag."));
    try (var tagger =
        Tagger.open(run.model(), () -> compute.load(home, new ModelFolder(run.model())))) {
      return TaggingBenchmark.of(tagger, sentences.stream().map(Sentence::words).toList());
    }
  }

  /** Paths beside the present folder as seen from it: another machine has other folders. */
  private static String portable(String spec) {
    var beside = Path.of("").toAbsolutePath().getParent();
    return beside == null || beside.getNameCount() == 0 ? spec : spec.replace(beside + "/", "../");
  }
}
