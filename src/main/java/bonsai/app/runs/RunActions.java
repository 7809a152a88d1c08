package bonsai.app.runs;

import bonsai.app.kit.AppContext;
import bonsai.app.kit.Notices.Notice;
import bonsai.base.UserException;
import bonsai.run.RunControl;
import bonsai.run.RunControl.Ask;
import bonsai.run.RunFolder.About;
import bonsai.run.RunTrash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What can be done with runs. All of it is done in the background; the list shows what came of it.
 */
final class RunActions implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunActions.class);

  /** What a window that was killed left in the trash. */
  private static final Duration FORGOTTEN = Duration.ofDays(1);

  private final AppContext context;
  private final RunsModel runs;
  private final RunTrash trash;

  /** In the trash because of this window. */
  private final Set<String> ours = new LinkedHashSet<>();

  RunActions(AppContext context, RunsModel runs) {
    this.context = context;
    this.runs = runs;
    this.trash = RunTrash.of(context.workspace());
    context
        .background()
        .run(
            "Empty the trash",
            progress -> {
              trash.deleteOlderThan(FORGOTTEN, context.clock().instant());
              return trash;
            },
            done -> {},
            context.notices()::error,
            () -> {});
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
              : count(changed.size()) + " are archived: the list leaves them out.";
      context
          .notices()
          .show(
              new Notice(Notice.Kind.INFO, text, Optional.empty())
                  .with("Undo", () -> changed.forEach(item -> archived(item, false))));
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

  /** What went to the trash, and why something else did not. */
  private record Taken(List<String> ids, Optional<String> problem) {}

  private static String count(int runs) {
    return runs == 1 ? "1 run" : RunWords.count(runs) + " runs";
  }

  /** Moves runs to the trash, with a notice that can bring them back; running ones stay. */
  void delete(List<RunItem> chosen) {
    var idle = chosen.stream().filter(item -> !item.row().isRunning()).toList();
    if (idle.size() < chosen.size()) {
      context
          .notices()
          .show(
              new Notice(
                  Notice.Kind.WARNING,
                  "A running run cannot be deleted: pause or stop it first.",
                  Optional.empty()));
    }
    if (idle.isEmpty()) {
      return;
    }
    var next = runs.neighbour(idle);
    var name = idle.size() == 1 ? idle.getFirst().name() : count(idle.size());
    context
        .background()
        .run(
            "Delete " + name,
            progress -> {
              var taken = new ArrayList<String>();
              Optional<String> problem = Optional.empty();
              for (var item : idle) {
                try {
                  trash.take(item.folder());
                  taken.add(item.id());
                } catch (UserException e) {
                  problem = Optional.of(e.getMessage());
                }
              }
              return new Taken(taken, problem);
            },
            outcome -> {
              outcome.problem().ifPresent(context.notices()::error);
              var taken = outcome.ids();
              if (taken.isEmpty()) {
                return;
              }
              ours.addAll(taken);
              runs.leaveOut(taken);
              if (runs.primary().isEmpty()) {
                next.ifPresent(item -> runs.select(item.id()));
              }
              context.runs().refresh();
              context
                  .notices()
                  .show(
                      new Notice(
                              Notice.Kind.INFO,
                              idle.size() == 1
                                  ? name + " is deleted."
                                  : count(taken.size()) + " are deleted.",
                              Optional.empty())
                          .with("Undo", () -> bringBack(taken)));
            },
            sentence -> {
              context.notices().error(sentence);
              context.runs().refresh();
            },
            () -> context.runs().refresh());
  }

  private void bringBack(List<String> ids) {
    context
        .background()
        .run(
            "Bring back " + String.join(", ", ids),
            progress -> {
              ids.forEach(trash::giveBack);
              return ids;
            },
            back -> {
              back.forEach(ours::remove);
              runs.takeIn(back);
              runs.select(back.getLast());
            },
            context.notices()::error,
            () -> context.runs().refresh());
  }

  /** Deletes for good what this window has put in the trash. */
  @Override
  public void close() {
    for (var id : ours) {
      try {
        trash.delete(id);
      } catch (UserException e) {
        LOG.warn("A deleted run stays in the trash until another window is opened", e);
      }
    }
  }
}
