package bonsai.cli;

import picocli.CommandLine.Command;

/** {@code bonsai data}: what can be done with a corpus before any model sees it. */
@Command(
    name = "data",
    description = "Looks at corpora: counts, conversion, alignment with a tokenizer, fetching.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DataStatsCommand.class,
      DataConvertCommand.class,
      DataAlignCommand.class,
      DataFetchCommand.class
    })
final class DataCommand {}
