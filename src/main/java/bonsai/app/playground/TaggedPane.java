package bonsai.app.playground;

import atlantafx.base.theme.Styles;
import bonsai.app.kit.EntityTypes;
import bonsai.app.kit.Nodes;
import bonsai.app.playground.TaggerSession.State;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.beans.property.ObjectProperty;
import javafx.beans.value.ObservableValue;
import javafx.collections.ObservableList;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.TextArea;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import javafx.util.Subscription;
import org.kordamp.ikonli.feather.Feather;

/** What one model says of the text, under a heading with the time it took. */
final class TaggedPane extends VBox {
  private static final PseudoClass STALE = PseudoClass.getPseudoClass("stale");
  private static final PseudoClass COMPARED = PseudoClass.getPseudoClass("compared");

  private final String id;
  private final ModelSlot slot;
  private final StackPane result = new StackPane();
  private final ListView<Row> rows = new ListView<>();
  private final Label latency = Nodes.caption("");
  private Subscription session = Subscription.EMPTY;
  private boolean compared;

  /** What colours and marks the words, shared by both models. */
  record Marks(
      ObservableValue<EntityTypes> types,
      ObjectProperty<Optional<FoundEntity>> chosen,
      ObservableValue<Comparison> comparison) {}

  /**
   * @param id begins the ids of the nodes
   * @param heading stands above, before the time
   * @param clicked takes the row that was clicked on
   */
  TaggedPane(String id, ModelSlot slot, Marks marks, List<Node> heading, Consumer<Row> clicked) {
    super(6);
    this.id = id;
    this.slot = slot;
    var tooltip = new Tooltip();
    tooltip.setShowDelay(Duration.millis(200));
    rows.setId(id + "-result");
    rows.setAccessibleText("Tagged text");
    rows.setCellFactory(list -> new TaggedText(marks, tooltip, clicked));
    rows.getStyleClass().add("tagged-text");
    marks.chosen().subscribe(rows::refresh);
    marks.types().subscribe(rows::refresh);
    marks.comparison().subscribe(rows::refresh);
    latency.setId(id + "-latency");
    latency.setMinWidth(Region.USE_PREF_SIZE);
    result.getStyleClass().add("tagged-area");
    VBox.setVgrow(result, Priority.ALWAYS);
    var head = new HBox(6);
    head.setAlignment(Pos.CENTER_LEFT);
    head.setMinHeight(32);
    head.getChildren().setAll(heading);
    head.getChildren().addAll(Nodes.spacer(), latency);
    getChildren().setAll(head, result);
    setMinWidth(0);
    getStyleClass().add("tagged-pane");
    slot.taggingProperty().subscribe(tagging -> update(rows.getItems(), Row.of(tagging)));
    slot.sessionProperty().subscribe(this::follow);
  }

  /** Whether it stands beside another one, and so has less room. */
  void setCompared(boolean now) {
    compared = now;
    pseudoClassStateChanged(COMPARED, now);
    slot.sessionProperty().getValue().ifPresent(this::arrange);
  }

  /** Brings a word into view. */
  void reveal(int sentence, int word) {
    for (var i = 0; i < rows.getItems().size(); i++) {
      var row = rows.getItems().get(i);
      if (row.sentence() == sentence && word < row.to()) {
        rows.scrollTo(i);
        return;
      }
    }
  }

  /** Shows how a process is doing, and no longer how the one before it did. */
  private void follow(Optional<TaggerSession> now) {
    session.unsubscribe();
    session =
        now.map(
                it ->
                    Subscription.combine(
                        it.staleProperty()
                            .subscribe(stale -> rows.pseudoClassStateChanged(STALE, stale)),
                        it.stateProperty().subscribe(() -> arrange(it)),
                        it.taggingProperty().subscribe(() -> arrange(it)),
                        it.staleProperty().subscribe(() -> arrange(it)),
                        it.problemProperty().subscribe(() -> arrange(it))))
            .orElse(Subscription.EMPTY);
    now.ifPresentOrElse(this::arrange, this::clear);
  }

  private void clear() {
    latency.setText("");
    result.getChildren().setAll(hint(id, "Choose a model above."));
  }

  /** Leaves alone what is the same, so that a long list keeps its place while one types. */
  private static void update(ObservableList<Row> shown, List<Row> now) {
    var common = Math.min(shown.size(), now.size());
    for (var i = 0; i < common; i++) {
      if (!shown.get(i).equals(now.get(i))) {
        shown.set(i, now.get(i));
      }
    }
    if (shown.size() > common) {
      shown.remove(common, shown.size());
    } else {
      shown.addAll(now.subList(common, now.size()));
    }
  }

  /** What stands in the place of the tags. */
  private void arrange(TaggerSession of) {
    var tagging = of.taggingProperty().get();
    var content =
        switch (of.stateProperty().get()) {
          case State.GivenUp(var reason) -> givenUp(reason);
          case State.Loading loading when tagging.sentences().isEmpty() -> loading();
          case State.Loading loading -> rows;
          case State.Ready ready ->
              tagging.sentences().isEmpty() && !of.staleProperty().get()
                  ? hint(id, "Type above, or choose one of the examples.")
                  : rows;
        };
    // Anew only if something else is to be seen: a list that is put in again loses its place.
    if (result.getChildren().isEmpty()
        || result.getChildren().getFirst() != content && !sameKind(content)) {
      result.getChildren().setAll(content);
    }
    latency.setText(status(of, tagging));
  }

  private boolean sameKind(Node content) {
    return content != rows && content.getId().equals(result.getChildren().getFirst().getId());
  }

  private String status(TaggerSession of, Tagging tagging) {
    if (of.problemProperty().get().isPresent()) {
      return of.problemProperty().get().get();
    }
    return switch (of.stateProperty().get()) {
      case State.GivenUp gone -> "";
      case State.Loading(var again) -> again ? "Starting again…" : "";
      case State.Ready ready -> {
        if (!tagging.isWhole()) {
          yield String.format(Locale.ROOT, "%.0f %% tagged…", Math.floor(100 * tagging.done()));
        }
        yield tagging.sentences().isEmpty() ? "" : times(tagging);
      }
    };
  }

  private String times(Tagging tagging) {
    var inModel = milliseconds(tagging.modelMilliseconds()) + " in the model";
    return compared
        ? inModel
        : inModel + " · " + milliseconds(tagging.totalMilliseconds()) + " in all";
  }

  private static String milliseconds(double time) {
    return time < 1000
        ? String.format(Locale.ROOT, time < 10 ? "%.1f ms" : "%.0f ms", time)
        : String.format(Locale.ROOT, "%.1f s", time / 1000);
  }

  private static Node hint(String id, String sentence) {
    var hint = Nodes.paragraph(sentence, Styles.TEXT_MUTED, "tagged-hint");
    hint.setId(id + "-hint");
    StackPane.setAlignment(hint, Pos.TOP_LEFT);
    return hint;
  }

  private Node loading() {
    var bar = new ProgressBar(ProgressBar.INDETERMINATE_PROGRESS);
    bar.setPrefWidth(240);
    bar.setAccessibleText("The model is being opened");
    var box = new VBox(10, Nodes.label("Opening the model…", Styles.TEXT_MUTED), bar);
    box.setAlignment(Pos.CENTER);
    box.setId(id + "-loading");
    return box;
  }

  private Node givenUp(String reason) {
    var log = new TextArea();
    log.setEditable(false);
    log.setId(id + "-log");
    log.setAccessibleText("Log of the tagger");
    log.setVisible(false);
    log.managedProperty().bind(log.visibleProperty());
    VBox.setVgrow(log, Priority.ALWAYS);
    var show = Nodes.button("Show log", Feather.FILE_TEXT, () -> {});
    show.setId(id + "-show-log");
    show.setOnAction(
        event -> {
          var lines = slot.log();
          log.setText(lines.isEmpty() ? "The log is empty." : String.join("\n", lines));
          log.setVisible(!log.isVisible());
          show.setText(log.isVisible() ? "Hide log" : "Show log");
        });
    var again = Nodes.button("Start again", Feather.REFRESH_CW, slot::startAgain);
    again.getStyleClass().add(Styles.ACCENT);
    again.setId(id + "-again");
    var buttons = new HBox(8, again, show);
    buttons.setAlignment(Pos.CENTER);
    var sentence = Nodes.paragraph(reason, "centered");
    sentence.setMaxWidth(520);
    var box = new VBox(12, Nodes.heading("The tagger has stopped"), sentence, buttons, log);
    box.setAlignment(Pos.CENTER);
    box.setId(id + "-given-up");
    return box;
  }
}
