package bonsai.app.playground;

import bonsai.app.catalog.RunRow;
import bonsai.app.kit.Notices;
import bonsai.app.kit.Notices.Notice;
import bonsai.app.kit.Preferences;
import bonsai.base.Json;
import bonsai.ner.ColumnWriter;
import bonsai.ner.Sentence;
import bonsai.run.RunState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ListChangeListener;
import javafx.collections.ObservableList;

/** The models there are, the one chosen, and the text it tags. */
final class PlaygroundModel implements AutoCloseable {
  private static final String MODEL = "playground.model";
  private static final String FOLDERS = "playground.folders";
  private static final int MOST_FOLDERS = 8;

  /** Runs at rest with a result. */
  private static final Set<RunState> WITH_MODEL = Set.of(RunState.FINISHED, RunState.STOPPED);

  private final ObservableList<RunRow> runs;
  private final Preferences preferences;
  private final Notices notices;
  private final TaggerStarter starter;
  private final Executor toolkit;

  private final ListChangeListener<RunRow> listener = change -> update();
  private final ObservableList<ModelChoice> choices = FXCollections.observableArrayList();
  private final ObservableList<ModelChoice> choicesView =
      FXCollections.unmodifiableObservableList(choices);
  private final ReadOnlyObjectWrapper<Optional<ModelChoice>> chosen =
      new ReadOnlyObjectWrapper<>(Optional.empty());
  private final ReadOnlyObjectWrapper<Optional<TaggerSession>> session =
      new ReadOnlyObjectWrapper<>(Optional.empty());
  private final StringProperty text = new SimpleStringProperty("");

  /** Model folders that were opened by hand, the newest first. */
  private final List<Path> folders = new ArrayList<>();

  private boolean shown;

  /**
   * @param toolkit runs something on the toolkit's thread, later
   */
  PlaygroundModel(
      ObservableList<RunRow> runs,
      Preferences preferences,
      Notices notices,
      TaggerStarter starter,
      Executor toolkit) {
    this.runs = runs;
    this.preferences = preferences;
    this.notices = notices;
    this.starter = starter;
    this.toolkit = toolkit;
    preferences
        .text(FOLDERS)
        .ifPresent(
            lines -> lines.lines().map(Path::of).filter(this::isModel).forEach(folders::add));
    runs.addListener(listener);
    text.subscribe(now -> session.get().ifPresent(open -> open.tag(now)));
    update();
  }

  /** The models to choose from: those of runs, the newest first, then folders opened by hand. */
  ObservableList<ModelChoice> choices() {
    return choicesView;
  }

  ReadOnlyObjectProperty<Optional<ModelChoice>> chosenProperty() {
    return chosen.getReadOnlyProperty();
  }

  /** The chosen model's process; there once the panel was shown and there is a model. */
  ReadOnlyObjectProperty<Optional<TaggerSession>> sessionProperty() {
    return session.getReadOnlyProperty();
  }

  StringProperty textProperty() {
    return text;
  }

  /** The panel comes to the front: the process of the model used last is started. */
  void shown() {
    shown = true;
    chooseSome();
  }

  /** Switches to another model; the process of the one before ends. */
  void choose(ModelChoice choice) {
    if (chosen.get().map(ModelChoice::folder).equals(Optional.of(choice.folder()))) {
      return;
    }
    chosen.set(Optional.of(choice));
    preferences.set(MODEL, choice.folder());
    start(choice.folder());
  }

  /** Opens a model folder, or the result of a run's folder. */
  void open(Path folder) {
    var whole = folder.toAbsolutePath().normalize();
    var model = isModel(whole) ? whole : whole.resolve("model");
    if (!isModel(model)) {
      notices.error(
          "%s is no model folder: it has no config.json. Choose one that a run or Hugging Face has saved."
              .formatted(whole));
      return;
    }
    if (find(model).isEmpty()) {
      folders.addFirst(model);
      while (folders.size() > MOST_FOLDERS) {
        folders.removeLast();
      }
      preferences.set(
          FOLDERS, folders.stream().map(Path::toString).collect(Collectors.joining("\n")));
      update();
    }
    find(model).ifPresent(this::choose);
  }

  /** Starts the process of the chosen model anew, after it was given up. */
  void startAgain() {
    chosen.get().ifPresent(choice -> start(choice.folder()));
  }

  /**
   * The newest tagging as a column file.
   *
   * @throws bonsai.base.UserException if a word cannot stand in such a file
   */
  String conll() {
    return ColumnWriter.text(
        tagging().sentences().stream()
            .map(sentence -> new Sentence(sentence.words(), sentence.tags()))
            .toList());
  }

  /** The newest tagging as {@code bonsai tag --json} prints it: one object a sentence. */
  String json() {
    return tagging().sentences().stream()
        .map(sentence -> Json.LINE.writeValueAsString(sentence) + "\n")
        .collect(Collectors.joining());
  }

  @Override
  public void close() {
    runs.removeListener(listener);
    session.get().ifPresent(TaggerSession::close);
    session.set(Optional.empty());
  }

  private Tagging tagging() {
    return session.get().map(open -> open.taggingProperty().get()).orElse(Tagging.NOTHING);
  }

  private void start(Path folder) {
    session.get().ifPresent(TaggerSession::close);
    var opened =
        new TaggerSession(
            folder,
            starter,
            toolkit,
            Thread::startVirtualThread,
            reason -> notices.show(new Notice(Notice.Kind.WARNING, reason, Optional.empty())));
    session.set(Optional.of(opened));
    opened.tag(text.get());
  }

  // ---- what there is to choose ------------------------------------------------------------------

  /** The one used last, else the newest; and as soon as there is one at all. */
  private void chooseSome() {
    if (!shown || chosen.get().isPresent()) {
      return;
    }
    preferences
        .text(MODEL)
        .flatMap(folder -> find(Path.of(folder)))
        .or(() -> choices.stream().findFirst())
        .ifPresent(this::choose);
  }

  private void update() {
    var found = new ArrayList<ModelChoice>();
    for (var row : runs) {
      if (row.status().filter(status -> WITH_MODEL.contains(status.state())).isPresent()) {
        var model = row.folder().model();
        if (known(model) || isModel(model)) {
          found.add(new ModelChoice(row.name(), detail(row), model));
        }
      }
    }
    for (var folder : folders) {
      if (found.stream().noneMatch(choice -> choice.folder().equals(folder))) {
        found.add(new ModelChoice(folder.getFileName().toString(), folder.toString(), folder));
      }
    }
    if (!found.equals(choices)) {
      choices.setAll(found);
    }
    chosen
        .get()
        .flatMap(choice -> find(choice.folder()))
        .ifPresent(now -> chosen.set(Optional.of(now)));
    chooseSome();
  }

  private Optional<ModelChoice> find(Path folder) {
    return choices.stream().filter(choice -> choice.folder().equals(folder)).findFirst();
  }

  private boolean known(Path model) {
    return find(model).isPresent();
  }

  private boolean isModel(Path folder) {
    return Files.isRegularFile(folder.resolve("config.json"));
  }

  private static String detail(RunRow row) {
    var f1 = row.status().map(status -> status.f1()).filter(score -> score.isPresent());
    return f1.map(
            score ->
                String.format(Locale.ROOT, "valid F1 %.4f · %s", score.getAsDouble(), row.id()))
        .orElseGet(row::id);
  }
}
