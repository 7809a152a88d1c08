package bonsai.app.playground;

import bonsai.app.catalog.RunRow;
import bonsai.app.kit.Notices;
import bonsai.app.kit.Notices.Notice;
import bonsai.app.kit.Preferences;
import bonsai.base.Json;
import bonsai.ner.ColumnWriter;
import bonsai.ner.Sentence;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ListChangeListener;
import javafx.collections.ObservableList;

/** The models there are, the one or two chosen, and the text they tag. */
final class PlaygroundModel implements AutoCloseable {
  private static final String MODEL = "playground.model";
  private static final String FOLDERS = "playground.folders";
  private static final int MOST_FOLDERS = 8;

  private final ObservableList<RunRow> runs;
  private final Preferences preferences;
  private final Notices notices;

  private final ListChangeListener<RunRow> listener = change -> update();
  private final ObservableList<ModelChoice> choices = FXCollections.observableArrayList();
  private final ObservableList<ModelChoice> choicesView =
      FXCollections.unmodifiableObservableList(choices);
  private final ModelSlot first;
  private final ModelSlot second;
  private final BooleanProperty comparing = new SimpleBooleanProperty();
  private final ReadOnlyObjectWrapper<Comparison> comparison =
      new ReadOnlyObjectWrapper<>(Comparison.NONE);
  private final StringProperty text = new SimpleStringProperty("");

  /** Model folders that were opened by hand, the newest first. */
  private final List<Path> folders = new ArrayList<>();

  private boolean shown;

  /**
   * @param toolkit runs something on the toolkit's thread, later
   * @param splitter splits texts into words, away from that thread
   */
  PlaygroundModel(
      ObservableList<RunRow> runs,
      Preferences preferences,
      Notices notices,
      TaggerStarter starter,
      Executor toolkit,
      Executor splitter) {
    this.runs = runs;
    this.preferences = preferences;
    this.notices = notices;
    first = new ModelSlot(starter, toolkit, splitter, this::restarted);
    second = new ModelSlot(starter, toolkit, splitter, this::restarted);
    preferences
        .text(FOLDERS)
        .ifPresent(
            lines ->
                lines.lines().map(Path::of).filter(PlaygroundModel::isModel).forEach(folders::add));
    runs.addListener(listener);
    text.subscribe(
        now -> {
          first.tag(now);
          tagSecond();
        });
    first.busyProperty().subscribe(this::tagSecond);
    comparing.subscribe((before, now) -> compare(now));
    first.taggingProperty().subscribe(this::compareTags);
    second.taggingProperty().subscribe(this::compareTags);
    update();
  }

  /** The models to choose from: those of runs, the newest first, then folders opened by hand. */
  ObservableList<ModelChoice> choices() {
    return choicesView;
  }

  /** The model that is always there; empty until the panel was shown and there is a model. */
  ModelSlot first() {
    return first;
  }

  /** The model that the first is compared with; empty unless they are compared. */
  ModelSlot second() {
    return second;
  }

  /** Whether a second model tags the same text. */
  BooleanProperty comparingProperty() {
    return comparing;
  }

  void toggleComparing() {
    comparing.set(!comparing.get());
  }

  /** Where the two models differ. */
  ReadOnlyObjectProperty<Comparison> comparisonProperty() {
    return comparison.getReadOnlyProperty();
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
    preferences.set(MODEL, choice.folder());
    first.choose(choice);
  }

  /**
   * Opens a model folder, or the result of a run's folder, in one of the two places.
   *
   * @param slot {@link #first()} or {@link #second()}
   */
  void open(Path folder, ModelSlot slot) {
    var whole = folder.toAbsolutePath().normalize();
    var model = isModel(whole) ? whole : whole.resolve("model");
    if (!isModel(model)) {
      notices.error(
          "%s is not a model folder: it has no config.json. Choose one that a run or Hugging Face has saved."
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
    find(model).ifPresent(choice -> put(choice, slot));
  }

  private void put(ModelChoice choice, ModelSlot slot) {
    if (slot == first) {
      choose(choice);
    } else {
      comparing.set(true);
      second.choose(choice);
    }
  }

  /**
   * A model's newest tagging as a column file.
   *
   * @throws bonsai.base.UserException if a word cannot stand in such a file
   */
  String conll(ModelSlot slot) {
    return ColumnWriter.text(
        slot.taggingProperty().get().sentences().stream()
            .map(sentence -> new Sentence(sentence.words(), sentence.tags()))
            .toList());
  }

  /** The same as {@code bonsai tag --json} prints it: one object a sentence. */
  String json(ModelSlot slot) {
    return slot.taggingProperty().get().sentences().stream()
        .map(sentence -> Json.LINE.writeValueAsString(sentence) + "\n")
        .collect(Collectors.joining());
  }

  @Override
  public void close() {
    runs.removeListener(listener);
    first.close();
    second.close();
  }

  private void restarted(String reason) {
    notices.show(new Notice(Notice.Kind.WARNING, reason, Optional.empty()));
  }

  // ---- two models -------------------------------------------------------------------------------

  private void compare(boolean now) {
    if (!now) {
      second.close();
      return;
    }
    tagSecond();
    var chosen = first.chosenProperty().get();
    choices.stream()
        .filter(choice -> !chosen.equals(Optional.of(choice)))
        .findFirst()
        .ifPresent(second::choose);
  }

  /** After the first, so that neither slows the other and their times can be compared. */
  private void tagSecond() {
    if (comparing.get() && !first.busyProperty().get()) {
      second.tag(text.get());
    }
  }

  private void compareTags() {
    comparison.set(Comparison.of(first.taggingProperty().get(), second.taggingProperty().get()));
  }

  // ---- what there is to choose ------------------------------------------------------------------

  /** The one used last, else the newest; and as soon as there is one at all. */
  private void chooseSome() {
    if (!shown || first.chosenProperty().get().isPresent()) {
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
    var tagging = runs.stream().filter(RunRow::hasResult).toList();
    var names =
        tagging.stream().collect(Collectors.groupingBy(RunRow::name, Collectors.counting()));
    for (var row : tagging) {
      // Two curves of one name are told apart by colour; of two models only the name is seen.
      var name =
          names.get(row.name()) == 1
              ? row.name()
              : row.name() + " · " + row.id().substring(row.id().lastIndexOf('-') + 1);
      found.add(new ModelChoice(name, detail(row), row.folder().model()));
    }
    for (var folder : folders) {
      if (found.stream().noneMatch(choice -> choice.folder().equals(folder))) {
        found.add(new ModelChoice(folder.getFileName().toString(), folder.toString(), folder));
      }
    }
    if (!found.equals(choices)) {
      choices.setAll(found);
    }
    for (var slot : List.of(first, second)) {
      slot.chosenProperty()
          .get()
          .flatMap(choice -> find(choice.folder()))
          .ifPresent(slot::choose); // a run that was renamed
    }
    chooseSome();
  }

  private Optional<ModelChoice> find(Path folder) {
    return choices.stream().filter(choice -> choice.folder().equals(folder)).findFirst();
  }

  private static boolean isModel(Path folder) {
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
