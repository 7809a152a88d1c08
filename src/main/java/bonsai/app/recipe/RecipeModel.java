package bonsai.app.recipe;

import bonsai.app.kit.Background;
import bonsai.app.kit.FetchReport;
import bonsai.app.kit.Job;
import bonsai.app.kit.Workers;
import bonsai.base.AtomicFile;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.model.pretrained.FetchProgress;
import bonsai.model.pretrained.PretrainedModels;
import bonsai.ner.Corpora;
import bonsai.ner.DataSource;
import bonsai.run.CorpusSize;
import bonsai.run.Measurement;
import bonsai.run.Preflight;
import bonsai.run.Preset;
import bonsai.run.RunSpec;
import bonsai.run.Runs;
import bonsai.run.Start;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** The recipe as it stands: its forms, its stages, what it would take, and why it cannot start. */
public final class RecipeModel {
  /** Times a spec's first steps on this machine; told what it does, it answers when done. */
  @FunctionalInterface
  public interface Timing extends BiFunction<RunSpec, Consumer<String>, Measurement> {}

  /** Puts a pre-trained model into the workspace. */
  @FunctionalInterface
  public interface Fetching {
    void fetch(String name, FetchProgress progress);
  }

  private static final String USUAL_MODEL = "bert-base-cased";

  private final Workspace workspace;
  private final Background background;
  private final Timing timing;
  private final Fetching fetching;
  private final RecipeDraft draft = new RecipeDraft();
  private final ObservableList<String> models = FXCollections.observableArrayList();
  private final ReadOnlyStringWrapper obstacle = new ReadOnlyStringWrapper("");
  private final ReadOnlyStringWrapper reading = new ReadOnlyStringWrapper("");
  private final ReadOnlyObjectWrapper<Optional<Preflight>> plan =
      new ReadOnlyObjectWrapper<>(Optional.empty());
  private final ReadOnlyObjectWrapper<Optional<Measurement>> measured =
      new ReadOnlyObjectWrapper<>(Optional.empty());
  private final ReadOnlyObjectWrapper<Optional<Job>> timingJob =
      new ReadOnlyObjectWrapper<>(Optional.empty());
  private final ReadOnlyObjectWrapper<Optional<Job>> fetchJob =
      new ReadOnlyObjectWrapper<>(Optional.empty());
  private final ReadOnlyObjectWrapper<Optional<String>> fetchable =
      new ReadOnlyObjectWrapper<>(Optional.empty());
  private final ReadOnlyBooleanWrapper starting = new ReadOnlyBooleanWrapper();
  private final ReadOnlyBooleanWrapper unsaved = new ReadOnlyBooleanWrapper();
  private Optional<Path> file = Optional.empty();

  /** A corpus as it was counted, and its files as they were before. */
  private record Known(CorpusMark mark, CorpusSize size) {}

  /** A corpus that is being read, and its files as they were before. */
  private record Reading(DataSource source, CorpusMark mark) {}

  /** What a timing found for a spec; the plan may be made anew while it is shown. */
  private record Timed(RunSpec spec, Measurement found) {}

  private final Map<DataSource, Known> corpora = new HashMap<>();
  private final Map<DataSource, String> unreadable = new HashMap<>();
  private Optional<Reading> underWay = Optional.empty();
  private Job reader = Job.ended("");
  private Optional<RunSpec> baseline = Optional.empty();
  private Optional<Timed> timed = Optional.empty();

  public RecipeModel(Workspace workspace, Background background, Timing timing) {
    this(
        workspace,
        background,
        timing,
        (name, progress) ->
            PretrainedModels.of(workspace, System.getenv())
                .fetch(PretrainedModels.Request.usual(name), progress));
  }

  RecipeModel(Workspace workspace, Background background, Timing timing, Fetching fetching) {
    this.workspace = workspace;
    this.background = background;
    this.timing = timing;
    this.fetching = fetching;
    refreshModels();
    draft.onChange(this::changed);
    opened();
  }

  // ---- what it consists of ----------------------------------------------------------------------

  /** The spec as it is being written. */
  public RecipeDraft draft() {
    return draft;
  }

  /** The names of the pre-trained models in the workspace, and of the usual one. */
  public ObservableList<String> models() {
    return models;
  }

  /** The spec; empty while something in it is wrong. */
  public Optional<RunSpec> spec() {
    return draft.spec();
  }

  // ---- open, save, presets ----------------------------------------------------------------------

  /** Shows a spec; the one shown before is gone. */
  public void open(RunSpec spec) {
    draft.show(spec);
    opened();
  }

  /** Shows what was typed another time, be it a spec or not. */
  void restore(RecipeDraft.Typed typed) {
    draft.type(typed);
    opened();
  }

  /** Keeps what is shown now, be it a spec or not; what it gives brings all of it back. */
  Runnable keep() {
    var typed = draft.typed();
    var openedSpec = baseline;
    var openedFile = file;
    return () -> {
      draft.type(typed);
      baseline = openedSpec;
      file = openedFile;
      changed();
    };
  }

  private void opened() {
    baseline = spec();
    file = Optional.empty();
    changed();
  }

  /** Shows a preset; one that is meant for any data leaves the data as they are. */
  public void apply(Preset preset) {
    var data = draft.run().item("data").value();
    open(preset.spec());
    if (preset.keepsData() && data.isPresent()) {
      draft.run().item("data").show(data.get());
      baseline = spec();
      changed();
    }
  }

  /**
   * Opens a spec's file.
   *
   * @throws UserException if it holds none
   */
  public void open(Path path) {
    open(RunSpec.read(path));
    file = Optional.of(path);
  }

  /**
   * Writes the spec to a file.
   *
   * @throws UserException if it cannot be written
   */
  public void save(Path path) {
    spec()
        .ifPresent(
            spec -> {
              AtomicFile.write(path, spec.toJson());
              file = Optional.of(path);
              baseline = Optional.of(spec);
              unsaved.set(false);
            });
  }

  /** Whether the spec differs from what was opened or saved. */
  public ReadOnlyBooleanProperty unsavedProperty() {
    return unsaved.getReadOnlyProperty();
  }

  /** Lines for a shell that start this run; empty while something is wrong. */
  public Optional<String> command() {
    var command = StartCommand.of(workspace, System.getenv());
    return spec().map(spec -> command.lines(spec, file.filter(path -> !unsaved.get())));
  }

  // ---- what it would take -----------------------------------------------------------------------

  /** Why the run cannot start, as one sentence; empty if it can. */
  public ReadOnlyStringProperty obstacleProperty() {
    return obstacle.getReadOnlyProperty();
  }

  /** What is being read for the plan, in a few words; empty if nothing is. */
  public ReadOnlyStringProperty readingProperty() {
    return reading.getReadOnlyProperty();
  }

  /** What the run would take; empty while that is not known. */
  public ReadOnlyObjectProperty<Optional<Preflight>> planProperty() {
    return plan.getReadOnlyProperty();
  }

  /** What a timing of such a run found on this machine. */
  public ReadOnlyObjectProperty<Optional<Measurement>> measuredProperty() {
    return measured.getReadOnlyProperty();
  }

  /** The timing that runs now. */
  public ReadOnlyObjectProperty<Optional<Job>> timingJobProperty() {
    return timingJob.getReadOnlyProperty();
  }

  /** The fetch of a model that runs now. */
  public ReadOnlyObjectProperty<Optional<Job>> fetchJobProperty() {
    return fetchJob.getReadOnlyProperty();
  }

  /** The name of the starting model, if it is not in the workspace and could be fetched. */
  public ReadOnlyObjectProperty<Optional<String>> fetchableProperty() {
    return fetchable.getReadOnlyProperty();
  }

  public ReadOnlyBooleanProperty startingProperty() {
    return starting.getReadOnlyProperty();
  }

  /** The limit that the budget's line stands at. */
  public OptionalLong limit() {
    return draft.run().value().map(RunSpec::limit).orElse(OptionalLong.empty());
  }

  private void changed() {
    var spec = spec();
    unsaved.set(!spec.equals(baseline));
    fetchable.set(spec.flatMap(this::missingModel));
    if (spec.isEmpty()) {
      reading.set("");
      plan.set(Optional.empty());
      measured.set(Optional.empty());
      obstacle.set(draft.mistake().orElseThrow());
      return;
    }
    replan(spec.get());
  }

  private Optional<String> missingModel(RunSpec spec) {
    return spec.start() instanceof Start.Pretrained start
            && !start.isFolder()
            && !models(workspace).contains(start.model())
        ? Optional.of(start.model())
        : Optional.empty();
  }

  private void replan(RunSpec spec) {
    var known = Optional.ofNullable(corpora.get(spec.data())).map(Known::size);
    reading.set("");
    plan.set(Optional.empty());
    measured.set(Optional.empty());
    try {
      spec.start().folder(workspace);
      spec.teacher().ifPresent(teacher -> teacher.modelFolder(workspace));
      if (unreadable.containsKey(spec.data())) {
        obstacle.set(unreadable.get(spec.data()));
        return;
      }
      measured.set(
          Preflight.remembered(spec, workspace)
              .or(() -> timed.filter(last -> last.spec().equals(spec)).map(Timed::found)));
      if (known.isPresent()) {
        // What is over the limit is shown all the same: the number tells how far.
        var found = Preflight.of(spec.limited(OptionalLong.empty()), known.get(), workspace);
        plan.set(Optional.of(found));
        Preflight.of(spec, known.get(), workspace);
        obstacle.set(found.fitsOnDisk() ? "" : noRoom(found));
      } else {
        obstacle.set("");
        read(spec.data());
      }
    } catch (UserException e) {
      obstacle.set(e.getMessage());
      if (known.isEmpty() && !unreadable.containsKey(spec.data())) {
        read(spec.data());
      }
    }
  }

  private static String noRoom(Preflight plan) {
    return String.format(
        Locale.ROOT,
        "The run needs up to %.1f GB of disk, but only %.1f GB are free.",
        plan.diskBytes() / 1e9,
        plan.freeBytes() / 1e9);
  }

  /** A corpus that cannot be read now may be readable later: mistakes are forgotten on a change. */
  private void read(DataSource source) {
    reading.set("Reading the corpus…");
    if (underWay.filter(read -> read.source().equals(source)).isPresent()) {
      return;
    }
    var now = new Reading(source, mark(source));
    reader.cancel();
    underWay = Optional.of(now);
    unreadable.clear();
    reader =
        background.run(
            "Read the corpus",
            progress -> CorpusSize.of(Corpora.read(source.in(workspace))),
            size -> {
              corpora.put(source, new Known(now.mark(), size));
              changed();
            },
            problem -> {
              unreadable.put(source, problem);
              changed();
            },
            () -> {
              if (underWay.filter(read -> read != now).isEmpty()) {
                reading.set("");
              }
            });
    // Also where it was cancelled: the next change then reads again.
    reader
        .runningProperty()
        .subscribe(running -> underWay = underWay.filter(read -> running || read != now));
  }

  private CorpusMark mark(DataSource source) {
    return CorpusMark.of(source, workspace);
  }

  /** Looks again at what may have changed outside the window: files, models, free space. */
  public void refresh() {
    corpora.entrySet().removeIf(known -> !known.getValue().mark().equals(mark(known.getKey())));
    unreadable.clear();
    if (underWay.filter(read -> !read.mark().equals(mark(read.source()))).isPresent()) {
      underWay = Optional.empty();
      reader.cancel();
    }
    refreshModels();
    changed();
  }

  private void refreshModels() {
    var names = new TreeSet<>(models(workspace));
    names.add(USUAL_MODEL);
    if (!models.equals(List.copyOf(names))) {
      models.setAll(names);
    }
  }

  private static List<String> models(Workspace workspace) {
    return PretrainedModels.of(workspace, System.getenv()).list().stream()
        .map(PretrainedModels.Installed::name)
        .toList();
  }

  // ---- what takes time --------------------------------------------------------------------------

  /** Times a few steps of the run, in a process of its own. */
  public void measure(Consumer<String> failed) {
    if (spec().isEmpty() || timingJob.get().isPresent()) {
      return;
    }
    var spec = spec().get();
    var job =
        background.run(
            "Time a few steps",
            progress -> timing.apply(spec, what -> progress.report(-1, what)),
            found -> {
              timed = Optional.of(new Timed(spec, found));
              if (spec().equals(Optional.of(spec))) {
                measured.set(Optional.of(found));
              } else {
                changed();
              }
            },
            failed,
            () -> {});
    hold(timingJob, job);
  }

  /** Fetches the starting model into the workspace. */
  public void fetch(Consumer<String> failed) {
    if (fetchable.get().isEmpty() || fetchJob.get().isPresent()) {
      return;
    }
    var name = fetchable.get().get();
    var job =
        background.run(
            "Fetch " + name,
            progress -> {
              fetching.fetch(name, new FetchReport(progress));
              return name;
            },
            installed -> {
              refreshModels();
              changed();
            },
            failed,
            () -> {});
    hold(fetchJob, job);
  }

  private static void hold(ReadOnlyObjectWrapper<Optional<Job>> property, Job job) {
    if (job.isRunning()) {
      property.set(Optional.of(job));
      job.runningProperty().addListener((running, before, now) -> property.set(Optional.empty()));
    }
  }

  /**
   * Starts the run: its folder, then its worker.
   *
   * @param started told of the run's id
   */
  public void start(Workers workers, Consumer<String> started, Consumer<String> failed) {
    if (spec().isEmpty() || !obstacle.get().isEmpty() || starting.get()) {
      return;
    }
    var spec = spec().get();
    var known = Optional.ofNullable(corpora.get(spec.data())).map(Known::size);
    starting.set(true);
    background.run(
        "Start " + spec.name(),
        progress -> {
          // Where the plan was not ready yet: what it would refuse is refused here.
          Preflight.of(
              spec,
              known.orElseGet(() -> CorpusSize.of(Corpora.read(spec.data().in(workspace)))),
              workspace);
          var folder = Runs.of(workspace).create(spec);
          workers.start(folder);
          return folder.id();
        },
        id -> {
          starting.set(false);
          started.accept(id);
        },
        problem -> {
          starting.set(false);
          failed.accept(problem);
        },
        () -> starting.set(false));
  }
}
