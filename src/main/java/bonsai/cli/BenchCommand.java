package bonsai.cli;

import picocli.CommandLine.Command;

/** {@code bonsai bench}: how fast this machine is with a model. */
@Command(
    name = "bench",
    description = "Measures speed on this machine.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {BenchDistilCommand.class, BenchTagCommand.class, BenchTrainCommand.class})
final class BenchCommand {}
