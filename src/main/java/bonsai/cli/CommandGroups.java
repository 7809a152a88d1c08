package bonsai.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import picocli.CommandLine.Help;

/** The list of commands in the help, put together by what one wants to do. */
final class CommandGroups {
  private record Group(String title, List<String> commands) {}

  private static final List<Group> GROUPS =
      List.of(
          new Group("Begin", List.of("demo", "doctor", "help")),
          new Group("Data and models", List.of("data", "score", "pretrained")),
          new Group(
              "Train",
              List.of("preflight", "run", "runs", "watch", "pause", "stop", "resume", "cache")),
          new Group(
              "Use and measure",
              List.of("tag", "evaluate", "export", "evidence", "logits", "bench", "pictures")),
          new Group("Processes in the background", List.of("worker", "tagger")));

  private static final int GAP = 4;

  private CommandGroups() {}

  /** Renders the list for picocli; a command that no group knows comes last. */
  static String render(Help help) {
    var commands = help.subcommands();
    var others = new LinkedHashSet<>(commands.keySet());
    GROUPS.forEach(group -> group.commands().forEach(others::remove));
    var groups = new ArrayList<>(GROUPS);
    groups.add(new Group("Other", List.copyOf(others)));

    var width = commands.keySet().stream().mapToInt(String::length).max().orElse(0) + GAP;
    var text = new StringBuilder();
    for (var group : groups) {
      var present = group.commands().stream().filter(commands::containsKey).toList();
      if (!present.isEmpty()) {
        text.append(String.format("%n%s:%n", group.title()));
        text.append(table(present, width, help));
      }
    }
    return text.toString();
  }

  private static Help.TextTable table(List<String> names, int width, Help help) {
    var table =
        Help.TextTable.forColumns(
            help.colorScheme(),
            new Help.Column(width, 2, Help.Column.Overflow.SPAN),
            new Help.Column(
                help.commandSpec().usageMessage().width() - width, 0, Help.Column.Overflow.WRAP));
    for (var name : names) {
      var about = help.subcommands().get(name).commandSpec().usageMessage().description();
      table.addRowValues(
          name, name.equals("help") ? "Tells what a command takes." : firstSentence(about));
    }
    return table;
  }

  private static String firstSentence(String[] description) {
    var whole = String.join(" ", description);
    var end = whole.indexOf(". ");
    return end < 0 ? whole : whole.substring(0, end + 1);
  }
}
