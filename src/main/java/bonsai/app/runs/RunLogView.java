package bonsai.app.runs;

import atlantafx.base.controls.CustomTextField;
import atlantafx.base.theme.Styles;
import bonsai.app.kit.Nodes;
import bonsai.app.kit.Toggles;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.ListChangeListener;
import javafx.collections.ObservableList;
import javafx.collections.transformation.FilteredList;
import javafx.css.PseudoClass;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.SelectionMode;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** Builds the log of a run: its events in sentences, and what its worker wrote. */
final class RunLogView {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMM HH:mm:ss", Locale.UK);
  private static final KeyCombination COPY = KeyCombination.valueOf("Shortcut+C");

  private final ZoneId zone;
  private final BorderPane root = new BorderPane();
  private final CustomTextField search = new CustomTextField();
  private final CheckBox follow = new CheckBox("Follow the end");

  RunLogView(RunDetailModel detail, ZoneId zone) {
    this.zone = zone;
    var events = list(detail.lines(), this::text, "run-events", "Events of the run");
    events.setCellFactory(list -> new EventCell());
    var output =
        list(detail.workerLines(), line -> line, "run-worker-log", "What the worker wrote");
    output.getStyleClass().add("run-output");
    output.setPlaceholder(
        Nodes.caption("The worker has written nothing to its output: that is as it should be."));
    events.setPlaceholder(Nodes.caption("No event yet: no worker has begun this run."));

    var showEvents = new ToggleButton("Events");
    var showOutput = new ToggleButton("Worker's output");
    showEvents.getStyleClass().addAll(Styles.SMALL, Styles.LEFT_PILL);
    showOutput.getStyleClass().addAll(Styles.SMALL, Styles.RIGHT_PILL);
    var kinds = new LinkedHashMap<ToggleButton, ListView<?>>();
    kinds.put(showEvents, events);
    kinds.put(showOutput, output);
    var shown = new SimpleObjectProperty<ListView<?>>(events);
    Toggles.choose(kinds, shown);
    kinds.values().forEach(list -> list.visibleProperty().bind(shown.isEqualTo(list)));

    search.setPromptText("Search the log");
    search.setLeft(new FontIcon(Feather.SEARCH));
    search.setAccessibleText("Search the log");
    search.getStyleClass().add(Styles.SMALL);
    search.setPrefWidth(240);
    search.setId("run-log-search");
    follow.setSelected(true);
    var bar = new HBox(12, new HBox(showEvents, showOutput), search, follow);
    bar.setAlignment(Pos.CENTER_LEFT);
    bar.setPadding(new Insets(8, 0, 8, 0));
    root.setTop(bar);
    root.setCenter(new StackPane(events, output));
    root.setPadding(new Insets(0, 12, 12, 12));
  }

  Node node() {
    return root;
  }

  private String text(RunStory.Line line) {
    return TIME.format(line.time().atZone(zone)) + "  " + line.text();
  }

  private <T> ListView<T> list(
      ObservableList<T> lines, Function<T, String> text, String id, String name) {
    var found = new FilteredList<>(lines);
    var list = new ListView<>(found);
    list.setId(id);
    list.setAccessibleText(name);
    list.getStyleClass().addAll(Styles.DENSE, "run-log");
    list.getSelectionModel().setSelectionMode(SelectionMode.MULTIPLE);
    search
        .textProperty()
        .subscribe(
            typed -> {
              var word = typed.strip().toLowerCase(Locale.ROOT);
              found.setPredicate(
                  word.isEmpty()
                      ? null
                      : line -> text.apply(line).toLowerCase(Locale.ROOT).contains(word));
            });
    Runnable toEnd =
        () -> {
          if (follow.isSelected() && !found.isEmpty()) {
            list.scrollTo(found.size() - 1);
          }
        };
    found.addListener((ListChangeListener<T>) change -> toEnd.run());
    follow.selectedProperty().subscribe(toEnd);
    list.addEventHandler(
        KeyEvent.KEY_PRESSED,
        event -> {
          if (COPY.match(event)) {
            var content = new ClipboardContent();
            content.putString(
                list.getSelectionModel().getSelectedItems().stream()
                    .map(text)
                    .collect(Collectors.joining("\n")));
            Clipboard.getSystemClipboard().setContent(content);
            event.consume();
          }
        });
    return list;
  }

  /** A sentence with its time and a sign of how grave it is. */
  private final class EventCell extends ListCell<RunStory.Line> {
    private final Label time = Nodes.caption("");
    private final FontIcon sign = new FontIcon(Feather.INFO);
    private final Label text = new Label();
    private final HBox row = new HBox(10, time, sign, text);

    EventCell() {
      time.setMinWidth(112);
      time.setPrefWidth(112);
      row.setAlignment(Pos.CENTER_LEFT);
    }

    @Override
    protected void updateItem(RunStory.Line line, boolean empty) {
      super.updateItem(line, empty);
      for (var level : RunStory.Level.values()) {
        pseudoClassStateChanged(
            PseudoClass.getPseudoClass(level.name().toLowerCase(Locale.ROOT)),
            !empty && line != null && line.level() == level);
      }
      if (empty || line == null) {
        setGraphic(null);
        return;
      }
      time.setText(TIME.format(line.time().atZone(zone)));
      sign.setIconCode(
          switch (line.level()) {
            case INFO -> Feather.INFO;
            case SUCCESS -> Feather.CHECK_CIRCLE;
            case WARNING -> Feather.ALERT_TRIANGLE;
            case ERROR -> Feather.ALERT_OCTAGON;
          });
      text.setText(line.text());
      setGraphic(row);
    }
  }
}
