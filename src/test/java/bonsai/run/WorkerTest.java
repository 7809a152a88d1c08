package bonsai.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bonsai.base.Json;
import bonsai.base.RecordReader;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.ner.Split;
import bonsai.run.EventLog.Entry;
import bonsai.torch.Precision;
import bonsai.torch.PrecisionChoice;
import bonsai.train.TrainingEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class WorkerTest {
  private static final FakeStage FAST = new FakeStage(50, Duration.ZERO);

  @TempDir Path home;
  private Workspace workspace;
  private Runs runs;

  @BeforeEach
  void makeTheWorkspace() {
    workspace = new Workspace(home);
    runs = Runs.of(workspace);
  }

  private RunFolder create(int stages) {
    return create("{\"untrained\": {}}", stages);
  }

  private RunFolder create(String start, int stages) {
    var stage = "{\"technique\": \"fine-tune\", \"training\": {\"epochs\": 1}}";
    return runs.create(
        RecordReader.read(
            RunSpec.class,
            "spec",
            "{\"name\": \"tiny\", \"start\": %s, \"stages\": [%s], \"checkpoint\": {\"everySteps\": 7}}"
                .formatted(
                    start, String.join(", ", java.util.Collections.nCopies(stages, stage)))));
  }

  private Worker worker(RunFolder run, StageRunner runner) {
    return new Worker(run, workspace, runner);
  }

  private RunState work(RunFolder run, StageRunner runner) {
    return worker(run, runner).work();
  }

  private static byte[] weights(RunFolder run) {
    try {
      return Files.readAllBytes(run.model().resolve("weights.bin"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<RunEvent> events(RunFolder run) {
    return EventLog.read(run.events()).entries().stream().map(Entry::event).toList();
  }

  private static List<Long> currentSteps(RunFolder run, int stage) {
    return EventLog.read(run.events()).current().stream()
        .map(Entry::event)
        .filter(RunEvent.Trained.class::isInstance)
        .map(RunEvent.Trained.class::cast)
        .filter(
            trained ->
                trained.stage() == stage && trained.training() instanceof TrainingEvent.Stepped)
        .map(trained -> trained.training().step())
        .toList();
  }

  /** A stage that does something at a step, before it goes on. */
  private static StageRunner at(long step, StageRunner runner, Consumer<StageRunner.Context> what) {
    return new StageRunner() {
      @Override
      public Outcome run(Context stage) {
        return runner.run(
            new Context(
                stage.spec(),
                stage.index(),
                stage.precision(),
                stage.start(),
                stage.result(),
                stage.checkpoints(),
                event -> {
                  stage.listener().on(event);
                  if (event instanceof TrainingEvent.Stepped && event.step() == step) {
                    what.accept(stage);
                  }
                },
                stage.compression(),
                stage.control(),
                stage.warn()));
      }

      @Override
      public String engine(RunSpec spec) {
        return runner.engine(spec);
      }

      @Override
      public PrecisionChoice precision(RunSpec spec) {
        return runner.precision(spec);
      }

      @Override
      public int threads() {
        return runner.threads();
      }
    };
  }

  @Test
  void aRunGoesThroughItsStagesAndLeavesAModel() throws IOException {
    var run = create(2);

    assertThat(work(run, FAST)).isEqualTo(RunState.FINISHED);

    assertThat(run.model().resolve("weights.bin")).exists();
    assertThat(run.stage(0).resolve("weights.bin")).exists();
    assertThat(Files.readString(run.model().resolve("scores.json"))).contains("\"valid\"");
    assertThat(currentSteps(run, 0)).hasSize(50);
    assertThat(currentSteps(run, 1)).hasSize(50);
    assertThat(events(run).getFirst()).isInstanceOf(RunEvent.Taken.class);
    assertThat(events(run).get(1)).isInstanceOf(RunEvent.Started.class);
    assertThat(events(run).getLast()).isInstanceOf(RunEvent.Finished.class);
    try (var left = Files.list(run.checkpoints())) {
      assertThat(left).isEmpty();
    }
    var status = RunStatus.of(run);
    assertThat(status.state()).isEqualTo(RunState.FINISHED);
    assertThat(status.f1()).isPresent();
    assertThat(status.pid()).isEmpty();
  }

  @Test
  void aFinishedRunIsLeftAlone() {
    var run = create(1);
    work(run, FAST);

    assertThatThrownBy(() -> work(run, FAST))
        .isInstanceOf(UserException.class)
        .hasMessage("The run " + run.id() + " is finished already.");
  }

  @Test
  void aFinishedRunWhoseLogIsDamagedStaysFinished() throws IOException {
    var run = create(1);
    work(run, FAST);
    var lines = Files.readAllLines(run.events());
    lines.set(5, "garbage");
    Files.write(run.events(), lines);

    assertThatThrownBy(() -> work(run, FAST))
        .hasMessage("The run " + run.id() + " is finished already.");
    assertThat(Files.readAllLines(run.events())).isEqualTo(lines);

    try (var log = EventLog.open(run.events(), Clock.systemUTC(), entry -> {})) {
      log.reportDamage();
    }
    assertThat(events(run).getLast()).isInstanceOf(RunEvent.Warning.class);
    assertThat(RunStatus.of(run).state()).isEqualTo(RunState.FINISHED);
    assertThat(LogTail.of(run).end()).containsInstanceOf(RunEvent.Finished.class);
  }

  @Test
  void aRunThatGoesOnNotesTheDamageOfItsLog() throws IOException {
    var run = create(1);
    work(
        run,
        at(
            23,
            FAST,
            stage -> {
              throw new UserException("The corpus is gone.");
            }));
    var lines = Files.readAllLines(run.events());
    lines.set(5, "garbage");
    Files.write(run.events(), lines);

    assertThat(work(run, FAST)).isEqualTo(RunState.FINISHED);
    assertThat(warnings(run)).anyMatch(each -> each.startsWith("The log is damaged in 1 place"));
  }

  @Test
  void aRunThatNobodyBeganIsQueued() {
    assertThat(RunStatus.of(create(1)).state()).isEqualTo(RunState.QUEUED);
  }

  @Test
  void aPausedRunGoesOnToTheSameBits() {
    var whole = create(2);
    work(whole, FAST);
    var paused = create(2);

    for (var step : new long[] {3, 20, 45}) {
      var pausing = at(step, FAST, stage -> {});
      var worker = new Worker[1];
      worker[0] = worker(paused, at(step, pausing, stage -> worker[0].pause()));
      assertThat(worker[0].work()).isEqualTo(RunState.PAUSED);
      assertThat(RunStatus.of(paused).state()).isEqualTo(RunState.PAUSED);
      assertThat(RunStatus.of(paused).step()).isEqualTo(step);
    }
    assertThat(work(paused, FAST)).isEqualTo(RunState.FINISHED);

    assertThat(weights(paused)).isEqualTo(weights(whole));
    assertThat(currentSteps(paused, 0)).isEqualTo(currentSteps(whole, 0));
    assertThat(currentSteps(paused, 1)).isEqualTo(currentSteps(whole, 1));
  }

  @Test
  void aStoppedRunLeavesItsBestModelAndCanGoOn() {
    var whole = create(2);
    work(whole, FAST);
    var stopped = create(2);

    var state =
        work(
            stopped,
            at(
                12,
                new FakeStage(50, Duration.ofMillis(30)),
                stage -> RunControl.ask(stopped, RunControl.Ask.STOP)));

    assertThat(state).isEqualTo(RunState.STOPPED);
    assertThat(stopped.model().resolve("weights.bin")).exists();
    assertThat(stopped.model().resolve("scores.json")).exists();
    assertThat(stopped.controlFile()).doesNotExist();
    assertThat(RunStatus.of(stopped).state()).isEqualTo(RunState.STOPPED);

    assertThat(work(stopped, FAST)).isEqualTo(RunState.FINISHED);
    assertThat(weights(stopped)).isEqualTo(weights(whole));
  }

  @Test
  void aRequestFromBeforeTheWorkerBeganIsNotForIt() {
    var run = create(1);
    RunControl.ask(run, RunControl.Ask.STOP);

    assertThat(work(run, FAST)).isEqualTo(RunState.FINISHED);
  }

  @Test
  void requestsAreHeededWhateverTheClockOfWhoAsks() throws IOException {
    var run = create(1);
    ask(run, "stop", "2999-01-01T00:00:00Z");
    var slow = new FakeStage(50, Duration.ofMillis(30));

    assertThat(work(run, at(12, slow, stage -> ask(run, "pause", "1999-01-01T00:00:00Z"))))
        .isEqualTo(RunState.PAUSED);
  }

  private static void ask(RunFolder run, String request, String time) {
    try {
      Files.writeString(
          run.controlFile(), "{\"request\":\"%s\",\"time\":\"%s\"}".formatted(request, time));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aFailureIsSaidInTheLogAndTheRunCanGoOn() {
    var whole = create(1);
    work(whole, FAST);
    var run = create(1);

    var state =
        work(
            run,
            at(
                23,
                FAST,
                stage -> {
                  throw new UserException("The corpus is gone.");
                }));

    assertThat(state).isEqualTo(RunState.FAILED);
    assertThat(RunStatus.of(run).message()).contains("The corpus is gone.");
    assertThat(work(run, FAST)).isEqualTo(RunState.FINISHED);
    assertThat(weights(run)).isEqualTo(weights(whole));
    assertThat(events(run))
        .filteredOn(RunEvent.Resumed.class::isInstance)
        .extracting(event -> ((RunEvent.Resumed) event).step())
        .containsExactly(21L);
  }

  @Test
  void aFullDiskPausesTheRunWithTheReason() {
    var whole = create(1);
    work(whole, FAST);
    var run = create(1);

    var state =
        work(
            run,
            at(
                23,
                FAST,
                stage ->
                    stage
                        .checkpoints()
                        .save(
                            23,
                            part -> {
                              throw new UncheckedIOException(
                                  new IOException("No space left on device"));
                            })));

    assertThat(state).isEqualTo(RunState.PAUSED);
    assertThat(RunStatus.of(run).message())
        .contains("The folder stage-0-step-000000023 could not be written: the disk is full.");
    assertThat(work(run, FAST)).isEqualTo(RunState.FINISHED);
    assertThat(weights(run)).isEqualTo(weights(whole));
  }

  @Test
  void aDefectIsNotShownAsTheUsersMistake() {
    var run = create(1);

    work(
        run,
        at(
            3,
            FAST,
            stage -> {
              throw new IllegalStateException("x < 0");
            }));

    assertThat(RunStatus.of(run).message())
        .contains(
            "The worker failed unexpectedly (java.lang.IllegalStateException: x < 0); this is a"
                + " defect, please report it with worker.log.");
  }

  @Test
  void aTornCheckpointCostsTheStepsSinceTheOneBefore() throws IOException {
    var whole = create(1);
    work(whole, FAST);
    var run = create(1);
    work(
        run,
        at(
            30,
            FAST,
            stage -> {
              throw new IllegalStateException("killed");
            }));
    Files.write(run.checkpoints().resolve("stage-0-step-000000028/weights.bin"), new byte[10]);

    assertThat(work(run, FAST)).isEqualTo(RunState.FINISHED);

    assertThat(weights(run)).isEqualTo(weights(whole));
    assertThat(events(run))
        .filteredOn(RunEvent.Warning.class::isInstance)
        .containsExactly(
            new RunEvent.Warning(
                "The checkpoint stage-0-step-000000028 is damaged (weights.bin has 10 of 536"
                    + " bytes): going back to the one before it."));
    assertThat(currentSteps(run, 0)).isEqualTo(currentSteps(whole, 0));
  }

  @Test
  void theEndOfAStageIsNotLostWhenOnlyTheLogWasNotWritten() throws IOException {
    var whole = create(2);
    work(whole, FAST);
    var run = create(2);
    work(run, FAST);
    var lines = Files.readAllLines(run.events());
    var cut =
        lines.stream().filter(line -> line.contains("\"stage-ended\"")).findFirst().orElseThrow();
    Files.write(run.events(), lines.subList(0, lines.indexOf(cut)));

    assertThat(work(run, FAST)).isEqualTo(RunState.FINISHED);

    assertThat(weights(run)).isEqualTo(weights(whole));
  }

  @Test
  void aKillBeforeTheVeryLastRecordCostsNoneOfTheStepsInTheLog() throws IOException {
    var run = create(1);
    work(run, FAST);
    cutBefore(run, "\"finished\"");

    assertThat(work(run, FAST)).isEqualTo(RunState.FINISHED);

    assertThat(currentSteps(run, 0)).hasSize(50);
    assertThat(events(run))
        .filteredOn(RunEvent.Resumed.class::isInstance)
        .extracting(event -> ((RunEvent.Resumed) event).step())
        .containsExactly(50L);
  }

  @Test
  void checkpointsThatAKilledWorkerLeftOfAnEndedStageAreDeleted() throws IOException {
    for (var word : List.of("\"finished\"", "\"step\":1,")) {
      var run = create(2);
      work(run, FAST);
      cutBefore(run, word);
      var left = run.checkpoints().resolve("stage-0-step-000000049");
      SafeFolder.write(left, part -> {});

      assertThat(work(run, FAST)).isEqualTo(RunState.FINISHED);

      assertThat(left).doesNotExist();
    }
  }

  /** As if the worker had been killed before it wrote the last line of that kind. */
  private static void cutBefore(RunFolder run, String word) throws IOException {
    var lines = Files.readAllLines(run.events());
    var last = lines.stream().filter(line -> line.contains(word)).reduce((a, b) -> b).orElseThrow();
    Files.write(run.events(), lines.subList(0, lines.indexOf(last)));
  }

  @Test
  void aWorkerSpeaksBeforeItLoadsTheEngine() {
    var run = create(1);
    var heard = new ArrayList<RunEvent>();

    work(run, new Computing("none", Precision.FLOAT32, spec -> heard.addAll(events(run))));

    assertThat(heard).containsExactly(new RunEvent.Taken(ProcessHandle.current().pid()));
  }

  /** A fast stage whose engine chooses a precision, and that fails in any other. */
  private record Computing(String engine, Precision chosen, Consumer<RunSpec> loading)
      implements StageRunner {
    @Override
    public Outcome run(Context stage) {
      stage.warn().accept("computes in " + stage.precision().label());
      return FAST.run(stage);
    }

    @Override
    public String engine(RunSpec spec) {
      loading.accept(spec);
      return engine;
    }

    @Override
    public PrecisionChoice precision(RunSpec spec) {
      return new PrecisionChoice(chosen, chosen.label() + " was faster.");
    }

    @Override
    public int threads() {
      return 1;
    }
  }

  private RunFolder failedAfterItBeganIn(Precision chosen) {
    var run = create(1);
    work(
        run,
        at(
            9,
            new Computing("none", chosen, spec -> {}),
            stage -> {
              throw new UserException("x");
            }));
    return run;
  }

  private static List<String> warnings(RunFolder run) {
    return events(run).stream()
        .filter(RunEvent.Warning.class::isInstance)
        .map(event -> ((RunEvent.Warning) event).message())
        .toList();
  }

  @Test
  void aRunThatGoesOnComputesAsItBeganWhateverALaterTimingSays() {
    var run = failedAfterItBeganIn(Precision.BFLOAT16);

    work(run, new Computing("none", Precision.FLOAT32, spec -> {}));

    assertThat(warnings(run)).containsExactly("computes in bfloat16", "computes in bfloat16");
    assertThat(events(run))
        .filteredOn(RunEvent.Resumed.class::isInstance)
        .allSatisfy(
            event ->
                assertThat(((RunEvent.Resumed) event).worker().precision())
                    .contains(new WorkerInfo.Chosen(Precision.BFLOAT16, "bfloat16 was faster.")));
  }

  @Test
  void onAnotherEngineThePrecisionIsDecidedAnewAndToldOf() {
    var run = failedAfterItBeganIn(Precision.BFLOAT16);

    work(run, new Computing("PyTorch 9", Precision.FLOAT32, spec -> {}));

    assertThat(warnings(run))
        .containsExactly(
            "computes in bfloat16",
            "The run goes on elsewhere than it began, so the result may differ in its last bits:"
                + " the engine was none and is now PyTorch 9; the precision was bfloat16 and is now"
                + " float32.",
            "computes in float32");
  }

  @Test
  void oneOfTwoWorkersWins() {
    var run = create(1);
    var second = new String[1];

    work(
        run,
        at(
            5,
            FAST,
            stage -> {
              try {
                work(run, FAST);
              } catch (UserException e) {
                second[0] = e.getMessage();
              }
            }));

    assertThat(second[0])
        .startsWith("The run " + run.id() + " is being worked on already by process ");
    assertThat(RunStatus.of(run).state()).isEqualTo(RunState.FINISHED);
  }

  @Test
  void theLockOfADeadProcessIsTakenOver() throws Exception {
    var run = create(1);
    var dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Files.writeString(
        run.lockFile(),
        "{\"pid\":%d,\"started\":\"%s\",\"host\":\"%s\"}"
            .formatted(dead.pid(), Instant.now(), WorkerLock.hostName()));

    assertThat(work(run, FAST)).isEqualTo(RunState.FINISHED);
  }

  @Test
  void aProcessThatGotADeadOnesNumberHoldsNoLock() throws IOException {
    var run = create(1);
    Files.writeString(
        run.lockFile(),
        "{\"pid\":%d,\"started\":\"%s\",\"host\":\"%s\"}"
            .formatted(
                ProcessHandle.current().pid(),
                Instant.now().minus(Duration.ofDays(1)),
                WorkerLock.hostName()));

    assertThat(WorkerLock.holder(run)).isEmpty();
    assertThat(work(run, FAST)).isEqualTo(RunState.FINISHED);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aStepOfTheClockKillsNoWorker() throws IOException {
    var run = create(1);
    var self = WorkerLock.Holder.self();
    var stepped =
        new WorkerLock.Holder(
            self.pid(), self.started().minus(Duration.ofDays(1)), self.host(), self.mark());
    Files.writeString(run.lockFile(), Json.LINE.writeValueAsString(stepped));
    assertThat(WorkerLock.holder(run)).contains(stepped);

    var another =
        new WorkerLock.Holder(
            self.pid(), self.started(), self.host(), self.mark().map(mark -> mark + "1"));
    Files.writeString(run.lockFile(), Json.LINE.writeValueAsString(another));
    assertThat(WorkerLock.holder(run)).isEmpty();
  }

  @Test
  void aWorkerOnAnotherMachineIsBelievedWhileItsLogGrows() throws IOException {
    var run = create(1);
    Files.writeString(
        run.lockFile(),
        "{\"pid\":1,\"started\":\"2026-11-23T10:00:00Z\",\"host\":\"elsewhere.example\"}");
    Files.writeString(run.events(), "");

    assertThatThrownBy(() -> work(run, FAST))
        .hasMessage(
            "The run "
                + run.id()
                + " is being worked on already by process 1 on elsewhere.example.");

    Files.setLastModifiedTime(
        run.events(),
        java.nio.file.attribute.FileTime.from(Instant.now().minus(Duration.ofMinutes(5))));
    assertThat(work(run, FAST)).isEqualTo(RunState.FINISHED);
  }

  @Test
  void aRunStartsFromAnothersModel() {
    var first = create(1);
    work(first, FAST);
    var second = create("{\"run\": \"" + first.id() + "\"}", 1);

    assertThat(work(second, FAST)).isEqualTo(RunState.FINISHED);
    assertThat(weights(second)).isNotEqualTo(weights(first));
  }

  @Test
  void aMissingStartIsSaidInOneSentence() {
    var run = create("{\"pretrained\": \"bert-base-cased\"}", 1);

    assertThat(work(run, FAST)).isEqualTo(RunState.FAILED);
    assertThat(RunStatus.of(run).message())
        .contains(
            "The pre-trained model 'bert-base-cased' is not in the workspace:"
                + " `bonsai pretrained fetch bert-base-cased` puts it there.");
  }

  @Test
  void heartbeatsTellWhereTheRunIs() {
    var run = create(1);
    work(run, new FakeStage(50, Duration.ofMillis(1)));

    assertThat(events(run)).anyMatch(RunEvent.Heartbeat.class::isInstance);
    assertThat(events(run))
        .filteredOn(RunEvent.Heartbeat.class::isInstance)
        .allSatisfy(event -> assertThat(((RunEvent.Heartbeat) event).residentBytes()).isPositive());
  }

  @Test
  void goingOnElsewhereIsWarnedOf() {
    var run = create(1);
    work(
        run,
        at(
            9,
            FAST,
            stage -> {
              throw new UserException("x");
            }));
    var other =
        new StageRunner() {
          @Override
          public Outcome run(Context stage) {
            return FAST.run(stage);
          }

          @Override
          public String engine(RunSpec spec) {
            return "PyTorch 9";
          }

          @Override
          public PrecisionChoice precision(RunSpec spec) {
            return FAST.precision(spec);
          }

          @Override
          public int threads() {
            return 8;
          }
        };

    work(run, other);

    assertThat(events(run))
        .contains(
            new RunEvent.Warning(
                "The run goes on elsewhere than it began, so the result may differ in its last"
                    + " bits: the engine was none and is now PyTorch 9; the number of threads was 1"
                    + " and is now 8."));
  }

  @Test
  void scoresOfTheResultAreInTheLastRecord() {
    var run = create(1);
    work(run, FAST);

    assertThat(((RunEvent.Finished) events(run).getLast()).scores()).containsOnlyKeys(Split.VALID);
  }
}
