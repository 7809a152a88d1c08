package bonsai.app.runs;

import static org.assertj.core.api.Assertions.assertThat;

import bonsai.app.WrittenRun;
import bonsai.app.runs.RunStory.Level;
import bonsai.app.runs.RunStory.Line;
import bonsai.base.Machine;
import bonsai.ner.Split;
import bonsai.run.RunEvent;
import bonsai.run.RunFollower;
import bonsai.run.WorkerInfo;
import bonsai.torch.Precision;
import bonsai.train.TrainingEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunStoryTest {
  @TempDir private Path folder;

  private RunStory story(WrittenRun run) {
    var story = new RunStory();
    try (var follower = new RunFollower(run.folder())) {
      story.add(follower.poll());
    }
    return story;
  }

  private List<String> sentences(WrittenRun run) {
    return story(run).takeLines().stream().map(Line::text).toList();
  }

  @Test
  void whatHappenedIsToldInSentences() {
    try (var run = WrittenRun.of(folder)) {
      run.begins()
          .valid(100, 0.5)
          .resumes(50)
          .says(new RunEvent.CheckpointWritten(0, 120, false, 3 << 20, 0.5))
          .finishes(0.75, 0.5);

      assertThat(sentences(run))
          .containsExactly(
              "Started by process 4711 on host (PyTorch 2.7.1 cpu, 2 threads).",
              "Stage 1, fine-tune, begins.",
              "Step 100: valid F1 0.5000 (precision 0.5000, recall 0.5000), the best so far.",
              "Resumed after step 50 of stage 1 by process 4711 on host"
                  + " (PyTorch 2.7.1 cpu, 2 threads).",
              "Checkpoint saved at step 120 (3 MB in 0.5 s).",
              "Finished, valid F1 0.7500, test F1 0.5000.");
    }
  }

  @Test
  void whyAWorkerComputesInWhatItDoesIsTold() {
    var worker =
        new WorkerInfo(
            4711,
            "host",
            new Machine("Linux", "CPU", 2, 1),
            "25",
            "0.1",
            Optional.empty(),
            "PyTorch 2.7.1 cpu",
            2,
            Optional.of(new WorkerInfo.Chosen(Precision.FLOAT32, "float32 was asked for.")));
    try (var run = WrittenRun.of(folder)) {
      run.says(new RunEvent.Taken(4711)).says(new RunEvent.Started(worker));

      assertThat(sentences(run))
          .containsExactly(
              "Started by process 4711 on host (PyTorch 2.7.1 cpu, 2 threads). float32 was asked"
                  + " for.");
    }
  }

  @Test
  void stepsAndHeartbeatsAreCountedAndNotTold() {
    try (var run = WrittenRun.of(folder)) {
      run.steps(1, 40).heartbeat(40, 1 << 30);
      var story = story(run);

      assertThat(story.takeLines()).isEmpty();
      assertThat(story.facts().events()).isEqualTo(41);
      assertThat(story.facts().step().orElseThrow().step()).isEqualTo(40);
      assertThat(story.facts().residentBytes()).hasValue(1 << 30);
    }
  }

  @Test
  void whatIsBeingMadeIsKnownUntilItIsThere() {
    try (var run = WrittenRun.of(folder)) {
      run.begins().prepares(64, 2000).prepares(640, 2000).heartbeat(0, 1 << 30);
      assertThat(story(run).facts().preparing().map(RunDetailModel::preparingText))
          .contains("Making the teacher's outputs: 640 of 2,000 sentences");

      run.prepares(2000, 2000);
      assertThat(story(run).facts().preparing()).isEmpty();
      assertThat(sentences(run)).last().isEqualTo("Made the teacher's outputs.");
    }
  }

  @Test
  void whoeverIsKilledWhileMakingSomethingMakesItNoLonger() {
    try (var run = WrittenRun.of(folder)) {
      run.begins().prepares(64, 2000).resumes(0);

      assertThat(story(run).facts().preparing()).isEmpty();
    }
  }

  @Test
  void whatIsGraveStandsOut() {
    try (var run = WrittenRun.of(folder)) {
      run.says(new RunEvent.Warning("The disk is nearly full."))
          .says(new RunEvent.Trained(0, new TrainingEvent.Skipped(3, "The loss is not finite.")))
          .says(new RunEvent.Paused(0, 3, Optional.of("The disk is full.")))
          .says(new RunEvent.Paused(0, 3, Optional.empty()))
          .says(new RunEvent.Failed("The data is gone."));

      assertThat(story(run).takeLines())
          .extracting(Line::level)
          .containsExactly(Level.WARNING, Level.WARNING, Level.WARNING, Level.INFO, Level.ERROR);
    }
  }

  @Test
  void theScoresAreTheResultsOrTheBestSoFar() {
    try (var run = WrittenRun.of(folder)) {
      run.valid(100, 0.5);
      assertThat(story(run).facts().scores().orElseThrow().what())
          .isEqualTo("Best so far, at step 100");

      run.finishes(0.75, 0.5);
      var scores = story(run).facts().scores().orElseThrow();
      assertThat(scores.what()).isEqualTo("The result");
      assertThat(scores.bySplit()).containsOnlyKeys(Split.VALID, Split.TEST);
    }
  }

  @Test
  void damageInTheLogIsSaid() throws Exception {
    try (var run = WrittenRun.of(folder)) {
      run.begins();
      var lines = Files.readAllLines(run.folder().events());
      Files.write(
          run.folder().events(), List.of(lines.get(0).replace("4711", "4712"), lines.get(1)));

      assertThat(story(run).takeLines())
          .anyMatch(line -> line.level() == Level.WARNING && line.text().startsWith("Line 1 "));
    }
  }

  @Test
  void theTableOfScoresHasALineForEveryType() {
    var scores = new RunStory.Scores("The result", Map.of(Split.VALID, WrittenRun.scores(0.5)));

    var table = RunDetailModel.table(scores);

    assertThat(table)
        .extracting(RunDetailModel.ScoreRow::type)
        .containsExactly("All entities", "PER");
    assertThat(table.getFirst().valid().orElseThrow())
        .isEqualTo(new RunDetailModel.Score(0.5, 0.5, 0.5, Optional.of(12)));
    assertThat(table.getFirst().test()).isEmpty();
  }
}
