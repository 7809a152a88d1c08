package bonsai.app.playground;

import bonsai.app.kit.AppContext;
import bonsai.app.kit.Arrangement;
import bonsai.app.kit.Panel;
import bonsai.app.kit.Place;
import bonsai.app.kit.Shortcut;
import bonsai.base.UserException;
import bonsai.run.RunFolder;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.DragEvent;
import javafx.scene.input.Dragboard;
import javafx.scene.input.TransferMode;
import org.kordamp.ikonli.feather.Feather;

/** Tags what is typed with a finished model, in a process of its own. */
public final class PlaygroundPanel implements Panel {
  private final AppContext context;
  private final PlaygroundModel model;
  private final PlaygroundView view;

  /** Where it is found. */
  public static Place<PlaygroundPanel> place(AppContext context) {
    return new Place<>("Playground", Feather.EDIT_3, () -> new PlaygroundPanel(context));
  }

  private PlaygroundPanel(AppContext context) {
    this.context = context;
    model =
        new PlaygroundModel(
            context.runs().rows(),
            context.preferences(),
            context.notices(),
            TaggerStarter.of(context.workspace()),
            Platform::runLater,
            Thread::startVirtualThread);
    view = new PlaygroundView(model, new Actions(), new Arrangement(context.preferences()));
    view.node().addEventHandler(DragEvent.DRAG_OVER, this::dragged);
    view.node().addEventHandler(DragEvent.DRAG_DROPPED, this::dropped);
  }

  @Override
  public Node view() {
    return view.node();
  }

  @Override
  public void shown() {
    model.shown();
    view.focusText();
  }

  @Override
  public List<Shortcut> shortcuts() {
    var actions = new Actions();
    return List.of(
        Shortcut.of("Shortcut+O", "Open a model folder", () -> actions.chooseFolder(model.first())),
        Shortcut.of(
            "Shortcut+Shift+D",
            "Compare with a second model, or no longer",
            model::toggleComparing),
        Shortcut.of(
            "Shortcut+Shift+C",
            "Copy the tags as CoNLL columns",
            () -> actions.copyConll(view.focused())),
        Shortcut.of(
            "Shortcut+Shift+J", "Copy the tags as JSON", () -> actions.copyJson(view.focused())));
  }

  @Override
  public boolean isSettled() {
    return !model.first().busyProperty().get() && !model.second().busyProperty().get();
  }

  @Override
  public void close() {
    model.close();
  }

  /** Opens a model folder, or the result of a run's folder. */
  public void open(Path folder) {
    model.open(folder, model.first());
  }

  /** Tags a text, in place of what was typed. */
  public void tag(String text) {
    model.textProperty().set(text);
  }

  @Override
  public List<Example> examples(RunFolder run) {
    var tags = new Example("tags", () -> show(run, false));
    return model.choices().size() == 1
        ? List.of(tags)
        : List.of(tags, new Example("compared", () -> show(run, true)));
  }

  private void show(RunFolder run, boolean compared) {
    open(run.model());
    model.comparingProperty().set(compared);
    tag(Examples.ALL.getLast().text());
  }

  // ---- folders that are dropped -----------------------------------------------------------------

  private void dragged(DragEvent event) {
    if (folder(event.getDragboard()).isPresent()) {
      event.acceptTransferModes(TransferMode.LINK, TransferMode.COPY);
      event.consume();
    }
  }

  private void dropped(DragEvent event) {
    folder(event.getDragboard())
        .ifPresent(
            folder -> {
              open(folder);
              event.setDropCompleted(true);
              event.consume();
            });
  }

  private static Optional<Path> folder(Dragboard board) {
    return board.hasFiles()
        ? board.getFiles().stream().filter(File::isDirectory).map(File::toPath).findFirst()
        : Optional.empty();
  }

  private final class Actions implements PlaygroundView.Actions {
    @Override
    public void chooseFolder(ModelSlot slot) {
      context
          .dialogs()
          .chooseFolder("Open a model folder")
          .ifPresent(folder -> model.open(folder, slot));
    }

    @Override
    public void showRecipe() {
      context.navigator().recipe();
    }

    @Override
    public void copyConll(ModelSlot slot) {
      copy(slot, model::conll, "CoNLL columns");
    }

    @Override
    public void copyJson(ModelSlot slot) {
      copy(slot, model::json, "JSON");
    }

    private void copy(ModelSlot slot, Function<ModelSlot, String> text, String as) {
      try {
        var content = new ClipboardContent();
        content.putString(text.apply(slot));
        Clipboard.getSystemClipboard().setContent(content);
        var whose =
            slot.chosenProperty()
                .get()
                .filter(choice -> model.comparingProperty().get())
                .map(choice -> " of " + choice.name())
                .orElse("");
        context.notices().info("Copied the tags" + whose + " as " + as + ".");
      } catch (UserException e) {
        context.notices().error(e.getMessage());
      }
    }
  }
}
