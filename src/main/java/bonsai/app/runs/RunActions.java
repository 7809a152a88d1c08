package bonsai.app.runs;

import bonsai.app.kit.AppContext;
import bonsai.app.kit.Notices.Notice;
import bonsai.run.RunControl;
import bonsai.run.RunControl.Ask;
import bonsai.run.RunFolder.About;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What can be done with runs. All of it is done in the background; the list shows what came of it.
 */
final class RunActions implements AutoCloseable {
  private final AppContext context;
  private final RunDeletions deletions;

  RunActions(AppContext context, RunsModel runs) {
    this.context = context;
    this.deletions = new RunDeletions(context, runs);
  }

  // ---- the worker -------------------------------------------------------------------------------

  /** Asks the worker to save its state and rest. */
  void pause(RunItem item) {
    ask(item, Ask.PAUSE, "pausing…");
  }

  /** Asks the worker to end, with the best model so far as the result. */
  void stop(RunItem item) {
    ask(item, Ask.STOP, "stopping…");
  }

  private void ask(RunItem item, Ask what, String asked) {
    if (!item.row().isRunning()) {
      return;
    }
    item.asked(asked);
    work(item, what == Ask.PAUSE ? "Pause" : "Stop", () -> RunControl.ask(item.folder(), what));
  }

  /** Starts a worker that goes on with the run, or begins it. */
  void resume(RunItem item) {
    if (!item.row().isResumable() || !item.asked().isEmpty()) {
      return;
    }
    item.asked("starting…");
    work(item, "Start", () -> context.workers().start(item.folder()), item::answered);
  }

  /** Pauses a running run, and lets another go on. */
  void pauseOrResume(RunItem item) {
    if (item.row().isRunning()) {
      pause(item);
    } else {
      resume(item);
    }
  }

  private void work(RunItem item, String verb, Runnable work) {
    work(item, verb, work, () -> {});
  }

  private void work(RunItem item, String verb, Runnable work, Runnable done) {
    context
        .background()
        .run(
            verb + " " + item.name(),
            progress -> {
              work.run();
              return verb;
            },
            any -> {
              done.run();
              context.runs().refresh();
            },
            sentence -> {
              item.asked("");
              context.notices().error(sentence);
              context.runs().refresh();
            },
            () -> {
              item.asked("");
              context.runs().refresh();
            });
  }

  // ---- what people note -------------------------------------------------------------------------

  /** Gives a run another name; an empty one takes its spec's name again. */
  void rename(RunItem item, String name) {
    var wanted = Optional.of(name.strip()).filter(text -> !text.isEmpty());
    if (!name.strip().equals(item.name())) {
      note(item, about -> new About(wanted, about.notes(), about.tags(), about.archived()));
    }
  }

  void notes(RunItem item, String notes) {
    var wanted = Optional.of(notes.strip()).filter(text -> !text.isEmpty());
    if (!wanted.equals(item.row().about().notes())) {
      note(item, about -> new About(about.displayName(), wanted, about.tags(), about.archived()));
    }
  }

  /**
   * Sets a run's tags.
   *
   * @param typed tags between commas
   */
  void tags(RunItem item, String typed) {
    var wanted = RunWords.tags(typed);
    if (!wanted.equals(item.row().about().tags())) {
      note(item, about -> new About(about.displayName(), about.notes(), wanted, about.archived()));
    }
  }

  /** Archives runs, or, if all of them are archived, takes them out of the archive. */
  void toggleArchived(List<RunItem> chosen) {
    var archive = chosen.stream().anyMatch(item -> !item.row().about().archived());
    var changed = chosen.stream().filter(item -> item.row().about().archived() != archive).toList();
    changed.forEach(item -> archived(item, archive));
    if (archive) {
      var text =
          changed.size() == 1
              ? changed.getFirst().name() + " is archived: the list leaves it out."
              : RunWords.runs(changed.size()) + " are archived: the list leaves them out.";
      context
          .notices()
          .show(
              new Notice(Notice.Kind.INFO, text, Optional.empty())
                  .with(
                      "Undo",
                      () -> changed.forEach(item -> archived(item, false)),
                      () -> changed.stream().anyMatch(item -> item.row().about().archived())));
    }
  }

  private void archived(RunItem item, boolean now) {
    note(item, about -> new About(about.displayName(), about.notes(), about.tags(), now));
  }

  /** What is in the file decides: another window may have noted something meanwhile. */
  private void note(RunItem item, UnaryOperator<About> change) {
    work(item, "Note on", () -> item.folder().about(change.apply(item.folder().about())));
  }

  // ---- deletion ---------------------------------------------------------------------------------

  /** Moves runs to the trash, with a notice that can bring them back; running ones stay. */
  void delete(List<RunItem> chosen) {
    deletions.delete(chosen);
  }

  /** Brings back what was deleted last, and is not back yet. */
  void bringBackLast() {
    deletions.bringBackLast();
  }

  /** Deletes for good what this window has put in the trash. */
  @Override
  public void close() {
    deletions.close();
  }
}
