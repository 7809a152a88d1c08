package bonsai.app.data;

import bonsai.app.kit.Background;
import bonsai.app.kit.Job;
import bonsai.app.kit.Preferences;
import bonsai.base.UserException;
import bonsai.base.Workspace;
import bonsai.ner.Corpus;
import bonsai.ner.DataSource;
import bonsai.ner.Split;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import javafx.beans.binding.Bindings;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.beans.value.ObservableValue;

/**
 * What the Data panel shows and what was asked of it. Used by the toolkit's thread only; reading,
 * filtering and counting are done in the background, and of several searches the newest wins.
 */
final class DataModel implements AutoCloseable {
  /** Counting more sentences than that takes long enough for the status bar to tell of it. */
  private static final int MANY = 100_000;

  private final Workspace workspace;
  private final Background background;
  private final Preferences preferences;
  private final Tokenizers tokenizers;

  private final ReadOnlyObjectWrapper<Optional<OpenCorpus>> corpus = optional();
  private final ReadOnlyObjectWrapper<Optional<Listing>> listing = optional();
  private final ReadOnlyObjectWrapper<Optional<Detail>> detail = optional();
  private final ReadOnlyObjectWrapper<Optional<Counts>> counts = optional();
  private final ReadOnlyBooleanWrapper uncounted = new ReadOnlyBooleanWrapper();
  private final ReadOnlyObjectWrapper<Optional<Job>> loading = optional();
  private final ReadOnlyObjectWrapper<Optional<String>> message = optional();
  private final ReadOnlyObjectWrapper<OptionalInt> selected =
      new ReadOnlyObjectWrapper<>(OptionalInt.empty());
  private final ReadOnlyObjectWrapper<Recent> recent;

  private final ObjectProperty<Split> split = new SimpleObjectProperty<>(Split.TRAIN);
  private final StringProperty text = new SimpleStringProperty("");
  private final BooleanProperty caseSensitive = new SimpleBooleanProperty();
  private final ObjectProperty<Optional<String>> type =
      new SimpleObjectProperty<>(Optional.empty());
  private final StringProperty minWords = new SimpleStringProperty("");
  private final StringProperty maxWords = new SimpleStringProperty("");
  private final BooleanProperty onlyProblems = new SimpleBooleanProperty();
  private final ObjectProperty<Query.Order> order =
      new SimpleObjectProperty<>(Query.Order.OF_THE_FILE);

  private Job filtering = Job.ended("");
  private Job counting = Job.ended("");
  private Job looking = Job.ended("");

  /** The sentence to select once it is listed. */
  private OptionalInt awaited = OptionalInt.empty();

  /** While several filters change at once, only the last change starts a search. */
  private boolean held;

  DataModel(
      Workspace workspace, Background background, Preferences preferences, Tokenizers tokenizers) {
    this.workspace = workspace;
    this.background = background;
    this.preferences = preferences;
    this.tokenizers = tokenizers;
    recent = new ReadOnlyObjectWrapper<>(Recent.of(preferences));
    for (var each : new ObservableValue<?>[] {split, text, caseSensitive, type}) {
      each.subscribe((before, now) -> filter());
    }
    for (var each : new ObservableValue<?>[] {minWords, maxWords, onlyProblems, order}) {
      each.subscribe((before, now) -> filter());
    }
    split.subscribe((before, now) -> count());
  }

  private static <T> ReadOnlyObjectWrapper<Optional<T>> optional() {
    return new ReadOnlyObjectWrapper<>(Optional.empty());
  }

  // ---- opening ----------------------------------------------------------------------------------

  /** Reads a corpus; what is shown stays until it is there, and for good if it cannot be read. */
  void open(DataSource source) {
    loading.get().ifPresent(Job::cancel);
    message.set(Optional.empty());
    var job =
        background.run(
            "Read " + name(source),
            progress -> OpenCorpus.read(source, workspace, progress),
            this::opened,
            sentence -> message.set(Optional.of(sentence)),
            () -> {}); // what was shown before stays
    loading.set(Optional.of(job).filter(Job::isRunning));
    job.runningProperty()
        .subscribe(
            running -> {
              if (!running && loading.get().equals(Optional.of(job))) {
                loading.set(Optional.empty());
              }
            });
  }

  /** Opens what was used last, if anything was. */
  void openLast() {
    recent.get().newest().ifPresent(this::open);
  }

  /** Goes on showing what was shown before. */
  void cancelLoading() {
    loading.get().ifPresent(Job::cancel);
    loading.set(Optional.empty());
  }

  /** What to call a corpus before it is read: the last part of its path. */
  static String name(DataSource source) {
    return switch (source) {
      case DataSource.Sample() -> "sample";
      case DataSource.Folder(Path folder) -> lastName(folder);
      case DataSource.Files files -> lastName(files.train());
      case DataSource.Fetched(String name) -> name;
    };
  }

  private static String lastName(Path path) {
    return Optional.ofNullable(path.toAbsolutePath().normalize().getFileName())
        .map(Path::toString)
        .orElse(path.toString());
  }

  /** Where a corpus comes from, in words. */
  static String place(DataSource source) {
    return switch (source) {
      case DataSource.Sample() -> "comes with Bonsai";
      case DataSource.Folder(Path folder) -> folder.toString();
      case DataSource.Files files -> files.train().toString();
      case DataSource.Fetched fetched -> "fetched into the workspace";
    };
  }

  private void opened(OpenCorpus now) {
    remember(recent.get().with(now.source()));
    corpus.set(Optional.of(now));
    awaited = OptionalInt.empty();
    selected.set(OptionalInt.empty());
    held = true;
    resetFilters();
    split.set(now.splits().contains(split.get()) ? split.get() : now.splits().getFirst());
    held = false;
    filter();
    count();
  }

  private void remember(Recent now) {
    recent.set(now);
    now.remember(preferences);
  }

  // ---- filtering --------------------------------------------------------------------------------

  /** Shows every sentence of the split again, in the order of its file. */
  void clearFilters() {
    held = true;
    resetFilters();
    held = false;
    filter();
  }

  private void resetFilters() {
    text.set("");
    type.set(Optional.empty());
    minWords.set("");
    maxWords.set("");
    onlyProblems.set(false);
    order.set(Query.Order.OF_THE_FILE);
  }

  private void filter() {
    if (held || corpus.get().isEmpty()) {
      return;
    }
    filtering.cancel();
    Query query;
    try {
      query = query();
    } catch (UserException e) {
      return; // lengthProblem() tells of it; the table stays as it is
    }
    var open = corpus.get().get();
    var shown = split.get();
    filtering =
        background.quietly(
            progress ->
                new Listing(
                    open, shown, query, open.index(shown).find(query, progress::isCancelled)),
            this::list,
            sentence -> message.set(Optional.of(sentence)),
            () -> {});
  }

  private Query query() {
    return new Query(
        text.get(),
        caseSensitive.get(),
        type.get(),
        words(minWords.get(), 0),
        words(maxWords.get(), Integer.MAX_VALUE),
        onlyProblems.get(),
        order.get());
  }

  private static int words(String entered, int otherwise) {
    var text = entered.strip();
    if (text.isEmpty()) {
      return otherwise;
    }
    if (!text.matches("[0-9]{1,9}")) {
      throw new UserException(
          "The number of words must be a whole number such as 12, not '" + text + "'.");
    }
    return Integer.parseInt(text);
  }

  private void list(Listing now) {
    listing.set(Optional.of(now));
    var wanted = awaited;
    if (wanted.isPresent() && now.rowOf(wanted.getAsInt()).isEmpty()) {
      clearFilters(); // the sentence to go to is hidden by them
      return;
    }
    awaited = OptionalInt.empty();
    if (wanted.isPresent()) {
      select(wanted.getAsInt());
    } else if (!stillShown(now)) {
      selected.set(OptionalInt.empty());
      detail.set(Optional.empty());
      if (now.size() > 0) {
        select(now.number(0));
      }
    }
  }

  /** Whether the sentence that was looked at is among those listed now. */
  private boolean stillShown(Listing now) {
    return selected.get().isPresent()
        && now.rowOf(selected.get().getAsInt()).isPresent()
        && detail.get().filter(d -> d.open() == now.open() && d.split() == now.split()).isPresent();
  }

  // ---- looking closely --------------------------------------------------------------------------

  /** Looks at a sentence of the listed split. */
  void select(int number) {
    listing.get().ifPresent(now -> look(now, number));
  }

  private void look(Listing now, int number) {
    selected.set(OptionalInt.of(number));
    looking.cancel();
    looking =
        background.quietly(
            progress -> Detail.of(now.open(), now.split(), number, tokenizers),
            found -> detail.set(Optional.of(found)),
            sentence -> message.set(Optional.of(sentence)),
            () -> {});
  }

  /** Goes to the sentence that a problem is about; false if it is about a file as a whole. */
  boolean reveal(Corpus.Problem problem) {
    var place = corpus.get().flatMap(open -> open.corpus().place(problem));
    place.ifPresent(
        there -> {
          awaited = OptionalInt.of(there.sentence());
          if (split.get() == there.split()) {
            filter();
          } else {
            split.set(there.split());
          }
        });
    return place.isPresent();
  }

  private void count() {
    if (held || corpus.get().isEmpty()) {
      return;
    }
    var open = corpus.get().get();
    var counted = split.get();
    counting.cancel();
    counts.set(Optional.empty());
    uncounted.set(false);
    Background.Work<Counts> work =
        progress -> Counts.of(open, counted, tokenizers, progress::isCancelled);
    counting =
        open.index(counted).size() > MANY
            ? background.run(
                "Count the words of " + counted.label(),
                work,
                this::counted,
                this::notCounted,
                this::countingCancelled)
            : background.quietly(work, this::counted, this::notCounted, this::countingCancelled);
  }

  /** By the person at the screen, unless another counting has taken its place. */
  private void countingCancelled() {
    uncounted.set(!counting.isRunning() && counts.get().isEmpty());
  }

  /** Counts again what was cancelled. */
  void countAgain() {
    count();
  }

  /** Another model's pieces are shown from now on. */
  void piecesOf(Optional<Tokenizers.Choice> choice) {
    counting.cancel();
    looking.cancel();
    tokenizers.use(choice);
    count();
    listing.get().ifPresent(now -> selected.get().ifPresent(number -> look(now, number)));
  }

  private void counted(Counts found) {
    counts.set(Optional.of(found));
  }

  private void notCounted(String sentence) {
    message.set(Optional.of(sentence));
  }

  // ---- what there is to see ---------------------------------------------------------------------

  ReadOnlyObjectProperty<Optional<OpenCorpus>> corpusProperty() {
    return corpus.getReadOnlyProperty();
  }

  /** What the table shows; it may lag behind the filters for as long as the search takes. */
  ReadOnlyObjectProperty<Optional<Listing>> listingProperty() {
    return listing.getReadOnlyProperty();
  }

  /** The number of the selected sentence in the listed split. */
  ReadOnlyObjectProperty<OptionalInt> selectedProperty() {
    return selected.getReadOnlyProperty();
  }

  ReadOnlyObjectProperty<Optional<Detail>> detailProperty() {
    return detail.getReadOnlyProperty();
  }

  /** The counts of the split; empty while they are made. */
  ReadOnlyObjectProperty<Optional<Counts>> countsProperty() {
    return counts.getReadOnlyProperty();
  }

  /** Whether there are no counts because their making was cancelled. */
  ReadOnlyBooleanProperty uncountedProperty() {
    return uncounted.getReadOnlyProperty();
  }

  /** The reading of a corpus, while it goes on. */
  ReadOnlyObjectProperty<Optional<Job>> loadingProperty() {
    return loading.getReadOnlyProperty();
  }

  /** What went wrong, in one sentence. */
  ReadOnlyObjectProperty<Optional<String>> messageProperty() {
    return message.getReadOnlyProperty();
  }

  void dismissMessage() {
    message.set(Optional.empty());
  }

  ReadOnlyObjectProperty<Recent> recentProperty() {
    return recent.getReadOnlyProperty();
  }

  /** How many sentences are listed, of how many; or what is wrong with the filters. */
  ObservableValue<String> summary() {
    return Bindings.createStringBinding(
        () -> lengthProblem().orElse(listing.get().map(DataModel::matches).orElse("")),
        listing,
        minWords,
        maxWords);
  }

  private static String matches(Listing listing) {
    var all = listing.index().size();
    return listing.query().isAll()
        ? String.format(Locale.ROOT, "%,d sentences", all)
        : String.format(Locale.ROOT, "%,d of %,d sentences", listing.size(), all);
  }

  /** What is wrong with the range of lengths. */
  Optional<String> lengthProblem() {
    try {
      query();
      return Optional.empty();
    } catch (UserException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** Whether something that was asked for is still being made. */
  boolean isBusy() {
    return loading.get().isPresent()
        || filtering.isRunning()
        || counting.isRunning()
        || looking.isRunning();
  }

  // ---- what can be asked ------------------------------------------------------------------------

  ObjectProperty<Split> splitProperty() {
    return split;
  }

  StringProperty textProperty() {
    return text;
  }

  BooleanProperty caseSensitiveProperty() {
    return caseSensitive;
  }

  ObjectProperty<Optional<String>> typeProperty() {
    return type;
  }

  StringProperty minWordsProperty() {
    return minWords;
  }

  StringProperty maxWordsProperty() {
    return maxWords;
  }

  BooleanProperty onlyProblemsProperty() {
    return onlyProblems;
  }

  ObjectProperty<Query.Order> orderProperty() {
    return order;
  }

  @Override
  public void close() {
    loading.get().ifPresent(Job::cancel);
    filtering.cancel();
    counting.cancel();
    looking.cancel();
    tokenizers.close();
  }
}
