package bonsai.app.recipe;

import bonsai.app.catalog.RunRow;
import bonsai.app.form.FormField;
import bonsai.app.form.FormView;
import bonsai.app.kit.AppContext;
import bonsai.app.kit.Notices.Notice;
import bonsai.app.kit.Panel;
import bonsai.app.kit.Place;
import bonsai.app.kit.Shortcut;
import bonsai.base.Json;
import bonsai.base.UserException;
import bonsai.ner.DataSource;
import bonsai.run.PreflightProcess;
import bonsai.run.Preset;
import bonsai.run.RunFolder;
import bonsai.run.RunSpec;
import bonsai.run.Start;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.collections.FXCollections;
import javafx.collections.ListChangeListener;
import javafx.collections.ObservableList;
import javafx.scene.Node;
import javafx.scene.input.Clipboard;
import javafx.scene.input.DataFormat;
import org.kordamp.ikonli.feather.Feather;
import tools.jackson.core.JacksonException;

/** Where a run is put together and started. */
public final class RecipePanel implements Panel {
  private static final String REMEMBERED = "recipe.draft";
  private static final List<String> PATTERNS = List.of("*.json");

  private final AppContext context;
  private final RecipeModel model;
  private final RecipeView view;
  private final ObservableList<String> runs = FXCollections.observableArrayList();

  /** Where it is found. */
  public static Place<RecipePanel> place(AppContext context) {
    return new Place<>("Recipe", Feather.LAYERS, () -> new RecipePanel(context));
  }

  private RecipePanel(AppContext context) {
    this.context = context;
    var workspace = context.workspace();
    model =
        new RecipeModel(workspace, context.background(), new PreflightProcess(workspace)::measure);
    remembered().ifPresent(model::restore);
    model.draft().onChange(this::remember);
    context.runs().rows().addListener((ListChangeListener<RunRow>) change -> listRuns());
    listRuns();
    view =
        new RecipeView(
            model,
            new Help(),
            new RecipeView.Actions(
                this::apply,
                this::openFile,
                this::saveFile,
                this::copyCommand,
                () -> model.measure(this::complain),
                () -> model.fetch(this::complain),
                this::start));
  }

  @Override
  public List<Example> examples(RunFolder run) {
    return List.of(new Example("form", () -> open(run.spec())));
  }

  @Override
  public Node view() {
    return view.node();
  }

  @Override
  public void shown() {
    model.refresh();
  }

  @Override
  public List<Shortcut> shortcuts() {
    return List.of(
        Shortcut.of("Shortcut+Enter", "Start the run", this::start),
        Shortcut.of("Shortcut+O", "Open a spec", this::openFile),
        Shortcut.of("Shortcut+S", "Save the spec", this::saveFile),
        Shortcut.of("Shortcut+Shift+C", "Copy as command", this::copyCommand),
        Shortcut.of(
            "Shortcut+M", "Measure time and precision", () -> model.measure(this::complain)),
        Shortcut.of("Alt+Up", "Move the stage up", () -> move(-1)),
        Shortcut.of("Alt+Down", "Move the stage down", () -> move(1)),
        Shortcut.of("Shortcut+D", "Duplicate the stage", () -> onStage(model.draft()::duplicate)),
        Shortcut.of("Shortcut+Delete", "Remove the stage", () -> onStage(model.draft()::remove)));
  }

  /** Opens a spec to be changed and started; what was there can be brought back. */
  public void open(RunSpec spec) {
    replacing("The recipe now shows " + spec.name() + ".", () -> model.open(spec));
  }

  private void apply(Preset preset) {
    replacing("The recipe is now “" + preset.title() + "”.", () -> model.apply(preset));
  }

  /** Changes that somebody made are not lost by a slip of the mouse. */
  private void replacing(String sentence, Runnable replace) {
    var losesSomething = model.unsavedProperty().get() || model.spec().isEmpty();
    var back = model.keep();
    replace.run();
    if (losesSomething) {
      context
          .notices()
          .show(new Notice(Notice.Kind.INFO, sentence, Optional.empty()).with("Undo", back));
    }
  }

  private void move(int by) {
    onStage(stage -> model.draft().move(stage, by));
  }

  private void onStage(Consumer<StageModel> action) {
    model.draft().selectedProperty().get().ifPresent(action);
  }

  private void openFile() {
    context
        .dialogs()
        .chooseFile("Open a spec", "Run specs", PATTERNS)
        .ifPresent(
            path -> {
              try {
                RunSpec.read(path); // a wrong file leaves everything as it is
                replacing("The recipe is now that of " + path + ".", () -> model.open(path));
              } catch (UserException e) {
                complain(e.getMessage());
              }
            });
  }

  private void saveFile() {
    model
        .spec()
        .ifPresentOrElse(
            spec ->
                context
                    .dialogs()
                    .saveFile("Save the spec", spec.name() + ".json", "Run specs", PATTERNS)
                    .ifPresent(this::saveTo),
            () -> complain(model.obstacleProperty().get()));
  }

  private void saveTo(Path path) {
    try {
      model.save(path);
      context.notices().success("The spec was saved to " + path + ".");
    } catch (UserException e) {
      complain(e.getMessage());
    }
  }

  private void copyCommand() {
    model
        .command()
        .ifPresentOrElse(
            command -> {
              Clipboard.getSystemClipboard()
                  .setContent(java.util.Map.of(DataFormat.PLAIN_TEXT, command));
              context.notices().info("The command that starts this run was copied.");
            },
            () -> complain(model.obstacleProperty().get()));
  }

  private void start() {
    model.start(
        context.workers(),
        id -> {
          context.runs().refresh();
          context.navigator().run(id);
        },
        this::complain);
  }

  private void complain(String sentence) {
    if (!sentence.isEmpty()) {
      context.notices().error(sentence);
    }
  }

  private void remember() {
    context.preferences().set(REMEMBERED, Json.LINE.writeValueAsString(model.draft().typed()));
  }

  /** What the window showed when it was closed, unless a newer program wrote it. */
  private Optional<RecipeDraft.Typed> remembered() {
    try {
      return context
          .preferences()
          .text(REMEMBERED)
          .map(text -> Json.LINE.readValue(text, RecipeDraft.Typed.class));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private void listRuns() {
    var results = context.runs().rows().stream().filter(RunRow::hasResult).map(RunRow::id).toList();
    if (!results.equals(runs)) {
      runs.setAll(results);
    }
  }

  /** What the forms of this panel can choose from. */
  private final class Help implements FormView.Help {
    @Override
    public Optional<ObservableList<String>> suggestions(FormField field) {
      if (field.owner() == Start.Pretrained.class) {
        return Optional.of(model.models());
      }
      return field.owner() == Start.FromRun.class ? Optional.of(runs) : Optional.empty();
    }

    @Override
    public boolean choosable(FormField field) {
      return field.setting().content() == Path.class || field.owner() == Start.Pretrained.class;
    }

    @Override
    public Optional<Path> choose(FormField field) {
      var title = "Choose: " + field.label();
      var folder =
          field.owner() == Start.Pretrained.class || field.owner() == DataSource.Folder.class;
      return folder
          ? context.dialogs().chooseFolder(title)
          : context.dialogs().chooseFile(title, "Files", List.of("*.*"));
    }
  }
}
