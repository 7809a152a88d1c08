package bonsai.app.shell;

import atlantafx.base.theme.Styles;
import atlantafx.base.theme.Tweaks;
import bonsai.app.kit.Appearance;
import bonsai.app.kit.Background;
import bonsai.app.kit.Job;
import bonsai.app.kit.Nodes;
import bonsai.app.kit.Notices.Notice;
import bonsai.app.kit.Place;
import bonsai.app.kit.Shortcut;
import bonsai.app.kit.Toggles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.application.Application;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.ListChangeListener;
import javafx.event.EventTarget;
import javafx.geometry.Pos;
import javafx.geometry.Side;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.ComboBoxBase;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** Builds the window's content: rail, panels, status bar, and what lies above them. */
final class ShellView {
  private final List<Place<?>> places;
  private final Appearance appearance;
  private final ObjectProperty<Place<?>> selected = new SimpleObjectProperty<>();
  private final StackPane root = new StackPane();
  private final StackPane content = new StackPane();
  private final NoticeLog notices;
  private final Mishaps mishaps;
  private final Sheets sheets = new Sheets();
  private final List<Shortcut> everywhere = new ArrayList<>();

  ShellView(
      List<Place<?>> places,
      Appearance appearance,
      NoticeLog notices,
      ShellModel model,
      Background background,
      Mishaps mishaps,
      Consumer<String> openRun) {
    this.places = places;
    this.appearance = appearance;
    this.notices = notices;
    this.mishaps = mishaps;
    for (var i = 0; i < places.size(); i++) {
      var place = places.get(i);
      everywhere.add(
          Shortcut.of("Shortcut+" + (i + 1), "Go to " + place.title(), () -> show(place)));
    }
    everywhere.add(Shortcut.of("Shortcut+Shift+L", "Light or dark", appearance::toggle));
    everywhere.add(
        Shortcut.of("Shortcut+Shift+N", "Show this window's notices", this::toggleNotices));
    everywhere.add(Shortcut.of("F12", "Show the log", this::showLog));
    everywhere.add(Shortcut.of("F1", "Show these shortcuts", this::toggleShortcuts));

    var frame = new BorderPane(content);
    frame.setLeft(rail());
    frame.setBottom(statusBar(model, background, openRun));
    root.getChildren().setAll(frame, new NoticeStack(notices).node(), sheets.node());
    root.getStyleClass().add("shell");
    mishaps.sentences().addListener((ListChangeListener<String>) change -> tell(change));
    selected.subscribe(
        (before, now) -> {
          if (before != null) {
            before.panel().hidden();
          }
          content.getChildren().setAll(now.panel().view());
          now.panel().shown();
        });
  }

  /** A scene in the window's theme, with its keys. */
  Scene scene(double width, double height) {
    var scene = new Scene(root, width, height);
    appearance
        .themeProperty()
        .subscribe(
            theme -> {
              Application.setUserAgentStylesheet(theme.userAgentStylesheet());
              scene.getStylesheets().setAll(theme.stylesheets());
            });
    scene.addEventFilter(KeyEvent.KEY_PRESSED, this::pressed);
    return scene;
  }

  /** Never a trace: the sentence, and a way to the log that has it. */
  private void tell(ListChangeListener.Change<? extends String> change) {
    while (change.next()) {
      for (var sentence : change.getAddedSubList()) {
        notices.show(
            new Notice(Notice.Kind.ERROR, sentence, Optional.empty())
                .with("Show log", this::showLog));
      }
    }
  }

  void show(Place<?> place) {
    selected.set(place);
  }

  /** The place whose panel is in front. */
  ReadOnlyObjectProperty<Place<?>> selectedProperty() {
    return selected;
  }

  private void pressed(KeyEvent event) {
    // What lies below a sheet does not hear of keys.
    for (var shortcut : sheets.isShown() ? everywhere : shortcuts()) {
      if (shortcut.keys().match(event) && !isFor(event.getTarget(), event)) {
        event.consume();
        shortcut.action().run();
        return;
      }
    }
  }

  /** Whether a key is meant for what has the focus: text, or a press. */
  private static boolean isFor(EventTarget target, KeyEvent event) {
    if (TextKeys.areTypedInto(target)) {
      return TextKeys.edit(event);
    }
    var isPress = event.getCode() == KeyCode.ENTER || event.getCode() == KeyCode.SPACE;
    return isPress
        && TextKeys.isPlain(event)
        && (target instanceof ButtonBase || target instanceof ComboBoxBase);
  }

  private List<Shortcut> shortcuts() {
    var all = new ArrayList<Shortcut>();
    if (selected.get() != null) {
      all.addAll(selected.get().panel().shortcuts());
    }
    all.addAll(everywhere);
    return all;
  }

  // ---- the rail ---------------------------------------------------------------------------------

  private VBox rail() {
    var buttons = new LinkedHashMap<ToggleButton, Place<?>>();
    var rail = new VBox(4);
    rail.getStyleClass().add("rail");
    for (var place : places) {
      var button = new ToggleButton(place.title(), Nodes.icon(place.icon()));
      button.setId("rail-" + place.title().toLowerCase(Locale.ROOT));
      button.setContentDisplay(ContentDisplay.TOP);
      button.getStyleClass().addAll("rail-button", Styles.FLAT);
      button.setMaxWidth(Double.MAX_VALUE);
      buttons.put(button, place);
      rail.getChildren().add(button);
    }
    Toggles.choose(buttons, selected);
    var help =
        Nodes.iconButton("Keyboard shortcuts (F1)", Feather.HELP_CIRCLE, this::toggleShortcuts);
    var feet = new VBox(4, themes(), help);
    feet.setAlignment(Pos.CENTER);
    rail.getChildren().addAll(Nodes.spacer(), feet);
    return rail;
  }

  private MenuButton themes() {
    var menu = new MenuButton("", Nodes.icon(Feather.MOON));
    menu.setId("theme");
    menu.getStyleClass().addAll(Styles.BUTTON_ICON, Styles.FLAT, Tweaks.NO_ARROW);
    menu.setAccessibleText("Light or dark");
    menu.setTooltip(new Tooltip("Light or dark"));
    menu.setPopupSide(Side.RIGHT);
    var group = new ToggleGroup();
    for (var choice : Appearance.Choice.values()) {
      var item =
          new RadioMenuItem(
              switch (choice) {
                case SYSTEM -> "As the system";
                case LIGHT -> "Light";
                case DARK -> "Dark";
              });
      item.setId("theme-" + choice.name().toLowerCase(Locale.ROOT));
      item.setToggleGroup(group);
      item.setOnAction(event -> appearance.choiceProperty().set(choice));
      appearance.choiceProperty().subscribe(now -> item.setSelected(now == choice));
      menu.getItems().add(item);
    }
    return menu;
  }

  // ---- the status bar ---------------------------------------------------------------------------

  private HBox statusBar(ShellModel model, Background background, Consumer<String> openRun) {
    var jobs = new HBox(12);
    jobs.setAlignment(Pos.CENTER_RIGHT);
    jobs.setId("status-jobs");
    Runnable list =
        () -> jobs.getChildren().setAll(background.jobs().stream().map(ShellView::job).toList());
    background.jobs().addListener((ListChangeListener<Job>) change -> list.run());
    list.run();

    var bar = new HBox(12, new RunningBar(model, openRun).node(), Nodes.spacer(), jobs, bell());
    bar.setAlignment(Pos.CENTER_LEFT);
    bar.getStyleClass().add("status-bar");
    return bar;
  }

  /** Leads to all notices, and tells how many nobody has read. */
  private Button bell() {
    var bell = new Button("", Nodes.icon(Feather.BELL));
    bell.setId("status-notices");
    bell.getStyleClass().addAll(Styles.SMALL, Styles.FLAT);
    bell.setMinWidth(Region.USE_PREF_SIZE);
    bell.setTooltip(new Tooltip());
    bell.setOnAction(event -> toggleNotices());
    notices
        .unreadProperty()
        .subscribe(
            number -> {
              var unread = number.intValue();
              var words =
                  unread == 0
                      ? "Notices"
                      : unread + (unread == 1 ? " unread notice" : " unread notices");
              bell.setText(unread == 0 ? "" : Integer.toString(unread));
              bell.setAccessibleText(words);
              bell.getTooltip().setText(words);
              bell.getStyleClass().remove(Styles.ACCENT);
              if (unread > 0) {
                bell.getStyleClass().add(Styles.ACCENT);
              }
            });
    return bell;
  }

  private static HBox job(Job job) {
    var what = new Label();
    what.textProperty()
        .bind(
            job.messageProperty()
                .map(message -> message.isEmpty() ? job.title() : job.title() + ": " + message));
    what.getStyleClass().addAll(Styles.TEXT_SMALL, Styles.TEXT_MUTED);
    what.setMaxWidth(420);
    var bar = new ProgressBar();
    bar.progressProperty().bind(job.progressProperty());
    bar.setPrefWidth(96);
    bar.getStyleClass().add(Styles.SMALL);
    bar.setAccessibleText(job.title());
    var cancel = Nodes.iconButton("Cancel: " + job.title(), Feather.X, job::cancel);
    cancel.getStyleClass().add(Styles.SMALL);
    var row = new HBox(6, what, bar, cancel);
    row.setAlignment(Pos.CENTER);
    return row;
  }

  // ---- sheets -----------------------------------------------------------------------------------

  void toggleShortcuts() {
    var place = selected.get();
    sheets.toggle("shortcut-sheet", () -> ShortcutSheet.of(place, everywhere));
  }

  private void toggleNotices() {
    sheets.toggle(
        "notice-sheet",
        () -> {
          notices.readAll();
          return NoticeSheet.of(
              notices,
              action -> {
                sheets.hide();
                action.run();
              });
        });
  }

  private void showLog() {
    sheets.toggle("log-sheet", () -> LogSheet.of(mishaps.log()));
  }
}
