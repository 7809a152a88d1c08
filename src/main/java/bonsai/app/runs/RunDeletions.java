package bonsai.app.runs;

import bonsai.app.kit.AppContext;
import bonsai.app.kit.Notices.Notice;
import bonsai.app.kit.Progress;
import bonsai.base.UserException;
import bonsai.run.RunFolder;
import bonsai.run.RunTrash;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes runs, and brings them back for as long as the window is open. */
final class RunDeletions implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunDeletions.class);

  /** What a window that was killed left in the trash. */
  private static final Duration FORGOTTEN = Duration.ofDays(1);

  /** More reasons than that are not read. */
  private static final int MOST_REASONS = 3;

  private final AppContext context;
  private final RunsModel runs;
  private final RunTrash trash;

  /** In the trash because of this window. */
  private final Set<String> ours = new LinkedHashSet<>();

  /** What can be brought back, the latest first. */
  private final Deque<Deletion> deletions = new ArrayDeque<>();

  /** Runs that went to the trash together. */
  private record Deletion(List<String> ids) {}

  RunDeletions(AppContext context, RunsModel runs) {
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
    var folders =
        idle.stream().map(RunItem::folder).collect(Collectors.toMap(RunFolder::id, each -> each));
    var names = idle.stream().collect(Collectors.toMap(RunItem::id, RunItem::name));
    each(
        "Delete " + (idle.size() == 1 ? idle.getFirst().name() : RunWords.runs(idle.size())),
        idle.stream().map(RunItem::id).toList(),
        id -> trash.take(folders.get(id)),
        tally -> deleted(tally, names::get, next));
  }

  private void deleted(Tally tally, Function<String, String> name, Optional<RunItem> next) {
    if (!tally.problems().isEmpty()) {
      context.notices().error(tally.problem("deleted"));
    }
    context.runs().refresh();
    var gone = tally.done();
    if (gone.isEmpty()) {
      return;
    }
    var deletion = new Deletion(gone);
    deletions.push(deletion);
    ours.addAll(gone);
    runs.leaveOut(gone);
    if (runs.primary().isEmpty()) {
      next.ifPresent(item -> runs.select(item.id()));
    }
    var text =
        tally.left().isEmpty()
            ? gone.size() == 1
                ? name.apply(gone.getFirst()) + " is deleted."
                : RunWords.runs(gone.size()) + " are deleted."
            : gone.size()
                + " of "
                + RunWords.runs(tally.wanted().size())
                + (gone.size() == 1 ? " is deleted." : " are deleted.");
    context
        .notices()
        .show(
            new Notice(Notice.Kind.INFO, text, Optional.empty())
                .with("Undo", () -> bringBack(deletion), () -> deletions.contains(deletion)));
  }

  /** Brings back what was deleted last, and is not back yet. */
  void bringBackLast() {
    if (deletions.isEmpty()) {
      context.notices().info("No deleted run can be brought back.");
    } else {
      bringBack(deletions.peek());
    }
  }

  private void bringBack(Deletion deletion) {
    if (!deletions.remove(deletion)) {
      return; // it is back, or on its way
    }
    var ids = deletion.ids();
    each(
        "Bring back " + (ids.size() == 1 ? ids.getFirst() : RunWords.runs(ids.size())),
        ids,
        trash::giveBack,
        this::broughtBack);
  }

  private void broughtBack(Tally tally) {
    var back = tally.done();
    back.forEach(ours::remove);
    if (!back.isEmpty()) {
      runs.takeIn(back);
      runs.select(back.getLast());
      context.runs().refresh();
    }
    if (tally.left().isEmpty()) {
      return;
    }
    // The last to be tried again: what cannot be brought back bars the way of no other.
    var rest = new Deletion(tally.left());
    deletions.addLast(rest);
    var notice =
        tally.problems().isEmpty()
            ? new Notice(
                Notice.Kind.INFO,
                RunWords.runs(rest.ids().size())
                    + (rest.ids().size() == 1 ? " was" : " were")
                    + " not brought back.",
                Optional.empty())
            : new Notice(Notice.Kind.ERROR, tally.problem("brought back"), Optional.empty());
    context
        .notices()
        .show(notice.with("Undo", () -> bringBack(rest), () -> deletions.contains(rest)));
  }

  /**
   * Does something with one run after the other, in the background.
   *
   * @param step throws a {@link UserException} where it cannot be done, which keeps no other run
   *     from its turn
   * @param ended told what came of it, also where that was cancelled on the way
   */
  private void each(String title, List<String> ids, Consumer<String> step, Consumer<Tally> ended) {
    var tally = new Tally(ids);
    context
        .background()
        .run(
            title,
            progress -> {
              tally.work(step, progress);
              return tally;
            },
            ended,
            sentence -> {
              context.notices().error(sentence);
              ended.accept(tally);
            },
            () -> ended.accept(tally));
  }

  /** What came of each run; the toolkit's thread looks at it when the work has ended. */
  private static final class Tally {
    private final List<String> wanted;
    private final List<String> done = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    Tally(List<String> wanted) {
      this.wanted = List.copyOf(wanted);
    }

    void work(Consumer<String> step, Progress progress) {
      for (var id : wanted) {
        if (progress.isCancelled()) {
          return;
        }
        progress.report((double) (done.size() + problems.size()) / wanted.size(), "");
        try {
          step.accept(id);
          done.add(id);
        } catch (UserException e) {
          if (progress.isCancelled()) {
            return; // it was interrupted, which says nothing of the run
          }
          problems.add(e.getMessage());
        }
      }
    }

    List<String> wanted() {
      return wanted;
    }

    List<String> done() {
      return List.copyOf(done);
    }

    List<String> problems() {
      return List.copyOf(problems);
    }

    /** With what nothing was done. */
    List<String> left() {
      return wanted.stream().filter(id -> !done.contains(id)).toList();
    }

    /** What could not be done, and why. */
    String problem(String what) {
      if (wanted.size() == 1) {
        return problems.getFirst();
      }
      var more = problems.size() - MOST_REASONS;
      return problems.size()
          + " of "
          + RunWords.runs(wanted.size())
          + " cannot be "
          + what
          + ". "
          + problems.stream().limit(MOST_REASONS).collect(Collectors.joining(" "))
          + (more > 0 ? " And " + more + " more." : "");
    }
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
