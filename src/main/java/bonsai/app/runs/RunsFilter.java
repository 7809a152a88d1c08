package bonsai.app.runs;

import bonsai.app.catalog.RunRow;
import bonsai.run.RunState;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which runs the table shows.
 *
 * @param search words that must all occur in what the row says of itself; case does not matter
 * @param archived whether archived runs are shown, too
 */
record RunsFilter(String search, Optional<RunState> state, Optional<String> tag, boolean archived)
    implements Predicate<RunRow> {
  static final RunsFilter ALL = new RunsFilter("", Optional.empty(), Optional.empty(), false);

  /** Whether it lets every run through but the archived ones. */
  boolean isOpen() {
    return search.isBlank() && state.isEmpty() && tag.isEmpty();
  }

  RunsFilter withSearch(String text) {
    return new RunsFilter(text, state, tag, archived);
  }

  RunsFilter withState(Optional<RunState> wanted) {
    return new RunsFilter(search, wanted, tag, archived);
  }

  RunsFilter withTag(Optional<String> wanted) {
    return new RunsFilter(search, state, wanted, archived);
  }

  RunsFilter withArchived(boolean shown) {
    return new RunsFilter(search, state, tag, shown);
  }

  @Override
  public boolean test(RunRow row) {
    return (archived || !row.about().archived())
        && (state.isEmpty() || row.state().equals(state))
        && (tag.isEmpty() || row.about().tags().contains(tag.get()))
        && holdsAllWords(row);
  }

  private boolean holdsAllWords(RunRow row) {
    if (search.isBlank()) {
      return true;
    }
    var text = text(row);
    for (var word : search.strip().toLowerCase(Locale.ROOT).split("\\s+")) {
      if (!text.contains(word)) {
        return false;
      }
    }
    return true;
  }

  private static String text(RunRow row) {
    return String.join(
            "\n",
            row.name(),
            row.id(),
            row.spec().map(spec -> spec.name()).orElse(""),
            row.about().notes().orElse(""),
            String.join("\n", row.about().tags()),
            row.spec().map(spec -> RunWords.data(spec.data())).orElse(""))
        .toLowerCase(Locale.ROOT);
  }
}
