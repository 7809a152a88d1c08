package bonsai.app.example;

import bonsai.base.AtomicFile;
import bonsai.base.Machine;
import bonsai.base.RecordReader;
import bonsai.base.Workspace;
import bonsai.model.BertConfig;
import bonsai.ner.EntityScores;
import bonsai.ner.Labels;
import bonsai.ner.Split;
import bonsai.run.EventLog;
import bonsai.run.RunEvent;
import bonsai.run.RunFolder;
import bonsai.run.RunSpec;
import bonsai.run.Runs;
import bonsai.run.WorkerInfo;
import bonsai.train.TrainingEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes the log of a run on bert-base as its worker would, at a time that it moves itself. */
final class ExampleLog implements AutoCloseable {
  static final int LAYERS = 12;

  private static final String MODEL = "bert-base-cased";
  private static final int STEPS_PER_EPOCH = 439;

  private final RunFolder run;
  private final EventLog log;
  private Instant now = Instant.parse("2026-11-20T10:00:00Z");

  private ExampleLog(RunFolder run) {
    this.run = run;
    InstantSource moved = () -> now;
    log = EventLog.open(run.events(), moved.withZone(ZoneOffset.UTC), entry -> {});
  }

  /**
   * Begins a run of one stage.
   *
   * @param stage as a spec has it
   */
  static ExampleLog begin(Workspace workspace, String name, String stage) {
    writeModel(workspace);
    var spec =
        RecordReader.read(
            RunSpec.class,
            "spec",
            "{\"name\": \"%s\", \"start\": {\"pretrained\": \"%s\"}, \"stages\": [%s]}"
                .formatted(name, MODEL, stage));
    var log = new ExampleLog(Runs.of(workspace).create(spec));
    log.says(
        new RunEvent.Started(
            new WorkerInfo(
                4711,
                "example",
                new Machine("Linux", "CPU", 2, 24L << 30),
                "25",
                "example",
                Optional.empty(),
                "PyTorch cpu",
                2)));
    log.says(new RunEvent.StageStarted(0, spec.stages().getFirst().label(), 0));
    return log;
  }

  /** Of the model only its shape: nobody loads it. */
  private static void writeModel(Workspace workspace) {
    var labels = Labels.ofTypes(List.of("PER", "ORG", "LOC", "MISC"));
    var folder = workspace.models().resolve(MODEL);
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    AtomicFile.write(
        folder.resolve("config.json"),
        BertConfig.of(28_996, 768, LAYERS, 12, 3_072, labels).toJson());
  }

  ExampleLog says(RunEvent event) {
    log.append(event);
    return this;
  }

  ExampleLog trains(TrainingEvent event) {
    return says(new RunEvent.Trained(0, event));
  }

  /** A step that takes a second. */
  ExampleLog step(long step, double loss) {
    now = now.plus(Duration.ofSeconds(1));
    return trains(
        new TrainingEvent.Stepped(step, step / (double) STEPS_PER_EPOCH, loss, 0.7, 5e-5, 800, 1));
  }

  ExampleLog valid(long step, double f1) {
    return trains(
        new TrainingEvent.Evaluated(
            step, step / (double) STEPS_PER_EPOCH, Split.VALID, scores(f1), true, 10));
  }

  /** Ends the run with a score, and the writing. */
  RunFolder finish(double f1) {
    says(new RunEvent.Finished(Map.of(Split.VALID, scores(f1), Split.TEST, scores(f1 - 0.03))));
    close();
    return run;
  }

  private static EntityScores scores(double f1) {
    return new EntityScores(
        f1, f1, f1, f1, f1, Map.of("PER", new EntityScores.TypeScore(f1, f1, f1, 1_000)));
  }

  @Override
  public void close() {
    log.close();
  }
}
