package bonsai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

final class BonsaiCommandTest {
  @TempDir private Path folder;

  /** A command that fails as the test wishes. */
  @Command(name = "fail")
  private static final class Failing implements Runnable {
    @Mixin private WorkspaceOption workspace;
    private final Supplier<Throwable> failure;

    private Failing(Supplier<Throwable> failure) {
      this.failure = failure;
    }

    @Override
    public void run() {
      switch (failure.get()) {
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case Throwable e -> throw new IllegalArgumentException(e);
      }
    }
  }

  private static Outcome fail(Throwable failure, Path workspace) {
    var out = new StringWriter();
    var err = new StringWriter();
    var line =
        BonsaiCommand.commandLine(Outcome.NO_WINDOW, new PrintWriter(out), new PrintWriter(err));
    line.addSubcommand(new Failing(() -> failure));
    line.setErr(new PrintWriter(err));
    var exitCode = line.execute("fail", "--workspace", workspace.toString());
    return new Outcome(exitCode, out.toString(), err.toString());
  }

  @Test
  void theWorkspaceMayBeNamedBeforeTheCommand() {
    var out = new StringWriter();
    var err = new StringWriter();

    BonsaiCommand.execute(
        Outcome.NO_WINDOW,
        new PrintWriter(out),
        new PrintWriter(err),
        "--workspace",
        folder.toString(),
        "watch",
        "no-such-run");

    assertThat(err.toString()).contains(folder.toString());
  }

  @Test
  void aDefectIsOneSentenceAndItsTraceIsInTheLog() throws Exception {
    var outcome = fail(new IllegalStateException("no leaf"), folder);

    var log = folder.resolve("logs/bonsai.log");
    assertThat(outcome.exitCode()).isEqualTo(BonsaiCommand.FAILED);
    assertThat(outcome.err())
        .isEqualToIgnoringNewLines(
            "Bonsai failed unexpectedly (IllegalStateException: no leaf); this is a defect, please"
                + " report it with the log "
                + log
                + ".");
    assertThat(Files.readString(log))
        .contains("bonsai fail", "Java " + Runtime.version(), "IllegalStateException: no leaf")
        .contains("\tat " + BonsaiCommandTest.class.getName());
  }

  @Test
  void theLogGrowsAndIsPutAsideWhenItIsLong() throws Exception {
    fail(new IllegalStateException("first"), folder);
    fail(new IllegalStateException("second"), folder);
    var log = folder.resolve("logs/bonsai.log");
    assertThat(Files.readString(log)).contains("first", "second");

    Files.writeString(log, "x".repeat(1_000_001));
    fail(new IllegalStateException("third"), folder);

    assertThat(Files.readString(log)).contains("third").doesNotContain("xxx");
    assertThat(folder.resolve("logs/bonsai.1.log")).hasSize(1_000_001);
  }

  @Test
  void aDefectThatCannotBeLoggedIsPrinted() throws Exception {
    var file = Files.writeString(folder.resolve("file"), "");

    assertThat(fail(new IllegalStateException("no leaf"), file).err())
        .contains("\tat " + BonsaiCommandTest.class.getName(), "with the lines above.");
  }

  @Test
  void whatFailsBeforeTheCommandBeginsIsOneSentenceToo() {
    var missing = folder.resolve("missing.json");

    var outcome = Outcome.of("preflight", missing.toString(), "--workspace", folder.toString());

    assertThat(outcome.exitCode()).isEqualTo(BonsaiCommand.FAILED);
    assertThat(outcome.err().lines()).singleElement().asString().contains(missing.toString());
  }

  @Test
  void anErrorOfTheJvmIsLoggedToo() {
    var outcome = fail(new NoClassDefFoundError("bonsai/Leaf"), folder);

    assertThat(outcome.exitCode()).isEqualTo(BonsaiCommand.FAILED);
    assertThat(outcome.err()).contains("NoClassDefFoundError: bonsai/Leaf", "bonsai.log");
  }

  @Test
  void lackOfMemorySaysHowToGiveMore() {
    assertThat(fail(new OutOfMemoryError("Java heap space"), folder).err())
        .contains("Java heap space", "BONSAI_JAVA_OPTS=-Xmx8g")
        .doesNotContain("defect");
  }

  @Test
  void aDiskThatDoesNotTakeWhatARunMustKeepIsNoDefect() throws Exception {
    for (var unwritable : new String[] {"worker.lock", "events.jsonl"}) {
      var run = Files.createDirectories(folder.resolve("runs/of-" + unwritable));
      Files.writeString(run.resolve("run.json"), "{}");
      Files.createDirectories(run.resolve(unwritable));

      var outcome = Outcome.of("worker", run.toString(), "--workspace", folder.toString());

      assertThat(outcome.exitCode()).isEqualTo(BonsaiCommand.FAILED);
      assertThat(outcome.err().lines())
          .last()
          .asString()
          .endsWith("Is a directory.")
          .contains(run.resolve(unwritable).toString())
          .doesNotContain("defect", "Exception");
    }
  }

  @Test
  void withoutACommandItOpensTheWindowOfTheWorkspace() {
    var opened = new ArrayList<Path>();
    var sink = new PrintWriter(new StringWriter());

    var exitCode =
        BonsaiCommand.execute(
            new Outcome.NoWindow(workspace -> opened.add(workspace.root())),
            sink,
            sink,
            "--workspace",
            folder.toString());

    assertThat(exitCode).isEqualTo(BonsaiCommand.DONE);
    assertThat(opened).containsExactly(folder);
  }

  @Test
  void theHelpTellsWhatThereIs() {
    var outcome = Outcome.of("--help");

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).contains("Begin:", "doctor", "Train:", "resume", "Use and measure:");
  }

  /** Those that people do not call: the background processes, which speak in their own ways. */
  private static final Set<String> WITHOUT_JSON = Set.of("help", "worker", "tagger");

  @Test
  void theBackgroundProcessesHaveHelpToo() {
    for (var command : List.of("worker", "tagger")) {
      var outcome = Outcome.of(command, "--help");

      assertThat(outcome.exitCode()).as(command).isEqualTo(BonsaiCommand.DONE);
      assertThat(outcome.out()).startsWith("Usage: bonsai " + command);
    }
  }

  @Test
  void everyCommandPrintsJsonIfAsked() {
    var line =
        BonsaiCommand.commandLine(
            Outcome.NO_WINDOW, new PrintWriter(System.out), new PrintWriter(System.err));

    assertThat(leaves(line))
        .hasSizeGreaterThan(20)
        .allSatisfy(
            command ->
                assertThat(command.getCommandSpec().findOption("--json"))
                    .as(command.getCommandSpec().qualifiedName())
                    .isNotNull());
  }

  /** The commands that do something themselves. */
  private static List<CommandLine> leaves(CommandLine line) {
    return line.getSubcommands().isEmpty()
        ? List.of(line)
        : line.getSubcommands().entrySet().stream()
            .filter(named -> !WITHOUT_JSON.contains(named.getKey()))
            .flatMap(named -> leaves(named.getValue()).stream())
            .toList();
  }

  @Test
  void aNumberOutOfItsRangeIsWrongUsage() {
    for (var bench : List.of("train", "distil")) {
      var arguments =
          Stream.of("bench", bench, "--steps", "0", bench.equals("train") ? "--json" : "spec.json");
      assertThat(Outcome.of(arguments.toArray(String[]::new)).exitCode())
          .as(bench)
          .isEqualTo(BonsaiCommand.WRONG_USAGE);
    }
  }

  @Test
  void everyCommandIsListedOnce() {
    var line =
        BonsaiCommand.commandLine(
            Outcome.NO_WINDOW, new PrintWriter(System.out), new PrintWriter(System.err));
    var usage = line.getUsageMessage();

    for (var name : line.getSubcommands().keySet()) {
      assertThat(usage.lines().filter(text -> text.matches("  " + name + "  .*")))
          .as(name)
          .hasSize(1);
    }
    assertThat(usage).as("every command has its group").doesNotContain("Other:");
  }
}
