package bonsai.app.recipe;

import bonsai.app.form.FormModel;
import bonsai.run.Preset;
import bonsai.run.RunSpec;
import bonsai.technique.Technique;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** The spec as it is being written: a form for the run, and the stages with theirs. */
public final class RecipeDraft {
  /**
   * What was typed, also where it is no spec.
   *
   * @param run the texts of everything but the stages
   */
  record Typed(Map<String, String> run, List<TypedStage> stages) {
    Typed {
      run = Map.copyOf(run);
      stages = List.copyOf(stages);
    }
  }

  /** What was typed into a stage's form. */
  record TypedStage(String technique, Map<String, String> texts) {
    TypedStage {
      texts = Map.copyOf(texts);
    }
  }

  private final FormModel<RunSpec> run;
  private final ObservableList<StageModel> stages = FXCollections.observableArrayList();
  private final ObservableList<StageModel> stagesView =
      FXCollections.unmodifiableObservableList(stages);
  private final ObjectProperty<Optional<StageModel>> selected =
      new SimpleObjectProperty<>(Optional.empty());
  private final List<Runnable> listeners = new ArrayList<>();
  private boolean several;

  /** Begins with the tiny preset. */
  RecipeDraft() {
    var tiny = Preset.tiny();
    run =
        FormModel.without(
            RunSpec.class, Map.of("version", RunSpec.VERSION, "stages", tiny.stages()));
    run.onChange(this::changed);
    show(tiny);
  }

  /** Everything but the stages. */
  public FormModel<RunSpec> run() {
    return run;
  }

  /** The stages in the order they are executed. */
  public ObservableList<StageModel> stages() {
    return stagesView;
  }

  /** The stage whose form is shown. */
  public ObjectProperty<Optional<StageModel>> selectedProperty() {
    return selected;
  }

  /** The spec; empty while something in it is wrong. */
  public Optional<RunSpec> spec() {
    return techniques().isEmpty()
        ? Optional.empty()
        : run.value().map(spec -> spec.resolvedAgainst(Path.of("").toAbsolutePath()));
  }

  /** The stages' techniques; none while something in any of them is wrong. */
  private List<Technique> techniques() {
    var whole = stages.stream().flatMap(stage -> stage.value().stream()).toList();
    return whole.size() == stages.size() ? whole : List.of();
  }

  /** What is wrong, as one sentence; empty if nothing is. */
  Optional<String> mistake() {
    if (stages.isEmpty()) {
      return Optional.of("Add a stage: the recipe has none.");
    }
    return run.firstProblem().or(this::mistakeInStage);
  }

  private Optional<String> mistakeInStage() {
    for (var i = 0; i < stages.size(); i++) {
      var problem = stages.get(i).form().firstProblem();
      if (problem.isPresent()) {
        return Optional.of("Stage " + (i + 1) + ": " + problem.get());
      }
    }
    return Optional.empty();
  }

  /** Calls that at every change of the spec or of what is wrong with it. */
  void onChange(Runnable listener) {
    listeners.add(listener);
  }

  private void changed() {
    if (several) {
      return;
    }
    var techniques = techniques();
    if (!techniques.isEmpty()) {
      several = true;
      run.hide(Map.of("stages", techniques));
      several = false;
    }
    listeners.forEach(Runnable::run);
  }

  /** Several things change, and the listeners hear of it once. */
  private void together(Runnable changes) {
    several = true;
    changes.run();
    several = false;
    changed();
  }

  /** Shows a spec; the one shown before is gone. */
  void show(RunSpec spec) {
    together(
        () -> {
          stages.setAll(spec.stages().stream().map(StageModel::of).toList());
          stages.forEach(stage -> stage.form().onChange(this::changed));
          run.hide(Map.of("stages", spec.stages()));
          run.show(spec);
          selected.set(Optional.of(stages.getFirst()));
        });
  }

  /** What was typed, to be typed again another time. */
  Typed typed() {
    return new Typed(
        run.typed(),
        stages.stream()
            .map(stage -> new TypedStage(stage.technique(), stage.form().typed()))
            .toList());
  }

  /** Types what was typed before; a technique that is unknown here is left out. */
  void type(Typed typed) {
    together(
        () -> {
          stages.setAll(
              typed.stages().stream()
                  .filter(stage -> Technique.types().containsKey(stage.technique()))
                  .map(RecipeDraft::stage)
                  .toList());
          stages.forEach(stage -> stage.form().onChange(this::changed));
          run.type(typed.run());
          selected.set(stages.stream().findFirst());
        });
  }

  private static StageModel stage(TypedStage typed) {
    var stage = StageModel.of(typed.technique());
    stage.form().type(typed.texts());
    return stage;
  }

  /** Adds a stage at the end, with the technique's defaults. */
  public void add(String technique) {
    insert(stages.size(), StageModel.of(technique));
  }

  /** Adds a twin of a stage behind it. */
  public void duplicate(StageModel stage) {
    insert(stages.indexOf(stage) + 1, stage.copy());
  }

  private void insert(int index, StageModel stage) {
    stage.form().onChange(this::changed);
    stages.add(index, stage);
    selected.set(Optional.of(stage));
    changed();
  }

  public void remove(StageModel stage) {
    var index = stages.indexOf(stage);
    stages.remove(stage);
    selected.set(
        stages.isEmpty()
            ? Optional.empty()
            : Optional.of(stages.get(Math.min(index, stages.size() - 1))));
    changed();
  }

  /**
   * Moves a stage to another place, if there is one.
   *
   * @param by 1 is one place later, -1 one earlier
   */
  public void move(StageModel stage, int by) {
    var from = stages.indexOf(stage);
    var to = from + by;
    if (to < 0 || to >= stages.size()) {
      return;
    }
    stages.remove(from);
    stages.add(to, stage);
    selected.set(Optional.of(stage));
    changed();
  }
}
