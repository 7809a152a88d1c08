package bonsai.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bonsai.base.Json;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.ner.DataSource;
import bonsai.run.EventLog;
import bonsai.run.FakeWorker;
import bonsai.run.RunEvent;
import bonsai.run.RunSpec;
import bonsai.run.RunState;
import bonsai.run.RunStatus;
import bonsai.run.Runs;
import bonsai.run.WorkerLauncher;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands of runs on a worker without tensors, in a process of its own. */
@DisabledOnOs(OS.WINDOWS)
final class RunCommandsTest {
  @TempDir Path home;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path spec;

  @BeforeEach
  void writeASpec() throws IOException {
    spec = home.resolve("spec.json");
    Files.writeString(
        spec,
        """
        {"name": "tiny", "start": {"untrained": {}}, "checkpoint": {"everySteps": 7},
         "stages": [{"technique": "fine-tune", "training": {"epochs": 2}}]}
        """);
  }

  @AfterEach
  void leaveNoWorkerBehind() {
    for (var run : Runs.of(new Workspace(home)).all()) {
      RunStatus.of(run)
          .pid()
          .ifPresent(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    }
  }

  private static WorkerLauncher launcher(Workspace workspace) {
    return new WorkerLauncher(
        List.of(FakeWorker.class.getName()),
        workspace,
        WorkerLauncher.ofThisProgram(workspace).host());
  }

  /** The exit code of a command, as the command line would give it; user errors come out. */
  private int execute(Callable<Integer> command, String... arguments) {
    var line = new CommandLine(command);
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    line.setExecutionExceptionHandler(
        (thrown, at, parsed) -> {
          throw thrown;
        });
    line.parseArgs(arguments);
    try {
      return command.call();
    } catch (Exception e) {
      throw e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
    }
  }

  private int run(String... more) {
    var arguments = new java.util.ArrayList<>(List.of("--workspace", home.toString()));
    arguments.addAll(List.of(more));
    arguments.add(spec.toString());
    return execute(new RunCommand(RunCommandsTest::launcher), arguments.toArray(String[]::new));
  }

  private int of(Callable<Integer> command, String... more) {
    var arguments = new java.util.ArrayList<>(List.of("--workspace", home.toString()));
    arguments.addAll(List.of(more));
    return execute(command, arguments.toArray(String[]::new));
  }

  @Test
  void runWatchesToTheEndAndPrintsTheResult() {
    assertThat(run()).isZero();

    assertThat(err.toString())
        .contains("Started on none, 1 threads", "float32 was asked for.", "valid F1", "Finished.");
    assertThat(out.toString())
        .contains(" finished")
        .contains("valid  F1 0.")
        .contains("  strict F1 0.")
        .contains("model  ");
  }

  @Test
  void anotherCorpusThanTheSpecsMayBeNamed() throws IOException {
    var corpus = Files.createDirectories(home.resolve("corpus"));

    assertThat(run("--data", corpus.toString())).isZero();

    var made = Runs.of(new Workspace(home)).all().getFirst();
    assertThat(made.spec().data()).isEqualTo(new DataSource.Folder(corpus));
  }

  @Test
  void aCorpusThatIsNotThereIsToldBeforeThereIsARun() {
    assertThatThrownBy(() -> run("--data", "conll2003"))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "The corpus conll2003 is not in the workspace: `bonsai data fetch conll2003` brings"
                + " it.");
    assertThatThrownBy(() -> run("--data", "conll2004"))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("There is not a corpus 'conll2004'");
    assertThat(Runs.of(new Workspace(home)).all()).isEmpty();
  }

  @Test
  void runAndJsonGiveOneObject() {
    assertThat(run("--json")).isZero();

    var object = Json.LINE.readTree(out.toString());
    assertThat(object.get("state").stringValue()).isEqualTo("finished");
    assertThat(object.get("scores").get("valid").get("f1").doubleValue()).isPositive();
  }

  @Test
  void aDetachedRunIsListedPausedResumedStoppedAndWatched() {
    assertThat(run("--detach")).isZero();
    var id = out.toString().strip();
    var folder = Runs.of(new Workspace(home)).find(id);

    assertThat(of(new AskCommand.Pause(), "tiny")).isZero();
    assertThat(RunStatus.of(folder).state()).isEqualTo(RunState.PAUSED);
    assertThatThrownBy(() -> of(new AskCommand.Stop(), id))
        .isInstanceOf(UserException.class)
        .hasMessage("The run " + id + " is not running: it is paused already.");

    assertThat(of(new ResumeCommand(RunCommandsTest::launcher), "--detach", id)).isZero();
    assertThatThrownBy(() -> of(new ResumeCommand(RunCommandsTest::launcher), id))
        .hasMessage("The run " + id + " is running: `bonsai watch " + id + "` shows it.");
    assertThat(of(new AskCommand.Stop(), id)).isZero();
    assertThat(RunStatus.of(folder).state()).isEqualTo(RunState.STOPPED);
    assertThat(folder.model().resolve("scores.json")).exists();

    assertThat(of(new ResumeCommand(RunCommandsTest::launcher), "--detach", id)).isZero();
    assertThat(of(new WatchCommand(), id)).isZero();
    assertThat(RunStatus.of(folder).state()).isEqualTo(RunState.FINISHED);
    assertThatThrownBy(() -> of(new ResumeCommand(RunCommandsTest::launcher), id))
        .hasMessage("The run " + id + " is finished: there is nothing left to do.");

    out.getBuffer().setLength(0);
    var line = new CommandLine(new RunsCommand());
    line.setOut(new PrintWriter(out, true));
    line.execute("--workspace", home.toString(), "--json");
    var listed = Json.LINE.readTree(out.toString()).get("runs").get(0);
    assertThat(listed.get("id").stringValue()).isEqualTo(id);
    assertThat(listed.get("status").get("state").stringValue()).isEqualTo("finished");
  }

  @Test
  void aWatchedWorkerThatIsKilledEndsTheWatchingWithAFailure() throws Exception {
    assertThat(run("--detach")).isZero();
    var folder = Runs.of(new Workspace(home)).find(out.toString().strip());
    var pid = RunStatus.of(folder).pid().orElseThrow();
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();

    assertThat(of(new WatchCommand(), folder.id())).isEqualTo(1);
    assertThat(out.toString()).contains("interrupted");
  }

  @Test
  void aRunThatCannotBeReadIsListedAsSuchAmongTheOthers() throws IOException {
    assertThat(run()).isZero();
    var runs = Runs.of(new Workspace(home));
    var good = runs.all().getFirst();
    for (var bad : List.of("bad-about", "bad-log")) {
      var folder = Files.createDirectories(home.resolve("runs").resolve(bad));
      Files.copy(good.specFile(), folder.resolve("run.json"));
    }
    Files.writeString(home.resolve("runs/bad-about/about.json"), "{");
    Files.createDirectories(home.resolve("runs/bad-log/events.jsonl"));
    out.getBuffer().setLength(0);

    assertThat(list()).isZero();
    assertThat(out.toString())
        .containsPattern(good.id() + " +finished")
        .containsPattern("bad-about +unreadable .*about.json")
        .containsPattern("bad-log +unreadable .*Its log cannot be read: Is a directory\\.");

    out.getBuffer().setLength(0);
    assertThat(list("--json")).isZero();
    var rows = Json.LINE.readTree(out.toString()).get("runs");
    assertThat(rows).hasSize(3);
    assertThat(rows.get(1).get("problem").stringValue()).contains("about.json");
    assertThat(rows.get(1).has("status")).isFalse();
    Files.delete(home.resolve("runs/bad-log/events.jsonl")); // nobody could see whether it runs
  }

  private int list(String... more) {
    var line = new CommandLine(new RunsCommand());
    line.setOut(new PrintWriter(out, true));
    var arguments = new java.util.ArrayList<>(List.of("--workspace", home.toString()));
    arguments.addAll(List.of(more));
    return line.execute(arguments.toArray(String[]::new));
  }

  @Test
  void whatARunWouldMissIsToldBeforeThereIsOne() throws IOException {
    var text = Files.readString(spec);
    for (var missing :
        List.of(
            "\"teacher\": {\"pretrained\": \"x\"}",
            "\"data\": {\"source\": \"folder\", \"path\": \"nowhere\"}",
            "\"data\": {\"source\": \"files\", \"train\": \"spec.json\", \"test\": \"nowhere\"}")) {
      Files.writeString(spec, text.replace("\"start\"", missing + ", \"start\""));

      assertThatThrownBy(() -> run("--detach")).as(missing).isInstanceOf(UserException.class);
    }
    assertThat(Runs.of(new Workspace(home)).all()).isEmpty();
  }

  @Test
  void aPauseThatNobodyAskedForIsAFailure() {
    var workspace = new Workspace(home);
    var created = Runs.of(workspace).create(RunSpec.read(spec));
    for (var pause :
        List.of(
            new RunEvent.Paused(0, 1, Optional.empty()),
            new RunEvent.Paused(0, 1, Optional.of("The disk is full.")))) {
      try (var log = EventLog.open(created.events(), Clock.systemUTC(), entry -> {})) {
        log.append(pause);
      }
      assertThat(of(new WatchCommand(), created.id()))
          .isEqualTo(pause.reason().isPresent() ? BonsaiCommand.FAILED : BonsaiCommand.DONE);
    }
  }

  @Test
  void aMistakeInTheSpecMakesNoRun() throws IOException {
    Files.writeString(
        spec, Files.readString(spec).replace("untrained\": {}", "pretrained\": \"x\""));

    assertThatThrownBy(this::run).isInstanceOf(UserException.class);
    assertThat(Runs.of(new Workspace(home)).all()).isEmpty();
  }
}
