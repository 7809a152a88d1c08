package bonsai.app.runs.result;

import bonsai.app.catalog.RunRow;
import bonsai.app.kit.AppContext;
import bonsai.app.kit.Job;
import bonsai.tag.TaggingBenchmark;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** The shown run's result beside the model it came from. */
public final class ResultModel {
  /** The two models. */
  record Pair(Optional<ModelSheet> before, ModelSheet after) {}

  private final AppContext context;
  private final Function<Path, TaggingBenchmark> benchmark;
  private final ObservableList<BeforeAfter.Line> lines = FXCollections.observableArrayList();
  private final ObservableList<BeforeAfter.Line> view =
      FXCollections.unmodifiableObservableList(lines);
  private final ReadOnlyObjectWrapper<Optional<Pair>> pair =
      new ReadOnlyObjectWrapper<>(Optional.empty());
  private final ReadOnlyObjectWrapper<Optional<Job>> measuring =
      new ReadOnlyObjectWrapper<>(Optional.empty());
  private final Map<Path, TaggingBenchmark> speeds = new HashMap<>();
  private Optional<RunRow> shown = Optional.empty();

  /**
   * @param benchmark measures a model folder, in a thread that may wait
   */
  public ResultModel(AppContext context, Function<Path, TaggingBenchmark> benchmark) {
    this.context = context;
    this.benchmark = benchmark;
  }

  /** What there is to compare; empty as long as the run has no result. */
  ReadOnlyObjectProperty<Optional<Pair>> pairProperty() {
    return pair.getReadOnlyProperty();
  }

  ObservableList<BeforeAfter.Line> lines() {
    return view;
  }

  /** The measurement that is going on. */
  ReadOnlyObjectProperty<Optional<Job>> measuringProperty() {
    return measuring.getReadOnlyProperty();
  }

  /** Shows a run, as far as it is; looks at its files again only where they may have changed. */
  public void show(Optional<RunRow> row) {
    if (isSame(row)) {
      return;
    }
    shown = row;
    pair.set(Optional.empty());
    lines.clear();
    row.filter(RunRow::hasModel).ifPresent(this::read);
  }

  private boolean isSame(Optional<RunRow> row) {
    return row.map(RunRow::id).equals(shown.map(RunRow::id))
        && row.map(RunRow::hasModel).equals(shown.map(RunRow::hasModel))
        && row.flatMap(RunRow::state).equals(shown.flatMap(RunRow::state));
  }

  private void read(RunRow row) {
    context
        .background()
        .quietly(
            progress ->
                new Pair(
                    row.spec().flatMap(spec -> ModelSheet.before(spec, context.workspace())),
                    ModelSheet.result(row.folder())),
            found -> {
              if (shown.equals(Optional.of(row))) {
                pair.set(Optional.of(found));
                update();
              }
            },
            problem -> context.notices().error(problem),
            () -> {});
  }

  private void update() {
    pair.get()
        .ifPresent(both -> lines.setAll(BeforeAfter.lines(both.before(), both.after(), speeds)));
  }

  /** Measures how fast both models tag, one after the other. */
  void measure() {
    if (pair.get().isEmpty() || measuring.get().isPresent()) {
      return;
    }
    var both = pair.get().get();
    var folders = new LinkedHashSet<Path>();
    both.before().filter(ResultModel::isTagger).ifPresent(sheet -> folders.add(sheet.folder()));
    folders.add(both.after().folder());
    measuring.set(
        Optional.of(
            context
                .background()
                .run(
                    "Measure the speed of " + both.after().name(),
                    progress -> {
                      var found = new HashMap<Path, TaggingBenchmark>();
                      for (var folder : List.copyOf(folders)) {
                        found.put(folder, benchmark.apply(folder));
                      }
                      return found;
                    },
                    speeds::putAll,
                    problem -> context.notices().error(problem),
                    () -> {})));
    measuring
        .get()
        .ifPresent(
            job ->
                job.runningProperty()
                    .subscribe(
                        running -> {
                          if (!running) {
                            measuring.set(Optional.empty());
                            update();
                          }
                        }));
  }

  /** A pre-trained model has no tags to give. */
  private static boolean isTagger(ModelSheet sheet) {
    return !sheet.scores().isEmpty();
  }
}
