package bonsai.app.shell;

import bonsai.app.catalog.RunCatalog;
import bonsai.app.catalog.RunRow;
import bonsai.app.kit.Notices;
import bonsai.app.kit.Notices.Notice;
import bonsai.run.RunState;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.collections.ListChangeListener;
import javafx.collections.ObservableList;

/** What the window tells of the runs as a whole: what runs now, and what has just ended. */
final class ShellModel {
  private final RunCatalog catalog;
  private final Notices notices;
  private final Consumer<String> open;
  private final ObservableList<RunRow> running;
  private final Map<String, RunState> states = new HashMap<>();

  /**
   * @param open shows a run by its id
   */
  ShellModel(RunCatalog catalog, Notices notices, Consumer<String> open) {
    this.catalog = catalog;
    this.notices = notices;
    this.open = open;
    this.running = catalog.rows().filtered(row -> state(row).equals(Optional.of(RunState.RUNNING)));
    catalog
        .rows()
        .addListener((ListChangeListener<RunRow>) change -> update(List.copyOf(catalog.rows())));
    update(List.copyOf(catalog.rows()));
    catalog.problemProperty().subscribe(this::listing);
  }

  /** The runs with a worker. */
  ObservableList<RunRow> running() {
    return running;
  }

  /** How a run is doing, in a few words: {@code sample · step 120 · F1 0.912}. */
  static String summary(RunRow row) {
    var text = new StringBuilder(row.name());
    row.status()
        .ifPresent(
            status -> {
              text.append(" · step ").append(String.format(Locale.ROOT, "%,d", status.step()));
              status
                  .f1()
                  .ifPresent(f1 -> text.append(String.format(Locale.ROOT, " · F1 %.4f", f1)));
            });
    return text.toString();
  }

  private static Optional<RunState> state(RunRow row) {
    return row.status().map(status -> status.state());
  }

  /**
   * Runs that were at rest when they were first seen are no news. One that rests otherwise than
   * before has worked in between, also where that was too short to be seen.
   */
  private void update(List<RunRow> rows) {
    for (var row : rows) {
      var now = state(row);
      if (now.isEmpty()) {
        continue;
      }
      var before = states.put(row.id(), now.get());
      if (before != null && before != now.get() && now.get() != RunState.RUNNING) {
        ended(row, now.get());
      }
    }
  }

  /** Once for as long as the runs cannot be listed. */
  private void listing(Optional<String> before, Optional<String> now) {
    if (before.isEmpty()) {
      now.ifPresent(
          problem -> notices.error(problem + " The list stays as it was until that works again."));
    }
  }

  private void ended(RunRow row, RunState state) {
    var name = row.name();
    var message = row.status().flatMap(status -> status.message());
    var f1 = row.status().map(status -> status.f1()).filter(each -> each.isPresent());
    var notice =
        switch (state) {
          case FINISHED ->
              notice(
                  Notice.Kind.SUCCESS,
                  f1.map(
                          each ->
                              String.format(
                                  Locale.ROOT,
                                  "%s is finished: valid F1 %.4f.",
                                  name,
                                  each.getAsDouble()))
                      .orElse(name + " is finished."));
          case STOPPED ->
              notice(
                  Notice.Kind.INFO,
                  name + " was stopped; what it had learnt so far is its result.");
          case PAUSED ->
              notice(
                  Notice.Kind.INFO, message.map(m -> name + ": " + m).orElse(name + " is paused."));
          case FAILED ->
              notice(Notice.Kind.ERROR, name + " failed: " + message.orElse("its log tells more"));
          case INTERRUPTED ->
              notice(
                  Notice.Kind.WARNING,
                  name + " was interrupted: its worker is gone. It can be resumed.");
          case QUEUED, RUNNING -> notice(Notice.Kind.INFO, name + " is " + state.label() + ".");
        };
    notices.show(
        notice.with("Show", () -> open.accept(row.id()), () -> catalog.find(row.id()).isPresent()));
  }

  private static Notice notice(Notice.Kind kind, String text) {
    return new Notice(kind, text, Optional.empty());
  }
}
