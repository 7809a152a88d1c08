package bonsai.app.shell;

import bonsai.app.catalog.RunCatalog;
import bonsai.app.data.DataPanel;
import bonsai.app.kit.AppContext;
import bonsai.app.kit.Appearance;
import bonsai.app.kit.Background;
import bonsai.app.kit.Dialogs;
import bonsai.app.kit.Navigator;
import bonsai.app.kit.Notices;
import bonsai.app.kit.Place;
import bonsai.app.kit.Preferences;
import bonsai.app.kit.Workers;
import bonsai.app.playground.PlaygroundPanel;
import bonsai.app.recipe.RecipePanel;
import bonsai.app.runs.RunsPanel;
import bonsai.base.Workspace;
import bonsai.ner.DataSource;
import bonsai.run.RunSpec;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import javafx.scene.Scene;
import javafx.util.Duration;

/** The window's parts, put together: everything the window is, but for the window itself. */
public final class Shell implements AutoCloseable {
  /** What the shell is given from outside; tests give twins. */
  public record Parts(
      Workspace workspace,
      Clock clock,
      Background background,
      RunCatalog runs,
      Workers workers,
      Dialogs dialogs,
      Appearance appearance,
      Preferences preferences,
      Mishaps mishaps) {}

  private static final Duration PAUSE = Duration.seconds(1);

  private final Parts parts;
  private final NoticeLog notices;
  private final Place<DataPanel> data;
  private final Place<RecipePanel> recipe;
  private final Place<RunsPanel> runs;
  private final Place<PlaygroundPanel> playground;
  private final List<Place<?>> places;
  private final ShellView view;
  private final Navigator navigator = new Leads();
  private Optional<PanelMaker> maker = Optional.empty();

  public Shell(Parts parts) {
    this.parts = parts;
    notices = new NoticeLog(parts.clock);
    var context =
        new AppContext(
            parts.workspace,
            parts.clock,
            parts.background,
            parts.runs,
            parts.workers,
            parts.dialogs,
            notices,
            navigator,
            parts.appearance,
            parts.preferences);
    data = DataPanel.place(context);
    recipe = RecipePanel.place(context);
    runs = RunsPanel.place(context);
    playground = PlaygroundPanel.place(context);
    places = List.of(data, recipe, runs, playground);
    var model = new ShellModel(parts.runs, notices, navigator::run);
    view =
        new ShellView(
            places,
            parts.appearance,
            notices,
            model,
            parts.background,
            parts.mishaps,
            navigator::run);
    view.show(
        parts
            .preferences
            .text("panel")
            .flatMap(title -> places.stream().filter(p -> p.title().equals(title)).findFirst())
            .orElse(data));
    view.selectedProperty().subscribe(place -> parts.preferences.set("panel", place.title()));
  }

  /** The window's content. */
  public Scene scene(double width, double height) {
    return view.scene(width, height);
  }

  /** Begins to watch the workspace. */
  public void start() {
    parts.runs.start();
  }

  /** Makes, in the pauses of the person at the screen, the panels that nobody has gone to yet. */
  public void makePanels(Scene scene) {
    var begun = new PanelMaker(scene, places, PAUSE);
    begun.begin();
    maker = Optional.of(begun);
  }

  /** The places of the rail, from its top. */
  public List<Place<?>> places() {
    return places;
  }

  /** The place whose panel is in front. */
  public Place<?> front() {
    return view.selectedProperty().get();
  }

  /** Leads to the panels. */
  public Navigator navigator() {
    return navigator;
  }

  /** Tells the person at the screen something. */
  public Notices notices() {
    return notices;
  }

  /** Brings a place's panel to the front. */
  public void show(Place<?> place) {
    view.show(place);
  }

  /** Shows the sheet of keyboard shortcuts, or hides it. */
  public void toggleShortcuts() {
    view.toggleShortcuts();
  }

  @Override
  public void close() {
    maker.ifPresent(PanelMaker::close);
    places.forEach(Place::close);
    parts.runs.close();
  }

  private final class Leads implements Navigator {
    @Override
    public void data(DataSource source) {
      view.show(data);
      data.panel().open(source);
    }

    @Override
    public void recipe() {
      view.show(recipe);
    }

    @Override
    public void recipe(RunSpec spec) {
      view.show(recipe);
      recipe.panel().open(spec);
    }

    @Override
    public void run(String id) {
      view.show(runs);
      runs.panel().select(id);
    }

    @Override
    public void playground(Path model) {
      view.show(playground);
      playground.panel().open(model);
    }
  }
}
