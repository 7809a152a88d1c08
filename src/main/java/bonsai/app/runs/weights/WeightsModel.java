package bonsai.app.runs.weights;

import bonsai.app.catalog.RunRow;
import bonsai.app.kit.AppContext;
import bonsai.app.runs.live.RunPast;
import bonsai.app.runs.weights.Weights.Look;
import bonsai.compress.CompressionEvent;
import bonsai.compress.CompressionEvent.Factorised;
import bonsai.compress.CompressionEvent.Pruned;
import bonsai.compress.CompressionEvent.ZeroMap;
import bonsai.compress.WeightSurvey;
import bonsai.model.BertConfig;
import bonsai.run.RunEvent;
import bonsai.run.RunState;
import bonsai.run.StageModel;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;

/** Which of the shown run's stages and matrices are looked at, and what is known of them. */
public final class WeightsModel {
  /**
   * What decides what files can tell.
   *
   * @param now the stage that the run is in
   * @param atRest whether the log has been read to its end, and says that the worker has ended
   */
  private record Moment(String run, Optional<RunState> state, int now, boolean atRest) {}

  private final AppContext context;
  private final ReadOnlyObjectWrapper<List<Look>> looks = new ReadOnlyObjectWrapper<>(List.of());
  private final ReadOnlyObjectWrapper<Optional<Weights>> weights =
      new ReadOnlyObjectWrapper<>(Optional.empty());
  private final ReadOnlyObjectWrapper<Optional<CompressionEvent>> matrix =
      new ReadOnlyObjectWrapper<>(Optional.empty());
  private final ReadOnlyObjectWrapper<Optional<ZeroMap>> exact =
      new ReadOnlyObjectWrapper<>(Optional.empty());
  private final ObjectProperty<Viewport> viewport = new SimpleObjectProperty<>(Viewport.ALL);
  private final Map<Integer, Optional<BertConfig>> shapes = new HashMap<>();
  private Optional<RunRow> row = Optional.empty();
  private Optional<Moment> moment = Optional.empty();
  private List<RunEvent.Compressed> log = List.of();

  /** What the result shows where the log tells of nothing. */
  private List<RunEvent.Compressed> found = List.of();

  private Optional<Look> chosenLook = Optional.empty();
  private Optional<String> chosenMatrix = Optional.empty();
  private int pending;

  public WeightsModel(AppContext context) {
    this.context = context;
  }

  /** What there is to look at. */
  ReadOnlyObjectProperty<List<Look>> looksProperty() {
    return looks.getReadOnlyProperty();
  }

  /** What is looked at; empty where nothing was made smaller. */
  ReadOnlyObjectProperty<Optional<Weights>> weightsProperty() {
    return weights.getReadOnlyProperty();
  }

  /** The matrix that is shown in detail. */
  ReadOnlyObjectProperty<Optional<CompressionEvent>> matrixProperty() {
    return matrix.getReadOnlyProperty();
  }

  /** Its zeros weight by weight; empty until the stage has left a model. */
  ReadOnlyObjectProperty<Optional<ZeroMap>> exactProperty() {
    return exact.getReadOnlyProperty();
  }

  /** What is in view of its mask. */
  ObjectProperty<Viewport> viewportProperty() {
    return viewport;
  }

  /** The run's name. */
  String name() {
    return row.map(RunRow::name).orElse("");
  }

  /** Whether nothing is being read. */
  public boolean isSettled() {
    return pending == 0;
  }

  /**
   * Shows a run, as far as it is.
   *
   * @param past what its log has said so far; empty before it was read
   */
  public void show(Optional<RunRow> newRow, Optional<RunPast> past) {
    var anotherRun = !newRow.map(RunRow::id).equals(row.map(RunRow::id));
    if (anotherRun) {
      shapes.clear();
      log = List.of();
      found = List.of();
      moment = Optional.empty();
      chosenLook = Optional.empty();
      chosenMatrix = Optional.empty();
    }
    row = newRow;
    var told = past.map(RunPast::compressions).orElse(List.of());
    var now =
        newRow.flatMap(
            run ->
                past.map(
                    known -> new Moment(run.id(), run.state(), known.stage(), known.atRest())));
    if (!anotherRun && told == log && now.equals(moment)) {
      return; // twenty times a second while the run trains
    }
    var another = !now.equals(moment);
    log = told;
    moment = now;
    if (another) {
      shapes.clear(); // a stage that has ended tells its exact shape
      look();
    }
    update();
  }

  /** Looks at the result of a run whose log tells of nothing. */
  private void look() {
    row.filter(run -> log.isEmpty() && run.hasModel())
        .filter(run -> moment.filter(Moment::atRest).isPresent())
        .ifPresent(
            run ->
                background(
                    () ->
                        new StageModel(run.folder(), lastStage(run))
                            .folder()
                            .map(WeightSurvey::of)
                            .orElse(List.of()),
                    events -> {
                      found =
                          events.stream()
                              .map(event -> new RunEvent.Compressed(lastStage(run), event))
                              .toList();
                      update();
                    }));
  }

  private static int lastStage(RunRow run) {
    return run.spec().map(spec -> spec.stages().size() - 1).orElse(0);
  }

  /** Something to read in a thread that may wait. */
  private interface Reading<T> {
    T read();
  }

  /** Reads, and takes what was read unless the run is another one by then. */
  private <T> void background(Reading<T> reading, Consumer<T> take) {
    var asked = moment;
    pending++;
    context
        .background()
        .quietly(
            progress -> reading.read(),
            read -> {
              pending--;
              if (asked.equals(moment)) {
                take.accept(read);
              }
            },
            problem -> {
              pending--;
              context.notices().error(problem);
            },
            () -> pending--);
  }

  private List<RunEvent.Compressed> told() {
    return log.isEmpty() ? found : log;
  }

  private void update() {
    var there = looks();
    looks.set(there);
    var now =
        chosenLook
            .filter(there::contains)
            .or(() -> there.isEmpty() ? Optional.empty() : Optional.of(there.getLast()));
    now.ifPresent(this::askForShape);
    weights.set(
        now.map(
                look ->
                    Weights.of(look, told(), shapes.getOrDefault(look.stage(), Optional.empty())))
            .filter(known -> !known.parts().isEmpty()));
    show(now);
  }

  /** Where no matrix was made smaller, the result can be looked at all the same. */
  private List<Look> looks() {
    var there = told().stream().map(Look::of).distinct().toList();
    var result =
        row.filter(RunRow::hasModel)
            .filter(_ -> there.isEmpty() && moment.filter(Moment::atRest).isPresent())
            .map(run -> List.of(new Look(lastStage(run), false)));
    return result.orElse(there);
  }

  private void askForShape(Look look) {
    var run = row.map(RunRow::folder);
    if (run.isPresent() && !shapes.containsKey(look.stage())) {
      shapes.put(look.stage(), Optional.empty());
      background(
          () -> new StageModel(run.get(), look.stage()).shape(context.workspace()),
          shape -> {
            shapes.put(look.stage(), shape);
            update();
          });
    }
  }

  /** Shows the chosen matrix, else the one that the log has told of last. */
  private void show(Optional<Look> look) {
    var ofLook =
        told().stream()
            .filter(each -> Optional.of(Look.of(each)).equals(look))
            .map(RunEvent.Compressed::compression)
            .toList();
    var now =
        chosenMatrix
            .flatMap(name -> ofLook.stream().filter(each -> each.name().equals(name)).findFirst())
            .or(() -> ofLook.isEmpty() ? Optional.empty() : Optional.of(ofLook.getLast()));
    if (!now.equals(matrix.get())) {
      var same = now.map(CompressionEvent::name).equals(matrix.get().map(CompressionEvent::name));
      if (!same) {
        viewport.set(Viewport.ALL);
      }
      exact.set(Optional.empty());
      matrix.set(now);
    }
    if (exact.get().isEmpty()) {
      now.filter(Pruned.class::isInstance).ifPresent(pruned -> askForMask(pruned, look));
    }
  }

  private void askForMask(CompressionEvent pruned, Optional<Look> look) {
    var run = row.map(RunRow::folder);
    if (run.isPresent() && look.isPresent() && hasModel(look.get())) {
      background(
          () ->
              new StageModel(run.get(), look.get().stage())
                  .folder()
                  .flatMap(folder -> WeightSurvey.mask(folder, pruned.name())),
          mask -> {
            if (matrix.get().equals(Optional.of(pruned))) {
              exact.set(mask);
            }
          });
    }
  }

  private boolean hasModel(Look look) {
    return moment.filter(known -> known.now() > look.stage()).isPresent()
        || row.filter(RunRow::hasModel).isPresent();
  }

  // ---- what a person does ----

  void choose(Look look) {
    chosenLook = Optional.of(look);
    update();
  }

  /** Shows a matrix in detail, by its name. */
  void choose(String name) {
    chosenMatrix = Optional.of(name);
    update();
  }

  /** Shows a matrix of a part of the model, if the stage has made any of it smaller. */
  void choose(Weights.Part part) {
    weights.get().flatMap(known -> known.first(part)).ifPresent(event -> choose(event.name()));
  }

  // ---- words ----

  /** {@code 108,301,833 parameters, 42,467,328 of them 0 (39.2 %)}, or what was factorised. */
  String summary() {
    return weights
        .get()
        .map(
            known -> {
              var what = known.whole() ? "%,d parameters" : "%,d parameters told of";
              var text = String.format(Locale.ROOT, what, known.parameters());
              var count = known.matrices().size();
              if (known.look().ranks()) {
                return text
                    + String.format(
                        Locale.ROOT,
                        count == 1 ? ", %,d matrix factorised" : ", %,d matrices factorised",
                        count);
              }
              return known.zeros() == 0
                  ? text
                  : text
                      + String.format(
                          Locale.ROOT,
                          ", %,d of them 0 (%.1f %%)",
                          known.zeros(),
                          100.0 * known.zeros() / known.parameters());
            })
        .orElse("");
  }

  /** What the shown matrix is. */
  String matrixText() {
    return matrix.get().map(WeightsModel::text).orElse("");
  }

  /** What a matrix is: its size, and what was done to it. */
  static String text(CompressionEvent event) {
    var size = String.format(Locale.ROOT, "%,d × %,d", event.rows(), event.columns());
    return switch (event) {
      case Pruned pruned ->
          size
              + String.format(
                  Locale.ROOT, ", %,d weights 0 (%.1f %%)", pruned.zeros(), 100 * pruned.share());
      case Factorised cut ->
          size
              + String.format(Locale.ROOT, ", rank %,d of %,d", cut.rank(), cut.full())
              + (cut.values().isEmpty()
                  ? ""
                  : String.format(Locale.ROOT, " with %.1f %% of the squares", 100 * cut.energy()));
    };
  }
}
