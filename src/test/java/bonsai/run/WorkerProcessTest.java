package bonsai.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bonsai.base.RecordReader;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.run.EventLog.Entry;
import bonsai.train.TrainingEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Workers as processes of their own: killed, ended, doubled. */
@DisabledOnOs(OS.WINDOWS)
final class WorkerProcessTest {
  private static final int STEPS = 200;
  private static final int KILLS = 6;

  /** Epochs of a run that a slow machine, too, can look at before it is over. */
  private static final int FEW = 5;

  /** Epochs of a run that is killed in the end. */
  private static final int LONG = 100;

  @TempDir Path home;
  private Runs runs;
  private WorkerLauncher launcher;
  private RunFolder run;

  @BeforeEach
  void makeARun() {
    var workspace = new Workspace(home);
    runs = Runs.of(workspace);
    launcher =
        new WorkerLauncher(List.of(FakeWorker.class.getName()), workspace, ChildJvm.Host.here());
    run = create();
  }

  @AfterEach
  void leaveNoWorkerBehind() {
    for (var each : runs.all()) {
      WorkerLock.holder(each)
          .flatMap(holder -> ProcessHandle.of(holder.pid()))
          .ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  private RunFolder create() {
    return create(1);
  }

  /** Two stages of 100 steps for each epoch, of some milliseconds each. */
  private RunFolder create(int epochs) {
    return runs.create(
        RecordReader.read(
            RunSpec.class,
            "spec",
            """
            {"name": "tiny", "start": {"untrained": {}}, "checkpoint": {"everySteps": 7},
             "stages": [{"technique": "fine-tune", "training": {"epochs": %1$d}},
                        {"technique": "fine-tune", "training": {"epochs": %1$d}}]}
            """
                .formatted(epochs)));
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    var deadline = Instant.now().plus(Duration.ofSeconds(30));
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(deadline);
      Thread.sleep(10);
    }
  }

  private static long stepsDone(RunFolder of) {
    return EventLog.read(of.events()).entries().stream()
        .filter(entry -> isStep(entry.event()))
        .count();
  }

  private static boolean isStep(RunEvent event) {
    return event instanceof RunEvent.Trained trained
        && trained.training() instanceof TrainingEvent.Stepped;
  }

  private static void kill(Process worker) throws InterruptedException {
    worker.destroyForcibly();
    worker.waitFor();
  }

  private static byte[] weights(RunFolder of) throws IOException {
    return Files.readAllBytes(of.model().resolve("weights.bin"));
  }

  private static void signal(String name, long pid) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
  }

  @Test
  void aRunThatIsKilledAgainAndAgainEndsWithTheSameBits() throws Exception {
    assertThat(launcher.launch(run).waitFor()).isZero();
    var killed = create();
    var random = new Random(7);
    var interrupted = 0;
    for (var kill = 0; kill < KILLS; kill++) {
      var worker = launcher.launch(killed);
      worker.waitFor(random.nextInt(700), TimeUnit.MILLISECONDS);
      kill(worker);
      var state = RunStatus.of(killed).state();
      if (state == RunState.FINISHED) {
        break;
      }
      assertThat(state).isEqualTo(RunState.INTERRUPTED);
      interrupted++;
    }
    assertThat(interrupted).isGreaterThan(1);
    if (RunStatus.of(killed).state() != RunState.FINISHED) {
      assertThat(launcher.launch(killed).waitFor()).isZero();
    }

    assertThat(RunStatus.of(killed).state()).isEqualTo(RunState.FINISHED);
    assertThat(weights(killed)).isEqualTo(weights(run));
    for (var stage = 0; stage < 2; stage++) {
      assertThat(currentSteps(killed, stage))
          .containsExactlyElementsOf(LongStream.rangeClosed(1, 100).boxed().toList());
    }
    assertThat(EventLog.read(killed.events()).damages()).isEmpty();
  }

  private static List<Long> currentSteps(RunFolder of, int stage) {
    return EventLog.read(of.events()).current().stream()
        .map(Entry::event)
        .filter(WorkerProcessTest::isStep)
        .map(RunEvent.Trained.class::cast)
        .filter(trained -> trained.stage() == stage)
        .map(trained -> trained.training().step())
        .toList();
  }

  @Test
  void ofTwoWorkerProcessesExactlyOneWins() throws Exception {
    var plan = launcher.plan(run, RunSpec.Device.CPU);
    var first = plan.builder().redirectErrorStream(true).start();
    var second = plan.builder().redirectErrorStream(true).start();
    var firstSaid = new String(first.getInputStream().readAllBytes());
    var secondSaid = new String(second.getInputStream().readAllBytes());

    assertThat(List.of(first.waitFor(), second.waitFor())).containsExactlyInAnyOrder(0, 1);
    assertThat(first.exitValue() == 1 ? firstSaid : secondSaid)
        .contains("The run " + run.id() + " is being worked on already");
    assertThat(stepsDone(run)).isEqualTo(STEPS);
    assertThat(EventLog.read(run.events()).damages()).isEmpty();
  }

  @Test
  void aSecondLaunchSaysWhoHasTheRun() throws Exception {
    run = create(LONG);
    var worker = launcher.launch(run);

    assertThatThrownBy(() -> launcher.launch(run))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is being worked on already by process " + worker.pid());
    kill(worker);
  }

  @Test
  void aTerminatedWorkerPausesAndGoesOnToTheSameBits() throws Exception {
    run = create(FEW);
    var undisturbed = create(FEW);
    var other = launcher.launch(undisturbed);
    for (var name : ignoresHangUp() ? List.of("TERM") : List.of("TERM", "HUP")) {
      var worker = launcher.launch(run);
      var before = stepsDone(run);
      await(() -> stepsDone(run) > before + 5);
      signal(name, worker.pid());
      assertThat(worker.waitFor()).isZero();
      assertThat(RunStatus.of(run).state()).isEqualTo(RunState.PAUSED);
    }
    launcher.launch(run).waitFor();
    other.waitFor();

    assertThat(weights(run)).isEqualTo(weights(undisturbed));
  }

  /** Under {@code nohup}, this process and its children ignore SIGHUP, which is bit 0. */
  private static boolean ignoresHangUp() throws IOException {
    var status = Path.of("/proc/self/status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .anyMatch(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16) % 2 == 1);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aWorkerHasASessionOfItsOwn() throws Exception {
    run = create(LONG);
    var worker = launcher.launch(run);
    var stat = Files.readString(Path.of("/proc/" + worker.pid() + "/stat"));
    var session = stat.substring(stat.lastIndexOf(')') + 2).split(" ")[3];

    assertThat(session).isEqualTo(Long.toString(worker.pid()));
    kill(worker);
  }

  @Test
  void aRunningRunSaysSoAndAKilledOneIsInterrupted() throws Exception {
    run = create(LONG);
    var worker = launcher.launch(run);
    await(() -> stepsDone(run) > 3);

    var running = RunStatus.of(run);
    assertThat(running.state()).isEqualTo(RunState.RUNNING);
    assertThat(running.pid()).hasValue(worker.pid());
    assertThat(running.silence(Instant.now()).orElseThrow()).isLessThan(Duration.ofSeconds(10));

    kill(worker);
    var dead = RunStatus.of(run);
    assertThat(dead.state()).isEqualTo(RunState.INTERRUPTED);
    assertThat(dead.step()).isGreaterThan(3);
    assertThat(dead.pid()).isEmpty();
  }

  @Test
  void aWorkerThatCannotBeginIsQuoted() throws IOException {
    Files.delete(run.specFile());
    Files.createDirectory(run.events());
    Files.writeString(run.specFile(), create().spec().toJson());

    assertThatThrownBy(() -> launcher.launch(run))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("The worker of run " + run.id() + " did not start");
  }
}
