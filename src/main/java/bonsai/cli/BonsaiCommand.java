package bonsai.cli;

import bonsai.base.ErrorLog;
import bonsai.base.Program;
import bonsai.base.UserException;
import bonsai.run.StorageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.PicocliException;
import picocli.CommandLine.RunLast;

/**
 * The root of the command line: names the subcommands and turns what they throw into exit codes.
 */
@Command(
    name = "bonsai",
    description = {
      "Teaches a BERT to find names in text, and shrinks it.",
      "Without a command, it opens the window."
    },
    mixinStandardHelpOptions = true,
    versionProvider = BonsaiCommand.Version.class,
    synopsisSubcommandLabel = "[COMMAND]")
public final class BonsaiCommand implements Runnable {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int WRONG_USAGE = 2;

  /** The command that tells of the others. */
  private static final String HELP = "help";

  private final Window window;

  @Mixin private WorkspaceOption workspace;

  private BonsaiCommand(Window window) {
    this.window = window;
  }

  /** Runs the command line; results go to {@code out}, everything else to {@code err}. */
  public static int execute(Window window, PrintWriter out, PrintWriter err, String... args) {
    return commandLine(window, out, err, commands(window, args)).execute(args);
  }

  /** A command line with all that there is. */
  static CommandLine commandLine(Window window, PrintWriter out, PrintWriter err) {
    return commandLine(window, out, err, commands(window));
  }

  private static CommandLine commandLine(
      Window window, PrintWriter out, PrintWriter err, List<?> commands) {
    var line = new CommandLine(new BonsaiCommand(window));
    commands.forEach(line::addSubcommand);
    Optional.ofNullable(line.getSubcommands().get("bench"))
        .ifPresent(bench -> bench.addSubcommand(new BenchWindowCommand(window)));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setOut(out);
    line.setErr(err);
    line.setExecutionStrategy(BonsaiCommand::run);
    line.setExecutionExceptionHandler(
        (thrown, command, parsed) -> {
          command.getErr().println(sentence(thrown, command));
          command.getErr().flush();
          return FAILED;
        });
    line.getCommandSpec().usageMessage().commandListHeading("");
    line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, CommandGroups::render);
    return line;
  }

  /**
   * The command that the first argument names, and else all. Picocli looks at every field of what
   * it is given: all of it would take a third of a short command's time.
   *
   * @return classes, and objects of those that need something
   */
  private static List<?> commands(Window window, String... args) {
    var all =
        List.of(
            HelpCommand.class,
            DemoCommand.class,
            DoctorCommand.class,
            EvidenceCommand.class,
            ExportCommand.class,
            WorkerCommand.class,
            DataCommand.class,
            PretrainedCommand.class,
            PreflightCommand.class,
            RunCommand.class,
            RunsCommand.class,
            CacheCommand.class,
            WatchCommand.class,
            AskCommand.Pause.class,
            AskCommand.Stop.class,
            ResumeCommand.class,
            TagCommand.class,
            TaggerCommand.class,
            LogitsCommand.class,
            EvaluateCommand.class,
            ScoreCommand.class,
            BenchCommand.class,
            new PicturesCommand(window));
    var first = args.length == 0 ? HELP : args[0];
    var named = all.stream().filter(command -> name(command).equals(first)).toList();
    return named.isEmpty() || first.equals(HELP) ? all : named;
  }

  private static String name(Object command) {
    var type = command instanceof Class<?> itself ? itself : command.getClass();
    return type.getAnnotation(Command.class).name();
  }

  /** Without a command: the window. */
  @Override
  public void run() {
    window.open(workspace.workspace());
  }

  /** Runs the last command, and hands all that is thrown to the handler of exceptions. */
  private static int run(ParseResult parsed) {
    try {
      var elsewhere = GpuProcess.run(parsed);
      return elsewhere.isPresent() ? elsewhere.getAsInt() : new RunLast().execute(parsed);
    } catch (PicocliException e) {
      throw e; // wrong usage, or wrapped already
    } catch (RuntimeException | Error e) {
      var last = parsed.asCommandLineList().getLast();
      throw new ExecutionException(last, "A command failed", e);
    }
  }

  private static String sentence(Exception caught, CommandLine command) {
    var thrown =
        caught instanceof ExecutionException && caught.getCause() != null
            ? caught.getCause()
            : caught;
    return switch (thrown) {
      case UserException mistake -> mistake.getMessage();
      case StorageException storage -> storage.getMessage();
      case OutOfMemoryError _ ->
          "Bonsai ran out of Java memory ("
              + thrown.getMessage()
              + "): give it more, such as 8 GB with BONSAI_JAVA_OPTS=-Xmx8g.";
      default ->
          "Bonsai failed unexpectedly ("
              + thrown.getClass().getSimpleName()
              + ": "
              + thrown.getMessage()
              + "); this is a defect, please report it with "
              + log(thrown, command)
              + ".";
    };
  }

  /** Writes down what was thrown; where that fails, prints it, so that it is not lost. */
  private static String log(Throwable thrown, CommandLine command) {
    try {
      var during = command.getCommandSpec().qualifiedName();
      return "the log "
          + new ErrorLog(WorkspaceOption.workspace(command.getCommandSpec()))
              .append(during, thrown);
    } catch (IOException | RuntimeException e) {
      thrown.printStackTrace(command.getErr());
      return "the lines above";
    }
  }

  /** What {@code --version} prints. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      var program = Program.here();
      return new String[] {
        "Bonsai " + program.version() + program.commit().map(c -> " (" + c + ")").orElse("")
      };
    }
  }
}
