package bonsai.app.data;

import bonsai.app.data.Tokenizers.Choice;
import bonsai.app.kit.Background;
import bonsai.app.kit.FetchReport;
import bonsai.app.kit.Job;
import bonsai.app.kit.Preferences;
import bonsai.base.Workspace;
import bonsai.model.pretrained.FetchProgress;
import bonsai.model.pretrained.PretrainedModels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** Whose pieces are shown: the models there are, the one chosen, and a way to one. */
final class PiecesModel {
  /** Puts the usual model into the workspace. */
  @FunctionalInterface
  interface Fetching {
    void fetch(FetchProgress progress);
  }

  private static final String REMEMBERED = "data.tokenizer";

  private final Workspace workspace;
  private final Background background;
  private final Preferences preferences;
  private final Fetching fetching;
  private final ObservableList<Choice> choices = FXCollections.observableArrayList();
  private final ObservableList<Choice> choicesView =
      FXCollections.unmodifiableObservableList(choices);
  private final ReadOnlyObjectWrapper<Optional<Choice>> chosen =
      new ReadOnlyObjectWrapper<>(Optional.empty());
  private final ReadOnlyBooleanWrapper fetchable = new ReadOnlyBooleanWrapper();
  private final ReadOnlyObjectWrapper<Optional<Job>> fetch =
      new ReadOnlyObjectWrapper<>(Optional.empty());
  private List<Choice> ofRuns = List.of();

  PiecesModel(
      Workspace workspace, Background background, Preferences preferences, Fetching fetching) {
    this.workspace = workspace;
    this.background = background;
    this.preferences = preferences;
    this.fetching = fetching;
    refresh();
  }

  /** A fetch from wherever the usual model is found first. */
  static Fetching usual(Workspace workspace) {
    return progress ->
        models(workspace).fetch(PretrainedModels.Request.usual(Tokenizers.USUAL_MODEL), progress);
  }

  private static PretrainedModels models(Workspace workspace) {
    return PretrainedModels.of(workspace, System.getenv());
  }

  /** Pre-trained models, the usual one first, then runs' results as they were offered. */
  ObservableList<Choice> choices() {
    return choicesView;
  }

  ReadOnlyObjectProperty<Optional<Choice>> chosenProperty() {
    return chosen.getReadOnlyProperty();
  }

  /** Whether the usual model is not in the workspace. */
  ReadOnlyBooleanProperty fetchableProperty() {
    return fetchable.getReadOnlyProperty();
  }

  /** The fetch that runs now. */
  ReadOnlyObjectProperty<Optional<Job>> fetchProperty() {
    return fetch.getReadOnlyProperty();
  }

  void choose(Choice choice) {
    preferences.set(REMEMBERED, choice.folder());
    chosen.set(Optional.of(choice));
  }

  /** Offers the results of these runs, too. */
  void offer(List<Choice> runs) {
    if (!runs.equals(ofRuns)) {
      ofRuns = List.copyOf(runs);
      refresh();
    }
  }

  /** Looks again at which models there are. */
  void refresh() {
    var found = new ArrayList<Choice>();
    models(workspace).list().stream()
        .map(model -> new Choice(model.name(), model.path()))
        .sorted(Comparator.comparing(model -> !model.name().equals(Tokenizers.USUAL_MODEL)))
        .forEach(found::add);
    fetchable.set(found.stream().noneMatch(each -> each.name().equals(Tokenizers.USUAL_MODEL)));
    found.addAll(ofRuns);
    var before = chosen.get();
    if (!found.equals(choices)) {
      choices.setAll(found);
    }
    chosen.set(remembered().or(() -> before.filter(found::contains)).or(this::first));
  }

  private Optional<Choice> remembered() {
    return preferences
        .text(REMEMBERED)
        .flatMap(
            folder ->
                choices.stream()
                    .filter(each -> each.folder().toString().equals(folder))
                    .findFirst());
  }

  private Optional<Choice> first() {
    return choices.stream().findFirst();
  }

  /** Fetches the usual model into the workspace. */
  void fetch(Consumer<String> failed) {
    if (!fetchable.get() || fetch.get().isPresent()) {
      return;
    }
    var job =
        background.run(
            "Fetch " + Tokenizers.USUAL_MODEL,
            progress -> {
              fetching.fetch(new FetchReport(progress));
              return Tokenizers.USUAL_MODEL;
            },
            name -> refresh(),
            failed,
            () -> {});
    fetch.set(Optional.of(job).filter(Job::isRunning));
    job.runningProperty()
        .subscribe(
            running -> {
              if (!running) {
                fetch.set(Optional.empty());
              }
            });
  }
}
