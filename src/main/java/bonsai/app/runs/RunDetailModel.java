package bonsai.app.runs;

import bonsai.app.catalog.RunRow;
import bonsai.app.runs.live.Forecast;
import bonsai.base.Quantities;
import bonsai.model.ModelFolder;
import bonsai.ner.EntityScores;
import bonsai.ner.Split;
import bonsai.run.RunState;
import bonsai.run.RunStatus;
import bonsai.train.TrainingEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** What is known of the run in detail, as its log and its worker's output grow. */
final class RunDetailModel implements AutoCloseable {
  /** A line of the scores' table; empty where a split has no such scores. */
  record ScoreRow(String type, Optional<Score> valid, Optional<Score> test) {}

  /** The three scores, and how many true entities there are; empty for averages over types. */
  record Score(double precision, double recall, double f1, Optional<Integer> support) {}

  /** A worker may complain for days, and nobody reads more. */
  static final int MOST_WORKER_LINES = 5_000;

  private final Executor toolkit;
  private final ReadOnlyObjectWrapper<RunStory.Facts> facts =
      new ReadOnlyObjectWrapper<>(RunStory.Facts.NONE);
  private final ReadOnlyObjectWrapper<Optional<String>> problem =
      new ReadOnlyObjectWrapper<>(Optional.empty());
  private final ReadOnlyObjectWrapper<Optional<RunStory.Scores>> scores =
      new ReadOnlyObjectWrapper<>(Optional.empty());
  private final ObservableList<RunStory.Line> lines = FXCollections.observableArrayList();
  private final ObservableList<RunStory.Line> linesView =
      FXCollections.unmodifiableObservableList(lines);
  private final ObservableList<String> workerLines = FXCollections.observableArrayList();
  private final ObservableList<String> workerLinesView =
      FXCollections.unmodifiableObservableList(workerLines);
  private Optional<RunItem> item = Optional.empty();
  private Optional<RunFeed> feed = Optional.empty();

  /**
   * @param toolkit runs something on the toolkit's thread, later
   */
  RunDetailModel(Executor toolkit) {
    this.toolkit = toolkit;
  }

  ReadOnlyObjectProperty<RunStory.Facts> factsProperty() {
    return facts.getReadOnlyProperty();
  }

  /** Why the log cannot be read. */
  ReadOnlyObjectProperty<Optional<String>> problemProperty() {
    return problem.getReadOnlyProperty();
  }

  /** The result's scores, or the best ones so far. */
  ReadOnlyObjectProperty<Optional<RunStory.Scores>> scoresProperty() {
    return scores.getReadOnlyProperty();
  }

  /** The event log in sentences. */
  ObservableList<RunStory.Line> lines() {
    return linesView;
  }

  /** The end of what the worker wrote to its output. */
  ObservableList<String> workerLines() {
    return workerLinesView;
  }

  /** Follows a run from now on, and no other. */
  void show(Optional<RunItem> run) {
    if (run.equals(item)) {
      return;
    }
    rest();
    item = run;
    lines.clear();
    workerLines.clear();
    facts.set(RunStory.Facts.NONE);
    problem.set(Optional.empty());
    scores.set(Optional.empty());
    follow();
  }

  /** Goes on to follow after {@link #rest()}. */
  void follow() {
    if (feed.isEmpty() && item.isPresent()) {
      var folder = item.get().folder();
      var fresh = new boolean[] {true};
      feed =
          Optional.of(
              new RunFeed(
                  folder,
                  toolkit,
                  news -> {
                    add(news, fresh[0], new ModelFolder(folder.model()));
                    fresh[0] = false;
                  }));
    }
  }

  /** Stops to follow, with what is known kept: nobody looks. */
  void rest() {
    feed.ifPresent(RunFeed::close);
    feed = Optional.empty();
  }

  private void add(RunFeed.News news, boolean fresh, ModelFolder model) {
    if (fresh || news.restarted()) {
      lines.setAll(news.lines());
    } else {
      lines.addAll(news.lines());
    }
    if (fresh) {
      workerLines.setAll(news.workerLines());
    } else {
      workerLines.addAll(news.workerLines());
    }
    if (workerLines.size() > MOST_WORKER_LINES) {
      workerLines.remove(0, workerLines.size() - MOST_WORKER_LINES);
    }
    facts.set(news.facts());
    problem.set(news.problem());
    scores.set(news.facts().scores().or(() -> savedScores(model)));
  }

  /** A model folder that was copied without its log tells its scores itself. */
  private static Optional<RunStory.Scores> savedScores(ModelFolder model) {
    return Optional.of(model.scores())
        .filter(scores -> !scores.isEmpty())
        .map(scores -> new RunStory.Scores("The result", scores));
  }

  /** Scores as a table: all entities, the mean of the types, then each type. */
  static List<ScoreRow> table(RunStory.Scores scores) {
    var valid = Optional.ofNullable(scores.bySplit().get(Split.VALID));
    var test = Optional.ofNullable(scores.bySplit().get(Split.TEST));
    var rows = new ArrayList<ScoreRow>();
    rows.add(
        new ScoreRow(
            "All entities", valid.map(RunDetailModel::micro), test.map(RunDetailModel::micro)));
    var types = new java.util.TreeSet<String>();
    valid.ifPresent(each -> types.addAll(each.perType().keySet()));
    test.ifPresent(each -> types.addAll(each.perType().keySet()));
    for (var type : types) {
      rows.add(
          new ScoreRow(
              type,
              valid.flatMap(each -> ofType(each, type)),
              test.flatMap(each -> ofType(each, type))));
    }
    return rows;
  }

  private static Score micro(EntityScores scores) {
    var support =
        scores.perType().values().stream().mapToInt(EntityScores.TypeScore::support).sum();
    return new Score(
        scores.precision(),
        scores.recall(),
        scores.f1(),
        scores.perType().isEmpty() ? Optional.empty() : Optional.of(support));
  }

  private static Optional<Score> ofType(EntityScores scores, String type) {
    return Optional.ofNullable(scores.perType().get(type))
        .map(
            each ->
                new Score(each.precision(), each.recall(), each.f1(), Optional.of(each.support())));
  }

  // ---- the header's words -----------------------------------------------------------------------

  /**
   * Where it is: {@code step 120 of ~400 · epoch 0.90}.
   *
   * @param forecast empty as long as nothing can be told, and for a run that rests
   */
  static String stepText(RunRow row, RunStory.Facts facts, Optional<Forecast> forecast) {
    if (row.status().flatMap(RunStatus::lastRecord).isEmpty()) {
      return row.state().equals(Optional.of(RunState.RUNNING)) ? "starting" : "not begun";
    }
    var status = row.status().get();
    var step = Math.max(status.step(), facts.step().map(s -> s.step()).orElse(0L));
    var text = new StringBuilder();
    var stages = row.spec().map(spec -> spec.stages().size()).orElse(1);
    if (stages > 1) {
      text.append("stage ").append(status.stage() + 1).append(" of ").append(stages).append(" · ");
    }
    text.append("step ").append(Quantities.count(step));
    if (!row.state().equals(Optional.of(RunState.FINISHED))) {
      forecast.ifPresent(
          ahead ->
              text.append(" of ~").append(Quantities.count(Math.max(step, ahead.stageSteps()))));
      facts
          .step()
          .ifPresent(s -> text.append(String.format(Locale.ROOT, " · epoch %.2f", s.epoch())));
    }
    return text.toString();
  }

  /** What is being made, and how far it is: {@code Making the outputs: 64 of 2,000 sentences}. */
  static String preparingText(TrainingEvent.Preparing preparing) {
    return "Making "
        + preparing.what()
        + ": "
        + Quantities.count(preparing.done())
        + " of "
        + Quantities.count(preparing.total())
        + " sentences";
  }

  /** How long it will take: {@code 12 min 05 s (11 min 30 s to 13 min)}. */
  static String leftText(Forecast.Left left) {
    var likely = Quantities.time(left.likely().toSeconds());
    var least = Quantities.time(left.least().toSeconds());
    var most = Quantities.time(left.most().toSeconds());
    return least.equals(most) ? likely : likely + " (" + least + " to " + most + ")";
  }

  /** What an ended or interrupted run is good for, in a few words; empty while it runs. */
  static List<String> uses(RunRow row) {
    var uses = new ArrayList<String>();
    if (row.hasModel()) {
      uses.add("has a model");
    }
    if (row.isResumable()) {
      uses.add(
          row.state().equals(Optional.of(RunState.QUEUED))
              ? "can be started"
              : row.hasCheckpoint() ? "can be resumed" : "can be started over");
    }
    return uses;
  }

  /** What is alarming about a worker's silence, in one sentence. */
  static Optional<String> alarm(RunRow row, Instant now) {
    return row.status()
        .flatMap(status -> status.silence(now))
        .filter(silence -> silence.compareTo(RunStatus.HEARTBEAT_OVERDUE) > 0)
        .map(
            silence ->
                "No word from the worker for "
                    + span(silence)
                    + ": it may hang, or the machine is overloaded.");
  }

  private static String span(Duration silence) {
    return Quantities.time(silence.toSeconds());
  }

  @Override
  public void close() {
    rest();
  }
}
