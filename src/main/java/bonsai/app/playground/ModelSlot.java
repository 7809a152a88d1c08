package bonsai.app.playground;

import bonsai.app.playground.TaggerSession.State;
import bonsai.tag.ModelInfo;
import bonsai.tag.TagPrecision;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.util.Subscription;

/**
 * The place of one model: which one is chosen, its process, and what it says of the text. A model
 * that takes the place of another gets the same text.
 */
final class ModelSlot implements AutoCloseable {
  private final TaggerStarter starter;
  private final Executor toolkit;
  private final Executor splitter;
  private final Consumer<String> restarted;

  private final ReadOnlyObjectWrapper<Optional<ModelChoice>> chosen =
      new ReadOnlyObjectWrapper<>(Optional.empty());
  private final ReadOnlyObjectWrapper<Optional<TaggerSession>> session =
      new ReadOnlyObjectWrapper<>(Optional.empty());
  private final ReadOnlyObjectWrapper<Optional<ModelInfo>> info =
      new ReadOnlyObjectWrapper<>(Optional.empty());
  private final ReadOnlyObjectWrapper<Tagging> tagging =
      new ReadOnlyObjectWrapper<>(Tagging.NOTHING);
  private final ReadOnlyBooleanWrapper busy = new ReadOnlyBooleanWrapper();

  private final BooleanProperty int8 = new SimpleBooleanProperty();

  private String text = "";
  private Subscription following = Subscription.EMPTY;

  /**
   * @param toolkit runs something on the toolkit's thread, later
   * @param restarted told once each time that a process died and another took its place
   */
  ModelSlot(
      TaggerStarter starter, Executor toolkit, Executor splitter, Consumer<String> restarted) {
    this.starter = starter;
    this.toolkit = toolkit;
    this.splitter = splitter;
    this.restarted = restarted;
    int8.subscribe((before, now) -> startAgain());
  }

  /** Whether the model computes in int8; else in what suits machine and model. */
  BooleanProperty int8Property() {
    return int8;
  }

  ReadOnlyObjectProperty<Optional<ModelChoice>> chosenProperty() {
    return chosen.getReadOnlyProperty();
  }

  /** The chosen model's process, which may be loading or given up. */
  ReadOnlyObjectProperty<Optional<TaggerSession>> sessionProperty() {
    return session.getReadOnlyProperty();
  }

  /** The chosen model, once it was open. */
  ReadOnlyObjectProperty<Optional<ModelInfo>> infoProperty() {
    return info.getReadOnlyProperty();
  }

  /** The newest that the chosen model has said. */
  ReadOnlyObjectProperty<Tagging> taggingProperty() {
    return tagging.getReadOnlyProperty();
  }

  /** Whether the process opens its model, or works on a newer text than the one shown. */
  ReadOnlyBooleanProperty busyProperty() {
    return busy.getReadOnlyProperty();
  }

  /** Puts a model here; the process of the one before ends. */
  void choose(ModelChoice choice) {
    var before = chosen.get().map(ModelChoice::folder);
    chosen.set(Optional.of(choice));
    if (!before.equals(Optional.of(choice.folder()))) {
      start(choice);
    }
  }

  /** Starts the process of the chosen model anew: it was given up, or is to compute differently. */
  void startAgain() {
    chosen.get().ifPresent(this::start);
  }

  /** Has a text tagged, now or as soon as there is a model. */
  void tag(String newText) {
    text = newText;
    session.get().ifPresent(open -> open.tag(newText));
  }

  /** Leaves the place empty; its process ends. */
  @Override
  public void close() {
    end();
    chosen.set(Optional.empty());
  }

  private void end() {
    following.unsubscribe();
    following = Subscription.EMPTY;
    session.get().ifPresent(TaggerSession::close);
    session.set(Optional.empty());
    info.set(Optional.empty());
    tagging.set(Tagging.NOTHING);
    busy.set(false);
  }

  private void start(ModelChoice choice) {
    end();
    var opened =
        new TaggerSession(
            choice.folder(),
            int8.get() ? TagPrecision.INT8 : TagPrecision.AUTO,
            starter,
            toolkit,
            splitter,
            restarted);
    session.set(Optional.of(opened));
    following =
        Subscription.combine(
            opened.infoProperty().subscribe(info::set),
            opened.taggingProperty().subscribe(tagging::set),
            opened.stateProperty().subscribe(() -> look(opened)),
            opened.staleProperty().subscribe(() -> look(opened)),
            opened.problemProperty().subscribe(() -> look(opened)));
    opened.tag(text);
    look(opened);
  }

  private void look(TaggerSession opened) {
    busy.set(
        switch (opened.stateProperty().get()) {
          case State.Loading loading -> true;
          case State.Ready ready ->
              opened.staleProperty().get() && opened.problemProperty().get().isEmpty();
          case State.GivenUp gone -> false;
        });
  }

  /** The last lines that the process wrote. */
  List<String> log() {
    return session.get().map(TaggerSession::log).orElse(List.of());
  }
}
