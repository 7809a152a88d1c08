package bonsai.app.runs;

import bonsai.app.catalog.RunRow;
import bonsai.app.kit.AppContext;
import bonsai.app.kit.Notices.Notice;
import bonsai.base.UserException;
import bonsai.run.RunControl;
import bonsai.run.RunControl.Ask;
import bonsai.run.RunFolder.About;
import bonsai.run.RunTrash;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.UnaryOperator;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ListChangeListener;
import javafx.collections.ObservableList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runs as the table shows them: which, in what order, which are selected and pinned; and what
 * can be done with them. What the catalog learns changes the items in place; the list of shown runs
 * changes only where the filter or the order says so.
 */
public final class RunsModel implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunsModel.class);

  /** The newest first, runs of one moment by their ids. */
  static final Comparator<RunItem> NEWEST_FIRST =
      Comparator.comparing((RunItem item) -> item.row().started().orElse(Instant.MAX))
          .thenComparing(RunItem::id)
          .reversed();

  private static final String BASELINE = "runs.baseline";

  /** What a window that was killed left in the trash. */
  private static final Duration FORGOTTEN = Duration.ofDays(1);

  /** More changes than that are told as one. */
  private static final int FEW = 16;

  private final AppContext context;
  private final RunTrash trash;
  private final Map<String, RunItem> items = new LinkedHashMap<>();
  private final ObservableList<RunItem> shown = FXCollections.observableArrayList();
  private final ObservableList<RunItem> shownView = FXCollections.unmodifiableObservableList(shown);
  private final ObservableList<RunItem> selected = FXCollections.observableArrayList();
  private final ObservableList<RunItem> selectedView =
      FXCollections.unmodifiableObservableList(selected);
  private final ObservableList<RunItem> drawn = FXCollections.observableArrayList();
  private final ObservableList<RunItem> drawnView = FXCollections.unmodifiableObservableList(drawn);
  private final ObservableList<String> tags = FXCollections.observableArrayList();
  private final ObservableList<String> tagsView = FXCollections.unmodifiableObservableList(tags);
  private final ReadOnlyObjectWrapper<Optional<RunItem>> primary =
      new ReadOnlyObjectWrapper<>(Optional.empty());
  private final ReadOnlyObjectWrapper<Optional<RunItem>> baseline =
      new ReadOnlyObjectWrapper<>(Optional.empty());
  private final ReadOnlyIntegerWrapper total = new ReadOnlyIntegerWrapper();
  private final ReadOnlyIntegerWrapper arranged = new ReadOnlyIntegerWrapper();
  private final ObjectProperty<RunsFilter> filter = new SimpleObjectProperty<>(RunsFilter.ALL);
  private final ListChangeListener<RunRow> listener = change -> synchronise();

  /** Deleted, though the catalog may not have seen it yet. */
  private final Set<String> deleted = new HashSet<>();

  /** In the trash because of this window. */
  private final Set<String> ours = new LinkedHashSet<>();

  private final Map<String, Integer> lastColours = new HashMap<>();
  private Comparator<RunItem> order = NEWEST_FIRST;
  private Optional<String> awaited = Optional.empty();
  private boolean arranging;
  private boolean editing;

  public RunsModel(AppContext context) {
    this.context = context;
    this.trash = RunTrash.of(context.workspace());
    filter.subscribe(this::arrange);
    context.runs().rows().addListener(listener);
    synchronise();
    context
        .background()
        .run(
            "Empty the trash",
            progress -> {
              trash.deleteOlderThan(FORGOTTEN, context.clock().instant());
              return trash;
            },
            done -> {},
            context.notices()::error);
  }

  // ---- what is shown ----------------------------------------------------------------------------

  /** The runs that the filter lets through, in order. */
  public ObservableList<RunItem> shown() {
    return shownView;
  }

  public ObjectProperty<RunsFilter> filterProperty() {
    return filter;
  }

  /** All tags of all runs. */
  public ObservableList<String> tags() {
    return tagsView;
  }

  /** How many runs there are, archived ones included. */
  public ReadOnlyIntegerProperty totalProperty() {
    return total.getReadOnlyProperty();
  }

  /** Whether the workspace has been looked at: before that, no runs means nothing. */
  public ReadOnlyBooleanProperty lookedProperty() {
    return context.runs().lookedProperty();
  }

  /** A run by its id. */
  public Optional<RunItem> find(String id) {
    return Optional.ofNullable(items.get(id));
  }

  /** All runs, the newest first. */
  public List<RunItem> all() {
    return items.values().stream().sorted(NEWEST_FIRST).toList();
  }

  /** Sorts the shown runs from now on. */
  public void order(Comparator<RunItem> comparator) {
    order = comparator.thenComparing(NEWEST_FIRST);
    arrange();
  }

  /** While somebody types into the table, rows stay where they are. */
  public void editing(boolean now) {
    editing = now;
    arrange();
  }

  /**
   * Counts the changes of {@link #shown()}: after each a table has to select anew what is selected
   * here.
   */
  public ReadOnlyIntegerProperty arrangedProperty() {
    return arranged.getReadOnlyProperty();
  }

  /** Whether the list is being changed: what a table says of its selection now is its confusion. */
  public boolean isArranging() {
    return arranging;
  }

  private void synchronise() {
    var rows = context.runs().rows();
    var ids = new HashSet<String>();
    for (var row : rows) {
      ids.add(row.id());
      if (deleted.contains(row.id())) {
        continue;
      }
      var item = items.get(row.id());
      if (item == null) {
        items.put(row.id(), new RunItem(row));
      } else if (!item.row().equals(row)) {
        item.update(row);
      }
    }
    deleted.retainAll(ids);
    items.keySet().removeIf(id -> !ids.contains(id) || deleted.contains(id));
    total.set(items.size());
    var found =
        items.values().stream()
            .flatMap(item -> item.row().about().tags().stream())
            .distinct()
            .sorted()
            .toList();
    if (!found.equals(tags)) {
      tags.setAll(found);
    }
    if (baseline.get().isEmpty()) {
      context.preferences().text(BASELINE).flatMap(this::find).ifPresent(this::pin);
    } else if (!items.containsKey(baseline.get().get().id())) {
      unpin();
    }
    arrange();
    prune();
    awaited.flatMap(this::find).ifPresent(item -> select(List.of(item)));
  }

  private void arrange() {
    if (editing) {
      return;
    }
    var wanted =
        items.values().stream()
            .filter(item -> filter.get().test(item.row()))
            .sorted(order)
            .toList();
    if (wanted.equals(shown)) {
      return;
    }
    arranging = true;
    try {
      change(wanted);
    } finally {
      arranging = false;
    }
    arranged.set(arranged.get() + 1);
  }

  /** By the smallest changes, so that a table needs not begin anew. */
  private void change(List<RunItem> wanted) {
    var remaining = new HashSet<>(wanted);
    var gone = shown.stream().filter(item -> !remaining.contains(item)).count();
    remaining.removeAll(Set.copyOf(shown));
    if (gone + remaining.size() > FEW) {
      shown.setAll(wanted);
      return;
    }
    var places = new HashMap<RunItem, Integer>();
    for (var i = 0; i < wanted.size(); i++) {
      places.put(wanted.get(i), i);
    }
    shown.removeIf(item -> !places.containsKey(item));
    var inOrder = wanted.stream().filter(item -> !remaining.contains(item)).toList();
    if (!inOrder.equals(shown)) {
      FXCollections.sort(shown, Comparator.comparing(places::get));
    }
    for (var i = 0; i < wanted.size(); i++) {
      if (remaining.contains(wanted.get(i))) {
        shown.add(i, wanted.get(i));
      }
    }
  }

  // ---- selection, colours, baseline -------------------------------------------------------------

  /** The selected runs, the one in detail last. */
  public ObservableList<RunItem> selected() {
    return selectedView;
  }

  /** The run in detail. */
  public ReadOnlyObjectProperty<Optional<RunItem>> primaryProperty() {
    return primary.getReadOnlyProperty();
  }

  public Optional<RunItem> primary() {
    return primary.get();
  }

  /** The runs whose curves are drawn: the selected ones, and the baseline. */
  public ObservableList<RunItem> drawn() {
    return drawnView;
  }

  /**
   * Selects runs; the last one is shown in detail.
   *
   * @param chosen of this model
   */
  public void select(List<RunItem> chosen) {
    awaited = Optional.empty();
    if (!chosen.equals(selected)) {
      selected.setAll(chosen);
      colour();
    }
    var last = chosen.isEmpty() ? Optional.<RunItem>empty() : Optional.of(chosen.getLast());
    if (!last.equals(primary.get())) {
      primary.set(last);
    }
  }

  /**
   * Selects a run, as soon as the catalog knows it, and lifts a filter that hides it.
   *
   * @param id the run's
   */
  public void select(String id) {
    var item = find(id);
    if (item.isEmpty()) {
      awaited = Optional.of(id);
      context.runs().refresh();
      return;
    }
    if (!filter.get().test(item.get().row())) {
      filter.set(RunsFilter.ALL.withArchived(item.get().row().about().archived()));
    }
    select(List.of(item.get()));
    arranged.set(arranged.get() + 1);
  }

  /** Forgets selected runs that are gone. */
  private void prune() {
    var left = selected.stream().filter(item -> items.get(item.id()) == item).toList();
    if (left.size() < selected.size()) {
      var wanted = awaited;
      select(left);
      awaited = wanted;
    }
  }

  /** Each drawn run keeps its colour; a run that comes back has the one it had, if that is free. */
  private void colour() {
    var now = new LinkedHashSet<>(selected);
    baseline.get().ifPresent(now::add);
    for (var before : drawn) {
      if (!now.contains(before)) {
        before.colour(RunItem.NO_COLOUR);
      }
    }
    var taken = new HashSet<Integer>();
    now.forEach(item -> taken.add(item.colour()));
    for (var item : now) {
      if (item.colour() == RunItem.NO_COLOUR) {
        var colour = lastColours.getOrDefault(item.id(), 0);
        if (taken.contains(colour)) {
          colour = 0;
          while (taken.contains(colour)) {
            colour++;
          }
        }
        taken.add(colour);
        lastColours.put(item.id(), colour);
        item.colour(colour);
      }
    }
    drawn.setAll(now);
  }

  /** The run that others are measured against. */
  public ReadOnlyObjectProperty<Optional<RunItem>> baselineProperty() {
    return baseline.getReadOnlyProperty();
  }

  /** Pins a run as the baseline, or unpins it if it is. */
  public void toggleBaseline(RunItem item) {
    if (item.isBaseline()) {
      unpin();
    } else {
      pin(item);
    }
  }

  private void pin(RunItem item) {
    baseline.get().ifPresent(before -> before.baseline(false));
    item.baseline(true);
    baseline.set(Optional.of(item));
    context.preferences().set(BASELINE, item.id());
    colour();
  }

  private void unpin() {
    baseline.get().ifPresent(before -> before.baseline(false));
    baseline.set(Optional.empty());
    context.preferences().set(BASELINE, "");
    colour();
  }

  /** A run's F1 less the baseline's; empty for the baseline itself. */
  public OptionalDouble difference(RunItem item) {
    var f1 = item.f1();
    var base = baseline.get().map(RunItem::f1).orElseGet(OptionalDouble::empty);
    return f1.isPresent() && base.isPresent() && !item.isBaseline()
        ? OptionalDouble.of(f1.getAsDouble() - base.getAsDouble())
        : OptionalDouble.empty();
  }

  // ---- what can be done with a run --------------------------------------------------------------

  /** Asks the worker to save its state and rest. */
  public void pause(RunItem item) {
    ask(item, Ask.PAUSE, "pausing…");
  }

  /** Asks the worker to end, with the best model so far as the result. */
  public void stop(RunItem item) {
    ask(item, Ask.STOP, "stopping…");
  }

  private void ask(RunItem item, Ask what, String asked) {
    if (!item.row().isRunning()) {
      return;
    }
    item.asked(asked);
    work(
        item,
        what == Ask.PAUSE ? "Pause" : "Stop",
        () -> RunControl.ask(item.folder(), what),
        () -> {});
  }

  /** Starts a worker that goes on with the run, or begins it. */
  public void resume(RunItem item) {
    if (!item.row().isResumable() || !item.asked().isEmpty()) {
      return;
    }
    item.asked("starting…");
    work(item, "Start", () -> context.workers().start(item.folder()), () -> {});
  }

  /** Pauses a running run, and lets another go on. */
  public void pauseOrResume(RunItem item) {
    if (item.row().isRunning()) {
      pause(item);
    } else {
      resume(item);
    }
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
            });
  }

  /** Gives a run another name; an empty one takes its spec's name again. */
  public void rename(RunItem item, String name) {
    var wanted = Optional.of(name.strip()).filter(text -> !text.isEmpty());
    if (!name.strip().equals(item.name())) {
      note(item, about -> new About(wanted, about.notes(), about.tags(), about.archived()));
    }
  }

  public void notes(RunItem item, String notes) {
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
  public void tags(RunItem item, String typed) {
    var wanted = RunWords.tags(typed);
    if (!wanted.equals(item.row().about().tags())) {
      note(item, about -> new About(about.displayName(), about.notes(), wanted, about.archived()));
    }
  }

  /** Archives runs, or, if all of them are archived, takes them out of the archive. */
  public void toggleArchived(List<RunItem> chosen) {
    var archive = chosen.stream().anyMatch(item -> !item.row().about().archived());
    for (var item : chosen) {
      note(item, about -> new About(about.displayName(), about.notes(), about.tags(), archive));
    }
    if (archive && !chosen.isEmpty()) {
      var text =
          chosen.size() == 1
              ? chosen.getFirst().name() + " is archived: the list leaves it out."
              : RunWords.count(chosen.size()) + " runs are archived: the list leaves them out.";
      context
          .notices()
          .show(
              new Notice(Notice.Kind.INFO, text, Optional.empty())
                  .with("Undo", () -> toggleArchived(chosen)));
    }
  }

  /** What is in the file decides: another window may have noted something meanwhile. */
  private void note(RunItem item, UnaryOperator<About> change) {
    work(item, "Note on", () -> item.folder().about(change.apply(item.folder().about())), () -> {});
  }

  /** What went to the trash, and why something else did not. */
  private record Taken(List<String> ids, Optional<String> problem) {}

  private static String count(int runs) {
    return runs == 1 ? "1 run" : RunWords.count(runs) + " runs";
  }

  /** Moves runs to the trash, with a notice that can bring them back; running ones stay. */
  public void delete(List<RunItem> chosen) {
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
    var next = neighbour(idle);
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
              deleted.addAll(taken);
              ours.addAll(taken);
              synchronise();
              if (primary().isEmpty()) {
                next.ifPresent(item -> select(item.id()));
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
            });
  }

  /** The run that takes the place of deleted ones in the list. */
  private Optional<RunItem> neighbour(List<RunItem> going) {
    var last = shown.indexOf(going.getLast());
    for (var i = last + 1; i < shown.size(); i++) {
      if (!going.contains(shown.get(i))) {
        return Optional.of(shown.get(i));
      }
    }
    for (var i = Math.min(last, shown.size()) - 1; i >= 0; i--) {
      if (!going.contains(shown.get(i))) {
        return Optional.of(shown.get(i));
      }
    }
    return Optional.empty();
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
              back.forEach(deleted::remove);
              back.forEach(ours::remove);
              synchronise();
              select(back.getLast());
            },
            context.notices()::error);
  }

  /** Deletes for good what this window has put in the trash. */
  @Override
  public void close() {
    context.runs().rows().removeListener(listener);
    for (var id : ours) {
      try {
        trash.delete(id);
      } catch (UserException e) {
        LOG.warn("A deleted run stays in the trash until another window is opened", e);
      }
    }
  }
}
