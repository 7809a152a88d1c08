package bonsai.cli;

import bonsai.base.UserException;
import java.io.PrintWriter;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/**
 * The root of the command line: names the subcommands and turns what they throw into exit codes.
 */
@Command(
    name = "bonsai",
    description = "Fine-tunes a BERT tagger and shrinks it.",
    mixinStandardHelpOptions = true,
    version = "Bonsai 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      HelpCommand.class,
      DemoCommand.class,
      EvidenceCommand.class,
      WorkerCommand.class,
      DataCommand.class,
      PretrainedCommand.class,
      RunCommand.class,
      RunsCommand.class,
      WatchCommand.class,
      AskCommand.Pause.class,
      AskCommand.Stop.class,
      ResumeCommand.class,
      TagCommand.class,
      TaggerCommand.class,
      LogitsCommand.class,
      EvaluateCommand.class,
      ScoreCommand.class,
      BenchCommand.class
    })
public final class BonsaiCommand {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int WRONG_USAGE = 2;

  private BonsaiCommand() {}

  /** Runs the command line; results go to {@code out}, everything else to {@code err}. */
  public static int execute(PrintWriter out, PrintWriter err, String... args) {
    var line = new CommandLine(new BonsaiCommand());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setOut(out);
    line.setErr(err);
    line.setExecutionExceptionHandler(
        (thrown, command, parsed) -> {
          command.getErr().println(sentence(thrown));
          return FAILED;
        });
    return line.execute(args);
  }

  private static String sentence(Exception thrown) {
    if (thrown instanceof UserException) {
      return thrown.getMessage();
    }
    LoggerFactory.getLogger(BonsaiCommand.class).error("A command failed", thrown);
    return "Bonsai failed unexpectedly ("
        + thrown.getClass().getSimpleName()
        + ": "
        + thrown.getMessage()
        + "); this is a defect, please report it with the log.";
  }
}
