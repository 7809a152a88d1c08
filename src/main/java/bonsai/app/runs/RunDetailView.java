package bonsai.app.runs;

import atlantafx.base.theme.Styles;
import atlantafx.base.theme.Tweaks;
import bonsai.app.kit.AppContext;
import bonsai.app.kit.Nodes;
import bonsai.app.runs.live.Forecast;
import bonsai.base.Quantities;
import bonsai.ner.Split;
import bonsai.run.RunState;
import bonsai.train.TrainingEvent;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.collections.ListChangeListener;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.Tab;
import javafx.scene.control.TabPane;
import javafx.scene.control.Tooltip;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.shape.Circle;
import javafx.util.Subscription;
import org.kordamp.ikonli.feather.Feather;

/** Builds what is shown of the selected run: who it is, what can be done, and its tabs. */
final class RunDetailView {
  /** The tab that only runs with gates have. */
  static final String GATES = "Gates";

  private final AppContext context;
  private final RunsModel model;
  private final RunDetailModel detail;
  private final StackPane root = new StackPane();
  private final Node nothing =
      Nodes.empty(
          Feather.MOUSE_POINTER,
          "No run is selected",
          "Select a run to see its curves, scores and log; select several to compare them.");

  private final Circle spot = RunBadges.spot();
  private final Label name = Nodes.label("", Styles.TITLE_4);
  private final Label others = Nodes.caption("");
  private final Label state = RunBadges.state();
  private final Label step = Nodes.label("", Styles.TEXT_MUTED);
  private final Label asked = Nodes.label("", Styles.TEXT_MUTED);
  private final Function<RunItem, Optional<Forecast>> forecasts;
  private final HBox facts = new HBox(8);
  private final Label making = Nodes.label("", Styles.TEXT_MUTED);
  private final ProgressBar made = new ProgressBar();
  private final HBox preparing = new HBox(10, made, making);
  private final Label message = Nodes.paragraph("");
  private final HBox trouble = new HBox(8);
  private final Button pause;
  private final Button resume;
  private final Button stop;
  private final Button copy;
  private final Button tryOut;
  private final MenuItem pin = new MenuItem("Pin as baseline");
  private final MenuItem archive = new MenuItem("Archive");
  private final MenuItem delete = new MenuItem("Delete");
  private final TabPane tabs = new TabPane();
  private final Tab logTab;
  private final Tab gatesTab;

  /** Whether the gates are to be shown as soon as there are some. */
  private boolean gatesWanted;

  private Subscription following = Subscription.EMPTY;
  private Instant now;

  /**
   * What fills tabs of its own.
   *
   * @param charts of the drawn runs
   * @param result the shown run's model, before and after
   * @param weights its parameters and their zeros
   * @param gates its gates over time
   */
  record Parts(Node charts, Node result, Node weights, Node gates) {}

  /**
   * @param parts what others build
   * @param forecasts tells how long a run that works will take
   * @param table where names, notes and tags are typed
   */
  RunDetailView(
      AppContext context,
      RunsModel model,
      RunActions actions,
      RunDetailModel detail,
      Parts parts,
      Function<RunItem, Optional<Forecast>> forecasts,
      RunTable table) {
    this.forecasts = forecasts;
    this.context = context;
    this.model = model;
    this.detail = detail;
    this.now = context.clock().instant();
    pause = button("Pause", Feather.PAUSE, "run-pause", actions::pause);
    resume = button("Resume", Feather.PLAY, "run-resume", actions::resume);
    stop = button("Stop", Feather.SQUARE, "run-stop", actions::stop);
    copy = button("Clone with changes", Feather.COPY, "run-clone", this::copy);
    tryOut = button("Try in playground", Feather.EDIT_3, "run-try", this::tryOut);
    state.setId("run-state");
    step.setId("run-step");
    logTab = tab("Log", Feather.LIST, new RunLogView(detail, context.clock().getZone()).node());
    tabs.getTabs()
        .setAll(
            tab("Charts", Feather.TRENDING_UP, parts.charts()),
            tab("Scores", Feather.TARGET, new RunScoresView(detail).node()),
            tab("Result", Feather.PACKAGE, parts.result()),
            tab("Weights", Feather.LAYERS, parts.weights()),
            logTab,
            tab("Spec", Feather.FILE_TEXT, new RunSpecView(model).node()));
    gatesTab = tab(GATES, Feather.GRID, parts.gates());
    tabs.setTabClosingPolicy(TabPane.TabClosingPolicy.UNAVAILABLE);
    tabs.setAccessibleText("About the run");
    VBox.setVgrow(tabs, Priority.ALWAYS);
    var content = new VBox(header(actions, table), tabs);
    content.getStyleClass().add("run-detail");
    model
        .primaryProperty()
        .subscribe(
            item -> {
              following.unsubscribe();
              following = Subscription.EMPTY;
              root.getChildren().setAll(item.isPresent() ? content : nothing);
              item.ifPresent(
                  run ->
                      following =
                          Subscription.combine(
                              run.rowProperty().subscribe(row -> update()),
                              run.askedProperty().subscribe(text -> update()),
                              run.colourProperty()
                                  .subscribe(n -> RunBadges.show(spot, n.intValue()))));
            });
    detail.factsProperty().subscribe(known -> update());
    detail.problemProperty().subscribe(known -> update());
    model.baselineProperty().subscribe(item -> update());
    model.drawn().addListener((ListChangeListener<RunItem>) c -> update());
  }

  Node node() {
    return root;
  }

  /** The clock went on: what was not said for how long is told anew. */
  void tick(Instant time) {
    now = time;
    update();
  }

  /** The names of what there is to see of a run. */
  List<String> tabs() {
    return tabs.getTabs().stream().map(Tab::getText).toList();
  }

  /** Shows a tab by its name. */
  void show(String name) {
    gatesWanted = name.equals(GATES);
    tabs.getTabs().stream()
        .filter(tab -> tab.getText().equals(name))
        .forEach(tabs.getSelectionModel()::select);
  }

  /** Tells whether the run has gates: only then is there a tab of them. */
  void hasGates(boolean now) {
    var shown = tabs.getTabs().contains(gatesTab);
    if (now && !shown) {
      tabs.getTabs().add(1, gatesTab);
      if (gatesWanted) {
        tabs.getSelectionModel().select(gatesTab);
      }
    } else if (!now && shown) {
      // whoever goes from run to run to compare their gates comes back to them
      gatesWanted = gatesTab.isSelected();
      if (gatesWanted) {
        tabs.getSelectionModel().selectFirst();
      }
      tabs.getTabs().remove(gatesTab);
    }
  }

  void showLog() {
    tabs.getSelectionModel().select(logTab);
  }

  void focus() {
    tabs.requestFocus();
  }

  private Button button(String text, Feather icon, String id, Consumer<RunItem> action) {
    var button = Nodes.button(text, icon, () -> model.primary().ifPresent(action));
    button.setId(id);
    button.managedProperty().bind(button.visibleProperty());
    return button;
  }

  private static Tab tab(String title, Feather icon, Node content) {
    var tab = new Tab(title, content);
    tab.setGraphic(Nodes.icon(icon));
    tab.setId("run-tab-" + title.toLowerCase(Locale.ROOT));
    return tab;
  }

  // ---- the header -------------------------------------------------------------------------------

  private Node header(RunActions actions, RunTable table) {
    name.setMinWidth(80);
    name.setTooltip(new Tooltip());
    state.setMinWidth(Region.USE_PREF_SIZE);
    step.setMinWidth(Region.USE_PREF_SIZE);
    others.setMinWidth(Region.USE_PREF_SIZE);
    asked.setMinWidth(Region.USE_PREF_SIZE);
    resume.getStyleClass().add(Styles.ACCENT);
    tryOut.getStyleClass().add(Styles.ACCENT);
    var more = new MenuButton("", Nodes.icon(Feather.MORE_HORIZONTAL));
    more.getStyleClass().addAll(Styles.BUTTON_ICON, Tweaks.NO_ARROW);
    more.setAccessibleText("More to do with this run");
    more.setTooltip(new Tooltip("More"));
    more.setId("run-more");
    more.getItems()
        .setAll(
            Nodes.item("Rename", table::editName),
            Nodes.item("Edit notes", table::editNotes),
            Nodes.item("Edit tags", table::editTags),
            new SeparatorMenuItem(),
            pin,
            archive,
            Nodes.item("Copy the folder's path", () -> model.primary().ifPresent(this::copyPath)),
            new SeparatorMenuItem(),
            delete);
    pin.setOnAction(event -> model.primary().ifPresent(model::toggleBaseline));
    archive.setOnAction(event -> actions.toggleArchived(meant()));
    delete.setOnAction(event -> actions.delete(meant()));
    var title = new HBox(10, spot, name, state, step, asked, others);
    title.setAlignment(Pos.CENTER_LEFT);
    HBox.setHgrow(title, Priority.ALWAYS);
    title.setMinWidth(0);
    var buttons = new HBox(6, pause, resume, stop, tryOut, copy, more);
    buttons.setAlignment(Pos.CENTER_RIGHT);
    buttons.setMinWidth(Region.USE_PREF_SIZE);
    var first = new HBox(12, title, buttons);
    first.setAlignment(Pos.CENTER_LEFT);
    facts.setAlignment(Pos.CENTER_LEFT);
    making.setId("run-preparing");
    made.setId("run-preparing-bar");
    made.setPrefWidth(180);
    made.getStyleClass().add(Styles.SMALL);
    made.accessibleTextProperty().bind(making.textProperty());
    preparing.setAlignment(Pos.CENTER_LEFT);
    preparing.managedProperty().bind(preparing.visibleProperty());
    var showLog = new Button("Show log");
    showLog.getStyleClass().add(Styles.SMALL);
    showLog.setMinWidth(Region.USE_PREF_SIZE);
    showLog.setOnAction(event -> showLog());
    HBox.setHgrow(message, Priority.ALWAYS);
    message.setMaxWidth(Double.MAX_VALUE);
    message.setId("run-message");
    trouble.getChildren().setAll(Nodes.icon(Feather.ALERT_TRIANGLE), message, showLog);
    trouble.setAlignment(Pos.CENTER_LEFT);
    trouble.getStyleClass().add("run-trouble");
    trouble.managedProperty().bind(trouble.visibleProperty());
    var header = new VBox(8, first, facts, preparing, trouble);
    header.setPadding(new Insets(10, 12, 4, 12));
    return header;
  }

  /** The chosen runs, or, where a filter hides the run in detail from the table, that run alone. */
  private List<RunItem> meant() {
    var chosen = model.chosen();
    return model.primary().filter(item -> !chosen.contains(item)).map(List::of).orElse(chosen);
  }

  private void update() {
    if (model.primary().isEmpty()) {
      return;
    }
    var item = model.primary().get();
    var row = item.row();
    var known = detail.factsProperty().get();
    name.setText(item.name());
    name.getTooltip().setText(item.name() + "\n" + item.id());
    var left = model.undrawn();
    others.setText(RunWords.others(model.selected().size() - 1 - left, left));
    RunBadges.show(state, row);
    var forecast = row.isRunning() ? forecasts.apply(item) : Optional.<Forecast>empty();
    step.setText(row.status().isPresent() ? RunDetailModel.stepText(row, known, forecast) : "");
    asked.setText(item.asked());
    pause.setVisible(row.isRunning());
    stop.setVisible(row.isRunning());
    pause.setDisable(!item.asked().isEmpty());
    stop.setDisable(item.asked().equals("stopping…"));
    resume.setVisible(row.isResumable());
    resume.setDisable(!item.asked().isEmpty());
    resume.setText(row.state().equals(Optional.of(RunState.QUEUED)) ? "Start" : "Resume");
    copy.setVisible(row.spec().isPresent());
    tryOut.setVisible(row.hasModel());
    pin.setText(item.isBaseline() ? "Unpin the baseline" : "Pin as baseline");
    archive.setText(row.about().archived() ? "Take out of the archive" : "Archive");
    delete.setDisable(row.isRunning());
    facts(item, known, forecast);
    preparing(known.preparing().filter(some -> row.isRunning()));
    trouble(item);
  }

  /** Before the first step a worker may be busy for an hour, which curves do not show. */
  private void preparing(Optional<TrainingEvent.Preparing> now) {
    preparing.setVisible(now.isPresent());
    making.setText(now.map(RunDetailModel::preparingText).orElse(""));
    made.setProgress(now.map(some -> (double) some.done() / some.total()).orElse(0.0));
  }

  private void facts(RunItem item, RunStory.Facts known, Optional<Forecast> forecast) {
    var row = item.row();
    facts.getChildren().clear();
    forecast.ifPresent(ahead -> fact("Left", RunDetailModel.leftText(ahead.left())));
    if (item.f1().isPresent()) {
      fact("Valid F1", RunWords.f1(item.f1()));
      var difference = model.difference(item);
      var gain = model.gain(item);
      if (difference.isPresent()) {
        fact("to baseline", RunWords.difference(difference));
      } else if (gain.isPresent() && !item.isBaseline()) {
        fact("to its start", RunWords.difference(gain));
      }
    }
    test(known).ifPresent(f1 -> fact("Test F1", RunWords.f1(f1)));
    if (row.isRunning() && known.residentBytes().isPresent()) {
      fact("Memory", Quantities.bytes(known.residentBytes().getAsLong()));
    }
    forecast.ifPresent(
        ahead ->
            fact("Speed", Quantities.count(Math.round(ahead.tokensPerSecond())) + " tokens/s"));
    row.started()
        .ifPresent(time -> fact("Started", RunWords.time(time, now, context.clock().getZone())));
    row.spec().ifPresent(spec -> fact("Data", RunWords.data(row)));
    if (!row.isRunning()) {
      RunDetailModel.uses(row).forEach(use -> facts.getChildren().add(RunBadges.word(use)));
    }
  }

  private static Optional<OptionalDouble> test(RunStory.Facts known) {
    return known
        .scores()
        .map(scores -> scores.bySplit().get(Split.TEST))
        .map(scores -> OptionalDouble.of(scores.f1()));
  }

  private void fact(String what, String value) {
    var caption = Nodes.caption(what);
    var shown = Nodes.label(value, Styles.TEXT_SMALL);
    shown.setMinWidth(Region.USE_PREF_SIZE);
    caption.setMinWidth(Region.USE_PREF_SIZE);
    var pair = new HBox(5, caption, shown);
    pair.setAlignment(Pos.BASELINE_LEFT);
    pair.setPadding(new Insets(0, 10, 0, 0));
    facts.getChildren().add(pair);
  }

  private void trouble(RunItem item) {
    var row = item.row();
    var text =
        row.problem()
            .or(detail.problemProperty()::get)
            .or(() -> RunDetailModel.alarm(row, now))
            .or(() -> row.status().flatMap(status -> status.message()))
            .or(
                () ->
                    row.state()
                        .filter(now -> now == RunState.INTERRUPTED)
                        .map(
                            any ->
                                row.hasCheckpoint()
                                    ? "Its worker ended unexpectedly. Resume goes on from the"
                                        + " last checkpoint."
                                    : "Its worker ended unexpectedly, before the first"
                                        + " checkpoint. Resume begins again."));
    trouble.setVisible(text.isPresent());
    message.setText(text.orElse(""));
  }

  private void copy(RunItem item) {
    item.row().spec().ifPresent(context.navigator()::recipe);
  }

  private void tryOut(RunItem item) {
    context.navigator().playground(item.folder().model());
  }

  private void copyPath(RunItem item) {
    var content = new ClipboardContent();
    content.putString(item.folder().path().toString());
    Clipboard.getSystemClipboard().setContent(content);
    context.notices().info("The folder's path is on the clipboard.");
  }
}
