package bonsai.app.runs;

import bonsai.app.catalog.RunRow;
import bonsai.app.kit.AppContext;
import bonsai.run.RunSpec;
import bonsai.run.Start;
import java.time.Instant;
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

/**
 * The runs as the table shows them: which, in what order, which are selected and pinned. What the
 * catalog learns changes the items in place; the list of shown runs changes only where the filter
 * or the order says so.
 */
public final class RunsModel implements AutoCloseable {
  /** The newest first, runs of one moment by their ids. */
  static final Comparator<RunItem> NEWEST_FIRST =
      Comparator.comparing((RunItem item) -> item.row().started().orElse(Instant.MAX))
          .thenComparing(RunItem::id)
          .reversed();

  private static final String BASELINE = "runs.baseline";

  /** Nobody tells more curves apart, and the log of each is followed. */
  static final int MOST_DRAWN = 40;

  /** More changes than that are told as one. */
  private static final int FEW = 16;

  private final AppContext context;
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

  private final RunColours colours = new RunColours();
  private Comparator<RunItem> order = NEWEST_FIRST;
  private Optional<String> awaited = Optional.empty();
  private boolean arranging;
  private boolean editing;

  public RunsModel(AppContext context) {
    this.context = context;
    filter.subscribe(this::arrange);
    context.runs().rows().addListener(listener);
    synchronise();
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
      unpin(); // what is remembered stays: the run may come back
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

  /**
   * The selected runs that the table shows. What is done with a selection is done with these: a run
   * that a filter hides stays selected, and in the charts, but nobody sees that it is meant.
   */
  List<RunItem> chosen() {
    var inSight = Set.copyOf(shown);
    return selected.stream().filter(inSight::contains).toList();
  }

  /** The run in detail. */
  public ReadOnlyObjectProperty<Optional<RunItem>> primaryProperty() {
    return primary.getReadOnlyProperty();
  }

  public Optional<RunItem> primary() {
    return primary.get();
  }

  /**
   * The runs whose curves are drawn: the one in detail first, the baseline too; of very many
   * selected ones only those that were selected last.
   */
  public ObservableList<RunItem> drawn() {
    return drawnView;
  }

  /** How many selected runs are not drawn. */
  int undrawn() {
    return Math.toIntExact(
        selected.stream().filter(item -> item.colour() == RunItem.NO_COLOUR).count());
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

  /** Draws the runs that were selected last and the baseline, each in the colour it has. */
  private void colour() {
    var now = new LinkedHashSet<RunItem>();
    selected.reversed().stream().limit(MOST_DRAWN).forEach(now::add);
    baseline.get().ifPresent(now::add);
    colours.give(drawn, now);
    drawn.setAll(now);
  }

  /** The run that others are measured against. */
  public ReadOnlyObjectProperty<Optional<RunItem>> baselineProperty() {
    return baseline.getReadOnlyProperty();
  }

  /** Pins a run as the baseline, or unpins it if it is. */
  public void toggleBaseline(RunItem item) {
    if (item.isBaseline()) {
      context.preferences().set(BASELINE, "");
      unpin();
    } else {
      pin(item);
    }
    arrange();
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

  /** A run's F1 less that of the run it started from; empty where one of them has none. */
  public OptionalDouble gain(RunItem item) {
    var f1 = item.f1();
    var start =
        item.row()
            .spec()
            .map(RunSpec::start)
            .filter(Start.FromRun.class::isInstance)
            .flatMap(from -> find(((Start.FromRun) from).id()))
            .map(RunItem::f1)
            .orElseGet(OptionalDouble::empty);
    return f1.isPresent() && start.isPresent()
        ? OptionalDouble.of(f1.getAsDouble() - start.getAsDouble())
        : OptionalDouble.empty();
  }

  /** The run that takes the place of deleted ones in the list. */
  Optional<RunItem> neighbour(List<RunItem> going) {
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

  /** Leaves runs out at once that were deleted, before the catalog sees it. */
  void leaveOut(List<String> ids) {
    deleted.addAll(ids);
    synchronise();
  }

  /** The opposite of {@link #leaveOut}: they were brought back. */
  void takeIn(List<String> ids) {
    ids.forEach(deleted::remove);
    synchronise();
  }

  @Override
  public void close() {
    context.runs().rows().removeListener(listener);
  }
}
